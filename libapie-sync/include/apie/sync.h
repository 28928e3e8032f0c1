/**
 * @file sync.h
 * The blocking library: everything of libapie-sync.
 *
 * For command-line tools, scripts and workers. A call returns when it is done; a client may be used
 * from many threads at once.
 */
#ifndef APIE_SYNC_H
#define APIE_SYNC_H

#include <apie/callbacks.h>
#include <apie/config.h>
#include <apie/diagnosis.h>
#include <apie/error.h>
#include <apie/infer.h>
#include <apie/integrations.h>
#include <apie/mcp.h>
#include <apie/model.h>
#include <apie/options.h>
#include <apie/report.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/telemetry.h>
#include <apie/trace.h>
#include <apie/value.h>
#include <apie/version.h>

#include <apie/sync/agent.h>
#include <apie/sync/agents.h>
#include <apie/sync/approvals.h>
#include <apie/sync/client.h>
#include <apie/sync/context.h>
#include <apie/sync/default_client.h>
#include <apie/sync/diagnose.h>
#include <apie/sync/events.h>
#include <apie/sync/guardrails.h>
#include <apie/sync/health.h>
#include <apie/sync/integrations.h>
#include <apie/sync/mcp.h>
#include <apie/sync/reports.h>
#include <apie/sync/runs.h>
#include <apie/sync/sessions.h>
#include <apie/sync/telemetry.h>
#include <apie/sync/tracing.h>

#endif
