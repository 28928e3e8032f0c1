/* What the local server wrote down while different clients did the same: to be compared. */
#ifndef APIE_TESTS_RECORDINGS_H
#define APIE_TESTS_RECORDINGS_H

#include <jansson.h>

/* Takes out what differs from one time to the next: times and ports, anywhere in an array's
 * entries. Ids that a client made up are numbered in the order in which they first appear. */
void recording_forget_volatile(json_t *recording);

/* Fails the test at the first entry that is not the same, down to the order of members. */
void recordings_expect_same(const json_t *one, const json_t *other, const char *name_of_one,
                            const char *name_of_other);

#endif
