#!/bin/sh
# Functions that our C does not use: unbounded, locale-dependent, not thread-safe, or rude.
set -eu
. tests/build/tap.sh

everywhere='sprintf vsprintf strcpy strcat strncpy strncat strtok gets atoi atol atoll atof gmtime
    localtime asctime ctime strerror setlocale rand srand alloca tmpnam mktemp system popen'
libraries='exit _exit abort printf puts putchar perror signal sigaction assert scanf sscanf strtod
    fork'

# calls NAMES FILE…: prints file, line and call of every use outside comments and strings.
calls()
{
    # shellcheck disable=SC2086 # a list of words
    pattern="(^|[^a-zA-Z0-9_.>])($(echo $1 | tr ' ' '|')) *\\("
    shift
    for file in "$@"; do
        "$CC" -fpreprocessed -dD -E "$file" 2>/dev/null | sed 's/"\(\\.\|[^"\\]\)*"/""/g' |
            awk -v file="$file" -v pattern="$pattern" '
                /^# [0-9]+ / { line = $2 - 1; next }
                { line++ }
                $0 ~ pattern { print file ":" line ": " $0 }'
    done
}

# shellcheck disable=SC2046 # lists of words
check_empty "no banned function" calls "$everywhere" \
    $(find common libapie-* tests docs -name '*.[ch]')
# shellcheck disable=SC2046
check_empty "no function that a library must not call" calls "$libraries" \
    $(find common libapie-*/src -name '*.[ch]' ! -path 'common/schema/*')
finish
