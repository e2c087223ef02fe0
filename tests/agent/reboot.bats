#!/usr/bin/env bats
# A reboot inside a check. The "machine" is a real qemu-ga whose shutdown is a script (rebooting_agent): nothing of this host
# is shut down. Real machines: tests/live/reboot.bats.

load ../common
load agents

setup() {
    agents_begin
    machine=$BATS_TEST_TMPDIR/demo-r1
    "$BATS_TEST_DIRNAME/rebooting_agent" "$BATS_TEST_TMPDIR" demo-r1 3>&- 4>&- &
    agents+=($!)
    wait_until 10 test -S "$machine.sock"
    lab=$CROCUM_LABS/again
    mkdir -p "$lab/checks"
    yaml
}

teardown() { agents_end; }

# yaml [LINE...]: lab.yaml with the machine.
yaml() {
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$machine.sock"}
timeouts: {boot: 20, suite: 60, check: 4}
YAML
    printf '%s\n' "$@" >>"$lab/lab.yaml"
}

checked() {
    crocum lab up again -s demo -q
    run_split crocum lab check again -s demo --json
}

# verdicts: "ID VERDICT REASON" of each check, sorted.
verdicts() { json '.checks[] | "\(.id) \(.verdict) \(.reason)"' | LC_ALL=C sort; }

# evidence: whether the records of the newest attempt are those of its verdicts.
evidence() { crocum lab show again -s demo --json | jq -r .records.r1; }

message() { json ".checks[] | select(.id | endswith(\"$1\")) | .message"; }

@test "a check reboots a machine and goes on in the new boot; the time does not count as its own" {
    echo 5 >"$machine.delay"
    cat >"$lab/checks/lab.py" <<PY
def test_survives(machines):
    r1 = machines["r1"]
    r1.run("echo kept >$machine.kept; echo lost >/run/lost")
    before = r1.run("cat /proc/sys/kernel/random/boot_id").stdout
    r1.reboot()
    assert r1.run("cat /proc/sys/kernel/random/boot_id").stdout != before
    assert r1.run("cat $machine.kept").stdout == "kept\n"
    assert r1.run("test -e /run/lost").rc == 1

def test_after(machines):
    assert machines["r1"].run("echo fine").stdout == "fine\n"

def test_again(machines):
    machines["r1"].reboot(timeout=20)
    assert machines["r1"].host.file("$machine.kept").exists
PY
    checked
    [ "$(verdicts)" = "$(printf 'lab/lab.py::%s passed \n' test_after test_again test_survives)" ]
    [ "$(wc -l <"$machine.asked")" -eq 2 ]
    contains "$(head -1 "$machine.asked")" "-r"
}

@test "a suite of one machine that runs on the host has host.reboot, also in a fixture" {
    yaml "mode: {r1: host}"
    cat >"$lab/checks/r1.py" <<PY
import pytest

@pytest.fixture(scope="module")
def rebooted(host):
    host.run("echo lost >/run/lost")
    host.reboot()

def test_before(host): assert host.run("true").rc == 0
def test_lost(host, rebooted): assert not host.file("/run/lost").exists
def test_more(host, rebooted): assert host.run("echo fine").stdout == "fine\n"
PY
    checked
    [ "$(verdicts)" = "$(printf 'r1/r1.py::%s passed \n' test_before test_lost test_more)" ]
    [ "$(wc -l <"$machine.asked")" -eq 1 ]
}

@test "a machine that does not come back: the check has failed, and the checks after it are not measured" {
    echo never >"$machine.way"
    cat >"$lab/checks/lab.py" <<'PY'
def test_survives(machines):
    machines["r1"].reboot(timeout=5)

def test_zafter(machines):
    assert machines["r1"].run("true").rc == 0
PY
    checked
    [ "$(verdicts)" = "$(printf '%s\n' "lab/lab.py::test_survives failed reboot" "lab/lab.py::test_zafter ungraded agent_silent")" ]
    [ "$(message test_survives)" = "r1 did not come back within 5 s after its reboot" ]
}

@test "the agent of the old boot is not taken for the new one: it goes on, or is started anew" {
    cat >"$lab/checks/lab.py" <<'PY'
def test_survives(machines):
    machines["r1"].reboot(timeout=5)
PY
    for way in ignored pretended; do
        echo "$way" >"$machine.way"
        checked
        [ "$(verdicts)" = "lab/lab.py::test_survives failed reboot" ]
        [ "$(message test_survives)" = "r1 did not reboot within 5 s" ]
    done
}

