#!/bin/sh
# What the Honeycomb examples say about the local server. Nothing here depends on time.
set -eu
. tests/build/tap.sh
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# says PATTERN: a whole line.
says()
{
    grep -qx -e "$1" "$output" || { cat "$output"; return 1; }
}

run_all()
{
    tests/demo/honeycomb "$BUILD/bin" >"$output" 2>&1 || { cat "$output"; return 1; }
}

usage()
{
    "$BUILD/bin/honeycomb_datasets" --help | grep -q -e --api-key &&
        ! "$BUILD/bin/honeycomb_datasets" --colour 2>/dev/null
}

without_key()
{
    ! env -u HONEYCOMB_API_KEY "$BUILD/bin/honeycomb_datasets" >"$output" 2>&1 &&
        grep -q api_key "$output"
}

check "they run" run_all
check "datasets have a name and a slug" says '  - Checkout (checkout)'
check "a count of columns may be missing" says '    Columns: not counted yet'
check "a count of columns may be there" says '    Columns: 12'
check "each dataset gets a trigger" says 'Created trigger .* for Login'
check "three lists come together" says 'Triggers: 1'
check "what fails does not hide what works" says 'Datasets: 3'
check "what fails says why" says 'SLOs: not found: there is no such dataset'
check "the web server lists datasets" says '    "slug": "search"'
check "the web server lists triggers" says '    "name": "Errors in Search"'
check "ways to get ten things are compared" says 'ten at once  *[0-9.]* ms  *[0-9.]* ms'
check "the tool explains its options" usage
check "the tool names the key that is missing" without_key
finish
