#!/bin/sh
# What the objects use and define: the core does no I/O and has no globals, each library exports its
# public functions and nothing else.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

driver_objects=$(find "$BUILD/obj/common/driver" -name '*.o')
file_object=$BUILD/obj/common/apie/config_file.o
core_objects=$(find "$BUILD/obj/common" "$BUILD/obj/generated" -name '*.o' \
    ! -path '*/common/driver/*' ! -name '*_sync.o' ! -name '*_async.o' ! -name '*_calls.o' \
    ! -path "$file_object")

# The symbols that objects need from elsewhere, without what compilers put in by themselves: checked
# variants (__memcpy_chk is memcpy), the stack protector, the offset table.
needed()
{
    nm -u "$@" | sed -n 's/^ *[Uw] //p' |
        sed -e 's/^__\(.*\)_chk$/\1/' -e '/^__stack_chk_fail$/d' -e '/^_GLOBAL_OFFSET_TABLE_$/d' |
        sort -u
}

defined()
{
    nm --defined-only -g "$@" | sed -n 's/^[0-9a-f]* [A-Z] //p' | sort -u
}

# not_allowed LISTS -- OBJECTS: what the objects need that is neither in a list nor in the core.
not_allowed()
{
    : >"$scratch/allowed"
    while [ "$1" != -- ]; do
        grep -v '^#' "tests/build/$1" >>"$scratch/allowed"
        shift
    done
    shift
    # shellcheck disable=SC2086 # lists of words
    defined $core_objects $driver_objects "$file_object" >>"$scratch/allowed"
    sort -u -o "$scratch/allowed" "$scratch/allowed"
    needed "$@" | comm -23 - "$scratch/allowed"
}

# The names of writable objects. Constant tables of addresses (.data.rel.ro) are not.
mutable_globals()
{
    objdump -t "$@" | awk '
        / O \.(data|bss|tdata|tbss)/ && !/ O \.data\.rel\.ro/ || / O \*COM\*/ { print $NF }' |
        sed 's/\.[0-9]*$//' | sort -u
}

globals_not_allowed()
{
    mutable_globals "$@" | grep -vxF -f tests/build/driver-allowed-globals.txt
}

# The functions that the public headers of these folders declare.
declared()
{
    for root in "$@"; do
        (cd "$root" && find . -name '*.h' | sed 's|^\./\(.*\)|#include <\1>|')
    done >"$scratch/all.c"
    # shellcheck disable=SC2046 # lists of words
    gcc -std=c11 -fsyntax-only -aux-info "$scratch/all.txt" $(printf -- '-I%s ' "$@") \
        $($PKG_CONFIG --cflags jansson libevent_core) "$scratch/all.c"
    grep -E "^/\* (common|libapie-)[^ ]*:N. \*/ extern" "$scratch/all.txt" |
        sed -e 's/ __attribute__.*//' -e 's/^[^(]*[ *]\(apie_[a-z0-9_]*\) (.*/\1/' \
            -e 's|^/\*.*\*/ extern ||' | sort -u
}

exported()
{
    nm -D --defined-only "$1" | sed -n 's/^[0-9a-f]* [B-Z] //p' | sed 's/@.*//' | sort -u
}

exports_match_headers()
{
    library=$1
    declared common/include "libapie-$library/include" >"$scratch/declared" || return 1
    exported "$BUILD/libapie-$library.so" >"$scratch/exported"
    [ -s "$scratch/declared" ] || echo "no function was found in the headers"
    comm -23 "$scratch/declared" "$scratch/exported" | sed 's/$/: declared, not exported/'
    comm -13 "$scratch/declared" "$scratch/exported" | sed 's/$/: exported, not declared/'
    grep -v '^apie_' "$scratch/exported" | sed 's/$/: foreign name/'
}

version_node()
{
    nm -D --defined-only "$1" | sed -n 's/.*@@//p' | sort -u
}

# What a library must never do to the program that it is part of.
intrusions()
{
    nm -D -u "$1" | sed -n 's/^ *[Uw] \([a-zA-Z0-9_]*\).*/\1/p' | grep -xE \
        'exit|_exit|abort|__assert_fail|signal|sigaction|setlocale|printf|puts|putchar|perror|system|s?rand|strerror|strtok|gmtime|localtime|alarm|atexit'
}

# shellcheck disable=SC2086 # lists of words
check_empty "the core needs only allowed symbols" \
    not_allowed common-allowed-symbols.txt -- $core_objects
check_empty "the configuration file's reader needs only allowed symbols" \
    not_allowed common-allowed-symbols.txt config-file-allowed-symbols.txt -- "$file_object"
# shellcheck disable=SC2086
check_empty "what both drivers share needs only allowed symbols" \
    not_allowed common-allowed-symbols.txt driver-allowed-symbols.txt -- $driver_objects
# shellcheck disable=SC2086
check_empty "the core has no mutable global" mutable_globals $core_objects "$file_object"
# shellcheck disable=SC2086
check_empty "what both drivers share has only allowed mutable globals" \
    globals_not_allowed $driver_objects
for library in sync async; do
    so=$BUILD/libapie-$library.so
    node=APIE_$(echo $library | tr '[:lower:]' '[:upper:]')_0
    check_empty "libapie-$library exports what its headers declare" exports_match_headers $library
    check "libapie-$library has its own version node" [ "$(version_node "$so")" = "$node" ]
    check_empty "libapie-$library leaves the program alone" intrusions "$so"
    check "libapie-$library has its soname" \
        sh -c "objdump -p $so | grep -q 'SONAME *libapie-$library.so.0$'"
done
finish
