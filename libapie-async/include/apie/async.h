/**
 * @file async.h
 * The event-driven library: everything of libapie-async.
 *
 * For servers on libevent: calls are started and answer by callback, nothing blocks the loop.
 */
#ifndef APIE_ASYNC_H
#define APIE_ASYNC_H

#include <apie/config.h>
#include <apie/error.h>
#include <apie/model.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/trace.h>
#include <apie/value.h>
#include <apie/version.h>

#include <apie/async/agents.h>
#include <apie/async/approvals.h>
#include <apie/async/client.h>
#include <apie/async/events.h>
#include <apie/async/guardrails.h>
#include <apie/async/health.h>
#include <apie/async/loop.h>
#include <apie/async/reports.h>
#include <apie/async/runs.h>
#include <apie/async/sessions.h>

#endif
