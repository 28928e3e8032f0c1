/* Images from elsewhere with both libraries: what their server sees, and what it may answer. */
#include "openapp_stage.h"

#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PNG   "\x89PNG\r\n\x1a\n picture"
#define JPEG  "\xff\xd8\xff\xe0 picture"
#define BYTES "\x89PNG\r\n\x1a\n\0\0\xff\0--\r\n\0"

typedef struct elsewhere {
    openapp_stage *s;
    tiny_server service;
    tiny_server images;
    tiny_server other; /* where redirects lead */
    char uploaded[TINY_HEAD + 1];
    char form[TINY_BODY + 1];
    size_t form_length;
    bool mute;         /* the service answers nothing */
    sem_t gone;        /* a connection to the images' server was closed */
    char told[32][64]; /* of the attempts: "operation target" */
    int told_count;
    char fetched[4][TINY_HEAD + 1]; /* in their order, by either */
    atomic_int uploads;
    atomic_int fetches;
    char url[128];
    const char *file_name;
} elsewhere;

static void serve_uploads(tiny_exchange *exchange, void *user)
{
    elsewhere *e = user;
    memcpy(e->uploaded, exchange->head, sizeof e->uploaded);
    memcpy(e->form, exchange->body, sizeof e->form);
    e->form_length = exchange->body_length;
    atomic_fetch_add(&e->uploads, 1);
    if (e->mute) {
        exchange->close = true;
        return;
    }
    tiny_reply(exchange, 200, "Content-Type: application/json\r\n", "{\"image_url\":\"u\"}");
}

static void redirect(tiny_exchange *exchange, const char *to)
{
    char header[256];
    (void)snprintf(header, sizeof header, "Location: %s\r\n", to);
    tiny_reply(exchange, 302, header, "moved");
}

static const struct {
    const char *path;
    int status;
    const char *headers;
    const char *body;
} images[] = {
    {"/a.png?size=1 ", 200, "Content-Type: image/jpeg; q=1\r\n", "anything"},
    {"/b.webp ", 200, "Content-Type: application/octet-stream\r\n", "anything"},
    {"/c ", 200, "", JPEG},
    {"/png ", 200, "Content-Type: text/plain\r\n", PNG},
    {"/page ", 200, "Content-Type: text/html\r\n", "<html>"},
    {"/empty.png ", 200, "Content-Type: image/png\r\n", ""},
    {"/large.png ", 200, "Content-Type: image/png\r\n",
     PNG " that is longer than the client wants its answers to be"},
    {"/gone ", 404, "Content-Type: application/json\r\n", "{\"message\":\"a stranger's words\"}"},
    {"/file ", 302, "Location: file:///etc/hostname\r\n", ""},
    {"/ftp ", 302, "Location: ftp://127.0.0.1/x.png\r\n", ""},
    {"/round ", 302, "Location: /round\r\n", ""},
};

/* With NULs in it. */
static void send_bytes(tiny_exchange *exchange)
{
    char head[96];
    (void)snprintf(head, sizeof head,
                   "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: %zu\r\n\r\n",
                   sizeof BYTES - 1);
    tiny_send(exchange, head, strlen(head));
    tiny_send(exchange, BYTES, sizeof BYTES - 1);
}

static void serve_images(tiny_exchange *exchange, void *user)
{
    elsewhere *e = user;
    const char *path = exchange->head + strlen("GET ");
    int number = atomic_fetch_add(&e->fetches, 1);
    if (number < 4)
        memcpy(e->fetched[number], exchange->head, sizeof e->fetched[0]);
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        if (strncmp(path, images[i].path, strlen(images[i].path)) == 0) {
            tiny_reply(exchange, images[i].status, images[i].headers, images[i].body);
            return;
        }
    }
    char to[128];
    (void)snprintf(to, sizeof to, "%s/png", e->other.url);
    if (strncmp(path, "/moved ", 7) == 0)
        redirect(exchange, to);
    else if (strncmp(path, "/busy ", 6) == 0)
        tiny_reply(exchange, number == 0 ? 503 : 200, "Content-Type: image/png\r\n", PNG);
    else if (strncmp(path, "/bytes.png ", 11) == 0)
        send_bytes(exchange);
    else if (strncmp(path, "/watched.png ", 13) == 0) {
        send_bytes(exchange);
        tiny_hang(exchange);
        (void)sem_post(&e->gone);
    } else
        tiny_hang(exchange);
}

OPENAPP_NOTE(openapp_json)

#define CALL(resource)                                                                             \
    static apie_status call_##resource(elsewhere *e)                                               \
    {                                                                                              \
        OPENAPP_CALL(e->s, resource##_upload_image_from_url, openapp_json, "d1", e->url,           \
                     e->file_name, );                                                              \
    }
