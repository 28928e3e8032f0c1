#include "command.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Its output goes into the pipe; less than 0: it did not start. */
static pid_t start(const char *const *arguments, const int output[2])
{
    posix_spawn_file_actions_t actions;
    pid_t process = -1;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return -1;
    if (posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO) != 0 ||
        posix_spawn_file_actions_addclose(&actions, output[0]) != 0 ||
        posix_spawn_file_actions_addclose(&actions, output[1]) != 0 ||
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawnp(&process, arguments[0], &actions, NULL, (char *const *)(uintptr_t)arguments,
                     environ) != 0)
        process = -1;
    (void)posix_spawn_file_actions_destroy(&actions);
    return process;
}

bool bench_command(const char *const *arguments, void (*line)(const char *text, void *user),
                   void *user)
{
    char text[256];
    int output[2];
    int status = 0;
    pid_t process = -1;
    FILE *file = NULL;

    if (pipe(output) != 0)
        return false;
    process = start(arguments, output);
    (void)close(output[1]);
    file = fdopen(output[0], "r");
    if (process < 0 || file == NULL) {
        (void)close(output[0]);
        return false;
    }
    while (fgets(text, sizeof text, file) != NULL)
        line(text, user);
    (void)fclose(file);
    return waitpid(process, &status, 0) == process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