@test "a machine that cannot be asked for a reboot is not measured" {
    echo refused >"$machine.way"
    cat >"$lab/checks/lab.py" <<'PY'
def test_survives(machines):
    machines["r1"].reboot()

def test_wrong(machines):
    machines["r1"].reboot(timeout="5s")
PY
    checked
    [ "$status" -eq 3 ]
    [ "$(verdicts)" = "$(printf '%s\n' "lab/lab.py::test_survives ungraded agent_refused" "lab/lab.py::test_wrong ungraded internal")" ]
    contains "$(message test_wrong)" "timeout='5s'; it takes a number of seconds"
}

@test "a suite inside the machine cannot reboot it, and says so" {
    echo 'def test_survives(host): host.reboot()' >"$lab/checks/r1.py"
    checked
    [ "$(verdicts)" = "r1/r1.py::test_survives ungraded internal" ]
    contains "$(message test_survives)" "mode: host"
    [ ! -e "$machine.asked" ]
}

@test "checks marked after_reboot run in a second run, after the others; one attempt, whose records are verified" {
    for mode in guest host; do
        yaml "mode: $mode"
        rm -f "$machine.asked"
        cat >"$lab/checks/r1.py" <<PY
import pytest

@pytest.mark.after_reboot
@pytest.mark.points(2)
def test_a_kept(host):
    assert host.file("$machine.kept").exists and not host.file("/run/lost").exists

def test_b_before(host):
    assert host.run("echo kept >$machine.kept; echo lost >/run/lost").rc == 0

@pytest.mark.after_reboot
def test_c_fails(host):
    assert host.file("/run/lost").exists, "it was lost"
PY
        cat >"$lab/checks/lab.py" <<PY
def test_across(machines):
    assert machines["r1"].run("test -e /run/lost").rc == 0
PY
        checked
        [ "$(json '[.checks[] | "\(.id | split("::")[1]) \(.verdict)"] | join(" ")')" = \
            "test_across passed test_a_kept passed test_b_before passed test_c_fails failed" ]
        [ "$(wc -l <"$machine.asked")" -eq 1 ]
        [ "$(json .students[0].outcome)" = graded ]
        [ "$(evidence)" = verified ]
    done
    # Only the others: no reboot.
    run_split crocum lab check again -s demo --json --only test_b_before
    [ "$(wc -l <"$machine.asked")" -eq 1 ]
    run_split crocum lab check again -s demo --json --only test_c_fails
    [ "$(wc -l <"$machine.asked")" -eq 2 ]
}

@test "a machine that does not come back has failed its checks marked after_reboot, and no other" {
    echo never >"$machine.way"
    sed -i 's/boot: 20/boot: 4/' "$lab/lab.yaml"
    cat >"$lab/checks/r1.py" <<PY
import pytest

def test_before(host): assert host.run("true").rc == 0

@pytest.mark.after_reboot
def test_kept(host): assert host.run("true").rc == 0
PY
    checked
    [ "$(verdicts)" = "$(printf '%s\n' "r1/r1.py::test_before passed " "r1/r1.py::test_kept failed reboot")" ]
    [ "$(message test_kept)" = "r1 did not come back within 4 s after its reboot" ]
    [ "$(json .score)" = 1 ]
    [ "$(evidence)" = verified ]
    # The agent is silent now: nothing is known of any check, and there is no reboot.
    run_split crocum lab check again -s demo --json
    [ "$(verdicts)" = "$(printf '%s\n' "r1/r1.py::test_before ungraded agent_silent" "r1/r1.py::test_kept ungraded agent_silent")" ]
    [ "$(wc -l <"$machine.asked")" -eq 1 ]
}

@test "a check that reboots a machine by a command of its own: later checks are measured, in a new shell" {
    cat >"$lab/checks/lab.py" <<PY
import time

def test_aside(machines):
    machines["r1"].run("(sleep 0.3; sh $machine.shutdown) >/dev/null 2>&1 &")
    time.sleep(3)
    machines["r1"].run("true")

def test_later(machines):
    assert machines["r1"].run("echo fine").stdout == "fine\n"
PY
    checked
    contains "$(verdicts)" "lab/lab.py::test_later passed"
    lacks "$output" "shell2.in"
}
