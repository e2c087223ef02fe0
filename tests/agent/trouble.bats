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

# in_mode MODE: where the suite runs.
in_mode() {
    sed -i '/^mode:/d' "$lab/lab.yaml"
    echo "mode: $1" >>"$lab/lab.yaml"
}

@test "too few processes for the checks: never a zero, in the machine and on the host" {
    local most mode
    # For the first program of the agent, and for the first command of a check.
    for most in 3 4; do
        agents_end
        agents=()
        rm -f "$agent"/*
        agent_where 'mount -t tmpfs -o mode=777 none /run' setpriv --reuid 61234 --regid 61234 --clear-groups prlimit --nproc=$most
        for mode in guest host; do
            in_mode $mode
            SECONDS=0
            ungraded "no more processes"
            lacks "$output" FAIL
            lacks "$output" timeout
            [ $SECONDS -lt 20 ]
        done
    done
}

@test "an agent that may not enter /root: the same verdicts in the machine and on the host" {
    local mode
    agent_where 'mount -t tmpfs -o mode=777 none /run; mount -t tmpfs -o mode=700 none /root' setpriv --reuid 61234 --regid 61234 --clear-groups
    for mode in guest host; do
        in_mode $mode
        run_split crocum lab check net -s ann --json
        [ "$status" -eq 0 ]
        [ "$(json '.checks[0].verdict')" = passed ]
    done
}

@test "a file system that becomes full during the checks, of a suite on the host" {
    agent_where 'mount -t tmpfs -o size=2m none /run'
    in_mode host
    cat >"$lab/checks/srv.py" <<'PY'
def test_before(host): assert host.run("echo 1").stdout == "1\n"
def test_fill(host): assert host.run("dd if=/dev/zero of=/run/full bs=4k").rc == 1
def test_two(host): assert host.run("seq 3000").stdout.endswith("\n3000\n"), "wrong"
def test_remove(host): assert host.run("rm /run/full").rc == 0
def test_after(host): assert host.run("echo 1").stdout == "1\n"
PY
    SECONDS=0
    ungraded "a file system in the machine is full: remove files there" "while a command ran in it"
    lacks "$output" FAIL
    lacks "$output" timeout
    [ $SECONDS -lt 20 ]
    contains "$output" "[ PASS ]     1/1  srv  before"
    # Of this check alone the answer had no room.
    contains "$output" "[  ??  ]     ?/1  srv  two"
    contains "$output" "[ PASS ]     1/1  srv  after"
}

@test "a file system that becomes full during the checks, of a suite in the machine" {
    agent_where 'mount -t tmpfs -o size=3m none /run'
    in_mode guest
    cat >"$lab/checks/srv.py" <<PY
import pytest

@pytest.fixture(scope="module", autouse=True)
def undone(host):
    yield
    host.run("rm -f /run/full; touch $agent/undone")

def test_before(host): assert host.run("echo 1").stdout == "1\\n"
def test_fill(host): assert host.run("dd if=/dev/zero of=/run/full bs=4k").rc == 1
@pytest.mark.parametrize("n", range(40))
def test_prints(host, n):
    print("x" * 10000)
    assert host.run("seq 3000").stdout.endswith("\\n3000\\n"), "wrong"
PY
    run_split crocum lab check net -s ann --json
    [ "$status" -eq 3 ]
    # Fixtures undo their changes of the machine all the same.
    [ -e "$agent/undone" ]
    # What had room counts; the others are not measured, and nobody is accused.
    [ "$(json '.checks[:2] | map(.verdict) | join(" ")')" = "passed passed" ]
    [ "$(json '[.checks[] | select(.verdict == "failed" or .reason == "tampered")] | length')" -eq 0 ]
    [ "$(json '.checks[41].verdict + " " + .checks[41].reason')" = "ungraded agent_refused" ]
    contains "$(json '.checks[41].message')" "srv had no room for its files: a file system in the machine is full: remove files there"
}
