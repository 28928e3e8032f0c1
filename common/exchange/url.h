/* A strict reader of the few URLs that are configured: base URLs and proxies. Stricter than
 * libcurl's, so that no text means one host to us and another one to it. */
#ifndef APIE_EXCHANGE_URL_H
#define APIE_EXCHANGE_URL_H

#include <stdbool.h>

#include "base/text.h"

/* Slices point into the text. */
typedef struct apie_url {
    apie_slice scheme;
    bool has_user_info;
    apie_slice host; /* without brackets; not empty */
    bool ipv6;
    bool loopback;   /* 127.0.0.0/8, ::1, exactly localhost */
    int port;        /* 0: not given */
    apie_slice path; /* "" or begins with '/'; no trailing slash */
} apie_url;

/* NULL, or what is wrong: static text that continues "the URL …". It never quotes the URL, which
 * may hold a password. Query and fragment are refused; the scheme is the caller's to check. */
const char *apie_url_parse(const char *text, apie_url *url);

#endif
