#!/usr/bin/env bats
# Bad input and a bad host: a clear error before anything is made, and nothing is lost.

load ../common
load ../live/private
load faults

@test "a terraform that is too old" {
    fault "terraform 0.14" up
    bare old
    printf '#!/bin/sh\necho '\''{"terraform_version": "0.14.11", "terraform_outdated": true}'\''\n' >"$LIVE/terraform"
    chmod +x "$LIVE/terraform"
    CROCUM_TERRAFORM=$LIVE/terraform run_split crocum lab up old -s demo
    said 1 "$LIVE/terraform is version 0.14.11; crocum needs 1.0 or newer"
    gone old
}

@test "a program that is no terraform" {
    fault "terraform is something else" up
    bare other
    CROCUM_TERRAFORM=/bin/true run_split crocum lab up other -s demo
    said 1 "/bin/true is neither Terraform nor OpenTofu"
    gone other
}

@test "the provider is missing, and no registry can be reached" {
    fault "provider missing" init
    bare lone
    # A network namespace without a way out; libvirt answers on its socket all the same.
    CROCUM_PROVIDERS=/no/such/folder run_split unshare --net "$BINARY" lab up lone -s demo
    said 1 "labs/setup/provider installs the libvirt provider without the registry"
    gone lone
}

@test "no libvirt at the configured address" {
    fault "libvirt unreachable" up
    bare nowhere
    CROCUM_LIBVIRT_URI="qemu:///system?socket=$LIVE/no-socket" run_split crocum lab up nowhere -s demo
    said 3 "cannot connect to libvirt at qemu:///system?socket=$LIVE/no-socket"
    contains "$errors" "labs/setup/libvirt"
    gone nowhere
}

@test "no permission on libvirt's socket" {
    fault "libvirt's socket closed to the user" up
    bare closed
    chmod -R a+rX "$LIVE/labs"
    install -d -o nobody "$LIVE/nobody"
    chmod 0700 "$LIVE/libvirt/run/libvirt-sock"
    HOME=$LIVE/nobody CROCUM_STATE=$LIVE/nobody/state run_split setpriv --reuid nobody --clear-groups "$BINARY" lab up closed -s demo
    chmod 0777 "$LIVE/libvirt/run/libvirt-sock"
    said 3 "ermission denied"
    contains "$errors" "root or in the group libvirt"
    rm -rf "$LIVE/nobody"
    nothing_stands
}

@test "a world-writable state directory is refused by every verb" {
    fault "state directory open to all" "every verb"
    bare open
    install -d -m 0777 "$LIVE/open"
    for verb in "up open -s demo" "check open -s demo" "down open -s demo" list; do
        # shellcheck disable=SC2086
        CROCUM_STATE=$LIVE/open run_split crocum lab $verb
        said 1 "every user of this host can write to the state directory $LIVE/open"
        contains "$errors" "chmod o-w $LIVE/open"
    done
    [ -z "$(ls -A "$LIVE/open")" ]
    nothing_stands
}

@test "a state directory that two users share by their group: each continues the other's work" {
    fault "root's and a teacher's state are one" "up, list, down"
    mkdir -p "$LIVE/labs/both"
    printf 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    when    = destroy\n    command = "true"\n  }\n}\n' >"$LIVE/labs/both/main.tf"
    chmod -R a+rX "$LIVE/labs" "$CROCUM_CONFIG"
    install -d -g nogroup -m 2770 "$LIVE/shared"
    export CROCUM_STATE=$LIVE/shared CROCUM_LIBVIRT_URI=test:///default
    run_split crocum lab up both -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "create no machine"
    HOME=$LIVE/shared run_split setpriv --reuid nobody --regid nogroup --clear-groups "$BINARY" lab list
    [ "$status" -eq 0 ]
    [[ $output =~ both\ +demo ]]
    HOME=$LIVE/shared run_split setpriv --reuid nobody --regid nogroup --clear-groups "$BINARY" lab up both -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "create no machine"
    HOME=$LIVE/shared run_split setpriv --reuid nobody --regid nogroup --clear-groups "$BINARY" lab down both -s demo
    said 0 "both of demo is down"
    lacks "$errors" "failed"
    [ ! -e "$LIVE/shared/instances/both/demo" ]
    nothing_stands_here
}

nothing_stands_here() { CROCUM_LIBVIRT_URI=$URI nothing_stands; }

