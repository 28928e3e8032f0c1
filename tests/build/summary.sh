#!/bin/sh
# Reads results in TAP, shows those that failed, ends with the totals. Fails if anything did, or if
# there was nothing to count.
#
#     summary.sh FOLDER RESULT…
set -eu
folder=$1
shift
failed=0
passed=0
for file in "$@"; do
    good=$(grep '^ok ' "$file" | grep -cv '# SKIP' || true)
    grep '# SKIP' "$file" || true
    bad=$(grep -c '^not ok ' "$file" || true)
    # A program that died reports nothing itself.
    if [ "$bad" = 0 ] && [ "$(tail -n 1 "$file")" != "exit status 0" ]; then
        bad=1
    fi
    if [ "$bad" != 0 ]; then
        echo "--- ${file#"$folder"/}"
        grep -v '^ok ' "$file"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
