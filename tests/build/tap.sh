# shellcheck shell=sh
# Sourced by the tests beside it: results in TAP, as summary.sh reads them.
: "${BUILD:=build}" "${CC:=cc}" "${CXX:=c++}" "${PKG_CONFIG:=pkg-config}"

tap_number=0
tap_failures=0

pass()
{
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1"
}

# skip NAME REASON
skip()
{
    pass "$1 # SKIP $2"
}

# fail NAME [TEXT]
fail()
{
    tap_number=$((tap_number + 1))
    tap_failures=$((tap_failures + 1))
    echo "not ok $tap_number - $1"
    [ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
}

# check NAME COMMAND…: passes if the command succeeds.
check()
{
    tap_name=$1
    shift
    if tap_output=$("$@" 2>&1); then pass "$tap_name"; else fail "$tap_name" "$tap_output"; fi
}

# check_empty NAME COMMAND…: passes if the command prints nothing.
check_empty()
{
    tap_name=$1
    shift
    tap_output=$("$@" 2>&1) || true
    if [ -z "$tap_output" ]; then pass "$tap_name"; else fail "$tap_name" "$tap_output"; fi
}

# The last line of a test.
finish()
{
    echo "1..$tap_number"
    [ "$tap_failures" = 0 ]
}
