#include "honeycomb/team.h"

#include <stddef.h>
#include <string.h>

#include <apie/honeycomb/auth.h>

bool apie_honeycomb_is_team(const char *slug)
{
    return slug != NULL && slug[0] != '\0' && strcmp(slug, ".") != 0 && strcmp(slug, "..") != 0;
}

static const char *slug_of(const apie_honeycomb_included *team)
{
    return apie_honeycomb_is_team(team->slug) ? team->slug : NULL;
}

/* The team of the key's own id, else the only one that the answer brings along: the service's own
 * example has two ids for one team. */
const char *apie_honeycomb_team_of(const void *result)
{
    const apie_honeycomb_auth_v2 *auth = result;
    const char *slug = NULL;
    size_t teams = 0;
    for (size_t i = 0; i < auth->included_count; i++) {
        const apie_honeycomb_included *item = auth->included[i];
        if (item->type == NULL || strcmp(item->type, "teams") != 0)
            continue;
        if (auth->team_id != NULL && item->id != NULL && strcmp(auth->team_id, item->id) == 0)
            return slug_of(item);
        slug = slug_of(item);
        teams++;
    }
    return teams == 1 ? slug : NULL;
}
