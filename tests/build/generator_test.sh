#!/bin/sh
# The generator: the committed headers are what it makes, and it refuses what it cannot make.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
generate=$BUILD/host/generate

# each_service OPTION…: the generator, for the files of each service.
each_service()
{
    for head in common/schema/*.json; do
        case $head in *_*) continue ;; esac
        schemas="--schema $head"
        for part in "${head%.json}"_*.json; do
            [ ! -e "$part" ] || schemas="$schemas --schema $part"
        done
        # shellcheck disable=SC2086 # a list of words
        "$generate" $schemas "$@" || return 1
    done
}

fresh()
{
    each_service --check "$1"
}

# stale FILE: --check fails and names it.
stale()
{
    ! fresh "$scratch/tree" 2>"$scratch/message" && grep -F "$1" "$scratch/message"
}

make_tree()
{
    each_service --headers "$scratch/tree" --out "$scratch/out"
}

# Public headers of which less than six lines in ten that are not blank are comments.
too_silent()
{
    for header in $(cd "$scratch/tree" && find . -name '*.h'); do
        awk -v header="$header" '
            /^[ \t]*$/ { next }
            { lines++ }
            inside || /^[ \t]*\/\*/ { comments++; inside = $0 !~ /\*\// }
            END { if (10 * comments < 6 * lines) print header ": " comments " of " lines }
        ' "$scratch/tree/$header"
    done
}

# Bodies of generated functions that are longer than five lines.
long_bodies()
{
    awk '/^{$/ { inside = 1; lines = -1 }
        inside && !/^$/ { lines++ }
        /^}$/ && inside { if (lines > 6) print FILENAME ":" FNR; inside = 0 }' \
        "$scratch"/out/*_sync.c "$scratch"/out/*_async.c
}

# The generator and the engine that reads its tables stay small enough to be read.
few_lines()
{
    [ "$(cat common/schema/generate/* common/model/* | wc -l)" -lt 3000 ]
}

# Headers that exist already and have not changed keep their time.
keeps_fresh_headers()
{
    touch "$scratch/now"
    make_tree && [ -z "$(find "$scratch/tree" -newer "$scratch/now" -type f)" ]
}

# refuses MESSAGE CONSTANTS MODELS OPERATIONS: a schema with these lists.
refuses()
{
    cat >"$scratch/bad.json" <<SCHEMA
{"service": "test", "title": "Test", "prefix": "apie_test", "client": "apie_test",
 "async_client": "apie_async_test",
 "headers": {"models": "apie/test", "sync": "apie/sync/test", "async": "apie/async/test"},
 "resources": [{"name": "things", "doc": "Things.", "constants": [$2], "models": [$3],
                "operations": [$4]}]}
SCHEMA
    ! "$generate" --schema "$scratch/bad.json" --out "$scratch/bad" 2>"$scratch/message" &&
        grep -F -- "$1" "$scratch/message" && [ ! -e "$scratch/bad" ]
}

# check_refused MESSAGE CONSTANTS MODELS OPERATIONS
check_refused()
{
    check "refused: $1" refuses "$@"
}

model='{"name": "thing", "doc": "A thing.", "fields": []}'

field()
{
    printf '{"name": "thing", "doc": "A thing.", "fields": [%s]}' "$1"
}

operation()
{
    printf '{"name": "get", "method": "GET", "path": "/things", "doc": "Gets.", "source": "None"%s}' \
        "${1-}"
}

check "the committed headers are fresh" fresh .
check "a tree can be made anew" make_tree
check "it is fresh then" fresh "$scratch/tree"
check "headers that have not changed are left alone" keeps_fresh_headers
check_empty "the headers say enough" too_silent
check_empty "bodies are short" long_bodies
check "generator and engine are short" few_lines
echo >>"$scratch/tree/common/include/apie/models/runs.h"
check "a changed header is stale" stale common/include/apie/models/runs.h
check "it can be made again" make_tree
rm "$scratch/tree/libapie-async/include/apie/async/runs.h"
check "a missing header is stale" stale libapie-async/include/apie/async/runs.h

