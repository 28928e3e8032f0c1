#include "events.h"

json_t *bench_event_metadata(void)
{
    return json_pack("{s:s}", "path", "setup.md");
}

json_t *bench_event_long_metadata(void)
{
    return json_pack("{s:s, s:s}", "path", "docs/guide/install.md", "note",
                     "read 12 lines of 240, and changed two of them");
}
