#!/bin/sh
# A new operation is one entry in a schema: headers, tables and functions of both libraries follow.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
roots="$scratch/common/include $scratch/libapie-sync/include $scratch/libapie-async/include"
fixed='common/include libapie-sync/include libapie-async/include'
packages=$($PKG_CONFIG --cflags jansson libevent_core)

generate()
{
    "$BUILD/host/generate" --schema common/schema/apie.json --schema tests/build/imaginary.json \
        --headers "$scratch" --out "$scratch/generated"
}

# compile LIBRARY FILE: one of the made files, without a warning.
compile()
{
    # shellcheck disable=SC2046,SC2086 # lists of words
    "$CC" -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Wmissing-prototypes -Werror \
        $(printf -- '-I%s ' $roots $fixed) -I"$scratch" -Icommon -Ilibapie-"$1"/src $packages \
        -c "$scratch/generated/$2.c" -o "$scratch/$2.o"
}

# header COMPILER OPTION…: the new public headers in another language.
header()
{
    # shellcheck disable=SC2046,SC2086 # lists of words
    printf '#include <apie/sync/widgets.h>\n#include <apie/async/widgets.h>\n' |
        "$@" $(printf -- '-I%s ' $roots $fixed) $packages -Wall -Wextra -Werror -fsyntax-only -
}

# A program with the new functions; all else comes from the archives.
link_program()
{
    # shellcheck disable=SC2046,SC2086 # lists of words
    "$CC" -std=c11 -Wall -Wextra -Werror $(printf -- '-I%s ' $roots $fixed) $packages \
        tests/build/new_operation.c "$scratch"/apie_*.o "$BUILD/libapie-sync.a" \
        "$BUILD/libapie-async.a" -o "$scratch/program" -pthread \
        $($PKG_CONFIG --libs libcurl jansson libevent_core)
}

start_server()
{
    mkfifo "$scratch/says"
    "$BUILD/bin/apie-devserver" --listen 127.0.0.1:0 --record "$scratch/requests" >"$scratch/says" &
    server=$!
    read -r line <"$scratch/says"
    APIE_API_KEY=apie_sk_test_imaginary
    APIE_BASE_URL=${line#listening on }
    export APIE_API_KEY APIE_BASE_URL
}

calls_both()
{
    timeout 20 "$scratch/program" >"$scratch/printed"
    printf 'sync not found 404\nsync not found 404\nasync not found 404\n' | diff - "$scratch/printed"
}

# The same request from both: path, query and header.
same_requests()
{
    grep '"path":"/v1/shelves/top%2Fleft/widgets?page%5Bsize%5D=3"' "$scratch/requests" |
        grep -c '"Deep":"true"' | grep -x 2
}

# What of a query's struct is set, and any JSON as the body.
sends_query_and_body()
{
    grep '"path":"/v1/shelves/top/search?page%5Bsize%5D=2&heavy=false"' "$scratch/requests" |
        grep -F '[1]'
}

has_symbol()
{
    nm "$scratch/$1.o" | grep " [TRD] $2\$"
}

says()
{
    grep -F -- "$2" "$scratch/$1"
}

check "the generator takes a further file" generate
check "tables of models compile" compile sync apie_models
check "tables of operations compile" compile sync apie_operations
check "blocking functions compile" compile sync apie_sync
check "event-driven functions compile" compile async apie_async
check "the headers are C99" header "$CC" -xc -std=c99 -pedantic
check "the headers are C++11" header "$CXX" -xc++ -std=c++11
check "the table of the operation is there" has_symbol apie_operations apie_op_widgets_find
check "the table of the model is there" has_symbol apie_models apie_model_widget_list
check "the blocking function is there" has_symbol apie_sync apie_widgets_find
check "the event-driven function is there" has_symbol apie_async apie_async_widgets_find
check "what there was is still there" has_symbol apie_sync apie_runs_create
check "parameters have the types of C" says libapie-sync/include/apie/sync/widgets.h \
    'apie_client *client, const char *shelf, apie_opt_int page_size, apie_opt_bool deep,'
check "a top-level list is a type" says libapie-sync/include/apie/sync/widgets.h \
    'apie_widget_list **out'
check "a member can have a name of its own" says common/include/apie/models/widgets.h \
    'apie_opt_bool is_default;'
check "camel case becomes snake case" says common/include/apie/models/widgets.h \
    'const char *widget_color;'
check "values become constants" says common/include/apie/models/widgets.h \
    '#define APIE_WIDGET_COLOR_DEEP_BLUE "deep-blue"'
check "json in results is not const" says common/include/apie/models/widgets.h '    json_t *rows;'
check "a query can be a struct, and a body anything" says \
    libapie-sync/include/apie/sync/widgets.h \
    'const char *shelf, const apie_widget_query *query, const json_t *body,'
check "a program links with the new functions" link_program
start_server
check "it calls the operation through both libraries" calls_both
check "both send the same request" same_requests
check "a query's struct and a free body are sent" sends_query_and_body
finish
