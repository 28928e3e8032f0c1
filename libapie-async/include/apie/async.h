/**
 * @file async.h
 * The event-driven library: everything of libapie-async.
 *
 * For servers on libevent: calls are started and answer by callback, nothing blocks the loop.
 */
#ifndef APIE_ASYNC_H
#define APIE_ASYNC_H

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

#include <apie/async/agent.h>
#include <apie/async/agents.h>
#include <apie/async/approvals.h>
#include <apie/async/client.h>
#include <apie/async/default_client.h>
#include <apie/async/diagnose.h>
#include <apie/async/events.h>
#include <apie/async/guardrails.h>
#include <apie/async/health.h>
#include <apie/async/integrations.h>
#include <apie/async/loop.h>
#include <apie/async/mcp.h>
#include <apie/async/reports.h>
#include <apie/async/runs.h>
#include <apie/async/sessions.h>
#include <apie/async/telemetry.h>
#include <apie/async/tracing.h>

#endif
