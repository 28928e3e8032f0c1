/* Arbitrary bytes: our JSON reader and jansson's accept the same texts and read the same values,
 * skipping agrees with reading, and what we write reads back. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/json_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool accepted = false;
    const char *wrong = apie_oracle_disagreement((const char *)data, size, &accepted);
    if (wrong != NULL) {
        (void)fprintf(stderr, "disagreement with jansson: %s\n", wrong);
        abort();
    }
    return 0;
}
