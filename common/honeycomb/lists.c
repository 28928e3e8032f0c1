#include "honeycomb/lists.h"

#include <stddef.h>

#include <apie/honeycomb/api_keys.h>
#include <apie/honeycomb/environments.h>

#include "base/fail.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/pages.h"

#define MAX_PAGES 1000
#define PAGE_SIZE 100

static apie_status read_max_pages(const apie_honeycomb_list_walk *walk, int *max_pages,
                                  apie_error *error)
{
    *max_pages = walk && walk->max_pages != 0 ? walk->max_pages : MAX_PAGES;
    if (*max_pages > 0)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "max_pages",
                     "max_pages must not be negative");
}

apie_flow *apie_api_keys_list_all_flow_new(apie_core *core, const char *key_type,
                                           const apie_honeycomb_list_walk *walk,
                                           const apie_call_options *options, apie_error *error)
{
    static const apie_page_shape shape = {
        .operation = &apie_op_honeycomb_api_keys_list,
        .items_offset = offsetof(apie_honeycomb_api_key_page, items),
        .count_offset = offsetof(apie_honeycomb_api_key_page, items_count),
        .next_offset = offsetof(apie_honeycomb_api_key_page, next),
        .cursor = 0,
    };
    const apie_argument arguments[] = {
        {.text = NULL}, {.number = apie_int(PAGE_SIZE)}, {.text = key_type}};
    int max_pages;
    if (read_max_pages(walk, &max_pages, error) != APIE_OK)
        return NULL;
    return apie_pages_flow_new(core, &shape, arguments, NULL, max_pages, options, error);
}

apie_flow *apie_environments_list_all_flow_new(apie_core *core,
                                               const apie_honeycomb_list_walk *walk,
                                               const apie_call_options *options, apie_error *error)
{
    static const apie_page_shape shape = {
        .operation = &apie_op_honeycomb_environments_list,
        .items_offset = offsetof(apie_honeycomb_environment_page, items),
        .count_offset = offsetof(apie_honeycomb_environment_page, items_count),
        .next_offset = offsetof(apie_honeycomb_environment_page, next),
        .cursor = 0,
    };
    const apie_argument arguments[] = {{.text = NULL}, {.number = apie_int(PAGE_SIZE)}};
    int max_pages;
    if (read_max_pages(walk, &max_pages, error) != APIE_OK)
        return NULL;
    return apie_pages_flow_new(core, &shape, arguments, NULL, max_pages, options, error);
}
