/* The command line of apie-devserver. */
#ifndef DEVSERVER_OPTIONS_H
#define DEVSERVER_OPTIONS_H

#include "devserver.h"

struct program_options {
    devserver_options server;
    const char **keys;
    char *rules_text;
    char *faults_text;
};

enum options_outcome { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

enum options_outcome options_read(int argc, char **argv, struct program_options *options);
void options_free(struct program_options *options);

#endif
