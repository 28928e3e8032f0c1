#define _GNU_SOURCE /* sched_setaffinity, mallinfo2 */

#include "machine.h"

#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <curl/curl.h>
#include <event2/event.h>
#include <jansson.h>

#include <apie/version.h>

#include "base/text.h"

static void read_processor(char *out, size_t size)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "re");

    apie_text_format(out, size, "unknown processor");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *colon = strchr(line, ':');

        if (strncmp(line, "model name", 10) == 0 && colon != NULL) {
            apie_text_copy(out, size, colon + 2, strcspn(colon + 2, "\n"));
            break;
        }
    }
    if (file != NULL)
        (void)fclose(file);
}

const char *bench_machine_text(void)
{
    static char text[512];
    char processor[128];
    struct utsname system;
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

    (void)uname(&system);
    read_processor(processor, sizeof processor);
    apie_text_format(
        text, sizeof text,
        "libapie %s; %s, %ld cores, %s %s; libcurl %s (%s), libevent %s, jansson %s, compiler %s",
        APIE_VERSION, processor, sysconf(_SC_NPROCESSORS_ONLN), system.sysname, system.release,
        curl->version, curl->ssl_version, event_get_version(), JANSSON_VERSION, __VERSION__);
    return text;
}

static void pin(int from, int to)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    for (int i = from; i < to; i++)
        CPU_SET((size_t)i, &set);
    (void)sched_setaffinity(0, sizeof set, &set);
}

static int cores(void)
{
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

void bench_pin_server(void)
{
    if (cores() > 1)
        pin(cores() - 1, cores());
}

void bench_pin_client(void)
{
    if (cores() > 1)
        pin(0, 1);
}

void bench_unpin(void)
{
    pin(0, cores());
}

void bench_raise_limits(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

size_t bench_heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}
