#!/bin/sh
# Every C program in the README and the guides compiles without a warning and runs to a good end
# against the local server.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null || true; rm -rf "$scratch"' EXIT

# extract PAGE: each ```c block becomes $scratch/<page>-<n>.c
extract()
{
    awk -v to="$scratch/$(basename "$1" .md)" '
        /^```c$/ { inside = 1; file = to "-" ++count ".c"; next }
        /^```$/ { inside = 0 }
        inside { print >file }' "$1"
}

build_program()
{
    library=sync
    ! grep -q '<apie/async.h>' "$1" || library=async
    # shellcheck disable=SC2046
    $CC -std=gnu11 -Wall -Wextra -Wpedantic -Werror -Icommon/include -Ilibapie-$library/include "$1" \
        -o "${1%.c}" "$BUILD/libapie-$library.a" -pthread \
        $($PKG_CONFIG --cflags --libs libcurl jansson libevent_core)
}

# In a folder of its own, with the file that one of them deletes.
run_program()
{
    mkdir "$1.d"
    touch "$1.d/an-old-report.txt"
    (cd "$1.d" && timeout 20 "$1")
}

start_server()
{
    mkfifo "$scratch/says"
    "$BUILD/bin/apie-devserver" --listen 127.0.0.1:0 --rules docs/examples/guardrails.json \
        >"$scratch/says" &
    server=$!
    read -r line <"$scratch/says"
    APIE_API_KEY=apie_sk_test_documentation
    APIE_BASE_URL=${line#listening on }
    export APIE_API_KEY APIE_BASE_URL
}

for page in README.md docs/*.md; do extract "$page"; done
start_server
for program in "$scratch"/*.c; do
    name=$(basename "$program" .c)
    check "$name compiles" build_program "$program"
    check "$name runs" run_program "${program%.c}"
done
for page in README sync async; do
    check "$page has programs" test -e "$scratch/$page-1.c"
done
finish