CALL(users)
CALL(orgs)
CALL(devices)
CALL(entities)
CALL(integrations)

static apie_status call(elsewhere *e)
{
    return call_devices(e);
}

static apie_status upload(elsewhere *e, const char *path)
{
    (void)snprintf(e->url, sizeof e->url, "%s%s", e->images.url, path);
    return call(e);
}

static apie_status give_key(char *key, size_t size, void *user)
{
    (void)snprintf(key, size, "%s", (const char *)user);
    return APIE_OK;
}

static apie_status add_secret(apie_outgoing *request, void *user)
{
    (void)user;
    return apie_outgoing_add_header(request, "X-Secret", "s3");
}

static void note_attempt(const apie_attempt *attempt, void *user)
{
    elsewhere *e = user;
    assert_true(e->told_count < 32);
    (void)snprintf(e->told[e->told_count++], sizeof e->told[0], "%s %s %d", attempt->operation,
                   attempt->target, attempt->http_status);
}

static void both(void (*test)(elsewhere *e))
{
    static const apie_header headers[] = {{"X-Default-Secret", "s1"}};
    static const apie_interceptor interceptor = {add_secret, NULL, NULL};
    for (int async = 0; async < 2; async++) {
        static openapp_stage s;
        static elsewhere e;
        memset(&e, 0, sizeof e);
        e.s = &s;
        openapp_begin(&s, async == 1);
        tiny_server_start(&e.service, NULL, serve_uploads, &e);
        tiny_server_start(&e.images, NULL, serve_images, &e);
        tiny_server_start(&e.other, NULL, serve_images, &e);
        (void)snprintf(s.key, sizeof s.key, "%s_openapp_" OPENAPP_SECRET, e.service.url);
        s.options.key_callback = give_key;
        s.options.key_user = s.key;
        s.options.org_id = "org9";
        s.options.connection.headers = headers;
        s.options.connection.header_count = 1;
        s.options.connection.interceptors = &interceptor;
        s.options.connection.interceptor_count = 1;
        s.options.connection.max_response_bytes = 64;
        s.options.connection.observer = note_attempt;
        s.options.connection.observer_user = &e;
        assert_int_equal(sem_init(&e.gone, 0, 0), 0);
        openapp_ok(&s, openapp_new(&s));
        test(&e);
        openapp_end(&s);
        tiny_server_stop(&e.service);
        tiny_server_stop(&e.images);
        tiny_server_stop(&e.other);
        (void)sem_destroy(&e.gone);
    }
}

/* ---- tests ---- */

static void expect_nothing_told(const char *head)
{
    static const char *const secrets[] = {"openapp_", OPENAPP_SECRET, "X-API-Key", "X-Org",
                                          "org9",     "Secret",       "Cookie",    "Authorization",
                                          "X-Own",    "Idempotency",  "Referer"};
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        if (tiny_has(head, secrets[i]))
            fail_msg("a stranger was told %s:\n%s", secrets[i], head);
    assert_true(tiny_has(head, "\r\nAccept: image/*\r\n"));
    assert_true(tiny_has(head, "\r\nUser-Agent: "));
}

static void test_strangers_see_no_credential(elsewhere *e)
{
    const apie_header own = {"X-Own", "mine"};
    e->s->call.headers = &own;
    e->s->call.header_count = 1;
    e->s->call.idempotency_key = "i1";
    openapp_ok(e->s, upload(e, "/moved"));
    assert_int_equal(atomic_load(&e->fetches), 2);
    expect_nothing_told(e->fetched[0]);
    expect_nothing_told(e->fetched[1]);
    assert_true(tiny_has(e->fetched[1], "GET /png HTTP/1.1\r\n"));
    assert_int_equal(tiny_server_requests(&e->other), 1);
    assert_true(tiny_has(e->uploaded, "POST /api/v1/devices/d1/image HTTP/1.1\r\n"));
    assert_true(tiny_has(e->uploaded, "\r\nX-API-Key: http://127.0.0.1:"));
    assert_true(tiny_has(e->uploaded, "\r\nX-Org: org9\r\n"));
    assert_true(tiny_has(e->uploaded, "\r\nX-Own: mine\r\n"));
    assert_true(tiny_has(e->uploaded, "\r\nIdempotency-Key: i1\r\n"));
    assert_true(tiny_has(e->uploaded, "\r\nX-Secret: s3\r\n"));
    const json_t *value = ((apie_openapp_json *)e->s->result)->value;
    assert_string_equal(json_string_value(json_object_get(value, "image_url")), "u");
}

