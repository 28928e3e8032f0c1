#!/bin/sh
# The drivers know no service: no path, field or event name of one in their hand-written sources.
# What knows a service in each library is its public face.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Words of the service's wire, taken from its schema, and the beginnings of its paths and events.
words()
{
    printf '%s\n' '"/v1' '"/1/' '"/2/' 'agent\.' 'guardrail' 'approval' 'honeycomb' 'openapp' 'apie_op_' \
        'apie_agent' 'apie_model_'
    sed -n 's/.*{"name": "\([a-z]*_[a-z_]*\)", "type".*/"\1"/p' common/schema/apie.json | sort -u
}

# Sources that see the client, by way of headers too, are its face, with the headers of their names.
faces()
{
    printf '"%s"\n' client.h context.h honeycomb/settings.h openapp/settings.h >"$scratch/headers"
    for _ in 1 2 3; do
        grep -lF -f "$scratch/headers" "libapie-$1"/src/*.h |
            sed 's|.*/\(.*\)|"\1"|' >>"$scratch/headers"
    done
    grep -lF -f "$scratch/headers" "libapie-$1"/src/*.c | sed -n -e p -e 's/c$/h/p'
    sed "s|\"\(.*\)\"|libapie-$1/src/\1|" "$scratch/headers"
}

driver_sources()
{
    faces "$1" >"$scratch/faces"
    ls "libapie-$1"/src/*.[ch] | grep -vxF -f "$scratch/faces"
}

# The parts of the drivers are not among the faces.
disguised()
{
    driver_sources "$1" >"$scratch/sources"
    for part in call driver transport $2; do
        grep -q "/$part\.c$" "$scratch/sources" || echo "$part.c sees the client"
    done
}

mentions()
{
    words | grep -nHf - $(driver_sources "$1")
}

for library in sync async; do
    check_empty "the $library driver knows no service" mentions $library
done
check_empty "the sync driver sees no client" disguised sync 'pool shift wait worker'
check_empty "the async driver sees no client" disguised async \
    'business delivery ending post shard sockets timers turn'
check "there are words to look for" sh -c "sed -n 's/.*\"name\": \"run_id\".*/x/p' common/schema/apie.json | grep -q x"
finish
