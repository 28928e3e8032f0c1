/* Sends one request of your own making to Honeycomb and prints the answer: for what the library
 * does not model.
 *
 *     honeycomb_request METHOD TARGET [BODY]
 *
 * Keys and HONEYCOMB_API_ENDPOINT come from the environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apie/sync/honeycomb.h>

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
        fprintf(stderr, "usage: honeycomb_request METHOD TARGET [BODY]\n");
        return 2;
    }
    apie_honeycomb_options options = {.from_environment = true};
    apie_honeycomb *client = NULL;
    apie_response *response = NULL;
    apie_error error;
    const char *body = argc == 4 ? argv[3] : NULL;
    apie_status status = apie_honeycomb_new(&options, &client, &error);
    if (status == APIE_OK)
        status = apie_honeycomb_request(client, argv[1], argv[2], body, body ? strlen(body) : 0,
                                        NULL, &response, &error);
    if (status == APIE_OK)
        print_body(response);
    else
        fprintf(stderr, "honeycomb_request: %s: %s\n", apie_status_name(status), error.message);
    apie_free(response);
    apie_honeycomb_free(client);
    return status == APIE_OK ? 0 : 1;
}
