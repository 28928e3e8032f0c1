#include "torture_server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "devserver/devserver.h"

/* Of tools and of actions. */
static const char rules[] =
    "{\"rules\": ["
    "{\"key\": \"no\", \"match\": {\"action\": \"blocked\"}, \"decision\": \"block\","
    " \"reason\": \"not this one\"},"
    "{\"key\": \"ask\", \"match\": {\"action\": \"approved\"}, \"decision\": \"require_approval\","
    " \"reason\": \"ask first\", \"approval\": {\"status\": \"approved\", \"after_ms\": 0}},"
    "{\"key\": \"refuse\", \"match\": {\"action\": \"refused\"}, \"decision\": "
    "\"require_approval\","
    " \"reason\": \"ask first\", \"approval\": {\"status\": \"rejected\", \"after_ms\": 0}}"
    "]}";

static pid_t process;
static char url[64];

static void serve(int told)
{
    char problem[256] = "";
    /* An answer may be there before the client first looks, or after: then allocations would come
     * in one of two orders. It is always after. */
    devserver_options options = {
        .rules_json = rules, .faults_json = TORTURE_DELAYED, .stop_on_signals = 1};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    devserver *server = devserver_create(&options, problem, sizeof problem);
    if (!server) {
        (void)fprintf(stderr, "the server: %s\n", problem);
        _exit(1);
    }
    (void)snprintf(url, sizeof url, "%s", devserver_url(server));
    if (write(told, url, sizeof url) == (ssize_t)sizeof url)
        (void)devserver_run(server);
    _exit(1);
}

void torture_server_start(void)
{
    int ends[2];
    if (pipe(ends) != 0 || (process = fork()) < 0)
        abort();
    if (process == 0)
        serve(ends[1]);
    if (read(ends[0], url, sizeof url) != (ssize_t)sizeof url)
        abort();
    (void)close(ends[0]);
    (void)close(ends[1]);
}

void torture_server_stop(void)
{
    (void)kill(process, SIGKILL);
    (void)waitpid(process, NULL, 0);
}

const char *torture_server_url(void)
{
    return url;
}
