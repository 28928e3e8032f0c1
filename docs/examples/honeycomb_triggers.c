/* Makes a trigger for each dataset: it fires when there are more than ten events in five minutes.
 *
 *     honeycomb_triggers
 *
 * HONEYCOMB_API_KEY and HONEYCOMB_API_ENDPOINT as always. */
#include <stdio.h>

#include <apie/sync/honeycomb.h>

static apie_status make_trigger(apie_honeycomb *client, const apie_honeycomb_dataset *dataset,
                                apie_error *error)
{
    char name[128];
    apie_honeycomb_trigger *made = NULL;
    snprintf(name, sizeof name, "Errors in %.100s", dataset->name);
    const apie_honeycomb_trigger wanted = {
        .name = name,
        .threshold_op = APIE_HONEYCOMB_FILTER_OP_GREATER,
        .threshold_value = apie_double(10),
        .frequency = apie_int(300),
    };
    apie_status status =
        apie_honeycomb_triggers_create(client, dataset->slug, &wanted, NULL, &made, error);
    if (status == APIE_OK)
        printf("Created trigger %s for %s\n", made->id, dataset->name);
    apie_free(made);
    return status;
}

int main(void)
{
    apie_honeycomb_options options = {.from_environment = true};
    apie_honeycomb *client = NULL;
    apie_honeycomb_dataset_list *datasets = NULL;
    apie_error error;
    apie_status status = apie_honeycomb_new(&options, &client, &error);
    if (status == APIE_OK)
        status = apie_honeycomb_datasets_list(client, NULL, &datasets, &error);
    for (size_t i = 0; status == APIE_OK && i < datasets->items_count; i++)
        status = make_trigger(client, datasets->items[i], &error);
    if (status != APIE_OK)
        fprintf(stderr, "honeycomb_triggers: %s: %s\n", apie_status_name(status), error.message);
    apie_free(datasets);
    apie_honeycomb_free(client);
    return status == APIE_OK ? 0 : 1;
}
