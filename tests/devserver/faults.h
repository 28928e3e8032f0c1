/* Faults on demand: which request is hit, and by what. */
#ifndef DEVSERVER_FAULTS_H
#define DEVSERVER_FAULTS_H

#include "answer.h"
#include "check.h"

#include <stdint.h>

enum fault_reset {
    FAULT_RESET_NONE,
    FAULT_RESET_BEFORE,
    FAULT_RESET_AFTER,
    FAULT_RESET_HEADERS,
    FAULT_RESET_BODY
};

enum fault_stall { FAULT_STALL_NONE, FAULT_STALL_REQUEST, FAULT_STALL_HEADERS, FAULT_STALL_BODY };

struct fault {
    json_t *spec; /* as given; the strings below belong to it */
    const char *path;
    const char *method;
    json_int_t nth, times, every;
    double probability; /* negative: always */
    uint64_t random;
    json_int_t matched, fired;

    bool process; /* the request is carried out, whatever is answered */
    json_int_t delay_ms;
    int status;
    json_t *body;
    json_t *headers;
    const char *retry_after;
    const char *redirect;
    enum fault_reset reset;
    enum fault_stall stall;
    json_int_t truncate; /* negative: no */
    json_int_t content_length;
    json_int_t slow_bytes; /* 0: no */
    json_int_t slow_every_ms;
    json_int_t huge_bytes;
    json_int_t huge_header;
    json_int_t deep_json;
    bool bad_json;
    bool wrong_type;
    bool close_after;
};

struct faults {
    struct fault *list;
    size_t count;
};

/* Replaces the list by the one in json (an array). False: unchanged, failure says why. */
bool faults_replace(struct faults *faults, json_t *json, struct check_failure *failure);
void faults_clear(struct faults *faults);

/* Counts the request for every fault that matches; the first that strikes is copied into hit,
 * with a reference of its own to the spec. False: none strikes. */
bool faults_pick(struct faults *faults, const char *method, const char *path, struct fault *hit);

/* Changes what will be answered. False: out of memory. */
bool fault_rewrite(const struct fault *fault, struct answer *answer);

/* The list with how often each matched and struck. */
json_t *faults_show(const struct faults *faults);

#endif
