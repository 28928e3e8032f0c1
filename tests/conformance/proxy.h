/* The recorded scenarios of an MCP proxy. */
#ifndef CONFORMANCE_PROXY_H
#define CONFORMANCE_PROXY_H

#include "conformance/replay.h"

/* The configuration of the recorded proxy. */
void proxy_configure(apie_config *config);

void proxy_play_listing(struct replay *replay);
void proxy_play_call(struct replay *replay);
void proxy_play_blocked_call(struct replay *replay);

#endif
