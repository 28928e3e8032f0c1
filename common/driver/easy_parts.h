/* What the parts of easy.h's implementation share: options that are set one after the other, with
 * an error that sticks. */
#ifndef APIE_DRIVER_EASY_PARTS_H
#define APIE_DRIVER_EASY_PARTS_H

#include "driver/easy.h"

#define APIE_EASY_HEADER_BYTES_MAX ((size_t)256 * 1024)
#define APIE_EASY_BUFFER_KEEP      ((size_t)64 * 1024)

typedef struct apie_easy_setter {
    CURL *handle;
    CURLcode code;     /* of the first option that failed; nothing is set after it */
    CURLoption option; /* that option */
} apie_easy_setter;

void apie_easy_set_long(apie_easy_setter *setter, CURLoption option, long value);
void apie_easy_set_size(apie_easy_setter *setter, CURLoption option, size_t value);
/* Text, lists, user data: whatever the option takes a pointer to. */
void apie_easy_set_pointer(apie_easy_setter *setter, CURLoption option, const void *value);
/* The same as set_long, but a libcurl that does not know the option is no error. */
void apie_easy_set_if_known(apie_easy_setter *setter, CURLoption option, long value);

/* APIE_OK if all went well; else NO_MEMORY, or status with the option's name in the message. */
apie_status apie_easy_setter_end(const apie_easy_setter *setter, apie_status status,
                                 apie_error *error);

/* A handle with nothing set. NULL with *error. */
apie_easy *apie_easy_new_bare(const apie_endpoint *endpoint, bool asynchronous, apie_error *error);

/* Sets what handles for the endpoint and for fetches have in common. False if memory ran out. */
bool apie_easy_set_common(apie_easy_setter *setter, apie_easy *easy);

/* Finds where the answer of a handle that fetches redirects to. */
void apie_easy_read_redirect(apie_easy *easy, apie_answer *answer);

/* Sets every option that never changes. */
apie_status apie_easy_set_up(apie_easy *easy, CURLSH *share, apie_error *error);

/* Points a list node at text that libcurl only reads. */
void apie_easy_list_text(struct curl_slist *node, const char *text);

#endif
