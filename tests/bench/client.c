#include "client.h"

apie_config bench_client_config(const bench_target *target)
{
    apie_config config = {
        .api_key = BENCH_KEY,
        .base_url = target->url,
        .agent = {.key = "bench", .name = "Bench"},
        .runtime = {.environment = "production"},
        .connection = {.ca_file = target->ca_file},
    };

    if (target->in_flight > 0)
        config.connection.max_connections = (int)target->in_flight + 8;
    return config;
}
