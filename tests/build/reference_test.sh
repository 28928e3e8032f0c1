#!/bin/sh
# The reference pages: those in docs/reference are what the schemas make, they lead to each other,
# and what they name is declared.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pages=docs/reference

make_pages()
{
    for head in common/schema/*.json; do
        case $head in *_*) continue ;; esac
        schemas="--schema $head"
        for part in "${head%.json}"_*.json; do
            [ ! -e "$part" ] || schemas="$schemas --schema $part"
        done
        # shellcheck disable=SC2086 # a list of words
        "$BUILD/host/reference" --out "$scratch" $schemas || return 1
    done
}

differences()
{
    diff -rq --exclude=generate.c "$scratch" $pages
}

# Functions and types of the pages that no public header has.
undeclared()
{
    find common/include libapie-sync/include libapie-async/include -name '*.h' -exec cat {} + |
        grep -oE 'apie_[a-z0-9_]+' | sort -u >"$scratch.names"
    grep -rhoE '^(### |apie_status |apie_call \*)apie_[a-z0-9_]+' $pages/*/ |
        grep -oE 'apie_[a-z0-9_]+$' | grep -vxE 'apie_(status|call)' | sort -u |
        comm -23 - "$scratch.names"
    rm "$scratch.names"
}

# Links to a heading that is not there. A heading's address is its words in lower case, '-' between.
broken_links()
{
    for page in "$pages"/*/*.md; do
        folder=$(dirname "$page")
        grep -oE '\]\([a-z_]*(\.md)?(#[a-z0-9_-]+)?\)' "$page" | tr -d ']()' | sort -u |
            while IFS='#' read -r file heading; do
                target=$folder/$file
                [ -n "$file" ] || target=$page
                if [ ! -e "$target" ]; then
                    echo "$page: $file"
                elif [ -n "$heading" ]; then
                    sed -n 's/^#* //p' "$target" | tr -d ':' | tr ' ' '-' |
                        tr '[:upper:]' '[:lower:]' | grep -qx -e "$heading" ||
                        echo "$page: $file#$heading"
                fi
            done
    done
}

all_operations()
{
    [ "$(cat common/schema/*.json | grep -c '"method":')" = \
        "$(grep -rh '^- Tried again: ' $pages/*/ | wc -l)" ]
}

check "they can be made" make_pages
check_empty "those in docs/reference are fresh (else: make generate)" differences
check "each operation has its place" all_operations
check_empty "what they name is declared" undeclared
check_empty "their links lead somewhere" broken_links
finish
