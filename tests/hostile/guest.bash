# One virtual machine whose root is hostile. It is booted once, and several labs grade it: they have it as a machine that
# stands, so that each test can have a suite of its own.

export UNDER_ATTACK=srv

guest_begin() {
    live_begin
    live_here
    mkdir -p "$LIVE/labs/target"
    cp "$LAB/main.tf" "$LIVE/labs/target/"
    printf 'timeouts: {boot: 600}\n' >"$LIVE/labs/target/lab.yaml"
    crocum lab up target -s demo || return 1
    # What all attacks need in the machine: a folder, and somebody who waits for a run to begin.
    in_guest sh -c 'mkdir -p /srv/attack && touch /srv/there && cat >/srv/attack/ambush && chmod 755 /srv/attack/ambush' <<'AMBUSH'
#!/bin/bash
# ambush COMMAND: bash runs it in the folder of the next run (1.out and 1.err are its records and its output), with the
# run's process in $RUN (the child of its watchdog), once the first check has been recorded.
until file=$(grep -ls '"type": "check"' /run/crocum-*/1.out); do sleep 0.1; done
cd "$(dirname "$file")"
RUN=$(pgrep -nf "$PWD/runtime.zip run")
export RUN
exec bash -c "$1"
AMBUSH
    suite_of plain "$PLAIN"
}

PLAIN='import pytest
def test_earned(host): assert host.file("/srv/there").exists
@pytest.mark.points(3)
def test_unearned(host): assert host.file("/srv/missing").exists, "make the file"
@pytest.mark.skip(reason="not today")
def test_skipped(): pass
def test_slow(host): assert host.run("sleep 6; echo slept").stdout.strip() == "slept"
def test_last(host): assert host.run("echo last").stdout.strip() == "last"
'

# suite_of LAB TEXT [TIMEOUTS]: a lab with this suite for the machine.
suite_of() {
    local lab=$LIVE/labs/$1
    mkdir -p "$lab/checks"
    printf 'machines: {srv: {domain: "{student}-target-srv", uri: "%s"}}\ntimeouts: {%s}\n' \
        "$URI" "${3-boot: 60, suite: 60, check: 30}" >"$lab/lab.yaml"
    printf '%s' "$2" >"$lab/checks/srv.py"
    crocum lab up "$1" -s demo -q
}

in_guest() { crocum lab exec target -s demo -- "$@"; }

# root SCRIPT: what the student does.
root() { in_guest bash -c "$1" </dev/null; }

# lurk COMMAND...: it is started in the machine, and lies in wait there.
lurk() { in_guest sh -c 'systemctl stop ambush 2>/dev/null; systemctl reset-failed ambush 2>/dev/null; systemd-run --quiet --unit ambush "$@"' lurk "$@" </dev/null; }

# ambush COMMAND: see above.
ambush() { lurk /srv/attack/ambush "$1"; }

# past_crocum PATH [ARGUMENTS...]: starts a program in the machine where crocum cannot work any more. The agent needs
# nothing for it but the program.
past_crocum() {
    local arguments
    arguments=$(printf '%s\n' "${@:2}" | jq -R . | jq -sc .)
    vsh qemu-agent-command demo-target-srv \
        "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"$1\",\"arg\":$arguments,\"env\":[\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\"]}}"
}

# attacked MOST_SECONDS [LAB]
attacked() {
    graded "$1" "${2-plain}"
    nothing_unearned
}

# spared: the attack changed nothing; all is measured.
spared() { verdicts_match test_earned=passed: test_unearned=failed: test_slow=passed: test_last=passed:; }

guest_end() {
    live_here
    crocum lab down target -s demo -q || true
    live_end
}
