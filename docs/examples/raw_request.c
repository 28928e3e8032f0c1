/* Sends one request of your own making and prints the answer: for what the library does not model.
 *
 *     raw_request METHOD TARGET [BODY]
 *
 * APIE_API_KEY and APIE_BASE_URL say where to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apie/sync.h>

static void print_body(const apie_response *response)
{
    json_t *value = json_loadb(response->body, response->body_length, JSON_DECODE_ANY, NULL);
    char *text = value ? json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY) : NULL;
    puts(text ? text : response->body);
    free(text);
    json_decref(value);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: raw_request METHOD TARGET [BODY]\n");
        return 2;
    }
    /* Without its worker the client does nothing on its own behalf: no agent is registered. */
    apie_config config = {.agent = {.key = "raw", .name = "Raw request"}, .no_worker = true};
    apie_client *client = NULL;
    apie_response *response = NULL;
    apie_error error;
    const char *body = argc == 4 ? argv[3] : NULL;
    apie_status status = apie_client_new(&config, &client, &error);
    if (status == APIE_OK)
        status = apie_request(client, argv[1], argv[2], body, body ? strlen(body) : 0, NULL,
                              &response, &error);
    if (status == APIE_OK)
        print_body(response);
    else
        fprintf(stderr, "raw_request: %s: %s\n", apie_status_name(status), error.message);
    apie_free(response);
    apie_client_free(client);
    return status == APIE_OK ? 0 : 1;
}
