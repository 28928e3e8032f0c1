#include <apie/infer.h>

#include <stddef.h>

#include "apie/name_words.h"

typedef struct rule {
    const char *words;
    apie_inference inference; /* resource_type NULL: the next rule's that fits */
} rule;

/* What the service's documentation says comes first, what only its other libraries do comes after
 * it. Reading is the last of the documented ones: a harmless word must not hide a dangerous one
 * ("delete_search_index"). */
static const rule rules[] = {
    {"*deploy* release*", {"execute", "deployment_event", "high"}},
    {"vault* secret secrets", {"read", "secret", "critical"}},
    {"db *postgres* *sql*", {"update", "database_record", "high"}},
    {"merge* github", {"merge", "code_repository", "high"}},
    {"pipeline* cicd ci_cd", {"execute", "pipeline_run", "high"}},
    {"rm delete* destroy*", {"delete", "shell_command", "critical"}},
    {"search* read get", {"read", NULL, "low"}},
    {"send message* email* slack notify*", {"communicate", "communication_event", "medium"}},
    {"ticket* issue*", {"read", "work_item", "medium"}},
    {"change_request* pull_request* pr", {"create", "change_request", "medium"}},
    {"incident*", {"read", "incident_signal", "medium"}},
    {"execute* run trigger*", {"execute", "internal_api", "high"}},
    {"admin*", {"execute", "internal_api", "critical"}},
};

static const apie_inference otherwise = {"execute", "internal_api", "medium"};

bool apie_infer_from_tool_name(const char *tool_name, apie_inference *out)
{
    bool found = false;
    *out = otherwise;
    for (size_t i = 0; tool_name && i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (!apie_name_has_word(tool_name, rules[i].words))
            continue;
        if (!found)
            *out = rules[i].inference;
        else
            out->resource_type = rules[i].inference.resource_type;
        found = true;
        if (out->resource_type)
            return true;
    }
    if (!out->resource_type)
        out->resource_type = otherwise.resource_type;
    return found;
}
