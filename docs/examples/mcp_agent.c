/* An agent that works with an MCP server through an instrumented client: it lists the server's
 * tools, then calls three of them, each under a guard.
 *
 *     mcp_agent
 *
 * The server is another process that speaks MCP over its standard input and output, as most do;
 * here it is this program itself. APIE_API_KEY and APIE_BASE_URL say where to. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apie/sync.h>

/* ---- the server: a small shop. One JSON-RPC message per line ---- */

static json_t *describe_tools(void)
{
    static const char text[] =
        "{\"tools\":["
        "{\"name\":\"search_orders\",\"description\":\"Finds orders\",\"inputSchema\":"
        "{\"type\":\"object\",\"properties\":{\"customer\":{\"type\":\"string\"}}}},"
        "{\"name\":\"refund_order\",\"description\":\"Pays back an order\"},"
        "{\"name\":\"delete_orders\",\"description\":\"Forgets orders\"}]}";
    return json_loads(text, 0, NULL);
}

static json_t *call_tool(const char *name)
{
    char text[100];
    snprintf(text, sizeof text, "%s has been done", name);
    return json_pack("{s:[{s:s,s:s}]}", "content", "type", "text", "text", text);
}

/* NULL: the method is not known. */
static json_t *answer(const char *method, json_t *params)
{
    if (strcmp(method, "initialize") == 0)
        return json_pack("{s:s,s:{s:{}},s:{s:s,s:s}}", "protocolVersion", "2025-06-18",
                         "capabilities", "tools", "serverInfo", "name", "shop", "version", "1");
    if (strcmp(method, "tools/list") == 0)
        return describe_tools();
    const char *name = json_string_value(json_object_get(params, "name"));
    return strcmp(method, "tools/call") == 0 && name ? call_tool(name) : NULL;
}

