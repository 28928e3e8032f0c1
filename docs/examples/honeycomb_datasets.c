/* Lists the datasets of a Honeycomb environment.
 *
 *     honeycomb_datasets [--api-key KEY]
 *
 * The key may also be in HONEYCOMB_API_KEY. HONEYCOMB_API_ENDPOINT says where to, if it is not
 * https://api.honeycomb.io. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include <apie/sync/honeycomb.h>

static void print_dataset(const apie_honeycomb_dataset *dataset)
{
    printf("  - %s (%s)\n", dataset->name, dataset->slug);
    if (dataset->regular_columns_count.presence == APIE_SET)
        printf("    Columns: %" PRId64 "\n", dataset->regular_columns_count.value);
    else
        printf("    Columns: not counted yet\n");
}

static apie_status list_datasets(const apie_honeycomb_options *options, apie_error *error)
{
    apie_honeycomb *client = NULL;
    apie_honeycomb_dataset_list *datasets = NULL;
    apie_status status = apie_honeycomb_new(options, &client, error);
    if (status == APIE_OK)
        status = apie_honeycomb_datasets_list(client, NULL, &datasets, error);
    if (status == APIE_OK) {
        printf("Datasets:\n");
        for (size_t i = 0; i < datasets->items_count; i++)
            print_dataset(datasets->items[i]);
    }
    apie_free(datasets);
    apie_honeycomb_free(client);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option known[] = {{"api-key", required_argument, NULL, 'k'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    /* What the command line does not say is looked for in the environment. */
    apie_honeycomb_options options = {.from_environment = true};
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option != 'k') {
            FILE *to = option == 'h' ? stdout : stderr;
            fprintf(to, "usage: honeycomb_datasets [--api-key KEY]\n");
            return option == 'h' ? 0 : 2;
        }
        options.api_key = optarg;
    }
    apie_error error;
    if (list_datasets(&options, &error) != APIE_OK) {
        fprintf(stderr, "honeycomb_datasets: %s: %s\n", apie_status_name(error.code),
                error.message);
        return 1;
    }
    return 0;
}
