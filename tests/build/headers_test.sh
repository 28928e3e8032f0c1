#!/bin/sh
# Every public header compiles alone, in every language that programs are written in.
set -eu
. tests/build/tap.sh

roots='common/include libapie-sync/include libapie-async/include'
packages=$($PKG_CONFIG --cflags jansson libevent_core)

# compile COMPILER OPTION…: a program that includes $header and nothing else.
compile()
{
    # shellcheck disable=SC2046,SC2086 # lists of words
    printf '#include <%s>\nextern int something;\n' "$header" |
        "$@" $(printf -- '-I%s ' $roots) $packages -Wall -Wextra -Werror -fsyntax-only - ||
        echo "with: $*"
}

compile_everywhere()
{
    compile "$CC" -xc -std=c99 -pedantic
    compile "$CC" -xc -std=c11 -pedantic
    for standard in 11 17 20; do
        compile "$CXX" -xc++ -std=c++$standard
    done
}

# shellcheck disable=SC2086 # a list of words
for header in $(find $roots -name '*.h' | sed 's|^.*/include/||' | sort); do
    check_empty "$header alone" compile_everywhere
done
finish
