/**
 * @file value.h
 * Fields that can be left out, be null, or have a value.
 *
 * A request field has three states. A struct that is all zero sends nothing:
 *
 *     apie_run_create run = {0};
 *     run.environment = "production";  // sent as "production"
 *     run.input_summary = APIE_NULL;   // sent as null
 *     run.step_index = apie_int(0);    // sent as 0
 *                                      // everything else is not sent
 *
 * In results, a string that is null and one that is absent both read as NULL, and an optional
 * scalar says in its state which of the three it is.
 */
#ifndef APIE_VALUE_H
#define APIE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <apie/export.h>

/** Whether an optional scalar is there. */
typedef enum apie_presence {
    /** Not there: not sent, or absent from the answer. */
    APIE_UNSET = 0,
    /** There, and null. */
    APIE_IS_NULL = 1,
    /** There, with a value. */
    APIE_SET = 2
} apie_presence;

/** An integer that may be unset or null. */
typedef struct apie_opt_int {
    int64_t value;
    apie_presence presence;
} apie_opt_int;

/** A number that may be unset or null. */
typedef struct apie_opt_double {
    double value;
    apie_presence presence;
} apie_opt_double;

/** A truth value that may be unset or null. */
typedef struct apie_opt_bool {
    bool value;
    apie_presence presence;
} apie_opt_bool;

/** For a string or object pointer of a request: send null. Never dereferenced, never in results. */
#ifdef __cplusplus
struct apie_null_pointer {
    template <typename type> operator type *() const
    {
        return reinterpret_cast<type *>(1);
    }
};
#define APIE_NULL (apie_null_pointer())
#else
#define APIE_NULL ((void *)1)
#endif

/** Initialisers for static tables, where a compound literal may not stand. */
#define APIE_INT(v)                                                                                \
    {                                                                                              \
        (v), APIE_SET                                                                              \
    }
#define APIE_DOUBLE(v)                                                                             \
    {                                                                                              \
        (v), APIE_SET                                                                              \
    }
#define APIE_BOOL(v)                                                                               \
    {                                                                                              \
        (v), APIE_SET                                                                              \
    }

#ifdef __cplusplus
constexpr apie_opt_int apie_int(int64_t v)
{
    return apie_opt_int{v, APIE_SET};
}
constexpr apie_opt_double apie_double(double v)
{
    return apie_opt_double{v, APIE_SET};
}
constexpr apie_opt_bool apie_bool(bool v)
{
    return apie_opt_bool{v, APIE_SET};
}
constexpr apie_opt_int apie_null_int()
{
    return apie_opt_int{0, APIE_IS_NULL};
}
constexpr apie_opt_double apie_null_double()
{
    return apie_opt_double{0, APIE_IS_NULL};
}
constexpr apie_opt_bool apie_null_bool()
{
    return apie_opt_bool{false, APIE_IS_NULL};
}
#else
/** Scalars with a value, to assign to an optional field. */
#define apie_int(v)        ((apie_opt_int){(v), APIE_SET})
#define apie_double(v)     ((apie_opt_double){(v), APIE_SET})
#define apie_bool(v)       ((apie_opt_bool){(v), APIE_SET})
/** Scalars that are sent as null. */
#define apie_null_int()    ((apie_opt_int){0, APIE_IS_NULL})
#define apie_null_double() ((apie_opt_double){0, APIE_IS_NULL})
#define apie_null_bool()   ((apie_opt_bool){false, APIE_IS_NULL})
#endif

#endif
