#!/usr/bin/env bats
# Machines in which nothing can be measured: what a teacher reads says what is wrong there, and what to do. Each machine is a
# real qemu-ga on a unix socket, with limits of its own.

load ../common
load agents

setup() {
    agents_begin
    # Where other users get, and outside of what a test mounts.
    agent=$(mktemp -d /var/lib/crocum-trouble.XXXXXX)
    chmod 0777 "$agent"
    lab=$CROCUM_LABS/net
    mkdir -p "$lab/checks"
    printf 'machines: {srv: {agent: "unix:%s/{student}-srv.sock"}}\ntimeouts: {boot: 2, suite: 30}\n' "$agent" >"$lab/lab.yaml"
    printf 'def test_one(host): assert host.run("true").rc == 0\n' >"$lab/checks/srv.py"
}

teardown() {
    agents_end
    rm -rf "$agent"
}

# agent_where COMMANDS [PROGRAM...]: an agent in a mount namespace of its own, after these commands there; PROGRAM starts it.
agent_where() {
    local commands=$1
    shift
    unshare --mount --propagation private sh -ec "$commands"'
        exec "$@"' sh "$@" qemu-ga -m unix-listen -p "$agent/ann-srv.sock" -t "$agent" -f "$agent/pid" -l "$agent/log" 3>&- 4>&- &
    agents+=($!)
    wait_until 10 test -S "$agent/ann-srv.sock"
    crocum lab up net -s ann -q
}

# ungraded TEXT...: no check was measured, and the reason has these texts.
ungraded() {
    run_split crocum lab check net -s ann
    echo "$output$errors"
    [ "$status" -eq 3 ]
    lacks "$output" "Score: 0"
    local text
    for text in "$@"; do contains "$output$errors" "$text"; done
}

@test "a full file system" {
    agent_where 'mount -t tmpfs -o size=64k none /run; dd if=/dev/zero of=/run/full bs=1k count=64 2>/dev/null || true'
    ungraded "a file system in the machine is full: remove files there" "No space left on device"
}

@test "a read-only file system" {
    agent_where 'for room in /run /tmp /var/tmp /root; do mount -t tmpfs -o ro none $room; done'
    ungraded "a file system in the machine is read-only: mount it writable"
}

@test "an agent without rights" {
    agent_where 'for room in /run /tmp /var/tmp /root; do mount -t tmpfs -o mode=755 none $room; done' setpriv --reuid nobody --regid nogroup --clear-groups
    ungraded "qemu-ga has to run as root there"
}

@test "no more processes" {
    agent_where 'mount -t tmpfs -o mode=777 none /run' setpriv --reuid 61234 --regid 61234 --clear-groups prlimit --nproc=2
    ungraded "the machine can start no more processes: end some there, or restart it"
}

@test "another error is shown as the agent gives it" {
    agent_where 'mount -t tmpfs none /run; rm -f /tmp/none; mount --bind /dev/null /bin/sh'
    ungraded "cannot start /bin/sh"
}
