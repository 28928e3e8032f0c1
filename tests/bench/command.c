#include "bench/command.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child. */
static void become(const char *const *arguments, int output)
{
    union {
        const char *const *given;
        char *const *taken;
    } list = {arguments};
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nowhere >= 0 && dup2(nowhere, STDIN_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0 &&
        dup2(output, STDOUT_FILENO) >= 0)
        (void)execvp(list.taken[0], list.taken);
    _exit(127);
}

/* Until the end; what does not fit is lost. */
static void read_output(int from, char *output, size_t size)
{
    char lost[512];
    size_t used = 0;
    ssize_t got = 0;

    do {
        bool fits = used + 1 < size;
        got = fits ? read(from, output + used, size - used - 1) : read(from, lost, sizeof lost);
        if (fits && got > 0)
            used += (size_t)got;
    } while (got > 0);
    if (size > 0)
        output[used] = '\0';
}

bool bench_command(const char *const *arguments, char *output, size_t size)
{
    int ends[2];
    int status = 0;
    pid_t child = -1;

    if (pipe(ends) != 0)
        return false;
    child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        become(arguments, ends[1]);
    }
    (void)close(ends[1]);
    if (child > 0)
        read_output(ends[0], output, output ? size : 0);
    (void)close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}
