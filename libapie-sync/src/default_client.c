#include <apie/sync/client.h>
#include <apie/sync/default_client.h>

#include <pthread.h>

#include "base/fail.h"
#include "client.h"
#include "default_client.h"
#include "driver/host.h"
#include "driver/process_client.h"

static apie_process_client process;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;
static bool forks_watched;

/* Another thread of the parent may have held the mutex. */
static void after_fork_in_child(void)
{
    (void)pthread_mutex_init(&mutex, NULL);
    apie_process_client_forked(&process);
}

static void watch_forks(void)
{
    forks_watched = pthread_atfork(NULL, NULL, after_fork_in_child) == 0;
}

static apie_status enter(apie_error *error)
{
    if (pthread_once(&fork_once, watch_forks) != 0 || !forks_watched)
        return apie_fail_no_memory(error);
    (void)pthread_mutex_lock(&mutex);
    return APIE_OK;
}

static void leave(void)
{
    (void)pthread_mutex_unlock(&mutex);
}

apie_status apie_default_client(apie_client **out, apie_error *error)
{
    static const apie_agent_source usual = {.from_file = true,
                                            .get_environment = apie_host_environment};
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = enter(error);
    if (status != APIE_OK)
        return status;
    *out = process.client;
    bool made = !*out;
    if (made) {
        status = apie_client_make(&usual, out, error);
        process.client = *out;
    }
    leave();
    if (made && status == APIE_OK)
        apie_client_await_registration(*out);
    return status;
}

apie_status apie_set_default_client(apie_client *client, apie_error *error)
{
    apie_status status = enter(error);
    if (status != APIE_OK)
        return status;
    status = apie_process_client_give(&process, client, error);
    leave();
    return status;
}

void apie_default_client_forget(const apie_client *client)
{
    if (enter(NULL) != APIE_OK)
        return;
    apie_process_client_forget(&process, client);
    leave();
}

void apie_default_client_free(void)
{
    if (enter(NULL) != APIE_OK)
        return;
    apie_process_client taken = apie_process_client_take(&process);
    leave();
    apie_client_free(taken.client);
    apie_client_free(taken.inherited);
}