check_refused "unknown member colour" '' '{"name": "thing", "doc": "A thing.", "colour": 1}' ''
check_refused "model thing: missing, empty or not text: doc" '' '{"name": "thing"}' ''
check_refused "cannot stand in a comment" '' '{"name": "thing", "doc": "A */ thing."}' ''
check_refused "model thing: defined twice" '' "$model, $model" ''
check_refused "not a name in snake_case: Thing" '' '{"name": "Thing", "doc": "A thing."}' ''
check_refused "model thing, default: cannot be a C name" '' \
    "$(field '{"name": "default", "type": "int", "doc": "A."}')" ''
check_refused "model thing, extra: cannot be a C name" '' \
    "$(field '{"name": "extra", "type": "int", "doc": "A."}')" ''
check_refused "model thing, aB: defined twice" '' \
    "$(field '{"name": "a_b", "type": "int", "doc": "A."}, {"name": "aB", "type": "int", "doc": "A."}')" ''
check_refused "neither a type nor a model defined before: list of nothing" '' \
    "$(field '{"name": "a", "type": "list of nothing", "doc": "A."}')" ''
check_refused "cannot be redacted" '' \
    "$(field '{"name": "a", "type": "int", "redact": true, "doc": "A."}')" ''
check_refused "no constants defined before: color" '' \
    "$(field '{"name": "a", "type": "string", "values": "color", "doc": "A."}')" ''
check_refused "a character that the tables cannot hold" '' \
    "$(field '{"name": "a b", "type": "string", "doc": "A."}')" ''
check_refused "not true or false: required" '' \
    "$(field '{"name": "a", "type": "string", "required": 1, "doc": "A."}')" ''
check_refused "unknown value: FETCH" '' '' \
    '{"name": "get", "method": "FETCH", "path": "/", "doc": "Gets.", "source": "None"}'
check_refused "missing, empty or not text: source" '' '' \
    '{"name": "get", "method": "GET", "path": "/", "doc": "Gets."}'
check_refused "no such model: nothing" '' '' "$(operation ', "response": "nothing"')"
check_refused "a GET has no request" '' "$model" "$(operation ', "request": "thing"')"
check_refused "operation things.get, id: not in the path" '' '' \
    "$(operation ', "parameters": [{"name": "id", "in": "path", "type": "string", "doc": "I."}]')"
check_refused "its parameters described: /things/{id}" '' '' \
    '{"name": "get", "method": "GET", "path": "/things/{id}", "doc": "Gets.", "source": "None"}'
check_refused "thing, b/c: apart from other fields of its object" '' \
    "$(field '{"name": "b/a", "type": "int", "doc": "A."}, {"name": "d", "type": "int", "doc": "A."},
              {"name": "b/c", "type": "int", "doc": "A."}')" ''
check_refused "a map needs a model of two fields" '' \
    "$model, {\"name\": \"map\", \"doc\": \"A.\", \"fields\": [
        {\"name\": \"a\", \"type\": \"map of thing\", \"doc\": \"A.\"}]}" ''
check_refused "too many fields, or none" '' \
    '{"name": "thing", "doc": "A thing.", "bare": true, "fields": []}' ''
check_refused "the first field is no list of a model" '' \
    '{"name": "thing", "doc": "A thing.", "or_list": true, "fields": []}' ''
check_refused "a query cannot hold a" '' \
    "$(field '{"name": "a", "type": "double", "doc": "A."}')" "$(operation ', "query": "thing"')"
check_refused "no such model: nothing" '' '' "$(operation ', "query": "nothing"')"
check_refused "operation things.get: defined twice" '' '' "$(operation), $(operation)"
check_refused "both a model and an operation make the C name apie_test_things_get" '' \
    '{"name": "things_get", "doc": "A thing."}' "$(operation)"
finish
