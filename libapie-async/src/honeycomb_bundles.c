/* What takes several requests to make. */
#include <apie/async/honeycomb/bundles.h>

#include "begin.h"
#include "deliver.h"
#include "honeycomb.h"
#include "honeycomb/bundles.h"
#include "honeycomb/find_recipients.h"

APIE_DELIVER(deliver_recipient, apie_honeycomb_recipient_cb, apie_honeycomb_recipient)
APIE_DELIVER(deliver_trigger_made, apie_honeycomb_trigger_made_cb, apie_honeycomb_trigger_made)
APIE_DELIVER(deliver_slo_made, apie_honeycomb_slo_made_cb, apie_honeycomb_slo_made)
APIE_DELIVER(deliver_board_made, apie_honeycomb_board_made_cb, apie_honeycomb_board_made)
APIE_DELIVER(deliver_board_export, apie_honeycomb_board_export_cb, apie_honeycomb_board_export)

apie_call *apie_async_honeycomb_recipients_find_or_create(apie_async_honeycomb *client,
                                                          const apie_honeycomb_recipient *wanted,
                                                          const apie_call_options *options,
                                                          apie_honeycomb_recipient_cb *callback,
                                                          void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_find_recipient_flow_new(&client->core, wanted, options, error),
        options, deliver_recipient, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_honeycomb_triggers_create_bundle(apie_async_honeycomb *client,
                                                       const apie_honeycomb_trigger_bundle *bundle,
                                                       const apie_call_options *options,
                                                       apie_honeycomb_trigger_made_cb *callback,
                                                       void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_trigger_bundle_flow_new(&client->core, bundle, options, error),
        options, deliver_trigger_made, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_honeycomb_slos_create_bundle(apie_async_honeycomb *client,
                                                   const apie_honeycomb_slo_bundle *bundle,
                                                   const apie_call_options *options,
                                                   apie_honeycomb_slo_made_cb *callback, void *user,
                                                   apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_slo_bundle_flow_new(&client->core, bundle, options, error),
        options, deliver_slo_made, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_honeycomb_boards_create_bundle(apie_async_honeycomb *client,
                                                     const apie_honeycomb_board_bundle *bundle,
                                                     const apie_call_options *options,
                                                     apie_honeycomb_board_made_cb *callback,
                                                     void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_board_bundle_flow_new(&client->core, bundle, options, error),
        options, deliver_board_made, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_honeycomb_boards_export(apie_async_honeycomb *client, const char *id,
                                              const apie_call_options *options,
                                              apie_honeycomb_board_export_cb *callback, void *user,
                                              apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_board_export_flow_new(&client->core, id, options, error), options,
                            deliver_board_export, (apie_async_function *)callback, user, error);
}
