/* Images: of which type they are, where from, what they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "openapp/image.h"
#include "support/alloc_fault.h"

#define JPEG APIE_SLICE("\xff\xd8\xff\xe0 and more")
#define PNG  APIE_SLICE("\x89PNG\r\n\x1a\n and more")
#define WEBP APIE_SLICE("RIFF\0\1\2\3WEBPVP8 ")
#define NONE ((apie_slice){NULL, 0})

static apie_slice slice(const char *text)
{
    return (apie_slice){text, strlen(text)};
}

static void is_type(apie_slice header, const char *url, apie_slice data, const char *expected)
{
    const char *type = apie_image_type(header, url != NULL ? slice(url) : NONE, data);
    if (expected == NULL)
        assert_null(type);
    else
        assert_string_equal(type, expected);
}

static void the_header_is_asked_first(void **state)
{
    (void)state;
    is_type(APIE_SLICE("image/png"), "https://h/x.jpg", WEBP, "image/png");
    is_type(APIE_SLICE("image/jpeg"), NULL, NONE, "image/jpeg");
    is_type(APIE_SLICE(" IMAGE/WebP ; q=1"), NULL, NONE, "image/webp");
}

static void then_the_extension(void **state)
{
    (void)state;
    is_type(APIE_SLICE("application/octet-stream"), "https://h/a/x.JPG", PNG, "image/jpeg");
    is_type(NONE, "https://h/x.jpeg", PNG, "image/jpeg");
    is_type(NONE, "https://h/x.jpe?size=1", PNG, "image/jpeg");
    is_type(NONE, "https://h/x.png#part", WEBP, "image/png");
    is_type(NONE, "https://h/x.webp?from=y.png", PNG, "image/webp");
    is_type(NONE, "https://h/x?y.png", NONE, NULL);
    is_type(NONE, "https://h/x.png/", NONE, NULL);
    is_type(NONE, "https://h.png", NONE, NULL);
    is_type(NONE, "https://h.png?x", NONE, NULL);
    is_type(NONE, "h/x.png", NONE, NULL);
}

static void then_the_bytes(void **state)
{
    (void)state;
    is_type(NONE, "https://h/x", JPEG, "image/jpeg");
    is_type(APIE_SLICE("text/plain"), "https://h/x.gif", PNG, "image/png");
    is_type(APIE_SLICE(""), NULL, WEBP, "image/webp");
}

static void anything_else_is_none(void **state)
{
    (void)state;
    is_type(NONE, NULL, NONE, NULL);
    is_type(APIE_SLICE("image/gif"), "https://h/x.gif", APIE_SLICE("GIF89a"), NULL);
    is_type(APIE_SLICE("image/svg+xml"), "https://h/x.svg", APIE_SLICE("<svg/>"), NULL);
    is_type(APIE_SLICE("text/html"), "https://h/", APIE_SLICE("<html>"), NULL);
    is_type(NONE, NULL, (apie_slice){"\xff\xd8", 2}, NULL);
    is_type(NONE, NULL, (apie_slice){"\x89PNG\r\n\x1a", 7}, NULL);
    is_type(NONE, NULL, APIE_SLICE("RIFF\0\1\2\3WAVE"), NULL);
    is_type(NONE, NULL, APIE_SLICE("RIFF\0\1\2\3WEB"), NULL);
}

static void types_are_known_by_name(void **state)
{
    (void)state;
    assert_string_equal(apie_image_type_known(slice("Image/JPEG;q=1")), "image/jpeg");
    assert_null(apie_image_type_known(slice("image/jpg")));
    assert_null(apie_image_type_known(slice("image/pngx")));
    assert_null(apie_image_type_known(slice(";image/png")));
    assert_null(apie_image_type_known(NONE));
}

static void images_come_from_http_or_https(void **state)
{
    (void)state;
    assert_true(apie_image_url_valid("http://h/x.png"));
    assert_true(apie_image_url_valid("HTTPS://h"));
    assert_true(apie_image_url_valid("https://h/x?signature=%20&y#z"));
    const char *const bad[] = {NULL,          "",          "h/x.png",      "/x.png",
                               "ftp://h/x",   "file:///",  "https://",     "https:///x",
                               "https://?x",  "http://#",  "https://h/\n", "https://h/a b",
                               "data:image/", "httpss://h"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(apie_image_url_valid(bad[i]));
}

static void has_path(const char *url, const char *expected)
{
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    assert_string_equal(apie_image_url_path(url, arena), expected);
    apie_arena_free(arena);
}

static void a_path_tells_no_secret(void **state)
{
    (void)state;
    has_path("https://me:secret@h:1/a/b.png?signature=secret#secret", "/a/b.png");
    has_path("https://me:secret@h", "/");
    has_path("https://h?signature=/secret", "/");
    has_path("https://h#/secret", "/");
    has_path("http://h/", "/");
    has_path("http://h//x/", "//x/");
}

static void is_named(const char *url, const char *type, const char *expected)
{
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    assert_string_equal(apie_image_file_name(slice(url), type, arena), expected);
    apie_arena_free(arena);
}

static void the_last_part_of_the_path_is_the_name(void **state)
{
    (void)state;
    is_named("https://h/a/door.png", "image/png", "door.png");
    is_named("https://h/door.png?x=/y.jpg#z/w", "image/png", "door.png");
    is_named("https://h/front%20door%2Epng", "image/png", "front door.png");
    is_named("https://h/T%C3%BCr.png", "image/png", "T\xC3\xBCr.png");
    is_named("https://h/100%.png", "image/png", "100%.png");
    is_named("https://h/a%2", "image/png", "a%2");
    is_named("https://h/%zz", "image/png", "%zz");
    is_named("https://h/%20a%20", "image/png", "a");
}

static void names_are_safe(void **state)
{
    (void)state;
    is_named("https://h/..%2F..%5Cetc%2Fpasswd", "image/png", ".._.._etc_passwd");
    is_named("https://h/a%0D%0AX-Evil%00b%1B%7F", "image/png", "a__X-Evil_b__");
    is_named("https://h/%2E%2E", "image/png", "upload.png");
    is_named("https://h/..", "image/jpeg", "upload.jpg");
    is_named("https://h/%FF", "image/webp", "upload.webp");
}

static void a_url_without_a_name_has_a_usual_one(void **state)
{
    (void)state;
    char url[400] = "https://h/";
    is_named("https://h", "image/jpeg", "upload.jpg");
    is_named("https://h/", "image/png", "upload.png");
    is_named("https://h/a/?x.png", "image/webp", "upload.webp");
    is_named("https://h/%20", "image/png", "upload.png");
    is_named("", "image/png", "upload.png");
    is_named("https://h/", NULL, "upload");
    memset(url + 10, 'a', 300);
    is_named(url, "image/png", "upload.png");
}

static void memory_may_run_out(void **state)
{
    (void)state;
    for (unsigned long k = 1;; k++) {
        apie_arena *arena = apie_arena_new(0);
        assert_non_null(arena);
        apie_fault_fail_at(k);
        const char *name = apie_image_file_name(slice("https://h/x.png"), "image/png", arena);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(name == NULL, hit);
        apie_arena_free(arena);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_asked_first),
        cmocka_unit_test(then_the_extension),
        cmocka_unit_test(then_the_bytes),
        cmocka_unit_test(anything_else_is_none),
        cmocka_unit_test(types_are_known_by_name),
        cmocka_unit_test(images_come_from_http_or_https),
        cmocka_unit_test(a_path_tells_no_secret),
        cmocka_unit_test(the_last_part_of_the_path_is_the_name),
        cmocka_unit_test(names_are_safe),
        cmocka_unit_test(a_url_without_a_name_has_a_usual_one),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
