#!/bin/sh
# An installed tree serves programs: through pkg-config, shared and static, C and C++.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix

# The libraries are there already: install them without looking at them again.
install_to()
{
    make -s BUILD="$BUILD" install "$@"
}

missing_headers()
{
    for root in common/include libapie-sync/include libapie-async/include; do
        (cd $root && find . -name '*.h') | while read -r header; do
            cmp "$root/$header" "$prefix/include/$header"
        done
    done
}

# Only archives and headers, so that a linker has no choice.
make_static_tree()
{
    cp -R "$prefix" "$scratch/static"
    rm "$scratch"/static/lib/*.so*
    sed -i "s|$prefix|$scratch/static|" "$scratch"/static/lib/pkgconfig/*.pc
}

# build_consumer TREE NAME [VARIABLE=…]
build_consumer()
{
    tree=$1
    name=$2
    shift 2
    mkdir -p "$tree/bin"
    PKG_CONFIG_PATH=$tree/lib/pkgconfig make -s -C tests/consumer OUT="$tree/bin" "$@" "$name"
}

needs_library()
{
    objdump -p "$1" | grep -q 'NEEDED *libapie'
}

undo_install()
{
    make -s BUILD="$BUILD" PREFIX="$prefix" uninstall
    find "$prefix/lib" "$prefix/include" ! -type d | grep apie
}

check "make install" install_to PREFIX="$prefix"
check "make install with DESTDIR" install_to DESTDIR="$scratch/root" PREFIX=/opt/apie
check_empty "installed files do not know DESTDIR" \
    grep -rl "$scratch" "$scratch/root/opt/apie/lib/pkgconfig"
check_empty "the same files with and without DESTDIR" \
    sh -c "(cd $prefix && find . | sort) >$scratch/a; (cd $scratch/root/opt/apie && find . | sort) |
           diff $scratch/a -"
check_empty "all public headers are installed" missing_headers
make_static_tree
for name in sync async both cxx; do
    check "$name builds with the shared libraries" build_consumer "$prefix" $name
    check "$name has the shared library in it" needs_library "$prefix/bin/$name"
    check "$name runs with the shared libraries" \
        env LD_LIBRARY_PATH="$prefix/lib" "$prefix/bin/$name"
    check "$name builds with the archives" build_consumer "$scratch/static" $name STATIC=1
    check "$name has no shared library of ours in it" \
        sh -c "! objdump -p $scratch/static/bin/$name | grep -q 'NEEDED *libapie'"
    check "$name runs with the archives" "$scratch/static/bin/$name"
done
check_empty "make uninstall leaves nothing" undo_install
finish
