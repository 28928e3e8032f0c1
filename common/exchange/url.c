#include "exchange/url.h"

#include <stdint.h>
#include <string.h>

#include "exchange/ascii.h"
#include "exchange/ip.h"

#define HOST_MAX 253

static apie_slice slice_between(const char *from, const char *to)
{
    return (apie_slice){from, (size_t)(to - from)};
}

static const char *find_any(const char *from, const char *end, const char *set)
{
    while (from < end && strchr(set, *from) == NULL)
        from++;
    return from;
}

static const char *check_characters(const char *text)
{
    for (; *text != '\0'; text++) {
        if (apie_is_control(*text))
            return "holds a control character";
        if (*text == ' ')
            return "holds a space";
        if (!apie_is_ascii(*text))
            return "holds a character that is not ASCII; write an international host name in its "
                   "xn-- form";
        if (*text == '?')
            return "has a query";
        if (*text == '#')
            return "has a fragment";
    }
    return NULL;
}

static apie_slice last_label(apie_slice host)
{
    if (host.data[host.length - 1] == '.')
        host.length--;
    size_t start = host.length;
    while (start > 0 && host.data[start - 1] != '.')
        start--;
    return (apie_slice){host.data + start, host.length - start};
}

/* Resolvers take "127.1", "0x7f.1" and "2130706433" for addresses; so must the check. */
static bool looks_numeric(apie_slice host)
{
    apie_slice label = last_label(host);
    if (label.length >= 2 && label.data[0] == '0' && (label.data[1] | 0x20) == 'x')
        return true;
    for (size_t i = 0; i < label.length; i++)
        if (!apie_is_digit(label.data[i]))
            return false;
    return label.length > 0;
}

static const char *check_name(apie_slice host)
{
    for (size_t i = 0; i < host.length; i++) {
        char c = host.data[i];
        if (c == '.' && (i == 0 || host.data[i - 1] == '.'))
            return "has an empty label in its host";
        if (!apie_is_letter(c) && !apie_is_digit(c) && c != '-' && c != '.' && c != '_')
            return "has a character in its host that host names do not have";
    }
    return NULL;
}

static const char *read_host(apie_url *url)
{
    if (url->host.length == 0)
        return "has no host";
    if (url->host.length > HOST_MAX)
        return "has a host that is too long";
    if (url->ipv6) {
        if (!apie_ipv6_parse(url->host, &url->loopback))
            return "has a bad IPv6 address";
        return NULL;
    }
    const char *wrong = check_name(url->host);
    if (wrong != NULL)
        return wrong;
    if (looks_numeric(url->host)) {
        uint8_t octets[4];
        if (!apie_ipv4_parse(url->host, octets))
            return "has a bad IPv4 address";
        url->loopback = octets[0] == 127;
    } else {
        url->loopback = apie_text_equal_nocase(url->host.data, url->host.length, "localhost", 9);
    }
    return NULL;
}

/* text begins with the colon, or is empty. */
static const char *read_port(apie_slice text, int *port)
{
    if (text.length == 0)
        return NULL;
    if (text.data[0] != ':')
        return "has a bad host";
    int value = 0;
    for (size_t i = 1; i < text.length; i++) {
        if (!apie_is_digit(text.data[i]) || i > 5)
            return "has a bad port";
        value = value * 10 + (text.data[i] - '0');
    }
    if (value < 1 || value > 65535)
        return "has a port that is not in 1 to 65535";
    *port = value;
    return NULL;
}

static const char *read_authority(apie_slice authority, apie_url *url)
{
    const char *end = authority.data + authority.length;
    const char *host = authority.data;
    for (const char *at = authority.data; at < end; at++) {
        if (*at == '@') {
            url->has_user_info = true;
            host = at + 1;
        }
    }
    const char *host_end;
    const char *rest;
    if (host < end && *host == '[') {
        host++;
        host_end = find_any(host, end, "]");
        if (host_end == end)
            return "has no closing bracket after its IPv6 address";
        url->ipv6 = true;
        rest = host_end + 1;
    } else {
        host_end = find_any(host, end, ":");
        rest = host_end;
    }
    url->host = slice_between(host, host_end);
    const char *wrong = read_host(url);
    return wrong != NULL ? wrong : read_port(slice_between(rest, end), &url->port);
}

static bool is_dot_segment(apie_slice segment)
{
    return apie_slice_equal(segment, ".") || apie_slice_equal(segment, "..");
}

static const char *check_path(apie_slice path)
{
    const char *end = path.data + path.length;
    for (const char *at = path.data; at < end; at++) {
        if (*at == '%') {
            if (end - at < 3 || apie_hex_value(at[1]) < 0 || apie_hex_value(at[2]) < 0)
                return "has a bad percent-encoding in its path";
        } else if (!apie_is_unreserved(*at) && strchr("/!$&'()*+,;=:@", *at) == NULL) {
            return "has a character in its path that must be percent-encoded";
        }
        if (*at == '/' && is_dot_segment(slice_between(at + 1, find_any(at + 1, end, "/"))))
            return "has a \".\" or \"..\" segment in its path";
    }
    return NULL;
}

const char *apie_url_parse(const char *text, apie_url *url)
{
    *url = (apie_url){0};
    if (text == NULL || text[0] == '\0')
        return "is missing";
    const char *wrong = check_characters(text);
    if (wrong != NULL)
        return wrong;
    const char *end = text + strlen(text);
    const char *scheme_end = strstr(text, "://");
    if (scheme_end == NULL || scheme_end == text)
        return "has no scheme, such as https://";
    url->scheme = slice_between(text, scheme_end);
    const char *authority = scheme_end + 3;
    const char *path = find_any(authority, end, "/\\");
    wrong = read_authority(slice_between(authority, path), url);
    if (wrong != NULL)
        return wrong;
    while (end > path && end[-1] == '/')
        end--;
    url->path = slice_between(path, end);
    return check_path(url->path);
}
