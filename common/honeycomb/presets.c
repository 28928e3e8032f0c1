/* Percent and parts of a million. */
#include <apie/honeycomb/presets.h>

#include "base/fail.h"

#define PARTS_OF_A_PERCENT 10000

/* To the nearest part: 0.57 is no number that a double can hold, and cutting would lose a part. */
static apie_status convert(double percent, int64_t minimum, int64_t maximum, const char *range,
                           apie_opt_int *out, apie_error *error)
{
    static const apie_opt_int unset;
    if (out == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = unset;
    int64_t parts = -1;
    if (percent >= 0 && percent <= 100) /* not for NaN */
        parts = (int64_t)(percent * PARTS_OF_A_PERCENT + 0.5);
    if (parts < minimum || parts > maximum)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "percent", "percent must be %s",
                         range);
    *out = apie_int(parts);
    return APIE_OK;
}

apie_status apie_honeycomb_target_from_percent(double percent, apie_opt_int *out, apie_error *error)
{
    return convert(percent, 0, 999999, "from 0 to 99.9999: no SLO can have a target of 100 percent",
                   out, error);
}

apie_status apie_honeycomb_threshold_from_percent(double percent, apie_opt_int *out,
                                                  apie_error *error)
{
    return convert(percent, 1, 1000000, "from 0.0001 to 100", out, error);
}

double apie_honeycomb_percent_from_per_million(int64_t per_million)
{
    return (double)per_million / PARTS_OF_A_PERCENT;
}