static void expect_form(elsewhere *e, const char *path, const char *file_name, const char *type)
{
    char part[256];
    openapp_ok(e->s, upload(e, path));
    (void)snprintf(part, sizeof part, "name=\"file\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
                   file_name, type);
    if (!tiny_has(e->form, part))
        fail_msg("%s: the form is without \"%s\":\n%s", path, part, e->form);
}

static void test_types_and_names(elsewhere *e)
{
    expect_form(e, "/a.png?size=1", "a.png", "image/jpeg");
    expect_form(e, "/b.webp", "b.webp", "image/webp");
    expect_form(e, "/c", "c", "image/jpeg");
    expect_form(e, "/png", "png", "image/png");
    e->file_name = "mine.png";
    expect_form(e, "/png", "mine.png", "image/png");
    e->file_name = "";
    expect_form(e, "/png", "upload", "image/png");
    assert_int_equal(tiny_server_connections(&e->service), 1);
}

static void test_pictures_of_everything(elsewhere *e)
{
    static const struct {
        const char *line;
        apie_status (*call)(elsewhere *e);
    } calls[] = {
        {"POST /api/v1/users/d1/image HTTP/1.1\r\n", call_users},
        {"POST /api/v1/orgs/d1/image HTTP/1.1\r\n", call_orgs},
        {"POST /api/v1/devices/d1/image HTTP/1.1\r\n", call_devices},
        {"POST /api/v1/entities/d1/image HTTP/1.1\r\n", call_entities},
        {"POST /api/v1/integrations/d1/image HTTP/1.1\r\n", call_integrations},
    };
    (void)snprintf(e->url, sizeof e->url, "%s/bytes.png", e->images.url);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        openapp_ok(e->s, calls[i].call(e));
        assert_memory_equal(e->uploaded, calls[i].line, strlen(calls[i].line));
        const char *file = strstr(e->form, "\r\n\r\n");
        assert_non_null(file);
        assert_true(e->form_length > (size_t)(file - e->form) + 4 + sizeof BYTES + 3);
        assert_memory_equal(file + 4, BYTES "\r\n--", sizeof BYTES - 1 + 4);
    }
}

static void expect_blamed(elsewhere *e, const char *why)
{
    static const char words[] = "the image could not be fetched: ";
    assert_string_equal(e->s->error.where, "url");
    if (strncmp(e->s->error.message, words, sizeof words - 1) != 0 ||
        !tiny_has(e->s->error.message, why))
        fail_msg("%s", e->s->error.message);
    assert_null(e->s->response);
}

static void test_what_is_no_image(elsewhere *e)
{
    openapp_expect(e->s, APIE_ERROR_INVALID_ARGUMENT, upload(e, "/page"));
    assert_string_equal(e->s->error.where, "url");
    openapp_expect(e->s, APIE_ERROR_INVALID_ARGUMENT, upload(e, "/empty.png"));
    assert_string_equal(e->s->error.where, "url");
    assert_string_equal(e->s->error.message, "what is there is empty");
    openapp_expect(e->s, APIE_ERROR_PROTOCOL, upload(e, "/large.png"));
    expect_blamed(e, "the response is larger than 64 bytes");
    assert_int_equal(atomic_load(&e->fetches), 3);
    assert_int_equal(atomic_load(&e->uploads), 0);
}

static void test_refusals(elsewhere *e)
{
    openapp_expect(e->s, APIE_ERROR_NETWORK, upload(e, "/gone"));
    assert_int_equal(e->s->error.http_status, 404);
    expect_blamed(e, "its server answered 404");
    assert_false(tiny_has(e->s->error.message, "stranger"));
    assert_int_equal(e->s->error.attempts, 1);
    openapp_ok(e->s, (atomic_store(&e->fetches, 0), upload(e, "/busy")));
    assert_int_equal(atomic_load(&e->fetches), 2);
    assert_int_equal(atomic_load(&e->uploads), 1);
}

static void test_redirects_that_are_not_followed(elsewhere *e)
{
    openapp_expect(e->s, APIE_ERROR_PROTOCOL, upload(e, "/file"));
    openapp_expect(e->s, APIE_ERROR_PROTOCOL, upload(e, "/ftp"));
    atomic_store(&e->fetches, 0);
    openapp_expect(e->s, APIE_ERROR_PROTOCOL, upload(e, "/round"));
    expect_blamed(e, "more than five times");
    assert_int_equal(atomic_load(&e->fetches), 6);
    assert_int_equal(atomic_load(&e->uploads), 0);
}

