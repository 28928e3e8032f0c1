/* Redaction of arbitrary JSON: what comes out is JSON, holds no secret, and redacting it again
 * changes nothing. Input that is not JSON is tried as a key and as a text. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "events/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static json_t *redact(const apie_redactor *redactor, const json_t *value)
{
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_redact_write_value(redactor, &writer, "metadata", value);
    require(apie_json_writer_error(&writer) == APIE_JSON_WRITE_OK);
    json_t *redacted = json_loadb(buffer.data, buffer.length, JSON_DECODE_ANY, NULL);
    require(redacted != NULL);
    apie_buffer_free(&buffer);
    return redacted;
}

static bool is_redacted(const json_t *value)
{
    return json_is_string(value) && strcmp(json_string_value(value), "[REDACTED]") == 0;
}

static void require_clean(const apie_redactor *redactor, json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_string(value))
        require(!apie_redact_text_is_secret(redactor, json_string_value(value),
                                            json_string_length(value)));
    json_array_foreach(value, i, member)
    {
        require_clean(redactor, member);
    }
    json_object_foreach(value, key, member)
    {
        require(!apie_redact_text_is_secret(redactor, key, strlen(key)));
        require(!apie_redact_key_is_secret(redactor, key, strlen(key)) || is_redacted(member));
        require_clean(redactor, member);
    }
}

static void try_json(const apie_redactor *strict, const apie_redactor *allowing,
                     const json_t *value)
{
    json_t *once = redact(strict, value);
    json_t *twice = redact(strict, once);
    require_clean(strict, once);
    require(json_equal(once, twice));
    json_decref(once);
    json_decref(twice);
    json_decref(redact(allowing, value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"pin", "card 2", NULL};
    static const char *const allow[] = {"metadata.token", "metadata.0.a", "metadata.list.1", NULL};
    static const char *const deny[] = {"^hidden", NULL};
    apie_redactor *strict = apie_redactor_new(keys, NULL, deny, "own-key-of-the-client", NULL);
    apie_redactor *allowing = apie_redactor_new(NULL, allow, NULL, "k1", NULL);
    require(strict != NULL && allowing != NULL);
    /* an exact copy, so that a read beyond it is seen */
    char *text = malloc(size + (size == 0));
    require(text != NULL);
    memcpy(text, data, size);
    json_t *value = json_loadb(text, size, JSON_DECODE_ANY, NULL);
    if (value != NULL)
        try_json(strict, allowing, value);
    (void)apie_redact_key_is_secret(strict, text, size);
    (void)apie_redact_text_is_secret(strict, text, size);
    (void)apie_redact_text_is_secret(allowing, text, size);
    json_decref(value);
    free(text);
    apie_redactor_free(allowing);
    apie_redactor_free(strict);
    return 0;
}
