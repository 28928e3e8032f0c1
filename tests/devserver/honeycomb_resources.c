/* What the service holds, as a table. */
#include "honeycomb.h"

#include <string.h>

static const struct honeycomb_resource resources[] = {
    {
        .path = "/1/datasets",
        .same = {"name"},
        .existing = 200,
        .gone = 202,
        .defaults = "{\"description\":\"\",\"expand_json_depth\":0,\"last_written_at\":null,"
                    "\"regular_columns_count\":null,\"settings\":{\"delete_protected\":false}}",
        .created = "created_at",
        .name = "name",
        .slug = "slug",
        .locked = "settings/delete_protected",
    },
    {
        .path = "/1/columns/{datasetSlug}",
        .prefix = "col",
        .same = {"key_name"},
        .existing = 409,
        .defaults = "{\"type\":\"string\",\"description\":\"\",\"hidden\":false}",
        .created = "created_at",
        .updated = "updated_at",
        .filter = "key_name",
        .by = "key_name",
        .single = true,
    },
    {
        .path = "/1/derived_columns/{datasetSlug}",
        .prefix = "dc",
        .same = {"alias"},
        .existing = 409,
        .defaults = "{\"description\":\"\"}",
        .created = "created_at",
        .updated = "updated_at",
        .filter = "alias",
        .by = "alias",
        .single = true,
    },
    {
        .path = "/1/markers/{datasetSlug}",
        .prefix = "mrk",
        .gone = 200,
        .created = "created_at",
        .updated = "updated_at",
    },
    {
        .path = "/2/teams/{teamSlug}/markers",
        .prefix = "hcxmr_",
        .created = "attributes/timestamps/created",
        .updated = "attributes/timestamps/updated",
        .link = "links/self",
    },
    {
        .path = "/1/marker_settings/{datasetSlug}",
        .prefix = "mks",
        .gone = 200,
        .created = "created_at",
        .updated = "updated_at",
    },
    {
        .path = "/1/recipients",
        .prefix = "rec",
        .same = {"type", "details/email_address", "details/slack_channel",
                 "details/pagerduty_integration_key", "details/webhook_url"},
        .existing = 409,
        .created = "created_at",
        .updated = "updated_at",
    },
    {
        .path = "/1/triggers/{datasetSlug}",
        .prefix = "trg",
        .defaults = "{\"frequency\":900,\"alert_type\":\"on_change\",\"disabled\":false,"
                    "\"triggered\":false,\"evaluation_schedule_type\":\"frequency\","
                    "\"recipients\":[],\"tags\":[]}",
        .created = "created_at",
        .updated = "updated_at",
        .dataset = "dataset_slug",
    },
    {
        .path = "/1/slos/{datasetSlug}",
        .prefix = "slo",
        .created = "created_at",
        .updated = "updated_at",
        .datasets = "dataset_slugs",
    },
    {
        .path = "/1/burn_alerts/{datasetSlug}",
        .prefix = "ba",
        .defaults = "{\"triggered\":false}",
        .created = "created_at",
        .updated = "updated_at",
        .filter = "slo_id",
        .by = "slo/id",
        .filter_required = true,
    },
    {
        .path = "/1/boards",
        .prefix = "brd",
        .defaults = "{\"type\":\"flexible\",\"panels\":[]}",
        .created = "created_at",
        .updated = "updated_at",
        .link = "links/board_url",
    },
    {
        .path = "/1/boards/{boardId}/views",
        .prefix = "view",
        .same = {"name"},
        .existing = 409,
        .created = "created_at",
        .updated = "updated_at",
    },
    {.path = "/1/queries/{datasetSlug}", .prefix = "qry", .made = 200},
    {
        .path = "/1/query_annotations/{datasetSlug}",
        .prefix = "ann",
        .defaults = "{\"source\":\"query\"}",
        .created = "created_at",
        .updated = "updated_at",
    },
    {
        .path = "/2/teams/{teamSlug}/api-keys",
        .prefix = "hcxik_",
        .defaults = "{\"attributes\":{\"disabled\":false}}",
        .created = "attributes/timestamps/created",
        .updated = "attributes/timestamps/updated",
        .link = "links/self",
        .secret = "attributes/secret",
        .filter = "filter[type]",
        .by = "attributes/key_type",
    },
    {
        .path = "/2/teams/{teamSlug}/environments",
        .prefix = "hcaen_",
        .same = {"attributes/name"},
        .existing = 409,
        .defaults = "{\"attributes\":{\"description\":\"\",\"color\":\"blue\","
                    "\"settings\":{\"delete_protected\":false}}}",
        .name = "attributes/name",
        .slug = "attributes/slug",
        .link = "links/self",
        .locked = "attributes/settings/delete_protected",
    },
};

const struct honeycomb_resource *honeycomb_resource_of(const apie_operation *operation)
{
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        const size_t length = strlen(resources[i].path);
        const char *rest = operation->path + length;
        if (strncmp(operation->path, resources[i].path, length) == 0 &&
            (*rest == '\0' || (strncmp(rest, "/{", 2) == 0 && strchr(rest + 1, '/') == NULL))) {
            return &resources[i];
        }
    }
    return NULL;
}
