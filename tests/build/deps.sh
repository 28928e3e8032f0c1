#!/bin/sh
# Finds what a build needs and writes it down as make variables.
#
#     deps.sh GROUP OUTPUT
#
# GROUP is build, server, test, valgrind, bench, clang, format or prism. What is missing is installed
# with apt-get where that works without a question; else one line says what to run.
set -eu

group=$1
output=$2
: "${CC:=cc}" "${CXX:=c++}" "${PKG_CONFIG:=pkg-config}"

# What each group needs: kind, name, lowest version of a pkg-config module, Debian package. Tests of
# TLS need the system's trusted certificates.
needs()
{
    case $group in
    build)
        echo "compiler $CC - gcc"
        echo "header stdio.h - libc6-dev"
        echo "command $PKG_CONFIG - pkg-config"
        echo "module libcurl 7.81 libcurl4-openssl-dev"
        echo "module jansson 2.14 libjansson-dev"
        echo "module zlib 1.2 zlib1g-dev"
        echo "module libevent_core 2.1 libevent-dev"
        echo "module libevent_extra 2.1 libevent-dev"
        ;;
    server)
        echo "command $PKG_CONFIG - pkg-config"
        echo "module openssl 1.1 libssl-dev"
        echo "module libevent_openssl 2.1 libevent-dev"
        echo "command openssl - openssl"
        ;;
    test)
        echo "command $PKG_CONFIG - pkg-config"
        echo "module cmocka 1.1.5 libcmocka-dev"
        echo "command $CXX - g++"
        echo "file /etc/ssl/certs/ca-certificates.crt - ca-certificates"
        ;;
    valgrind) echo "command valgrind - valgrind" ;;
    bench)
        echo "command valgrind - valgrind"
        echo "file /etc/ssl/certs/ca-certificates.crt - ca-certificates"
        echo "wish wrk - wrk"
        ;;
    clang)
        echo "command clang - clang"
        echo "fuzzer clang - libclang-rt-14-dev"
        ;;
    format) echo "command clang-format - clang-format" ;;
    prism)
        echo "command node - nodejs"
        echo "command npm - npm"
        ;;
    *)
        echo "deps.sh: no group $group" >&2
        exit 2
        ;;
    esac
}

have()
{
    case $1 in
    compiler | command) command -v "$2" >/dev/null ;;
    wish) command -v "$2" >/dev/null || [ -n "$tried" ] ;; # does without, if it cannot be had
    header) printf '#include <%s>\n' "$2" | $CC -E -xc - >/dev/null 2>&1 ;;
    fuzzer)
        echo 'int LLVMFuzzerTestOneInput(const char *d, long s) { return d && s < 0; }' |
            "$2" -fsanitize=fuzzer,address -xc - -o /dev/null 2>/dev/null
        ;;
    file) test -e "$2" ;;
    module) $PKG_CONFIG --atleast-version="$3" "$2" 2>/dev/null ;;
    esac
}

missing()
{
    needs | while read -r kind name version package; do
        have "$kind" "$name" "$version" || echo "$package"
    done | sort -u | tr '\n' ' '
}

install_packages()
{
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        return 1
    fi
    command -v apt-get >/dev/null || return 1
    echo "installing: $*"
    # One at a time: several groups may be looked for in parallel.
    (
        flock 9
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
                --no-install-recommends "$@" >/dev/null
    ) 9>"$(dirname "$output")/apt.lock"
}

mkdir -p "$(dirname "$output")"
tried=
packages=$(missing)
# shellcheck disable=SC2086 # the list is words
if [ -n "$packages" ]; then
    install_packages $packages || true
    tried=yes
    packages=$(missing)
fi
if [ -n "$packages" ]; then
    echo "missing packages; run: sudo apt-get install -y $packages" >&2
    exit 1
fi

needs | while read -r kind name version package; do
    [ "$kind" = module ] || continue
    variable=$(echo "$name" | tr '[:lower:]' '[:upper:]')
    echo "${variable}_CFLAGS := $($PKG_CONFIG --cflags "$name")"
    echo "${variable}_LIBS := $($PKG_CONFIG --libs "$name")"
done >"$output.new"
mv "$output.new" "$output"
