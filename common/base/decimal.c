#include "base/decimal.h"

#define POWER_STEP  16
#define POWER_FIRST (-368)

/* 10^e for every 16th e, rounded to 64 bits. */
static const apie_binary powers[] = {
    {UINT64_C(0xB8E1CBC28BEF0B69), -1286}, /* 1e-368 */
    {UINT64_C(0xCD42A11346F34F7D), -1233}, /* 1e-352 */
    {UINT64_C(0xE3E27A444D8D98B8), -1180}, /* 1e-336 */
    {UINT64_C(0xFD00B897478238D1), -1127}, /* 1e-320 */
    {UINT64_C(0x8C71DCD9BA0B4926), -1073}, /* 1e-304 */
    {UINT64_C(0x9BECCE62836AC577), -1020}, /* 1e-288 */
    {UINT64_C(0xAD1C8EAB5EE43B67), -967},  /* 1e-272 */
    {UINT64_C(0xC0314325637A193A), -914},  /* 1e-256 */
    {UINT64_C(0xD5605FCDCF32E1D7), -861},  /* 1e-240 */
    {UINT64_C(0xECE53CEC4A314EBE), -808},  /* 1e-224 */
    {UINT64_C(0x8380DEA93DA4BC60), -754},  /* 1e-208 */
    {UINT64_C(0x91FF83775423CC06), -701},  /* 1e-192 */
    {UINT64_C(0xA21727DB38CB0030), -648},  /* 1e-176 */
    {UINT64_C(0xB3F4E093DB73A093), -595},  /* 1e-160 */
    {UINT64_C(0xC7CABA6E7C5382C9), -542},  /* 1e-144 */
    {UINT64_C(0xDDD0467C64BCE4A1), -489},  /* 1e-128 */
    {UINT64_C(0xF64335BCF065D37D), -436},  /* 1e-112 */
    {UINT64_C(0x88B402F7FD75539B), -382},  /* 1e-96 */
    {UINT64_C(0x97C560BA6B0919A6), -329},  /* 1e-80 */
    {UINT64_C(0xA87FEA27A539E9A5), -276},  /* 1e-64 */
    {UINT64_C(0xBB127C53B17EC159), -223},  /* 1e-48 */
    {UINT64_C(0xCFB11EAD453994BA), -170},  /* 1e-32 */
    {UINT64_C(0xE69594BEC44DE15B), -117},  /* 1e-16 */
    {UINT64_C(0x8000000000000000), -63},   /* 1e0 */
    {UINT64_C(0x8E1BC9BF04000000), -10},   /* 1e16 */
    {UINT64_C(0x9DC5ADA82B70B59E), 43},    /* 1e32 */
    {UINT64_C(0xAF298D050E4395D7), 96},    /* 1e48 */
    {UINT64_C(0xC2781F49FFCFA6D5), 149},   /* 1e64 */
    {UINT64_C(0xD7E77A8F87DAF7FC), 202},   /* 1e80 */
    {UINT64_C(0xEFB3AB16C59B14A3), 255},   /* 1e96 */
    {UINT64_C(0x850FADC09923329E), 309},   /* 1e112 */
    {UINT64_C(0x93BA47C980E98CE0), 362},   /* 1e128 */
    {UINT64_C(0xA402B9C5A8D3A6E7), 415},   /* 1e144 */
    {UINT64_C(0xB616A12B7FE617AA), 468},   /* 1e160 */
    {UINT64_C(0xCA28A291859BBF93), 521},   /* 1e176 */
    {UINT64_C(0xE070F78D3927556B), 574},   /* 1e192 */
    {UINT64_C(0xF92E0C3537826146), 627},   /* 1e208 */
    {UINT64_C(0x8A5296FFE33CC930), 681},   /* 1e224 */
    {UINT64_C(0x9991A6F3D6BF1766), 734},   /* 1e240 */
    {UINT64_C(0xAA7EEBFB9DF9DE8E), 787},   /* 1e256 */
    {UINT64_C(0xBD49D14AA79DBC82), 840},   /* 1e272 */
    {UINT64_C(0xD226FC195C6A2F8C), 893},   /* 1e288 */
    {UINT64_C(0xE950DF20247C83FD), 946},   /* 1e304 */
    {UINT64_C(0x81842F29F2CCE376), 1000},  /* 1e320 */
    {UINT64_C(0x8FCAC257558EE4E6), 1053},  /* 1e336 */
};

/* 10^0 to 10^15, exactly. */
static const uint64_t small_powers[POWER_STEP] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
};

static apie_binary normalise(uint64_t fraction, int exponent)
{
    int shift = __builtin_clzll(fraction);
    return (apie_binary){fraction << shift, exponent - shift};
}

/* The upper 64 bits of the product, rounded. */
static apie_binary multiply(apie_binary a, apie_binary b)
{
    uint64_t mask = UINT32_MAX;
    uint64_t ah = a.fraction >> 32;
    uint64_t al = a.fraction & mask;
    uint64_t bh = b.fraction >> 32;
    uint64_t bl = b.fraction & mask;
    uint64_t cross = ah * bl;
    uint64_t carry = al * bh + (al * bl >> 32);
    uint64_t middle = (cross & mask) + (carry & mask) + (UINT64_C(1) << 31);
    uint64_t high = ah * bh + (cross >> 32) + (carry >> 32) + (middle >> 32);
    return normalise(high, a.exponent + b.exponent + 64);
}

apie_binary apie_binary_scale(apie_binary value, int power)
{
    unsigned steps = (unsigned)(power - POWER_FIRST);
    unsigned rest = steps % POWER_STEP;
    apie_binary result = normalise(value.fraction, value.exponent);
    if (rest != 0)
        result = multiply(result, normalise(small_powers[rest], 0));
    if (power - (int)rest != 0)
        result = multiply(result, powers[steps / POWER_STEP]);
    return result;
}
