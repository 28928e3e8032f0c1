# shellcheck shell=sh
# Sourced by the tests of the tables of names, after tap.sh: a page has a row for every name of a
# Python SDK, and the C names in it are there. A function must be declared by its library's headers
# and exported by the library, anything else be in the headers.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The rows of all tables, as PYTHON|SYNC|ASYNC|REMARK; a row with one C column is for both.
read_rows()
{
    awk -F ' *[|] *' -v OFS='|' '
        !/^[|]/ || /^[|] (Python|---)/ { next }
        NF == 6 { print $2, $3, $4, $5; next }
        NF == 5 { print $2, $3, $3, $4; next }
        { print "cannot be read: " $0 >"/dev/stderr"; exit 1 }' "$page" >"$scratch/rows"
}

# column NUMBER: the names in it, one on a line.
column()
{
    # shellcheck disable=SC2016 # not for the shell
    cut -d '|' -f "$1" "$scratch/rows" | grep -o '`[^`]*`' | tr -d '`'
}

# Rows that give no C name, or do not say why one is missing. Names in $nameless, and no others, have
# none in either library.
without_names()
{
    awk -F '|' -v nameless=" ${nameless-} " '
        $1 !~ /`/ && ($1 != "–" || $4 == "") { print $1 ": no Python name" }
        {
            name = $1
            gsub(/`/, "", name)
            has = $2 ~ /`/ || $3 ~ /`/
            listed = index(nameless, " " name " ") > 0
            if (!has && !listed) print $1 ": no C name"
            if (has && listed) print $1 ": a C name after all"
            for (i = 2; i <= 3; i++) if ($i !~ /`/ && $i != "–") print $1 ": neither a name nor –"
        }
        ($2 == "–" || $3 == "–") && $4 == "" { print $1 ": no remark" }' "$scratch/rows"
}

# nothing COMMAND…: it succeeds, and prints nothing.
nothing()
{
    nothing_output=$("$@") || { echo "$1 failed" && return 1; }
    [ -z "$nothing_output" ] || { printf '%s\n' "$nothing_output" && return 1; }
}

# A program that mentions the C names on standard input: name() is a function, name.member is in a
# struct, NAME is a constant, anything else a type.
mention()
{
    printf '#include <apie/%s>\n' "$1$header" version.h
    echo 'typedef void function(void);'
    awk '
        /^apie_[a-z0-9_]*\(\)$/ {
            name = substr($0, 1, length($0) - 2)
            printf "extern function *const f%d;\nfunction *const f%d = (function *)%s;\n", NR, NR, name
            next
        }
        /^apie_[a-z0-9_]*\.[a-z0-9_]*$/ {
            split($0, part, ".")
            printf "enum { m%d = sizeof(((%s *)0)->%s) };\n", NR, part[1], part[2]
            next
        }
        /^APIE_[A-Z0-9_]*$/ { printf "enum { c%d = sizeof(%s) };\n", NR, $0; next }
        /^apie_[a-z0-9_]*$/ { printf "typedef %s *t%d;\n", $0, NR; next }
        { printf "#error %s is no C name\n", $0 }'
    echo 'int main(void) { return 0; }'
}

# found LIBRARY: whether the C names on standard input are there.
found()
{
    mention "$1" >"$scratch/names.c"
    # shellcheck disable=SC2046 # a list of words
    $CC -std=c11 -Wall -Wextra -Werror -Icommon/include "-Ilibapie-$1/include" \
        $($PKG_CONFIG --cflags jansson libevent_core) "$scratch/names.c" -o "$scratch/names" \
        "$BUILD/libapie-$1.so"
}

column_is_found()
{
    column "$2" | sort -u >"$scratch/column"
    [ -s "$scratch/column" ] && found "$1" <"$scratch/column"
}

noticed()
{
    ! echo "$1" | found sync 2>/dev/null
}

# check_names PAGE HEADER WRONG_NAME…: the Python names are on standard input; HEADER is what follows
# apie/sync and apie/async; the wrong names must be noticed.
check_names()
{
    page=$1 header=$2
    shift 2
    tr -s ' ' '\n' | sort >"$scratch/expected-names"
    check "the tables can be read" read_rows
    column 1 | sort >"$scratch/python-names"
    check "every Python name is there" \
        nothing comm -23 "$scratch/expected-names" "$scratch/python-names"
    check "and no other" nothing comm -13 "$scratch/expected-names" "$scratch/python-names"
    check "each once" nothing uniq -d "$scratch/python-names"
    check "every row gives C names, or says why not" nothing without_names
    check "the names of libapie-sync are there" column_is_found sync 2
    check "the names of libapie-async are there" column_is_found async 3
    for name in "$@"; do check "$name would be noticed" noticed "$name"; done
}
