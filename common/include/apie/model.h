/**
 * @file model.h
 * What the structs of requests and results have in common.
 *
 * Every such struct begins with the member `extra`. In a request of your own it is NULL; one of
 * OpenApp may have more members to send in it, see apie_openapp_extra_make(). In a result it is the
 * library's: it remembers which fields came as null rather than not at all, and the fields that
 * this version of the library does not know. A result that is sent back (or copied into a struct
 * that is) therefore says what the service said; setting `extra` to NULL in the copy sends the
 * known fields only.
 *
 * A json_t of a result may be anything that JSON can say. An integer that 64 bits cannot hold is
 * the nearest real in it.
 *
 * A list is two members, a pointer and a count. A pointer that is NULL means the list is not sent,
 * APIE_NULL sends null, and any other pointer with count 0 sends an empty list.
 */
#ifndef APIE_MODEL_H
#define APIE_MODEL_H

#include <stddef.h>

#include <apie/export.h>

APIE_BEGIN_DECLS

/** What a result holds beside its members. Only apie_extra_json() looks into it. */
struct apie_extra;

/**
 * A field of a result that the library does not know, as the service sent it.
 *
 * @param object a result or an object inside one: any struct whose first member is `extra`.
 *               NULL has no fields
 * @param name   the field's name in JSON; with the names of the objects around it
 *               ("settings/color") if those have no struct of their own
 * @param length where to put the length of the text; may be NULL
 * @return JSON text (a quoted string, a number, an object …), followed by a NUL and valid as long
 *         as the result; NULL if there is no such field, or if it has a member of its own
 *
 * Thread rule: any thread.
 */
APIE_API const char *apie_extra_json(const void *object, const char *name, size_t *length);

APIE_END_DECLS

#endif
