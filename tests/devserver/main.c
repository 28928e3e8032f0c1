#include "options.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

/* Thousands of connections need as many descriptors. */
static void raise_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int serve(const devserver_options *options)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    char error[800] = "";
    (void)sigaction(SIGPIPE, &ignore, NULL);
    raise_limit();
    devserver *server = devserver_create(options, error, sizeof error);
    if (server == NULL) {
        (void)fprintf(stderr, "apie-devserver: %s\n", error);
        return 1;
    }
    (void)printf("listening on %s\n", devserver_url(server));
    if (options->unix_path != NULL) {
        (void)printf("listening on unix:%s\n", options->unix_path);
    }
    (void)fflush(stdout);
    const int failed = devserver_run(server);
    devserver_free(server);
    return failed == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct program_options options;
    int status = 0;
    switch (options_read(argc, argv, &options)) {
    case OPTIONS_RUN: status = serve(&options.server); break;
    case OPTIONS_DONE: break;
    case OPTIONS_WRONG: status = 2; break;
    }
    options_free(&options);
    return status;
}
