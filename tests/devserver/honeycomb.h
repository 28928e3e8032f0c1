/* The Honeycomb API. What there is to ask for, and with which credential, is the libraries' table
 * of operations; what it holds is one table of resources; a few operations have a function of their
 * own. */
#ifndef DEVSERVER_HONEYCOMB_H
#define DEVSERVER_HONEYCOMB_H

#include "exchange.h"
#include "server.h"

#include <exchange/operation.h>

#define HONEYCOMB_TEAM    "local"
#define HONEYCOMB_MEMBERS 6

/* A kind of thing that is made, listed, read, changed and deleted. Members are named by their path
 * ("attributes/name"); those below /2 lie in "data". */
struct honeycomb_resource {
    const char *path;                    /* of its collection, as the operations have it */
    const char *prefix;                  /* of its ids; NULL: the id is the slug */
    const char *same[HONEYCOMB_MEMBERS]; /* no two may have all of these the same */
    int existing;                        /* the status if they have; 200 answers with the old one */
    int made, gone;                      /* of creating and deleting; 0: 201 and 204 */
    const char *defaults;                /* JSON, below what the request says; may be NULL */
    const char *created, *updated;       /* where the times are kept; may be NULL */
    const char *name, *slug;             /* the slug is made from the name; may be NULL */
    const char *dataset, *datasets;      /* takes the dataset's slug: as a text, as a list */
    const char *link;                    /* takes its address */
    const char *secret;                  /* is told once, when it is made */
    const char *locked;                  /* while this is true it cannot be deleted */
    const char *filter, *by;             /* a parameter of the list and the member it is about */
    bool single;                         /* the list answers one item for that, not an array */
    bool filter_required;
};

struct honeycomb_call {
    struct exchange *exchange;
    devserver *server;
    const apie_operation *operation;
    const struct honeycomb_resource *resource; /* NULL: the operation has a function of its own */
    json_t *places;                            /* the parts of the path, by name */
    json_t *query;                             /* the parameters, by name */
    char *path;                                /* all of it, decoded */
    size_t last;                               /* where its last part begins */
    char *collection;                          /* up to the item's id, if it ends in one */
    const char *id;                            /* of the item; NULL: about the collection */
    struct answer *answer;
};

typedef void honeycomb_handler(struct honeycomb_call *call);

/* honeycomb_request.c: whether a path is Honeycomb's, which operation it is, and its answer. */
bool honeycomb_owns(const char *path);
const apie_operation *honeycomb_find(const char *method, const char *path);
void honeycomb_answer(struct exchange *exchange, struct answer *answer);

/* honeycomb_reply.c: refusals as the service writes them; pointer NULL: it is not about the body.
 */
void honeycomb_refuse(struct honeycomb_call *call, int status, const char *pointer,
                      const char *detail);
/* Takes json, and puts it under "data" below /2. NULL: out of memory. */
void honeycomb_reply(struct honeycomb_call *call, int status, json_t *json);
void honeycomb_reply_empty(struct honeycomb_call *call, int status);
bool honeycomb_is_v2(const struct honeycomb_call *call);

/* honeycomb_resources.c */
const struct honeycomb_resource *honeycomb_resource_of(const apie_operation *operation);

/* honeycomb_items.c: the four things that can be done with any resource. */
honeycomb_handler honeycomb_list, honeycomb_make, honeycomb_show, honeycomb_change,
    honeycomb_remove;

/* honeycomb_store.c */
/* The items of a collection, by id, in the order they were made; NULL: there are none. */
json_t *honeycomb_items(devserver *server, const char *collection);
/* Keeps an item; does not take it. */
bool honeycomb_keep(devserver *server, const char *collection, const char *id, json_t *item);
/* The item of the path, or NULL after a refusal. */
json_t *honeycomb_item(struct honeycomb_call *call);
json_t *honeycomb_new_id(devserver *server, const char *prefix);
bool honeycomb_has_dataset(devserver *server, const char *slug);
/* Sets a member by its path; takes value. */
bool honeycomb_set(json_t *object, const char *path, json_t *value);
json_t *honeycomb_at(json_t *object, const char *path);

/* honeycomb_pages.c: the part of a list that the query asks for, and where the next one is (null:
 * nowhere). False: refused. */
bool honeycomb_page(struct honeycomb_call *call, json_t *list, json_t **page, json_t **next);

/* honeycomb_queries.c */
honeycomb_handler honeycomb_make_result, honeycomb_show_result, honeycomb_make_map,
    honeycomb_show_map;

/* honeycomb_rows.c: those that pass the query's filters and havings, in its order, limit at most,
 * each in "data". */
json_t *honeycomb_rows(json_t *rows, json_t *query, json_int_t limit);
/* A calculation's name in a row: "COUNT", "AVG(duration_ms)". */
json_t *honeycomb_row_name(json_t *op, json_t *column);

/* honeycomb_events.c */
honeycomb_handler honeycomb_take_event, honeycomb_take_batch, honeycomb_take_kinesis;
/* How many events a dataset has; all of them for "__all__". */
json_int_t honeycomb_event_count(devserver *server, const char *dataset);
/* Unpacks a body that was sent with Content-Encoding: gzip. False: it is not that. */
bool honeycomb_unpack(struct evhttp_request *request);

/* honeycomb_singles.c: what there is one of. */
honeycomb_handler honeycomb_auth, honeycomb_auth_v2, honeycomb_definitions,
    honeycomb_change_definitions, honeycomb_configuration, honeycomb_rollout, honeycomb_accept,
    honeycomb_history, honeycomb_triggers_of_recipient;

/* honeycomb_settings.c: POST /_dev/honeycomb, and the rate limit. */
extern const struct check_shape shape_honeycomb;
void control_honeycomb(struct exchange *exchange, struct answer *answer);
json_t *honeycomb_setting(const devserver *server, const char *name);
json_int_t honeycomb_number(const devserver *server, const char *name, json_int_t otherwise);
/* Counts the call and adds its headers. False: there were too many, and it is refused. */
bool honeycomb_admit(struct honeycomb_call *call);

#endif
