/* Calls of Honeycomb that make several requests. */
#include <apie/async/honeycomb_calls.h>

#include "begin.h"
#include "deliver.h"
#include "honeycomb.h"
#include "honeycomb/batch.h"
#include "honeycomb/lists.h"
#include "honeycomb/query_rows.h"
#include "honeycomb/query_run.h"

APIE_DELIVER(deliver_query_result, apie_honeycomb_query_result_cb, apie_honeycomb_query_result)
APIE_DELIVER(deliver_query_outcome, apie_honeycomb_query_outcome_cb, apie_honeycomb_query_outcome)
APIE_DELIVER(deliver_query_rows, apie_honeycomb_query_rows_cb, apie_honeycomb_query_rows)
APIE_DELIVER(deliver_api_key_page, apie_honeycomb_api_key_page_cb, apie_honeycomb_api_key_page)
APIE_DELIVER(deliver_environment_page, apie_honeycomb_environment_page_cb,
             apie_honeycomb_environment_page)
APIE_DELIVER(deliver_service_map, apie_honeycomb_service_map_cb, apie_honeycomb_service_map)
APIE_DELIVER(deliver_batch_outcome, apie_honeycomb_batch_outcome_cb, apie_honeycomb_batch_outcome)

/* flow is what makes the call's flow, given that the client can be used. */
#define START(client, deliver, flow)                                                               \
    do {                                                                                           \
        apie_error own;                                                                            \
        if (!error)                                                                                \
            error = &own;                                                                          \
        if (apie_async_begin(client, options, error) != APIE_OK)                                   \
            return NULL;                                                                           \
        return apie_async_start((client)->base.driver, flow, options, deliver,                     \
                                (apie_async_function *)callback, user, error);                     \
    } while (0)

/* ---- queries ---- */

apie_call *apie_async_honeycomb_query_results_run(apie_async_honeycomb *client, const char *dataset,
                                                  const char *query_id,
                                                  const apie_honeycomb_query_run *run,
                                                  const apie_call_options *options,
                                                  apie_honeycomb_query_result_cb *callback,
                                                  void *user, apie_error *error)
{
    START(client, deliver_query_result,
          apie_query_run_flow_new(&client->core, dataset, query_id, run, options, error));
}

apie_call *apie_async_honeycomb_query_results_create_and_run(
    apie_async_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const apie_honeycomb_query_run *run, const apie_call_options *options,
    apie_honeycomb_query_outcome_cb *callback, void *user, apie_error *error)
{
    START(client, deliver_query_outcome,
          apie_query_create_and_run_flow_new(&client->core, dataset, query, run, options, error));
}

apie_call *apie_async_honeycomb_queries_create_with_annotation(
    apie_async_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const char *name, const char *description, const apie_call_options *options,
    apie_honeycomb_query_outcome_cb *callback, void *user, apie_error *error)
{
    START(client, deliver_query_outcome,
          apie_query_create_named_flow_new(&client->core, dataset, query, name, description,
                                           options, error));
}

apie_call *apie_async_honeycomb_query_results_run_all(
    apie_async_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const apie_honeycomb_query_walk *walk, const apie_call_options *options,
    apie_honeycomb_query_rows_cb *callback, void *user, apie_error *error)
{
    START(client, deliver_query_rows,
          apie_query_rows_flow_new(&client->core, dataset, query, walk, options, error));
}

/* ---- whole lists ---- */

apie_call *apie_async_honeycomb_api_keys_list_all(apie_async_honeycomb *client,
                                                  const char *key_type,
                                                  const apie_honeycomb_list_walk *walk,
                                                  const apie_call_options *options,
                                                  apie_honeycomb_api_key_page_cb *callback,
                                                  void *user, apie_error *error)
{
    START(client, deliver_api_key_page,
          apie_api_keys_list_all_flow_new(&client->core, key_type, walk, options, error));
}

apie_call *apie_async_honeycomb_environments_list_all(apie_async_honeycomb *client,
                                                      const apie_honeycomb_list_walk *walk,
                                                      const apie_call_options *options,
                                                      apie_honeycomb_environment_page_cb *callback,
                                                      void *user, apie_error *error)
{
    START(client, deliver_environment_page,
          apie_environments_list_all_flow_new(&client->core, walk, options, error));
}

/* ---- service maps ---- */

apie_call *apie_async_honeycomb_service_map_dependencies_get(
    apie_async_honeycomb *client, const apie_honeycomb_service_map_create *request,
    const apie_honeycomb_service_map_walk *walk, const apie_call_options *options,
    apie_honeycomb_service_map_cb *callback, void *user, apie_error *error)
{
    START(client, deliver_service_map,
          apie_service_map_flow_new(&client->core, request, walk, options, error));
}

apie_call *apie_async_honeycomb_service_map_dependencies_read(
    apie_async_honeycomb *client, const char *id, const apie_honeycomb_service_map_walk *walk,
    const apie_call_options *options, apie_honeycomb_service_map_cb *callback, void *user,
    apie_error *error)
{
    START(client, deliver_service_map,
          apie_service_map_read_flow_new(&client->core, id, walk, options, error));
}

/* ---- events ---- */

apie_call *apie_async_honeycomb_send_batch(apie_async_honeycomb *client, const char *dataset,
                                           const apie_honeycomb_batch_event *events, size_t count,
                                           const apie_honeycomb_batch_options *batch,
                                           const apie_call_options *options,
                                           apie_honeycomb_batch_outcome_cb *callback, void *user,
                                           apie_error *error)
{
    START(client, deliver_batch_outcome,
          apie_batch_flow_new(&client->core, dataset, events, count, batch, options, error));
}
