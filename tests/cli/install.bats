#!/usr/bin/env bats
# cmake --install, into any prefix and below DESTDIR.

load ../common

setup() { isolate "$BATS_TEST_TMPDIR"; }

@test "everything is installed where it belongs, and the installed binary runs" {
    for destination in "" "$BATS_TEST_TMPDIR/package"; do
        DESTDIR=$destination cmake --install "$(dirname "$BINARY")" --prefix "$BATS_TEST_TMPDIR/prefix" >/dev/null
        root=$destination$BATS_TEST_TMPDIR/prefix
        for file in bin/crocum share/crocum/labs/hello/main.tf \
            share/crocum/labs/lab1/lab.yaml share/crocum/labs/setup/night/crontab share/crocum/labs/setup/console/sshd_config \
            share/bash-completion/completions/crocum share/zsh/site-functions/_crocum share/fish/vendor_completions.d/crocum.fish; do
            [ -e "$root/$file" ] || { echo "$root/$file is missing"; return 1; }
        done
        for page in "$BATS_TEST_DIRNAME"/../../man/*.[157]; do
            cmp "$page" "$root/share/man/man${page##*.}/${page##*/}"
        done
        [ "$("$root/bin/crocum" --version)" = "$("$BINARY" --version)" ]
        rm -rf "$BATS_TEST_TMPDIR/prefix"
    done
}

@test "an installed crocum names files that are installed" {
    cmake --install "$(dirname "$BINARY")" --prefix "$BATS_TEST_TMPDIR/prefix" >/dev/null
    setup=$BATS_TEST_TMPDIR/prefix/share/crocum/labs/setup
    # Every name that the sources hand to setup_path(), which words the hints.
    names=$(cd "$BATS_TEST_DIRNAME/../.." && grep -rhoE 'setup_path\("[^"]+"\)' lib cmd | cut -d'"' -f2 | sort -u)
    [ "$(wc -l <<<"$names")" -ge 4 ]
    for name in $names; do
        [ -e "$setup/$name" ] || { echo "$setup/$name is missing"; return 1; }
    done
    # And what it prints is that path: crocum has moved with its tree, and the sources are not named.
    mv "$BATS_TEST_TMPDIR/prefix" "$BATS_TEST_TMPDIR/moved"
    run env CROCUM_LIBVIRT_URI="qemu+unix:///system?socket=$BATS_TEST_TMPDIR/no-socket" \
        "$BATS_TEST_TMPDIR/moved/bin/crocum" lab up "$BATS_TEST_TMPDIR/moved/share/crocum/labs/hello" -s demo
    contains "$output" "$BATS_TEST_TMPDIR/moved/share/crocum/labs/setup/libvirt configures libvirt"
    "$BATS_TEST_TMPDIR/moved/share/crocum/labs/setup/image" --path
}

@test "no text names a file of labs/setup without its path" {
    cd "$BATS_TEST_DIRNAME/../.."
    # Comments may.
    run grep -rnE '"[^"]*labs/setup/[a-z]' lib cmd --include='*.cpp'
    [ "$output" = "" ] || { echo "$output"; return 1; }
}

@test "the runtime is built from a folder of wheels without network, and a changed wheel is refused" {
    build() { PIP_INDEX_URL=http://127.0.0.1:9/ /usr/bin/python3 -X no_debug_ranges \
        "$BATS_TEST_DIRNAME/../../lib/check/runtime/build.py" "$BATS_TEST_TMPDIR/$1" "$BATS_TEST_TMPDIR/$1.zip" "$BATS_TEST_TMPDIR/wheels"; }
    cp -r "$(dirname "$BINARY")/runtime/wheels" "$BATS_TEST_TMPDIR/wheels"
    build first
    cmp "$BATS_TEST_TMPDIR/first.zip" "$(dirname "$BINARY")/runtime.zip"
    for wheel in "$BATS_TEST_TMPDIR"/wheels/pytest-*.whl; do echo >>"$wheel"; done
    run build second
    [ "$status" -ne 0 ]
    contains "$output" "DO NOT MATCH THE HASHES"
    [ ! -e "$BATS_TEST_TMPDIR/second.zip" ]
}

@test "--version names the version and the commit" {
    commit=$(git -C "$BATS_TEST_DIRNAME/../.." rev-parse --short HEAD)
    [[ "$(crocum --version)" =~ ^crocum\ [0-9]+\.[0-9]+\.[0-9]+\ \([0-9a-f]{7,}\)$ ]]
    contains "$(crocum --version)" "$commit"
}
