/* Nearly every text holds no secret, and a pass over it sixteen bytes at a time says so. Only where
 * something may be one, secret_text.c looks closely. */
#include "base/scan.h"
#include "events/redactor.h"

#if defined(__SSE2__)
static __m128i block_marks(const char *text, __m128i third, __m128i fourth)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    return _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(lower, _mm_set1_epi8('b')),
                                     _mm_cmpeq_epi8(lower, _mm_set1_epi8('k'))),
                        _mm_or_si128(_mm_cmpeq_epi8(bytes, third), _mm_cmpeq_epi8(bytes, fourth)));
}

/* All at once, in sixteen bytes a time: a letter that every key and "Bearer" have, the dot of a
 * JWT, the mark of the client's own key. */
static bool blocks_have_trigger(const apie_redactor *redactor, const char *text, size_t length)
{
    const __m128i dot = _mm_set1_epi8(length >= APIE_SHORTEST_JWT ? '.' : 'b');
    const __m128i own = _mm_set1_epi8(apie_secret_may_be_own(redactor, length)
                                          ? redactor->own_secret.data[redactor->own_mark]
                                          : 'b');
    __m128i marks = block_marks(text + length - APIE_SCAN_BLOCK, dot, own);
    for (size_t i = 0; length - i > APIE_SCAN_BLOCK; i += APIE_SCAN_BLOCK)
        marks = _mm_or_si128(marks, block_marks(text + i, dot, own));
    return _mm_movemask_epi8(marks) != 0;
}
#endif

/* False: the text holds none of what the patterns and the own key begin with. */
static bool may_be_secret(const apie_redactor *redactor, const char *text, size_t length)
{
    if (length < redactor->shortest_secret)
        return false;
    if (redactor->deny_count > 0)
        return true;
#if defined(__SSE2__)
    if (length >= APIE_SCAN_BLOCK)
        return blocks_have_trigger(redactor, text, length);
#endif
    return true;
}

void apie_secret_scan_prepare(apie_redactor *redactor)
{
    apie_slice own = redactor->own_secret;
    redactor->shortest_secret = APIE_SHORTEST_CREDENTIAL;
    if (own.length > 0 && own.length < redactor->shortest_secret)
        redactor->shortest_secret = own.length;
    if (redactor->deny_count > 0)
        redactor->shortest_secret = 0;
}

bool apie_redact_text_is_secret(const apie_redactor *redactor, const char *text, size_t length)
{
    return may_be_secret(redactor, text, length) && apie_secret_text_is_any(redactor, text, length);
}
