/* What the service holds, as a table. */
#include "openapp.h"

#include <string.h>

static const struct openapp_resource resources[] = {
    {
        .path = "/orgs",
        .prefix = "org",
        .deleted = "deleted_at",
        .defaults = "{\"is_personal\":false}",
    },
    {
        .path = "/orgs/{org_id}/aliases",
        .prefix = "als",
        .bare = true,
        .parent = "org_id",
    },
    {
        .path = "/devices",
        .prefix = "dev",
        .deleted = "deleted_at",
        .bare = true,
        .defaults = "{\"is_primary_instance\":true,\"stale\":false}",
    },
    {.path = "/entities", .prefix = "ent", .deleted = "deleted_at"},
    {.path = "/zones", .prefix = "zon", .deleted = "deleted_at"},
    {
        .path = "/integrations",
        .prefix = "int",
        .deleted = "deleted_at",
        .defaults = "{\"enabled\":true,\"health\":\"ok\"}",
    },
    {
        .path = "/integrations/{integration_id}/access-portals",
        .prefix = "ptl",
        .parent = "integration_id",
    },
    {
        .path = "/integrations/{integration_id}/access-invites",
        .prefix = "inv",
        .deleted = "deleted_at",
        .parent = "integration_id",
        .secret = "token",
        .secret_form = "guest-%s",
    },
    {
        .path = "/users",
        .prefix = "usr",
        .deleted = "deleted_at",
        .defaults = "{\"roles\":{}}",
    },
    {
        .path = "/api-keys",
        .prefix = "key",
        .deleted = "revoked_at",
        .always_shown = true,
        .purged_deleted = true,
        .defaults = "{\"scoped_roles\":[]}",
        .secret = "token",
        .secret_form = "_openapp_local-%s",
    },
    {
        .path = "/agents",
        .prefix = "agt",
        .deleted = "revoked_at",
        .always_shown = true,
    },
    {
        .path = "/scripting/executions",
        .prefix = "exe",
        .made = 202,
        .defaults = "{\"status\":\"pending\"}",
    },
    {.path = "/public/access/sessions", .prefix = "ses"},
};

const struct openapp_resource *openapp_resource(const char *path)
{
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        if (strcmp(resources[i].path, path) == 0) {
            return &resources[i];
        }
    }
    return NULL;
}

/* "{org_id}/purge" after a resource's path: the id and "purge". */
static bool place_item(struct openapp_call *call, const char *rest)
{
    const size_t length = strcspn(rest, "}");
    call->id =
        json_string_value(json_object_getn(call->places, rest + 1, length == 0 ? 0 : length - 1));
    call->verb = rest[length] == '}' && rest[length + 1] == '/' ? rest + length + 2 : "";
    return rest[0] == '{' && rest[length] == '}' && call->id != NULL &&
           (*call->verb == '\0' || strcmp(call->verb, "purge") == 0 ||
            strcmp(call->verb, "restore") == 0 || strcmp(call->verb, "image") == 0);
}

void openapp_place(struct openapp_call *call)
{
    const char *path = call->operation->path;
    call->verb = "";
    if (strcmp(path, "/integrations/access-portals/{portal_id}") == 0) {
        call->resource = openapp_resource("/integrations/{integration_id}/access-portals");
        call->id = json_string_value(json_object_get(call->places, "portal_id"));
        return;
    }
    call->resource = openapp_resource(path);
    for (size_t i = 0; call->resource == NULL && i < sizeof resources / sizeof resources[0]; i++) {
        const size_t length = strlen(resources[i].path);
        if (strncmp(path, resources[i].path, length) == 0 && path[length] == '/' &&
            place_item(call, path + length + 1)) {
            call->resource = &resources[i];
            return;
        }
        call->id = NULL;
        call->verb = "";
    }
}
