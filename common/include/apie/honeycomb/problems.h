/**
 * @file apie/honeycomb/problems.h
 * Problems: the bodies of refusals, of all the shapes that the service writes them in. Most
 * programs need only the apie_error that a call fills; apie_honeycomb_problem_read() gives the
 * whole.
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
#ifndef APIE_HONEYCOMB_PROBLEMS_H
#define APIE_HONEYCOMB_PROBLEMS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * What is wrong with a field.
 * Text on the wire: the service may know more values.
 */
/** Its value is not one that it can have. */
#define APIE_HONEYCOMB_FIELD_FAULT_INVALID "invalid"
/** It must be there. */
#define APIE_HONEYCOMB_FIELD_FAULT_MISSING "missing"
/** Its value is of another type. */
#define APIE_HONEYCOMB_FIELD_FAULT_INCORRECT_TYPE "incorrect_type"
/** Its value must be unique, and is taken. */
#define APIE_HONEYCOMB_FIELD_FAULT_ALREADY_EXISTS "already_exists"

/**
 * One field that the service found fault with.
 * Part of apie_honeycomb_problem
 */
typedef struct apie_honeycomb_problem_field {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The field, as a path in the body, such as "recipients[0].id"; empty if it is the body as a
     * whole.
     */
    const char *field;
    /**
     * What is wrong with it.
     * Known values: APIE_HONEYCOMB_FIELD_FAULT_INVALID, APIE_HONEYCOMB_FIELD_FAULT_MISSING,
     * APIE_HONEYCOMB_FIELD_FAULT_INCORRECT_TYPE, APIE_HONEYCOMB_FIELD_FAULT_ALREADY_EXISTS.
     */
    const char *code;
    /** The same for people. */
    const char *description;
} apie_honeycomb_problem_field;

/**
 * One problem, as the part of the API below /2 writes it (JSON:API).
 * Part of apie_honeycomb_problem
 */
typedef struct apie_honeycomb_problem_item {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The id of this very occurrence. Honeycomb's support can find out with it what happened. */
    const char *id;
    /** The HTTP status, as text. */
    const char *status;
    /**
     * What kind of problem it is, for machines, such as "rate-limited/may-retry". What apie_error
     * calls service_code.
     */
    const char *code;
    /** What kind of problem it is, for people. */
    const char *title;
    /**
     * What is wrong this time, for people: it may name values of the request, and differ each time.
     */
    const char *detail;
    /**
     * The place in the body that caused it, as a JSON pointer such as "/data/attributes/name"; NULL
     * if it is not about the body.
     */
    const char *pointer;
    /** The header that caused it, by its name; NULL if it is not about a header. */
    const char *header;
    /** The query parameter that caused it. */
    const char *parameter;
} apie_honeycomb_problem_item;

/**
 * The body of a refusal. Which fields are there depends on the part of the API: one text (error), a
 * description by RFC 7807, or a list of items (errors).
 */
typedef struct apie_honeycomb_problem {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What is wrong, in one sentence. Only this is there in answers of the oldest parts of the API.
     */
    const char *error;
    /** The HTTP status. */
    apie_opt_int status;
    /**
     * A URI that stands for the kind of problem, such as
     * "https://api.honeycomb.io/problems/not-found".
     */
    const char *type;
    /** The kind of problem, for people. */
    const char *title;
    /** More about it. */
    const char *detail;
    /** The id of this very occurrence. */
    const char *instance;
    /**
     * The fields at fault, if the input was refused. The response's field_errors say the same in
     * fewer words.
     */
    const apie_honeycomb_problem_field *const *type_detail;
    /** How many type_detail there are. */
    size_t type_detail_count;
    /** The problems, from the part of the API below /2. */
    const apie_honeycomb_problem_item *const *errors;
    /** How many errors there are. */
    size_t errors_count;
} apie_honeycomb_problem;

APIE_END_DECLS

#endif
