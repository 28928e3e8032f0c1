#include "honeycomb/find_recipients.h"

#include <string.h>

#include "base/fail.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/bundle.h"
#include "honeycomb/check.h"

typedef struct find_flow {
    apie_bundle_flow bundle; /* first */
    const apie_honeycomb_recipient *const *wanted;
    size_t count;
    size_t at;
    const apie_honeycomb_recipient_list *known;
    apie_error conflict; /* why the list is read again */
} find_flow;

static apie_recipients_found *found_of(const find_flow *find)
{
    return find->bundle.made;
}

/* ---- which is which ---- */

static const char *target_of(const apie_honeycomb_recipient *recipient)
{
    static const struct {
        const char *type;
        size_t target;
    } types[] = {
        {APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL, offsetof(apie_honeycomb_recipient, email_address)},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_SLACK, offsetof(apie_honeycomb_recipient, slack_channel)},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_PAGERDUTY,
         offsetof(apie_honeycomb_recipient, pagerduty_integration_key)},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK, offsetof(apie_honeycomb_recipient, webhook_url)},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS, offsetof(apie_honeycomb_recipient, webhook_url)},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS_WORKFLOW,
         offsetof(apie_honeycomb_recipient, webhook_url)},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(recipient->type, types[i].type) == 0)
            return *(const char *const *)((const char *)recipient + types[i].target);
    }
    return NULL;
}

static bool is_same(const apie_honeycomb_recipient *a, const apie_honeycomb_recipient *b)
{
    const char *target = target_of(a);
    const char *other = target_of(b);
    return strcmp(a->type, b->type) == 0 && target && other && strcmp(target, other) == 0;
}

static const apie_honeycomb_recipient *look_for(const find_flow *find,
                                                const apie_honeycomb_recipient *wanted)
{
    const apie_recipients_found *found = found_of(find);
    for (size_t i = 0; find->known && i < find->known->items_count; i++) {
        if (find->known->items[i]->id && is_same(find->known->items[i], wanted))
            return find->known->items[i];
    }
    for (size_t i = 0; i < find->at; i++) {
        if (!find->wanted[i]->id && is_same(find->wanted[i], wanted))
            return found->items[i];
    }
    return NULL;
}

/* ---- the flow ---- */

static void next_recipient(apie_flow *flow);

static void listed_again(apie_flow *flow)
{
    find_flow *find = (find_flow *)flow;
    if (flow->status != APIE_OK) {
        apie_bundle_finish(flow);
        return;
    }
    find->known = apie_bundle_take(flow);
    if (look_for(find, find->wanted[find->at])) {
        next_recipient(flow);
    } else { /* it is something else that the service has against it */
        flow->error = find->conflict;
        flow->status = find->conflict.code;
        apie_bundle_finish(flow);
    }
}

static void take_recipient(apie_flow *flow)
{
    find_flow *find = (find_flow *)flow;
    const apie_honeycomb_recipient *recipient = apie_bundle_take(flow);
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_RECIPIENT, NULL, recipient->id);
    found_of(find)->items[find->at++] = recipient;
}

static void created(apie_flow *flow)
{
    find_flow *find = (find_flow *)flow;
    if (flow->status == APIE_ERROR_CONFLICT) {
        find->conflict = flow->error;
        apie_bundle_read(flow, &apie_op_honeycomb_recipients_list, NULL, NULL, listed_again);
        return;
    }
    if (flow->status == APIE_OK)
        next_recipient(flow);
    else
        apie_bundle_finish(flow);
}

static void next_recipient(apie_flow *flow)
{
    find_flow *find = (find_flow *)flow;
    while (find->at < find->count) {
        const apie_honeycomb_recipient *wanted = find->wanted[find->at];
        const apie_honeycomb_recipient *there = wanted->id ? wanted : look_for(find, wanted);
        if (!there) {
            apie_bundle_create(flow, &apie_op_honeycomb_recipients_create, NULL, wanted,
                               &find->bundle.call, take_recipient, created);
            return;
        }
        found_of(find)->items[find->at++] = there;
    }
    flow->status = APIE_OK;
    apie_bundle_finish(flow);
}

