/* The OpenApp API. What there is to ask for is the libraries' table of operations; what it holds is
 * one table of resources, whose items are handled alike; a few operations have a function of their
 * own, and the rest is answered with what was set, what was put there, or next to nothing. */
#ifndef DEVSERVER_OPENAPP_H
#define DEVSERVER_OPENAPP_H

#include "check.h"
#include "exchange.h"
#include "server.h"

#include <exchange/operation.h>

#define OPENAPP_ROOT "/api/v1"

/* A kind of thing that is made, listed, read, changed, deleted, restored and purged. */
struct openapp_resource {
    const char *path;        /* of its collection, as the operations have it */
    const char *prefix;      /* of its ids */
    const char *deleted;     /* when it was deleted; NULL: it is gone at once */
    bool always_shown;       /* deleted ones, too */
    bool bare;               /* its list is an array */
    bool purged_deleted;     /* only when it was deleted before */
    int made;                /* the status of making one; 0: 200 */
    const char *defaults;    /* JSON, below what the request says; may be NULL */
    const char *parent;      /* takes this part of the path; may be NULL */
    const char *secret;      /* is told once, when it is made; may be NULL */
    const char *secret_form; /* of it, for the id */
};

struct openapp_call {
    struct exchange *exchange;
    devserver *server;
    const apie_operation *operation;
    const struct openapp_resource *resource; /* NULL: about none */
    const char *id;                          /* of the item; NULL: about the collection */
    const char *verb;                        /* what the path says after the id, or "" */
    json_t *form;                            /* of an image, once it was read */
    const char *path;                        /* below the root, as it was sent */
    json_t *places;                          /* the parts of the path, by name */
    json_t *query;                           /* the parameters, by name */
    const char *key;                         /* NULL: none was sent */
    const char *org;                         /* X-Org; NULL: none was sent */
    struct answer *answer;
};

typedef void openapp_handler(struct openapp_call *call);

/* openapp_request.c: whether a path is OpenApp's, which operation it is, and its answer. */
bool openapp_owns(const char *path);
const apie_operation *openapp_find(const char *method, const char *path);
void openapp_answer(struct exchange *exchange, struct answer *answer);
const char *openapp_header(const struct openapp_call *call, const char *name);

/* openapp_reply.c. What is refused; code NULL: it has none. */
void openapp_refuse(struct openapp_call *call, int status, const char *code, const char *message);
/* Takes json; an operation without a result answers 204. */
void openapp_reply(struct openapp_call *call, int status, json_t *json);
void openapp_reply_text(struct openapp_call *call, const char *type, const char *text);
/* The id that every answer has; it lives as long as the exchange. */
const char *openapp_correlate(struct openapp_call *call);

/* openapp_resources.c */
/* Finds the resource, id and verb of the path. */
void openapp_place(struct openapp_call *call);
const struct openapp_resource *openapp_resource(const char *path);

/* openapp_items.c */
openapp_handler openapp_make, openapp_show, openapp_change, openapp_remove, openapp_restore,
    openapp_purge;
/* The items of a resource by id, in the order they were made; NULL: out of memory. */
json_t *openapp_items(devserver *server, const struct openapp_resource *resource);
/* An item of "/orgs", such as "org_1", deleted or not; NULL: there is none. */
json_t *openapp_item(devserver *server, const char *resource, const char *id);
/* The same for a call, or NULL after a refusal: it is also not there if it is deleted, or belongs
 * to another organization than X-Org's. */
json_t *openapp_find_item(struct openapp_call *call, const struct openapp_resource *resource,
                          const char *id, bool deleted_too);
/* False: it belongs to another organization than X-Org's. */
bool openapp_may_see(const struct openapp_call *call, json_t *item);
bool openapp_flag(const struct openapp_call *call, const char *parameter);

/* openapp_lists.c */
openapp_handler openapp_list;
/* The resource that an operation lists in a way of its own; NULL: none. */
const struct openapp_resource *openapp_listed(const apie_operation *operation);

/* openapp_actions.c */
openapp_handler openapp_run_action, openapp_preview_action;
/* Whether an idempotency key was used before: then the call is answered. */
bool openapp_replay(struct openapp_call *call);
/* Remembers the answer for the call's idempotency key, if it has one. */
void openapp_remember(struct openapp_call *call);

/* openapp_images.c */
/* The upload of an image to this path; NULL: there is none. */
const apie_operation *openapp_find_image(const char *method, const char *path);
openapp_handler openapp_take_image;
/* The form in the call's body: {"file_name", "content_type", "data"}, of the data the bytes. NULL:
 * it is none. */
json_t *openapp_form(struct openapp_call *call);
/* GET /images/{id} */
void openapp_show_image(struct exchange *exchange, struct answer *answer);

/* openapp_stream.c: what comes as events. */
struct openapp_stream;
/* The stream that was set for the path; NULL: none were. */
json_t *openapp_stream_at(const struct openapp_call *call);
/* Begins to send its events; what it refuses is answered. */
void openapp_begin_stream(struct openapp_call *call, json_t *plan);
void openapp_stream_free(struct openapp_stream *stream);
/* Whether the setting is one. */
bool openapp_streams_fit(json_t *streams, struct check_failure *failure);

/* openapp_singles.c: what is no resource. */
openapp_handler openapp_look_at_execution, openapp_end_execution, openapp_add_roles,
    openapp_remove_roles, openapp_ancestors, openapp_resolve, openapp_invite, openapp_claim,
    openapp_end_session;
/* Anything else. */
openapp_handler openapp_document;

/* openapp_settings.c: POST /_dev/openapp */
extern const struct check_shape shape_openapp;
void control_openapp(struct exchange *exchange, struct answer *answer);
json_t *openapp_setting(const devserver *server, const char *name);
json_int_t openapp_number(const devserver *server, const char *name, json_int_t otherwise);

#endif