static int serve(FILE *in, FILE *out)
{
    json_t *request;
    while ((request = json_loadf(in, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
        json_t *id = json_object_get(request, "id");
        const char *method = json_string_value(json_object_get(request, "method"));
        json_t *result = id && method ? answer(method, json_object_get(request, "params")) : NULL;
        json_t *reply = NULL;
        if (result)
            reply = json_pack("{s:s,s:O,s:o}", "jsonrpc", "2.0", "id", id, "result", result);
        else if (id)
            reply = json_pack("{s:s,s:O,s:{s:i,s:s}}", "jsonrpc", "2.0", "id", id, "error", "code",
                              -32601, "message", "no such method or tool");
        if (reply) { /* what has no id wants no answer */
            json_dumpf(reply, out, JSON_COMPACT);
            fputc('\n', out);
            fflush(out);
        }
        json_decref(reply);
        json_decref(request);
    }
    return 0;
}

/* ---- the program's own MCP client ---- */

struct server {
    pid_t process;
    FILE *to;
    FILE *from;
    json_int_t last_id;
};

static apie_status fail(apie_error *error, const char *message)
{
    apie_error_clear(error);
    error->code = APIE_ERROR_NETWORK;
    snprintf(error->message, sizeof error->message, "%s", message ? message : "no message");
    return error->code;
}

static bool send_message(const struct server *server, json_t *message)
{
    bool sent = message && json_dumpf(message, server->to, JSON_COMPACT) == 0 &&
                fputc('\n', server->to) != EOF && fflush(server->to) == 0;
    json_decref(message);
    return sent;
}

/* Sends a request, which takes over params, and waits for its result. */
static apie_status ask(struct server *server, const char *method, json_t *params, json_t **result,
                       apie_error *error)
{
    json_int_t id = ++server->last_id;
    if (!send_message(server, json_pack("{s:s,s:I,s:s,s:o}", "jsonrpc", "2.0", "id", id, "method",
                                        method, "params", params)))
        return fail(error, "the MCP server cannot be reached");
    json_t *reply = json_loadf(server->from, JSON_DISABLE_EOF_CHECK, NULL);
    const json_t *refusal = json_object_get(reply, "error");
    *result = json_incref(json_object_get(reply, "result"));
    apie_status status = APIE_OK;
    if (!reply)
        status = fail(error, "the MCP server does not answer");
    else if (!*result)
        status = fail(error, json_string_value(json_object_get(refusal, "message")));
    json_decref(reply);
    return status;
}

static bool start(struct server *server)
{
    int request[2], reply[2];
    if (pipe(request) != 0 || pipe(reply) != 0)
        return false;
    server->process = fork();
    if (server->process == 0) { /* another server: dup2() both, then execvp() */
        close(request[1]);
        close(reply[0]);
        _exit(serve(fdopen(request[0], "r"), fdopen(reply[1], "w")));
    }
    close(request[0]);
    close(reply[1]);
    server->to = fdopen(request[1], "w");
    server->from = fdopen(reply[0], "r");
    json_t *hello = NULL;
    json_t *params = json_pack("{s:s,s:{},s:{s:s,s:s}}", "protocolVersion", "2025-06-18",
                               "capabilities", "clientInfo", "name", "mcp_agent", "version", "1");
    bool begun = server->process > 0 && server->to && server->from &&
                 ask(server, "initialize", params, &hello, &(apie_error){0}) == APIE_OK &&
                 send_message(server, json_pack("{s:s,s:s}", "jsonrpc", "2.0", "method",
                                                "notifications/initialized"));
    json_decref(hello);
    return begun;
}

static void stop(const struct server *server)
{
    fclose(server->to); /* its input ends, and so does it */
    fclose(server->from);
    waitpid(server->process, NULL, 0);
}

/* ---- what the instrumented client calls ---- */

static apie_status real_call_tool(const char *tool_name, const json_t *arguments, json_t **result,
                                  void *user, apie_error *error)
{
    json_t *params =
        json_pack("{s:s,s:o}", "name", tool_name, "arguments", json_deep_copy(arguments));
    return ask(user, "tools/call", params, result, error);
}

static apie_status real_list_tools(json_t **result, void *user, apie_error *error)
{
    return ask(user, "tools/list", json_object(), result, error);
}

/* ---- the agent ---- */

/* What a proxy would answer its own client. */
static void print_refusal(const apie_error *why, const apie_decision *decision)
{
    json_t *refusal = NULL;
    if (apie_mcp_refusal(why, decision, &refusal, NULL) != APIE_OK)
        return;
    char *text = json_dumps(refusal, JSON_COMPACT);
    printf("            %s\n", text ? text : "");
    free(text);
    json_decref(refusal);
}

static void call(apie_mcp_client *mcp, const char *tool_name, const char *argument,
                 const char *value)
{
    json_t *arguments = json_pack("{s:s}", argument, value);
    json_t *result = NULL;
    apie_decision *decision = NULL;
    apie_error error;
    apie_mcp_call input = {.tool_name = tool_name, .arguments = arguments};
    apie_status status = apie_mcp_client_call_tool(mcp, &input, NULL, &result, &decision, &error);
    const json_t *content = json_array_get(json_object_get(result, "content"), 0);
    const char *text = json_string_value(json_object_get(content, "text"));
    printf("  %-9s %-16s %s\n", status == APIE_OK ? "ok" : apie_status_name(status), tool_name,
           text ? text : error.message);
    if (status == APIE_ERROR_BLOCKED || status == APIE_ERROR_NOT_APPROVED)
        print_refusal(&error, decision);
    apie_free(decision);
    json_decref(result);
    json_decref(arguments);
}

/* Inside the run: the instrumented client finds it by itself. */
static apie_status work(apie_client *client, const apie_run *run, void *user, apie_error *error)
{
    apie_mcp_client_options options = {
        .server = "shop",
        .default_environment = "production",
        .call_tool = real_call_tool,
        .list_tools = real_list_tools,
        .user = user,
    };
    apie_mcp_client *mcp = NULL;
    json_t *listed = NULL;
    apie_status status = apie_mcp_client_new(client, &options, &mcp, error);
    if (status == APIE_OK)
        status = apie_mcp_client_list_tools(mcp, NULL, &listed, error);
    if (status == APIE_OK) {
        printf("run %s: %zu tools, now known to the service\n", run->id,
               json_array_size(json_object_get(listed, "tools")));
        call(mcp, "search_orders", "customer", "Ada");
        call(mcp, "refund_order", "order", "A-1001");
        call(mcp, "delete_orders", "customer", "Ada");
    }
    json_decref(listed);
    apie_mcp_client_free(mcp);
    return status;
}

int main(void)
{
    struct server server = {0};
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    if (!start(&server)) { /* before there is a client: see docs/prefork.md */
        fprintf(stderr, "mcp_agent: the MCP server does not start\n");
        return 1;
    }
    apie_config config = {
        .agent = {.key = "shop-agent", .name = "Shop agent"},
        .mode = APIE_MODE_ENFORCE,
        .guard_failure_mode = APIE_GUARD_FAIL_CLOSED,
    };
    apie_client *client = NULL;
    apie_error error;
    uint64_t left = 0;
    apie_status status = apie_client_new(&config, &client, &error);
    if (status == APIE_OK)
        status = apie_with_run(client, NULL, NULL, work, &server, &error);
    if (status != APIE_OK)
        fprintf(stderr, "mcp_agent: %s: %s\n", apie_status_name(status), error.message);
    if (client && apie_shutdown(client, 10000, &left, &error) != APIE_OK) {
        fprintf(stderr, "mcp_agent: %" PRIu64 " events could not be sent: %s\n", left,
                error.message);
        status = error.code;
    }
    apie_client_free(client);
    stop(&server);
    return status == APIE_OK ? 0 : 1;
}
