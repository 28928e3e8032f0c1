#!/bin/sh
# Every C program in the README and the guides, and every example, compiles without a warning and
# runs to a good end against the local server.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
root=$PWD
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null || true; rm -rf "$scratch"' EXIT

# extract PAGE: each ```c block becomes $scratch/<page>-<n>.c, its ```json block $scratch/<page>.json
extract()
{
    awk -v to="$scratch/$(basename "$1" .md)" '
        /^```c$/ { file = to "-" ++count ".c"; next }
        /^```json$/ { file = to ".json"; next }
        /^```$/ { file = "" }
        file { print >file }' "$1"
}

# build_program LIBRARIES SOURCE PROGRAM
build_program()
{
    # shellcheck disable=SC2046,SC2086 # lists of words
    $CC -std=gnu11 -Wall -Wextra -Wpedantic -Werror -Icommon/include \
        $(printf -- '-Ilibapie-%s/include ' $1) "$2" -o "$3" \
        $(printf "$BUILD/libapie-%s.a " $1) -pthread \
        $($PKG_CONFIG --cflags --libs libcurl jansson zlib libevent_core libevent_extra)
}

build_page_program()
{
    library=sync
    ! grep -q '<apie/async[./]' "$1" || library=async
    ! grep -q '<apie/sync[./]' "$1" || [ $library = sync ] || library="sync async"
    build_program "$library" "$1" "${1%.c}"
}

# In a folder of its own, with the file that one of them deletes and the configuration of its page.
# A program that has something to complain of writes to stderr.
run_page_program()
{
    mkdir "$1.d"
    touch "$1.d/an-old-report.txt"
    page=${1%-*}
    [ ! -e "$page.json" ] || cp "$page.json" "$1.d/apie.config.json"
    (cd "$1.d" && timeout 20 "$1" 2>"$1.err") || {
        echo "exit status $?"
        cat "$1.err"
        return 1
    }
    cat "$1.err"
    [ ! -s "$1.err" ]
}

run_example()
{
    case $(basename "$1") in
    raw_request) set -- "$1" GET /health ;;
    agent_async) set -- "$1" -n 2 ;;
    honeycomb_overview | honeycomb_speed) set -- "$1" my-dataset ;;
    honeycomb_request) set -- "$1" GET /1/auth ;;
    honeycomb_server) set -- timeout --preserve-status 1 "$1" ;;
    openapp_building) set -- "$1" "Another house" ;;
    openapp_cancel | openapp_timeout) set -- "$1" "$OPENAPP_ORG" ;;
    esac
    (cd "$root" && timeout 60 "$@")
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
    HONEYCOMB_API_KEY=documentation
    HONEYCOMB_MANAGEMENT_KEY=hcxmk_documentation
    HONEYCOMB_MANAGEMENT_SECRET=documentation
    HONEYCOMB_API_ENDPOINT=$APIE_BASE_URL
    OPENAPP_API_KEY=${APIE_BASE_URL}_openapp_documentation
    export APIE_API_KEY APIE_BASE_URL HONEYCOMB_API_KEY HONEYCOMB_MANAGEMENT_KEY \
        HONEYCOMB_MANAGEMENT_SECRET HONEYCOMB_API_ENDPOINT OPENAPP_API_KEY
    "$BUILD/bin/honeycomb_request" POST /1/datasets '{"name": "My dataset"}' >/dev/null
    "$BUILD/bin/openapp_building" "House" >"$scratch/house"
    OPENAPP_ORG=$(sed -n 1p "$scratch/house")
    OPENAPP_DOOR=$(sed -n 3p "$scratch/house")
    export OPENAPP_ORG OPENAPP_DOOR
}

for page in README.md docs/*.md; do extract "$page"; done
start_server
for program in "$scratch"/*.c; do
    name=$(basename "$program" .c)
    check "$name compiles" build_page_program "$program"
    check "$name runs" run_page_program "${program%.c}"
done
for example in docs/examples/*.c; do
    name=$(basename "$example" .c)
    check "the example $name compiles" build_program "sync async" "$example" "$scratch/$name"
    check "the example $name runs" run_example "$scratch/$name"
done
for page in README sync async sync-or-async threads prefork interrupt honeycomb \
    honeycomb-sync-or-async openapp event-loops; do
    check "$page has programs" test -e "$scratch/$page-1.c"
done
finish
