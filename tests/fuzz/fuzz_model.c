/* Answers into models: never a crash or leak, and what was read survives writing and reading. The
 * first byte chooses the model. */
#include <stdint.h>
#include <stdlib.h>

#include <apie/response.h>

#include "generated/apie_operations.h"
#include "generated/honeycomb_operations.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const apie_operation *choose(size_t number)
{
    number %= apie_operations_apie_count + apie_operations_honeycomb_count;
    return number < apie_operations_apie_count
               ? apie_operations_apie[number]
               : apie_operations_honeycomb[number - apie_operations_apie_count];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const apie_operation *operation = NULL;
    const apie_model *model = NULL;
    apie_error error;
    void *root = NULL;
    void *copy = NULL;

    if (size == 0)
        return 0;
    operation = choose(data[0] / 2);
    model = data[0] % 2 == 0 ? operation->request : operation->response;
    if (model == NULL)
        return 0;
    if (apie_model_decode(model, (const char *)data + 1, size - 1, &root, &error) != APIE_OK)
        return 0;
    if (apie_model_copy(model, root, &copy, &error) != APIE_OK ||
        !apie_model_equal(model, root, copy))
        abort();
    apie_free(root);
    apie_free(copy);
    return 0;
}
