#include "queue_fixture.h"

#include <string.h>

apie_event *queue_event(uint64_t number, const char *run_id, const char *session_id, size_t size)
{
    char metadata[1024];
    assert_true(size < sizeof(metadata));
    memset(metadata, ' ', size);
    apie_event *event = apie_event_new(&(apie_event_input){.type = "t",
                                                           .agent_key = "k",
                                                           .run_id = run_id,
                                                           .session_id = session_id,
                                                           .metadata = {metadata, size},
                                                           .id_low = number},
                                       NULL);
    assert_non_null(event);
    return event;
}

size_t queue_take(apie_queue *queue, size_t limit)
{
    apie_taken_batch batch = {NULL, 0, 0};
    assert_int_equal(apie_queue_take_batch(queue, limit, &batch), APIE_OK);
    size_t count = batch.count;
    apie_taken_batch_free(&batch);
    return count;
}

apie_queue_diagnostics queue_diagnostics_of(const apie_queue *queue)
{
    apie_queue_diagnostics diagnostics;
    memset(&diagnostics, 0, sizeof(diagnostics));
    apie_queue_read_diagnostics(queue, &diagnostics);
    return diagnostics;
}