static void listed(apie_flow *flow)
{
    if (flow->status != APIE_OK) {
        apie_bundle_finish(flow);
        return;
    }
    ((find_flow *)flow)->known = apie_bundle_take(flow);
    next_recipient(flow);
}

static void begin(apie_flow *flow)
{
    const find_flow *find = (find_flow *)flow;
    bool search = false;
    for (size_t i = 0; i < find->count; i++)
        search = search || !find->wanted[i]->id;
    if (search)
        apie_bundle_read(flow, &apie_op_honeycomb_recipients_list, NULL, NULL, listed);
    else
        next_recipient(flow);
}

static const apie_flow_type find_type = {
    .name = "find recipients",
    .size = sizeof(find_flow),
    .start = begin,
    .stopped = apie_bundle_stopped,
    .destroy = apie_bundle_destroy,
    .result_on_failure = true,
};

apie_flow *apie_find_recipients_flow_new(apie_core *core,
                                         const apie_honeycomb_recipient *const *wanted,
                                         size_t count, const apie_call_options *options,
                                         apie_error *error)
{
    apie_flow *flow =
        apie_bundle_flow_new(&find_type, core, sizeof(apie_recipients_found), options, error);
    if (!flow)
        return NULL;
    find_flow *find = (find_flow *)flow;
    apie_recipients_found *found = found_of(find);
    find->wanted = wanted;
    find->count = count;
    found->items = apie_arena_alloc(apie_arena_of_root(found), count * sizeof *found->items);
    /* A list, and for each either what was made or another list. */
    if (found->items &&
        apie_bundle_reserve(&find->bundle, count, 1 + count, &found->made, &found->made_count))
        return flow;
    apie_flow_free(flow);
    apie_fail_no_memory(error);
    return NULL;
}

/* ---- one ---- */

typedef struct find_one_flow {
    apie_flow flow; /* first */
    apie_flow *search;
    const apie_honeycomb_recipient *wanted;
} find_one_flow;

static void found_one(apie_flow *flow)
{
    apie_recipients_found *found = apie_flow_take_result(flow);
    if (flow->status == APIE_OK) {
        flow->status = apie_model_copy(&apie_model_honeycomb_recipient, found->items[0],
                                       &flow->result, &flow->error);
        if (flow->status != APIE_OK)
            flow->error.maybe_processed = found->made_count > 0;
    }
    apie_free(found);
    apie_flow_finish(flow, flow->status);
}

static void begin_one(apie_flow *flow)
{
    find_one_flow *one = (find_one_flow *)flow;
    apie_flow *search = one->search;
    one->search = NULL;
    apie_flow_run(flow, search, found_one);
}

static void destroy_one(apie_flow *flow)
{
    apie_flow_free(((find_one_flow *)flow)->search);
}

static const apie_flow_type find_one_type = {
    .name = "find recipient",
    .size = sizeof(find_one_flow),
    .start = begin_one,
    .destroy = destroy_one,
};

static apie_status check_wanted(const apie_honeycomb_recipient *wanted, apie_error *error)
{
    apie_check check;
    apie_check_init(&check, error);
    if (!wanted)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "wanted", "wanted must not be NULL");
    if (apie_check_given(wanted->id))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "/id",
                         "/id: a recipient with an id need not be looked for");
    apie_check_recipient(&check, wanted);
    return check.status;
}

apie_flow *apie_find_recipient_flow_new(apie_core *core, const apie_honeycomb_recipient *wanted,
                                        const apie_call_options *options, apie_error *error)
{
    if (check_wanted(wanted, error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_flow_new(&find_one_type, core, options, error);
    if (!flow)
        return NULL;
    find_one_flow *one = (find_one_flow *)flow;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* each request has one */
    one->wanted = apie_bundle_keep(flow->arena, &apie_model_honeycomb_recipient, wanted, error);
    if (one->wanted)
        one->search = apie_find_recipients_flow_new(core, &one->wanted, 1, options, error);
    if (one->search)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
