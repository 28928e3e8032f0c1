/* Sees to it that a building is there: an organization, an integration, a device and its door.
 * What has the name already is taken, the rest is made, so it may run twice.
 *
 *     openapp_building NAME
 *
 * Prints the ids of the organization, the device and the door, a line for each. OPENAPP_API_KEY is
 * the key. */
#include <stdio.h>
#include <stdlib.h>

#include <apie/sync/openapp.h>

/* What has been found or made. */
struct building {
    apie_openapp *client; /* becomes a handle of the organization */
    char org[64], integration[64], device[64], door[64];
};

/* id: 64 bytes. */
static void keep(char *id, const char *from)
{
    snprintf(id, 64, "%s", from);
}

static apie_status have_org(struct building *building, const char *name, apie_error *error)
{
    apie_openapp_org_page *found = NULL;
    apie_openapp_org *made = NULL;
    apie_openapp *whole = building->client, *handle = NULL;
    apie_status status =
        apie_openapp_orgs_get_by_name(whole, name, APIE_OPENAPP_MATCH_EXACT, NULL, &found, error);
    if (status == APIE_OK) {
        keep(building->org, found->items[0]->id);
    } else if (status == APIE_ERROR_NOT_FOUND_BY_NAME) {
        json_t *text = json_string(name);
        const apie_openapp_org_create body = {.name = text};
        status = apie_openapp_orgs_create(whole, &body, NULL, &made, error);
        if (status == APIE_OK)
            keep(building->org, made->id);
        json_decref(text);
    }
    if (status == APIE_OK)
        status = apie_openapp_with_org(whole, building->org, &handle, error);
    if (status == APIE_OK) {
        building->client = handle;
        apie_openapp_free(whole); /* the handle keeps the connections */
    }
    apie_free(found);
    apie_free(made);
    return status;
}

static apie_status have_integration(struct building *building, apie_error *error)
{
    apie_openapp_integration_page *found = NULL;
    apie_openapp_integration *made = NULL;
    apie_status status = apie_openapp_integrations_get_by_name(
        building->client, NULL, "Intercom", APIE_OPENAPP_MATCH_EXACT, NULL, &found, error);
    if (status == APIE_OK) {
        keep(building->integration, found->items[0]->id);
    } else if (status == APIE_ERROR_NOT_FOUND_BY_NAME) {
        json_t *name = json_string("Intercom");
        const apie_openapp_integration_create body = {
            .org_id = building->org,
            .provider_type = APIE_OPENAPP_PROVIDER_VIRTUAL_DEMO,
            .name = name,
        };
        status = apie_openapp_integrations_create(building->client, &body, NULL, &made, error);
        if (status == APIE_OK)
            keep(building->integration, made->id);
        json_decref(name);
    }
    apie_free(found);
    apie_free(made);
    return status;
}

static apie_status have_device(struct building *building, apie_error *error)
{
    apie_openapp_device_page *found = NULL;
    apie_openapp_device *made = NULL;
    apie_status status =
        apie_openapp_devices_get_by_name(building->client, building->integration, "Lobby",
                                         APIE_OPENAPP_MATCH_EXACT, NULL, &found, error);
    if (status == APIE_OK) {
        keep(building->device, found->items[0]->id);
    } else if (status == APIE_ERROR_NOT_FOUND_BY_NAME) {
        json_t *name = json_pack("{s:s, s:s}", "en", "Lobby", "de", "Eingangshalle");
        const apie_openapp_device_create body = {
            .integration_id = building->integration, .name = name, .org_id = building->org};
        status = apie_openapp_devices_create(building->client, &body, NULL, &made, error);
        if (status == APIE_OK)
            keep(building->device, made->id);
        json_decref(name);
    }
    apie_free(found);
    apie_free(made);
    return status;
}

static apie_status have_door(struct building *building, apie_error *error)
{
    apie_openapp_entity_page *found = NULL;
    apie_openapp_entity *made = NULL;
    apie_status status =
        apie_openapp_entities_by_device(building->client, building->device,
                                        APIE_OPENAPP_ENTITY_TYPE_DOOR, NULL, NULL, &found, error);
    if (status == APIE_OK && found->items_count > 0) {
        keep(building->door, found->items[0]->id);
    } else if (status == APIE_OK) {
        const apie_openapp_entity_create body = {
            .device_id = building->device,
            .entity_type = APIE_OPENAPP_ENTITY_TYPE_DOOR,
            .name = "Front door",
        };
        status = apie_openapp_entities_create(building->client, &body, NULL, &made, error);
        if (status == APIE_OK)
            keep(building->door, made->id);
    }
    apie_free(found);
    apie_free(made);
    return status;
}

int main(int argc, char **argv)
{
    const apie_openapp_options options = {.api_key = getenv("OPENAPP_API_KEY")};
    struct building building = {0};
    apie_error error;
    if (argc != 2) {
        fprintf(stderr, "usage: openapp_building NAME\n");
        return 2;
    }
    apie_status status = apie_openapp_new(&options, &building.client, &error);
    if (status == APIE_OK)
        status = have_org(&building, argv[1], &error);
    if (status == APIE_OK)
        status = have_integration(&building, &error);
    if (status == APIE_OK)
        status = have_device(&building, &error);
    if (status == APIE_OK)
        status = have_door(&building, &error);
    if (status == APIE_OK)
        printf("%s\n%s\n%s\n", building.org, building.device, building.door);
    else
        fprintf(stderr, "openapp_building: %s: %s\n", apie_status_name(status), error.message);
    apie_openapp_free(building.client);
    return status == APIE_OK ? 0 : 1;
}
