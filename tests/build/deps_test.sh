#!/bin/sh
# The search for dependencies on a machine that lacks one: with and without the right to install.
set -eu
. tests/build/tap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A machine whose only programs are these; pkg-config comes with apt-get, which works for root.
mkdir "$scratch/bin"
for tool in sh cat cc dirname env flock ln mkdir mv sort tr; do
    ln -s "$(command -v $tool)" "$scratch/bin/$tool"
done
pkg_config=$(command -v "$PKG_CONFIG")
cat >"$scratch/bin/apt-get" <<END
#!/bin/sh
echo "\$*" >>"$scratch/apt.log"
case "\$*" in *" pkg-config"*) ln -s "$pkg_config" "$scratch/bin/pkg-config" ;; esac
END
cat >"$scratch/bin/id" <<END
#!/bin/sh
cat "$scratch/user"
END
chmod +x "$scratch/bin/apt-get" "$scratch/bin/id"

look()
{
    env -i PATH="$scratch/bin" CC=cc CXX=cc sh tests/build/deps.sh build "$scratch/config/build.mk"
}

fails_with_one_line()
{
    ! look >"$scratch/out" 2>&1 &&
        [ "$(wc -l <"$scratch/out")" = 1 ] &&
        grep -q '^missing packages; run: sudo apt-get install -y .*pkg-config' "$scratch/out" &&
        [ ! -e "$scratch/config/build.mk" ] && [ ! -e "$scratch/apt.log" ]
}

installs_what_is_missing()
{
    look &&
        grep -q '^update' "$scratch/apt.log" &&
        grep -q '^install .* pkg-config' "$scratch/apt.log" &&
        grep -q '^LIBCURL_LIBS := .*-lcurl' "$scratch/config/build.mk"
}

runs_nothing_more()
{
    rm "$scratch/apt.log" && look && [ ! -e "$scratch/apt.log" ]
}

echo 1000 >"$scratch/user"
check "without the right to install: one line says what to run" fails_with_one_line
echo 0 >"$scratch/user"
check "as root: what is missing is installed" installs_what_is_missing
check "with everything there: nothing is installed" runs_nothing_more
finish
