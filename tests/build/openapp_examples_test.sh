#!/bin/sh
# What the OpenApp examples say about the local server.
set -eu
. tests/build/tap.sh
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# says PATTERN [COUNT]: a whole line, once or so many times.
says()
{
    [ "$(grep -cx -e "$1" "$output")" = "${2-1}" ] || { cat "$output"; return 1; }
}

run_all()
{
    tests/demo/openapp "$BUILD/bin" >"$output" 2>&1 || { cat "$output"; return 1; }
}

without_key()
{
    ! env -u OPENAPP_API_KEY "$BUILD/bin/$1" >"$output" 2>&1 && grep -q 'key' "$output"
}

check "they run" run_all
check "both kinds of client connect and get the status" says '[a-z]* [0-9][0-9.]*' 2
check "the client on the loop closes" says 'closed'
check "what is there is not made again" says 'House 12 was there already'
check "many at the same time, but no more than allowed" \
    says '12 organizations, 0 failed, 4 at a time'
check "both clients in one process: one blocks" says 'blocking: 12 organizations'
check "both clients in one process: the other does not" says 'event-driven: [a-z]*'
check "a bound that is kept" says 'devices: 1'
check "a bound that is not" says 'not in time, after 1 attempts'
check "a call is cancelled" says 'cancelled: .*'
for program in openapp_status openapp_async_status openapp_warm_up openapp_both; do
    check "$program says that it needs a key" without_key $program
done
finish
