/* Calls the imaginary operation of imaginary.json through both libraries. The local server does not
 * know it either: it records the request and answers 404. */
#include <stdio.h>

#include <apie/async.h>
#include <apie/async/widgets.h>
#include <apie/sync.h>
#include <apie/sync/widgets.h>

static void answered(apie_status status, apie_widget_list *list, const apie_error *error,
                     void *client)
{
    (void)list;
    printf("async %s %d\n", apie_status_name(status), error ? error->http_status : 200);
    apie_async_client_free(client);
}

int main(void)
{
    apie_config config = {
        .agent = {.key = "k", .name = "N"}, .no_worker = true, .on_error = APIE_ON_ERROR_SILENT};
    apie_client *client;
    apie_async_client *async_client;
    apie_widget_list *list = NULL;
    apie_error error;
    struct event_base *base = event_base_new();
    if (!base || apie_client_new(&config, &client, &error) != APIE_OK ||
        apie_async_client_new(base, &config, &async_client, &error) != APIE_OK)
        return 1;
    apie_status status = apie_widgets_find(client, "top/left", apie_int(3), apie_bool(true), NULL,
                                           NULL, &list, &error);
    printf("sync %s %d\n", apie_status_name(status), error.http_status);
    const apie_widget_query query = {.page_size = apie_int(2), .heavy = apie_bool(false)};
    json_t *body = json_pack("[i]", 1);
    apie_widget_page *page = NULL;
    status = apie_widgets_search(client, "top", &query, body, NULL, &page, &error);
    printf("sync %s %d\n", apie_status_name(status), error.http_status);
    json_decref(body);
    apie_client_free(client);
    if (!apie_async_widgets_find(async_client, "top/left", apie_int(3), apie_bool(true), NULL, NULL,
                                 answered, async_client, &error))
        return 1;
    event_base_dispatch(base);
    event_base_free(base);
    return 0;
}
