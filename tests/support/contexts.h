/* What a test of the blocking library may leave behind in its thread. */
#ifndef APIE_TESTS_CONTEXTS_H
#define APIE_TESTS_CONTEXTS_H

/* The thread works in no run and no session any more. */
void leave_contexts(void);

#endif
