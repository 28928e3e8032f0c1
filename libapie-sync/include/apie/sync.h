/**
 * @file sync.h
 * The blocking library: everything of libapie-sync.
 *
 * For command-line tools, scripts and workers. A call returns when it is done; a client may be used
 * from many threads at once.
 */
#ifndef APIE_SYNC_H
#define APIE_SYNC_H

#include <apie/config.h>
#include <apie/error.h>
#include <apie/model.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/trace.h>
#include <apie/value.h>
#include <apie/version.h>

#include <apie/sync/agents.h>
#include <apie/sync/approvals.h>
#include <apie/sync/client.h>
#include <apie/sync/context.h>
#include <apie/sync/events.h>
#include <apie/sync/guardrails.h>
#include <apie/sync/health.h>
#include <apie/sync/reports.h>
#include <apie/sync/runs.h>
#include <apie/sync/sessions.h>

#endif
