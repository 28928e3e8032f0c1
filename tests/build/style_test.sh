#!/bin/sh
# The layout of the sources, where clang-format is there to tell.
set -eu
. tests/build/tap.sh

unformatted()
{
    git ls-files -co --exclude-standard '*.c' '*.h' | while read -r file; do
        clang-format "$file" | cmp -s - "$file" || echo "$file"
    done
}

if command -v clang-format >/dev/null; then
    check_empty "sources are laid out by .clang-format" unformatted
else
    skip "sources are laid out by .clang-format" "there is no clang-format"
fi
finish
