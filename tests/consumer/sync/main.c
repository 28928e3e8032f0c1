/* A program on the blocking library: a disabled client, so that no service is needed. */
#include <stdio.h>
#include <string.h>

#include <apie/sync.h>

static apie_status use_tool(apie_scope *scope, void *user, apie_error *error)
{
    (void)error;
    *(int *)user = strcmp(apie_scope_decision(scope)->effective_decision, APIE_DECISION_ALLOW) == 0;
    return APIE_OK;
}

static apie_status work(apie_client *client, const apie_run *run, void *user, apie_error *error)
{
    apie_tool_input tool = {0};
    tool.tool.name = "search";
    printf("%s\n", run->id);
    return apie_with_tool(client, &tool, NULL, use_tool, user, error);
}

int main(void)
{
    apie_config config = {0};
    apie_client *client = NULL;
    apie_error error;
    apie_status status;
    int used = 0;
    config.enabled = apie_bool(false);
    config.agent.key = "consumer";
    config.agent.name = "Consumer";
    status = apie_client_new(&config, &client, &error);
    if (status == APIE_OK)
        status = apie_with_run(client, NULL, NULL, work, &used, &error);
    if (status != APIE_OK)
        fprintf(stderr, "%s\n", error.message);
    apie_client_free(client);
    printf("libapie-sync %s: %s\n", apie_version(), apie_status_name(status));
    return status == APIE_OK && used && strcmp(apie_version(), APIE_VERSION) == 0 ? 0 : 1;
}