@test "no space left: an error before anything is overwritten or made; and down, which makes room, works" {
    fault "disk full" "up, down"
    bare full
    # A small disk of its own, seen by this test's processes only.
    cat >"$LIVE/full.bash" <<'INNER'
set -eu
mount -t tmpfs -o size=600k,mode=0700 tmpfs "$CROCUM_STATE"
status=0
"$BINARY" lab up full -s demo || status=$?
[ "$status" -eq 3 ]
cp "$CROCUM_STATE/instances/full/demo/instance.json" "$LIVE/before.json"
dd if=/dev/zero of="$CROCUM_STATE/filler" bs=4k 2>/dev/null || true
for student in demo other; do
    status=0
    "$BINARY" lab up full -s "$student" 2>"$LIVE/said" || status=$?
    cat "$LIVE/said"
    cmp "$CROCUM_STATE/instances/full/demo/instance.json" "$LIVE/before.json"
    [ "$student $status" = "demo 3" ] || [ "$student $status" = "other 1" ]
done
virsh -q -c "$CROCUM_LIBVIRT_URI" list --all --name | grep -x demo-full-srv
"$BINARY" lab down full -s demo
[ ! -e "$CROCUM_STATE/instances/full/demo" ]
INNER
    mkdir -p "$CROCUM_STATE"
    run_split unshare --mount bash "$LIVE/full.bash"
    [ "$status" -eq 0 ]
    contains "$errors" "No space left on device; continuing with the old record"
    contains "$output" "full of demo is down"
    output=$(cat "$LIVE/said") errors= status=1
    said 1 "No space left on device"
    nothing_stands
}

@test "no space left for an attempt: an error, no attempt, and the earlier ones stay" {
    fault "disk full" check
    mkdir -p "$LIVE/labs/room/checks"
    printf 'machines:\n  r1: {agent: "unix:%s/ga.sock"}\n' "$LIVE" >"$LIVE/labs/room/lab.yaml"
    echo 'def test_a(): pass' >"$LIVE/labs/room/checks/r1.py"
    standing_agent
    cat >"$LIVE/full.bash" <<'INNER'
set -eu
mount -t tmpfs -o size=200k,mode=0700 tmpfs "$CROCUM_STATE"
"$BINARY" lab up room -s demo
"$BINARY" lab check room -s demo
find "$CROCUM_STATE/attempts" -type f -print0 | xargs -0 sha256sum >"$LIVE/attempts"
dd if=/dev/zero of="$CROCUM_STATE/filler" bs=4k 2>/dev/null || true
status=0
"$BINARY" lab check room -s demo 2>"$LIVE/said" || status=$?
cat "$LIVE/said"
[ "$status" -eq 1 ]
rm "$CROCUM_STATE/filler"
sha256sum --quiet -c "$LIVE/attempts"
[ "$(find "$CROCUM_STATE/attempts" -name attempt.json | wc -l)" = 1 ]
"$BINARY" lab list | grep -E "room +demo +ready .*1/1"
INNER
    mkdir -p "$CROCUM_STATE"
    run_split unshare --mount bash "$LIVE/full.bash"
    stop_agent
    [ "$status" -eq 0 ]
    output=$(cat "$LIVE/said") errors= status=1
    said 1 "No space left on device"
    nothing_stands
}

# standing_agent: a qemu-ga of this host's behind $LIVE/ga.sock.
standing_agent() {
    rm -f "$LIVE/ga.sock"
    qemu-ga -m unix-listen -p "$LIVE/ga.sock" -t "$LIVE" -l "$LIVE/ga.log" 3>&- &
    agent=$!
    wait_until 10 test -S "$LIVE/ga.sock"
}

stop_agent() {
    kill -KILL "$agent"
    wait "$agent" || true
}

@test "a link in the lab's folder that leads out of it" {
    fault "link out of the lab" up
    bare links
    ln -s /etc/passwd "$LIVE/labs/links/passwd.tf"
    run_split crocum lab up links -s demo
    said 1 "passwd.tf"
    [ -z "$(find "$CROCUM_STATE" -name 'passwd*')" ]
    rm "$LIVE/labs/links/passwd.tf"
    gone links
}

@test "checks for a machine that Terraform does not create: noted by up, refused by check" {
    fault "checks for no machine" "up, check"
    mkdir -p "$LIVE/labs/strange/checks"
    printf 'machines:\n  r1: {agent: "unix:%s/ga.sock"}\n' "$LIVE" >"$LIVE/labs/strange/lab.yaml"
    echo 'def test_a(): pass' >"$LIVE/labs/strange/checks/r9.py"
    standing_agent
    run_split crocum lab up strange -s demo
    [ "$status" -eq 0 ]
    contains "$errors" "r9.py has checks, but this lab has no machine r9"
    run_split crocum lab check strange -s demo
    said 2 "there is no machine r9"
    crocum lab down strange -s demo -q
    stop_agent
    nothing_stands
}

@test "lab.yaml: one domain for two machines, a word in braces that means nothing" {
    fault "two machines, one domain" "every verb"
    mkdir -p "$LIVE/labs/twice"
    printf 'machines:\n  r1: {domain: "{student}-r"}\n  r2: {domain: "{student}-r"}\n' >"$LIVE/labs/twice/lab.yaml"
    run_split crocum lab up twice -s demo
    said 2 "$LIVE/labs/twice/lab.yaml:3:7: machines r1 and r2 are the same machine"
    printf 'machines:\n  r1: {domain: "{studnet}-r"}\n' >"$LIVE/labs/twice/lab.yaml"
    run_split crocum lab up twice -s demo
    said 2 "$LIVE/labs/twice/lab.yaml:2:16: domain has \"{studnet}\"; only {student} is allowed in braces"
    nothing_stands
}
