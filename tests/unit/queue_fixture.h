/* What tests of the queue of events have in common. */
#ifndef APIE_TESTS_QUEUE_FIXTURE_H
#define APIE_TESTS_QUEUE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "events/queue.h"

/* An event whose id is made from number; metadata takes `size` more bytes. */
apie_event *queue_event(uint64_t number, const char *run_id, const char *session_id, size_t size);
/* Takes a batch; how many events it has. */
size_t queue_take(apie_queue *queue, size_t limit);
apie_queue_diagnostics queue_diagnostics_of(const apie_queue *queue);

#endif
