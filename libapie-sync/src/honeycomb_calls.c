/* Calls of Honeycomb that make several requests. */
#include <apie/sync/honeycomb_calls.h>

#include "begin.h"
#include "honeycomb.h"
#include "honeycomb/batch.h"
#include "honeycomb/lists.h"
#include "honeycomb/query_rows.h"
#include "honeycomb/query_run.h"

/* Every function's beginning and end: flow is what makes the call's flow, given that the client can
 * be used. */
#define RUN(client, out, error, flow)                                                              \
    do {                                                                                           \
        apie_error own;                                                                            \
        if (!(error))                                                                              \
            (error) = &own;                                                                        \
        apie_status status = apie_sync_begin(client, options, out, error);                         \
        if (status != APIE_OK)                                                                     \
            return status;                                                                         \
        return apie_sync_run((client)->base.driver, flow, options, out, error);                    \
    } while (0)

/* ---- queries ---- */

apie_status apie_honeycomb_query_results_run(apie_honeycomb *client, const char *dataset,
                                             const char *query_id,
                                             const apie_honeycomb_query_run *run,
                                             const apie_call_options *options,
                                             apie_honeycomb_query_result **out, apie_error *error)
{
    RUN(client, out, error,
        apie_query_run_flow_new(&client->core, dataset, query_id, run, options, error));
}

apie_status apie_honeycomb_query_results_create_and_run(apie_honeycomb *client, const char *dataset,
                                                        const apie_honeycomb_query *query,
                                                        const apie_honeycomb_query_run *run,
                                                        const apie_call_options *options,
                                                        apie_honeycomb_query_outcome **out,
                                                        apie_error *error)
{
    RUN(client, out, error,
        apie_query_create_and_run_flow_new(&client->core, dataset, query, run, options, error));
}

apie_status apie_honeycomb_queries_create_with_annotation(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const char *name, const char *description, const apie_call_options *options,
    apie_honeycomb_query_outcome **out, apie_error *error)
{
    RUN(client, out, error,
        apie_query_create_named_flow_new(&client->core, dataset, query, name, description, options,
                                         error));
}

apie_status apie_honeycomb_query_results_run_all(apie_honeycomb *client, const char *dataset,
                                                 const apie_honeycomb_query *query,
                                                 const apie_honeycomb_query_walk *walk,
                                                 const apie_call_options *options,
                                                 apie_honeycomb_query_rows **out, apie_error *error)
{
    RUN(client, out, error,
        apie_query_rows_flow_new(&client->core, dataset, query, walk, options, error));
}

/* ---- whole lists ---- */

apie_status apie_honeycomb_api_keys_list_all(apie_honeycomb *client, const char *key_type,
                                             const apie_honeycomb_list_walk *walk,
                                             const apie_call_options *options,
                                             apie_honeycomb_api_key_page **out, apie_error *error)
{
    RUN(client, out, error,
        apie_api_keys_list_all_flow_new(&client->core, key_type, walk, options, error));
}

apie_status apie_honeycomb_environments_list_all(apie_honeycomb *client,
                                                 const apie_honeycomb_list_walk *walk,
                                                 const apie_call_options *options,
                                                 apie_honeycomb_environment_page **out,
                                                 apie_error *error)
{
    RUN(client, out, error,
        apie_environments_list_all_flow_new(&client->core, walk, options, error));
}

/* ---- service maps ---- */

apie_status apie_honeycomb_service_map_dependencies_get(
    apie_honeycomb *client, const apie_honeycomb_service_map_create *request,
    const apie_honeycomb_service_map_walk *walk, const apie_call_options *options,
    apie_honeycomb_service_map **out, apie_error *error)
{
    RUN(client, out, error,
        apie_service_map_flow_new(&client->core, request, walk, options, error));
}

apie_status apie_honeycomb_service_map_dependencies_read(
    apie_honeycomb *client, const char *id, const apie_honeycomb_service_map_walk *walk,
    const apie_call_options *options, apie_honeycomb_service_map **out, apie_error *error)
{
    RUN(client, out, error,
        apie_service_map_read_flow_new(&client->core, id, walk, options, error));
}

/* ---- events ---- */

apie_status apie_honeycomb_send_batch(apie_honeycomb *client, const char *dataset,
                                      const apie_honeycomb_batch_event *events, size_t count,
                                      const apie_honeycomb_batch_options *batch,
                                      const apie_call_options *options,
                                      apie_honeycomb_batch_outcome **out, apie_error *error)
{
    RUN(client, out, error,
        apie_batch_flow_new(&client->core, dataset, events, count, batch, options, error));
}
