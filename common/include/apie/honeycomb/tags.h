/**
 * @file apie/honeycomb/tags.h
 * Tags: pairs of words that boards, SLOs and triggers can be told apart by.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_HONEYCOMB_TAGS_H
#define APIE_HONEYCOMB_TAGS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A tag. An object has ten at most.
 * Part of apie_honeycomb_slo, apie_honeycomb_trigger, apie_honeycomb_board
 */
typedef struct apie_honeycomb_tag {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What it is about, such as "team": 1 to 32 lower-case letters, without digits and other
     * characters.
     * Required.
     * Always there in results.
     */
    const char *key;
    /**
     * What it says, such as "blue": 1 to 128 lower-case letters, digits, '/' and '-', a letter
     * first.
     * Required.
     * Always there in results.
     */
    const char *value;
} apie_honeycomb_tag;

APIE_END_DECLS

#endif
