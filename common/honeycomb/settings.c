#include "honeycomb/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/team.h"

/* ---- the environment ---- */

static const struct {
    const char *name;
    size_t option;
} variables[] = {
    {"HONEYCOMB_API_KEY", offsetof(apie_honeycomb_options, api_key)},
    {"HONEYCOMB_MANAGEMENT_KEY", offsetof(apie_honeycomb_options, management_key)},
    {"HONEYCOMB_MANAGEMENT_SECRET", offsetof(apie_honeycomb_options, management_secret)},
    {"HONEYCOMB_INGEST_KEY", offsetof(apie_honeycomb_options, ingest_key)},
    {"HONEYCOMB_TEAM", offsetof(apie_honeycomb_options, team)},
    {"HONEYCOMB_API_ENDPOINT", offsetof(apie_honeycomb_options, base_url)},
};

/* A variable that is empty is as good as none. */
static void read_environment(apie_honeycomb_options *options, apie_honeycomb_variable *environment)
{
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char **option = (const char **)((char *)options + variables[i].option);
        const char *value = *option == NULL ? environment(variables[i].name, NULL) : NULL;
        if (value != NULL && value[0] != '\0')
            *option = value;
    }
}

/* ---- credentials ---- */

static apie_status check_options(const apie_honeycomb_options *options, apie_error *error)
{
    bool has_key = options->management_key != NULL;
    bool has_secret = options->management_secret != NULL;
    if (has_key != has_secret || (has_key && options->management_key[0] == '\0') ||
        (has_secret && options->management_secret[0] == '\0')) {
        const char *missing =
            has_key && options->management_key[0] != '\0' ? "management_secret" : "management_key";
        return apie_fail(error, APIE_ERROR_CONFIG, missing,
                         "%s: is missing; a management key needs both halves", missing);
    }
    if (options->api_key == NULL && options->ingest_key == NULL && options->firehose_key == NULL &&
        !has_key)
        return apie_fail(error, APIE_ERROR_CONFIG, "api_key",
                         "api_key: is missing, and there is no other credential");
    if (options->team != NULL && !apie_honeycomb_is_team(options->team))
        return apie_fail(error, APIE_ERROR_CONFIG, "team", "team: is not the slug of a team");
    return APIE_OK;
}

/* "id:secret", malloc'ed. */
static char *join_pair(const char *id, const char *secret)
{
    size_t size = strlen(id) + strlen(secret) + 2;
    char *pair = malloc(size);
    if (pair != NULL)
        apie_text_format(pair, size, "%s:%s", id, secret);
    return pair;
}

static apie_status open_endpoint(apie_endpoint *endpoint, const apie_honeycomb_options *options,
                                 const char *pair, apie_error *error)
{
    const char *firehose = options->firehose_key != NULL ? options->firehose_key
                           : options->ingest_key != NULL ? options->ingest_key
                                                         : options->api_key;
    const apie_key keys[] = {
        {{"X-Honeycomb-Team", "", options->api_key, "api_key"}, "/"},
        {{"X-Honeycomb-Team", "", options->ingest_key, "ingest_key"}, ""},
        {{"Authorization", "Bearer ", pair, "management_key"}, "/2/"},
        {{"X-Amz-Firehose-Access-Key", "", firehose, "firehose_key"}, "/1/kinesis_events/"},
    };
    return apie_endpoint_init_with_keys(
        endpoint, options->base_url != NULL ? options->base_url : APIE_HONEYCOMB_URL, keys,
        sizeof keys / sizeof *keys, &options->connection, error);
}

/* ---- all of it ---- */

static apie_status init(apie_core *core, const apie_honeycomb_options *options,
                        const apie_clock *clock, const char *pair, apie_error *error)
{
    /* What the service's clients repeat: 408 and 425 are not its own. */
    static const int retried[] = {429, 500, 502, 503, 504, 0};
    apie_endpoint endpoint;
    apie_status status = open_endpoint(&endpoint, options, pair, error);
    if (status != APIE_OK)
        return status;
    const apie_logger logger = {NULL, NULL};
    apie_core_init(core, &endpoint, clock, &logger);
    core->retry.statuses = retried;
    core->pacing.on = options->pace_by_rate_limit;
    core->scope = apie_text_dup(options->team);
    core->scope_operation = &apie_op_honeycomb_auth_get_v2;
    core->read_scope = apie_honeycomb_team_of;
    if (options->team == NULL || core->scope != NULL)
        return APIE_OK;
    apie_core_free(core);
    return apie_fail_no_memory(error);
}

apie_status apie_honeycomb_core_init(apie_core *core, const apie_honeycomb_options *options,
                                     apie_honeycomb_variable *environment, const apie_clock *clock,
                                     apie_error *error)
{
    apie_honeycomb_options all = {0};
    char *pair = NULL;
    if (options != NULL)
        all = *options;
    if (all.from_environment)
        read_environment(&all, environment);
    apie_status status = check_options(&all, error);
    if (status != APIE_OK)
        return status;
    if (all.management_key != NULL) {
        pair = join_pair(all.management_key, all.management_secret);
        if (pair == NULL)
            return apie_fail_no_memory(error);
    }
    status = init(core, &all, clock, pair, error);
    free(pair);
    return status;
}
