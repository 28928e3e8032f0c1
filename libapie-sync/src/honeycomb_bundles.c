/* What takes several requests to make. */
#include <apie/sync/honeycomb/bundles.h>

#include "begin.h"
#include "honeycomb.h"
#include "honeycomb/bundles.h"
#include "honeycomb/find_recipients.h"

apie_status apie_honeycomb_recipients_find_or_create(apie_honeycomb *client,
                                                     const apie_honeycomb_recipient *wanted,
                                                     const apie_call_options *options,
                                                     apie_honeycomb_recipient **out,
                                                     apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_find_recipient_flow_new(&client->core, wanted, options, error),
                         options, out, error);
}

apie_status apie_honeycomb_triggers_create_bundle(apie_honeycomb *client,
                                                  const apie_honeycomb_trigger_bundle *bundle,
                                                  const apie_call_options *options,
                                                  apie_honeycomb_trigger_made **out,
                                                  apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_trigger_bundle_flow_new(&client->core, bundle, options, error),
                         options, out, error);
}

apie_status apie_honeycomb_slos_create_bundle(apie_honeycomb *client,
                                              const apie_honeycomb_slo_bundle *bundle,
                                              const apie_call_options *options,
                                              apie_honeycomb_slo_made **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_slo_bundle_flow_new(&client->core, bundle, options, error), options,
                         out, error);
}

apie_status apie_honeycomb_boards_create_bundle(apie_honeycomb *client,
                                                const apie_honeycomb_board_bundle *bundle,
                                                const apie_call_options *options,
                                                apie_honeycomb_board_made **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_board_bundle_flow_new(&client->core, bundle, options, error), options,
                         out, error);
}

apie_status apie_honeycomb_boards_export(apie_honeycomb *client, const char *id,
                                         const apie_call_options *options,
                                         apie_honeycomb_board_export **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_board_export_flow_new(&client->core, id, options, error), options,
                         out, error);
}