static void test_bad_urls(elsewhere *e)
{
    static const char *const bad[] = {"",      "ftp://127.0.0.1/a.png", "file:///a.png",
                                      "a.png", "http:///a.png",         "http://127.0.0.1/a b.png"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        (void)snprintf(e->url, sizeof e->url, "%s", bad[i]);
        openapp_expect(e->s, APIE_ERROR_INVALID_ARGUMENT, call(e));
        assert_string_equal(e->s->error.where, "url");
    }
    (void)snprintf(e->url, sizeof e->url, "http://127.0.0.1:99999/a.png");
    openapp_expect(e->s, APIE_ERROR_INVALID_ARGUMENT, call(e));
    assert_string_equal(e->s->error.where, "url");
    e->file_name = "a\xFF.png";
    openapp_expect(e->s, APIE_ERROR_INVALID_ARGUMENT, upload(e, "/png"));
    assert_string_equal(e->s->error.where, "file_name");
    assert_int_equal(atomic_load(&e->fetches), 0);
}

static void test_nobody_answers(elsewhere *e)
{
    e->s->call.deadline_ms = 60;
    openapp_expect(e->s, APIE_ERROR_TIMEOUT, upload(e, "/hang"));
    expect_blamed(e, "");
    assert_false(tiny_has(e->s->error.message, "service"));
    e->s->call.attempts = 1;
    e->s->call.deadline_ms = 0;
    (void)snprintf(e->url, sizeof e->url, "http://127.0.0.1:1/a.png");
    openapp_expect(e->s, APIE_ERROR_CONNECT, call(e));
    expect_blamed(e, "");
    assert_int_equal(atomic_load(&e->uploads), 0);
}

/* Neither password nor signature, nor words of the other server. */
static void test_observers_see_no_secret(elsewhere *e)
{
    (void)snprintf(e->url, sizeof e->url, "http://me:secret@127.0.0.1:%d/a.png?size=1",
                   e->images.port);
    openapp_ok(e->s, call(e));
    assert_true(tiny_has(e->fetched[0], "GET /a.png?size=1 HTTP/1.1\r\n"));
    assert_true(tiny_has(e->fetched[0], "\r\nAuthorization: Basic bWU6c2VjcmV0\r\n"));
    assert_int_equal(e->told_count, 2);
    assert_string_equal(e->told[0], "image.fetch /a.png 200");
    e->told_count = 0;
    openapp_ok(e->s, upload(e, "/moved"));
    assert_int_equal(e->told_count, 3);
    assert_string_equal(e->told[0], "image.fetch /moved 302");
    assert_string_equal(e->told[1], "image.fetch /png 200");
    assert_string_equal(e->told[2], "devices.upload_image /api/v1/devices/d1/image 200");
}

static void test_the_response_is_the_services(elsewhere *e)
{
    openapp_ok(e->s, upload(e, "/png"));
    assert_int_equal(e->s->response->status, 200);
    assert_true(tiny_has(e->s->response->body, "image_url"));
    e->mute = true;
    openapp_expect(e->s, APIE_ERROR_NETWORK, upload(e, "/png"));
    assert_null(e->s->response);
    assert_true(e->s->error.maybe_processed);
    assert_string_equal(e->s->error.where, "");
}

/* A connection to a stranger is neither kept nor used again. */
static void test_connections_are_not_kept(elsewhere *e)
{
    struct timespec end;
    openapp_ok(e->s, upload(e, "/watched.png"));
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &end), 0);
    end.tv_sec += 20;
    assert_int_equal(sem_timedwait(&e->gone, &end), 0);
    openapp_ok(e->s, upload(e, "/png"));
    openapp_ok(e->s, upload(e, "/png"));
    assert_int_equal(tiny_server_connections(&e->images), 3);
    assert_int_equal(tiny_server_connections(&e->service), 1);
}

#define BOTH(name)                                                                                 \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        both(test_##name);                                                                         \
    }

BOTH(strangers_see_no_credential)
BOTH(types_and_names)
BOTH(what_is_no_image)
BOTH(refusals)
BOTH(redirects_that_are_not_followed)
BOTH(bad_urls)
BOTH(nobody_answers)
BOTH(pictures_of_everything)
BOTH(observers_see_no_secret)
BOTH(the_response_is_the_services)
BOTH(connections_are_not_kept)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strangers_see_no_credential),
        cmocka_unit_test(types_and_names),
        cmocka_unit_test(what_is_no_image),
        cmocka_unit_test(refusals),
        cmocka_unit_test(redirects_that_are_not_followed),
        cmocka_unit_test(bad_urls),
        cmocka_unit_test(nobody_answers),
        cmocka_unit_test(pictures_of_everything),
        cmocka_unit_test(observers_see_no_secret),
        cmocka_unit_test(the_response_is_the_services),
        cmocka_unit_test(connections_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
