#!/bin/sh
# The drivers know no service: no path, field or event name of one in their hand-written sources.
# What knows Apie in each library is its public face.
set -eu
. tests/build/tap.sh

# Words of the service's wire, taken from its schema, and the beginnings of its paths and events.
words()
{
    printf '%s\n' '"/v1' 'agent\.' 'guardrail' 'approval' 'apie_op_' 'apie_agent' 'apie_model_'
    sed -n 's/.*{"name": "\([a-z]*_[a-z_]*\)", "type".*/"\1"/p' common/schema/apie.json | sort -u
}

driver_sources()
{
    ls "libapie-$1"/src/*.[ch] | grep -vE '/(client|scope|run_scope|context)\.[ch]$'
}

mentions()
{
    words | grep -nHf - $(driver_sources "$1")
}

for library in sync async; do
    check_empty "the $library driver knows no service" mentions $library
done
check "there are words to look for" sh -c "sed -n 's/.*\"name\": \"run_id\".*/x/p' common/schema/apie.json | grep -q x"
finish
