/* Any text as a base URL, a proxy, a raw target, an argument and a header: what is accepted can be
 * sent as it is, and an accepted URL means the same when it is read again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/endpoint.h"
#include "exchange/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(x) ((x) ? (void)0 : abort())

static void check_target(const char *target)
{
    CHECK(target[0] == '/' && target[1] != '/');
    for (; *target != '\0'; target++)
        CHECK(*target > 0x20 && *target < 0x7f && *target != '#');
}

static void check_same(const apie_endpoint *endpoint, const apie_connection_options *options)
{
    size_t length = strlen(endpoint->origin) + strlen(endpoint->prefix);
    char *url = malloc(length + 1);
    CHECK(url != NULL);
    memcpy(url, endpoint->origin, strlen(endpoint->origin));
    memcpy(url + strlen(endpoint->origin), endpoint->prefix, strlen(endpoint->prefix) + 1);
    apie_endpoint again;
    CHECK(apie_endpoint_init(&again, url, NULL, options, NULL) == APIE_OK);
    CHECK(strcmp(again.origin, endpoint->origin) == 0);
    CHECK(strcmp(again.prefix, endpoint->prefix) == 0);
    CHECK(strcmp(again.host, endpoint->host) == 0);
    CHECK(again.port == endpoint->port && again.https == endpoint->https);
    CHECK(again.loopback == endpoint->loopback);
    apie_endpoint_free(&again);
    free(url);
}

static void check_base_url(const char *text)
{
    const apie_connection_options options = {.allow_insecure_http = true};
    apie_endpoint endpoint;
    apie_error error = {0};
    if (apie_endpoint_init(&endpoint, text, NULL, &options, &error) != APIE_OK) {
        CHECK(error.code == APIE_ERROR_CONFIG && endpoint.arena == NULL);
        return;
    }
    CHECK(endpoint.host[0] != '\0' && endpoint.port > 0 && endpoint.port < 65536);
    CHECK(strpbrk(endpoint.host, "@/\\?#% \r\n") == NULL);
    size_t length = strlen(endpoint.prefix);
    CHECK(length == 0 || (endpoint.prefix[0] == '/' && endpoint.prefix[length - 1] != '/'));
    check_same(&endpoint, &options);
    apie_endpoint_free(&endpoint);
}

static void check_options(const char *text)
{
    const char *const resolve[] = {text, NULL};
    const apie_header header = {"X-A", text};
    const apie_credential credential = {"X-API-Key", "", text, NULL};
    const apie_connection_options cases[] = {
        {.proxy = text},
        {.resolve = resolve},
        {.user_agent_suffix = text},
        {.headers = &header, .header_count = 1},
    };
    apie_endpoint endpoint;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (apie_endpoint_init(&endpoint, "https://h", &credential, &cases[i], NULL) == APIE_OK) {
            for (size_t j = 0; j < endpoint.header_line_count; j++)
                CHECK(strpbrk(endpoint.header_lines[j], "\r\n") == NULL);
            apie_endpoint_free(&endpoint);
        }
}

static void check_request(const apie_endpoint *endpoint, const char *text)
{
    static const apie_parameter parameters[] = {
        {"id", APIE_IN_PATH, APIE_ARGUMENT_TEXT, true},
        {"q", APIE_IN_QUERY, APIE_ARGUMENT_TEXT, false},
    };
    static const apie_operation operation = {
        .name = "get", .path = "/{id}", .parameters = parameters, .parameter_count = 2};
    const apie_argument arguments[] = {{.text = text}, {.text = text}};
    apie_arena *arena = apie_arena_new(256);
    CHECK(arena != NULL);
    apie_http_request request;
    if (apie_request_build(&request, arena, endpoint, &operation, arguments, NULL, NULL) ==
        APIE_OK) {
        check_target(request.target);
        CHECK(strchr(request.target + 1, '/') == NULL);
        CHECK(strcmp(request.target, "/.") != 0 && strcmp(request.target, "/..") != 0);
    }
    if (apie_request_build_raw(&request, arena, endpoint, APIE_GET, text, NULL, 0, NULL, NULL) ==
        APIE_OK)
        check_target(request.target);
    apie_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    CHECK(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    apie_endpoint endpoint;
    CHECK(apie_endpoint_init(&endpoint, "https://h", NULL, NULL, NULL) == APIE_OK);
    check_base_url(text);
    check_options(text);
    check_request(&endpoint, text);
    apie_endpoint_free(&endpoint);
    free(text);
    return 0;
}
