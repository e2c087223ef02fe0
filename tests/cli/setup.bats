#!/usr/bin/env bats
# Functions of the scripts in labs/setup that change the host: those that a test can run without changing more than
# what it makes itself.

load ../common

setup() { namespace=crocum-test-$$; }

teardown() { ip netns list | cut -d' ' -f1 | grep -x "$namespace.*" | while read -r each; do ip netns delete "$each"; done; }

@test "labs/setup/libvirt makes its namespace also beside one whose name begins alike" {
    eval "$(sed -n '/^ensure_netns() {/,/^}/p' "$BATS_TEST_DIRNAME/../../labs/setup/libvirt")"
    ip netns add "$namespace-other"
    ensure_netns "$namespace"
    ip netns list | cut -d' ' -f1 | grep -x "$namespace"
    ip -n "$namespace" link show lo | grep -q UP
    ensure_netns "$namespace" # One that is there stays.
}
