#include "devserver_honeycomb.h"
#include "devserver/honeycomb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <apie/response.h>
#include <model/model.h>

int set_up(void **state)
{
    static struct fixture fixture;
    const devserver_options options = {.listen = NULL};
    char error[200] = "";
    fixture = (struct fixture){.server = devserver_start(&options, error, sizeof error)};
    if (fixture.server == NULL) {
        print_error("%s\n", error);
        return -1;
    }
    fixture.port = devserver_port(fixture.server);
    *state = &fixture;
    return 0;
}

int tear_down(void **state)
{
    struct fixture *fixture = *state;
    client_clear(&fixture->reply);
    devserver_stop(fixture->server);
    return 0;
}

int send_with(struct fixture *fixture, const char *method, const char *path, const char *headers,
              const char *body)
{
    client_clear(&fixture->reply);
    const int fd = client_connect(fixture->port);
    assert_true(fd >= 0);
    assert_true(client_send(fd, method, path, headers, body));
    client_read(fd, &fixture->reply);
    (void)close(fd);
    return fixture->reply.status;
}

/* A success that the libraries could not read fails the test. */
static void expect_readable(const struct fixture *fixture, const char *method, const char *path)
{
    char plain[300];
    void *root = NULL;
    apie_error error;
    (void)snprintf(plain, sizeof plain, "%.*s", (int)strcspn(path, "?"), path);
    const apie_operation *operation = honeycomb_find(method, plain);
    if (operation == NULL || operation->response == NULL || fixture->reply.status >= 300 ||
        operation->optional_body) {
        return;
    }
    if (apie_model_decode(operation->response, fixture->reply.body, fixture->reply.body_length,
                          &root, &error) != APIE_OK) {
        fail_msg("%s %s: %s %s", method, path, error.where, error.message);
    }
    apie_free(root);
}

int call(struct fixture *fixture, const char *method, const char *path, const char *body)
{
    const bool v2 = strncmp(path, "/2/", 3) == 0;
    const int status = send_with(fixture, method, path,
                                 body == NULL ? KEYS
                                 : v2         ? KEYS V2
                                              : KEYS V1,
                                 body);
    expect_readable(fixture, method, path);
    return status;
}

const char *text(const struct fixture *fixture, const char *path)
{
    return client_text(fixture->reply.json, path);
}

json_int_t number(const struct fixture *fixture, const char *path)
{
    return client_number(fixture->reply.json, path);
}

size_t items(const struct fixture *fixture)
{
    json_t *data = json_object_get(fixture->reply.json, "data");
    return json_array_size(data == NULL ? fixture->reply.json : data);
}

void make_dataset(struct fixture *fixture)
{
    expect_call(fixture, 201, "POST", "/1/datasets", "{\"name\":\"My Data\"}");
}

void set(struct fixture *fixture, const char *settings)
{
    assert_int_equal(send_with(fixture, "POST", "/_dev/honeycomb", V1, settings), 200);
}
