#!/usr/bin/env bats
# cmake --install, into any prefix and below DESTDIR.

load ../common

setup() { isolate "$BATS_TEST_TMPDIR"; }

@test "everything is installed where it belongs, and the installed binary runs" {
    for destination in "" "$BATS_TEST_TMPDIR/package"; do
        DESTDIR=$destination cmake --install "$(dirname "$BINARY")" --prefix "$BATS_TEST_TMPDIR/prefix" >/dev/null
        root=$destination$BATS_TEST_TMPDIR/prefix
        for file in bin/crocum share/crocum/labs/hello/main.tf \
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

@test "--version names the version and the commit" {
    commit=$(git -C "$BATS_TEST_DIRNAME/../.." rev-parse --short HEAD)
    [[ "$(crocum --version)" =~ ^crocum\ [0-9]+\.[0-9]+\.[0-9]+\ \([0-9a-f]{7,}\)$ ]]
    contains "$(crocum --version)" "$commit"
}
