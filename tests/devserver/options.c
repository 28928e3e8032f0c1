#include "options.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: apie-devserver [options]\n"
    "\n"
    "A local stand-in for the Apie service, strict about requests and faulty on demand.\n"
    "\n"
    "  --listen ADDRESS:PORT   where to listen, numeric (default 127.0.0.1:0; 0: any free port)\n"
    "  --unix PATH             listen on this unix socket as well\n"
    "  --tls CERT KEY          speak TLS with these PEM files, on every listener\n"
    "  --tls-client-ca FILE    with this: demand a client certificate signed by this authority, "
    "PEM\n"
    "  --api-key KEY           accept this key only; may be given more than once\n"
    "  --rules FILE            guard rules, JSON\n"
    "  --faults FILE           faults, JSON\n"
    "  --record FILE           append each request to this file, one JSON line each\n"
    "  --approve-after MS      approvals answer themselves after this time (default: never)\n"
    "  --approve-status STATUS with this: approved, rejected, expired, cancelled\n"
    "  --help, --version\n";

static int complain(const char *what, const char *about)
{
    (void)fprintf(stderr, "apie-devserver: %s: %s\n", what, about);
    return -1;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rbe");
    char *text = NULL;
    size_t size = 0;
    size_t used = 0;
    bool failed = file == NULL;
    while (!failed) {
        if (used + 1 >= size) {
            size = size == 0 ? 4096 : size * 2;
            char *larger = realloc(text, size);
            failed = larger == NULL;
            text = failed ? text : larger;
            continue;
        }
        const size_t got = fread(text + used, 1, size - used - 1, file);
        used += got;
        if (got == 0) {
            failed = ferror(file) != 0;
            break;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    if (failed) {
        free(text);
        (void)complain("cannot read", path);
        return NULL;
    }
    text[used] = '\0';
    return text;
}

static int add_key(struct program_options *options, const char *key)
{
    const size_t count = options->server.api_key_count;
    const char **keys = realloc(options->keys, (count + 1) * sizeof *keys);
    if (keys == NULL) {
        return complain("out of memory", key);
    }
    keys[count] = key;
    options->keys = keys;
    options->server.api_keys = keys;
    options->server.api_key_count = count + 1;
    return 0;
}

static int read_milliseconds(const char *text, int *value)
{
    char *end = NULL;
    const long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < 0 || number > 3600000) {
        return complain("not a time in milliseconds", text);
    }
    *value = (int)number;
    return 0;
}

enum {
    OPTION_LISTEN = 'l',
    OPTION_UNIX = 'u',
    OPTION_TLS = 't',
    OPTION_CLIENT_CA = 'c',
    OPTION_KEY = 'k',
    OPTION_RULES = 'r',
    OPTION_FAULTS = 'f',
    OPTION_RECORD = 'o',
    OPTION_AFTER = 'a',
    OPTION_STATUS = 's',
    OPTION_HELP = 'h',
    OPTION_VERSION = 'V'
};

static const struct option known[] = {
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"unix", required_argument, NULL, OPTION_UNIX},
    {"tls", required_argument, NULL, OPTION_TLS},
    {"tls-client-ca", required_argument, NULL, OPTION_CLIENT_CA},
    {"api-key", required_argument, NULL, OPTION_KEY},
    {"rules", required_argument, NULL, OPTION_RULES},
    {"faults", required_argument, NULL, OPTION_FAULTS},
    {"record", required_argument, NULL, OPTION_RECORD},
    {"approve-after", required_argument, NULL, OPTION_AFTER},
    {"approve-status", required_argument, NULL, OPTION_STATUS},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static int take(struct program_options *options, int option, int argc, char **argv)
{
    devserver_options *server = &options->server;
    switch (option) {
    case OPTION_LISTEN: server->listen = optarg; return 0;
    case OPTION_UNIX: server->unix_path = optarg; return 0;
    case OPTION_CLIENT_CA: server->tls_client_ca = optarg; return 0;
    case OPTION_RECORD: server->record_path = optarg; return 0;
    case OPTION_STATUS: server->approve_status = optarg; return 0;
    case OPTION_AFTER: return read_milliseconds(optarg, &server->approve_after_ms);
    case OPTION_KEY: return add_key(options, optarg);
    case OPTION_TLS:
        if (optind >= argc) {
            return complain("--tls needs two files", optarg);
        }
        server->tls_certificate = optarg;
        server->tls_key = argv[optind++];
        return 0;
    case OPTION_RULES:
        free(options->rules_text);
        server->rules_json = options->rules_text = read_file(optarg);
        return options->rules_text == NULL ? -1 : 0;
    case OPTION_FAULTS:
        free(options->faults_text);
        server->faults_json = options->faults_text = read_file(optarg);
        return options->faults_text == NULL ? -1 : 0;
    default: return -1; /* getopt has said why */
    }
}

enum options_outcome options_read(int argc, char **argv, struct program_options *options)
{
    int option = 0;
    *options = (struct program_options){.server = {.stop_on_signals = 1}};
    while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        if (option == OPTION_HELP) {
            (void)fputs(usage, stdout);
            return OPTIONS_DONE;
        }
        if (option == OPTION_VERSION) {
            (void)puts("apie-devserver " DEVSERVER_VERSION);
            return OPTIONS_DONE;
        }
        if (take(options, option, argc, argv) != 0) {
            return OPTIONS_WRONG;
        }
    }
    if (optind < argc) {
        (void)complain("unexpected argument", argv[optind]);
        return OPTIONS_WRONG;
    }
    return OPTIONS_RUN;
}

void options_free(struct program_options *options)
{
    free(options->keys);
    free(options->rules_text);
    free(options->faults_text);
}
