/* A client without a worker: what one call leaves undone at its end is not the next one's loss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/sync.h>

#include "driver/host.h"
#include "libapie-sync/src/client.h"
#include "support/tiny_server.h"

typedef struct stage {
    tiny_server server;
    apie_cancel_token *token; /* cancelled when an attempt is to be repeated */
    apie_client *client;
    uint64_t skew_ms; /* the client's clock is so much ahead */
} stage;

/* The service is away at first. */
static void play(tiny_exchange *exchange, void *user)
{
    (void)user;
    if (exchange->request == 1)
        tiny_reply(exchange, 503, "Retry-After: 30\r\n", "");
    else if (tiny_has(exchange->head, "/v1/agents/identify"))
        tiny_reply(exchange, 200, "Content-Type: application/json\r\n",
                   "{\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\"}");
    else
        tiny_reply(exchange, 200, "Content-Type: application/json\r\n", "{\"id\":\"run_1\"}");
}

static void on_attempt(const apie_attempt *attempt, void *user)
{
    stage *s = user;
    if (attempt->will_retry)
        apie_cancel_token_cancel(s->token);
}

static uint64_t skewed_ms(void *user)
{
    const stage *s = user;
    return apie_host_clock()->monotonic_ms(NULL) + s->skew_ms;
}

static void open_stage(stage *s)
{
    apie_error error;
    *s = (stage){.token = apie_cancel_token_new()};
    assert_non_null(s->token);
    tiny_server_start(&s->server, NULL, play, s);
    const apie_config config = {.api_key = "key",
                                .base_url = s->server.url,
                                .agent.key = "k",
                                .agent.name = "n",
                                .on_error = APIE_ON_ERROR_SILENT,
                                .connection.observer = on_attempt,
                                .connection.observer_user = s,
                                .no_worker = true};
    if (apie_client_new(&config, &s->client, &error) != APIE_OK)
        fail_msg("%s", error.message);
    s->client->agent->core.clock.monotonic_ms = skewed_ms;
    s->client->agent->core.clock.user = s;
}

static void close_stage(stage *s)
{
    apie_client_free(s->client);
    tiny_server_stop(&s->server);
    apie_cancel_token_free(s->token);
}

static void registering_goes_on_however_late(void **state)
{
    (void)state;
    stage s;
    apie_error error;
    apie_run *run = NULL;
    open_stage(&s);
    const apie_call_options options = {.cancel = s.token};
    assert_int_equal(apie_ready(s.client, &options, NULL, &error), APIE_ERROR_CANCELLED);
    assert_int_equal(tiny_server_requests(&s.server), 1);
    s.skew_ms = 61000; /* longer than registering may take */
    if (apie_run_begin(s.client, NULL, NULL, &run, &error) != APIE_OK)
        fail_msg("%s", error.message);
    assert_string_equal(run->id, "run_1");
    assert_int_equal(tiny_server_requests(&s.server), 3);
    apie_free(run);
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registering_goes_on_however_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
