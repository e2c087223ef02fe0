#!/usr/bin/env bats
# The verbs on a machine that already stands: a real qemu-ga on a unix socket, no virtual machine.

load ../common
load agents

setup() {
    before=$(scratch_folders)
    agents_begin
    start_agent demo-r1
    lab=$CROCUM_LABS/standing
    mkdir -p "$lab/checks" "$lab/setup"
    cat >"$lab/lab.yaml" <<YAML
title: Already there
machines: {r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}}
timeouts: {boot: 2, suite: 60}
YAML
    # The agent runs on this host, so everything that a test touches is in its own folder.
    work=$BATS_TEST_TMPDIR/work
    mkdir "$work"
    cat >"$lab/checks/r1.py" <<PY
import os
import pytest
from my_helper import WORK

@pytest.mark.points(2)
@pytest.mark.number("1")
def test_file(host):
    """The file is there"""
    assert host.file(WORK + "/file").exists, "make the file: it is worth it"

def test_command(host):
    assert host.run("true").rc == 0

@pytest.mark.skip(reason="not today")
def test_skipped(): pass

def test_where_it_runs():
    assert os.getuid() == os.stat(WORK).st_uid
    assert "PYTEST_ADDOPTS" not in os.environ
    assert os.environ["HOME"] == "/root"
PY
    echo "WORK = '$work'" >"$lab/checks/my_helper.py"
    printf '#!/bin/sh\necho once >>%s/setup-ran\n' "$work" >"$lab/setup/r1.sh"
}

teardown() { agents_end; }

# The lab has r2, too.
two_machines() {
    start_agent demo-r2
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}
  r2: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r2.sock"}
timeouts: {boot: 2}
YAML
}

up() {
    before=$(scratch_folders)
    agents_begin
    start_agent demo-r1
    lab=$CROCUM_LABS/standing
    mkdir -p "$lab/checks" "$lab/setup"
    cat >"$lab/lab.yaml" <<YAML
title: Already there
machines: {r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}}
timeouts: {boot: 2, suite: 60}
YAML
    # The agent runs on this host, so everything that a test touches is in its own folder.
    work=$BATS_TEST_TMPDIR/work
    mkdir "$work"
    cat >"$lab/checks/r1.py" <<PY
import os
import pytest
from my_helper import WORK

@pytest.mark.points(2)
@pytest.mark.number("1")
def test_file(host):
    """The file is there"""
    assert host.file(WORK + "/file").exists, "make the file: it is worth it"

def test_command(host):
    assert host.run("true").rc == 0

@pytest.mark.skip(reason="not today")
def test_skipped(): pass

def test_where_it_runs():
    assert os.getuid() == os.stat(WORK).st_uid
    assert "PYTEST_ADDOPTS" not in os.environ
    assert os.environ["HOME"] == "/root"
PY
    echo "WORK = '$work'" >"$lab/checks/my_helper.py"
    printf '#!/bin/sh\necho once >>%s/setup-ran\n' "$work" >"$lab/setup/r1.sh"
}

teardown() {
    local pid
    # Never SIGTERM: qemu-ga's handler can wait for itself for ever (test_guest.cpp).
    for pid in "${agents[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

up() { crocum lab up standing -s demo -q; }

@test "up waits for the agent and runs setup once; down leaves the machine running and reports it" {
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    contains "$output" "is ready (r1)"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    contains "$output" "was ready"
    [ "$(cat "$work/setup-ran")" = once ]
    run_split crocum lab down standing -s demo
    [ "$status" -eq 0 ]
    contains "$output" "kept r1: crocum did not create it"
    kill -0 "${agents[0]}"
}

@test "check: verdicts as they finish, open points, the score; then the solution gets all points" {
    up
    run_split crocum lab check standing -s demo
    [ "$status" -eq 0 ]
    contains "$output" "[ FAIL ]     0/2  r1  1 The file is there"
    contains "$output" "[ PASS ]     1/1  r1  command"
    contains "$output" "[ SKIP ]     0/0  r1  skipped"
    contains "$output" "- make the file: it is worth it (2 points)"
    contains "$output" "Score: 2 of 4 points (50 %)"
    touch "$work/file"
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 0 ]
    [ "$(json .score)" = 4 ]
    [ "$(json .max_score)" = 4 ]
    [ "$(json '.checks[0].id')" = "r1/r1.py::test_file" ]
    [ "$(json '.checks | map(.verdict) | join(" ")')" = "passed passed skipped passed" ]
    run_split crocum lab list
    contains "$output" "4/4"
}

@test "every attempt is kept, with its records and digests" {
    up
    crocum lab check standing -s demo -q
    run_split crocum lab check standing -s demo --json
    [ "$(ls "$CROCUM_STATE/attempts/standing/demo" | wc -l)" -eq 2 ]
    folder=$(json .folder)
    [ "$(jq -r .runtime_sha256 "$folder/attempt.json" | wc -c)" -eq 65 ]
    [ "$(jq -r .suites_sha256.r1 "$folder/attempt.json" | wc -c)" -eq 65 ]
    [ "$(cut -d' ' -f2- "$folder/r1.records.jsonl" | jq -s 'map(select(.type == "check")) | length')" -eq 4 ]
    [ "$(stat -c %a "$folder/attempt.json")" = 600 ]
    crocum lab down standing -s demo -q
    [ -e "$folder/attempt.json" ]
}

@test "nothing of a run stays in the machine, and nothing of the tests is in its arguments" {
    up
    cat >>"$lab/checks/r1.py" <<'PY'

def test_arguments():
    import subprocess
    processes = subprocess.run(["ps", "ax", "-o", "args"], capture_output=True, text=True, check=False).stdout
    assert "test_file" not in processes and "run_id" not in processes
PY
    run_split crocum lab check standing -s demo
    contains "$output" "[ PASS ]     1/1  r1  arguments"
    [ "$(scratch_folders)" = "$before" ]
}

@test "-v shows the output of a check; -q nothing; -m one machine, without a final score" {
    up
    cat >>"$lab/checks/r1.py" <<'PY'

def test_talks():
    print("said this")
    assert False
PY
    run_split crocum lab check standing -s demo -v
    contains "$output" "| said this"
    [[ $output =~ "Measured with suite r1 "[0-9a-f]{12} ]]
    run_split crocum lab check standing -s demo -q
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
    run_split crocum lab check standing -s demo -m r1
    contains "$output" "Score:"
    run_split crocum lab check standing -s demo -m r1 -m r1
    [ "$status" -eq 0 ]
    run_split crocum lab check standing -s demo -m r9
    [ "$status" -eq 2 ]
    contains "$errors" "it has r1"
}

@test "several machines: the checks of each one together, in the order of the machines, whichever ends first" {
    two_machines
    printf 'import time\ndef test_a(): pass\ndef test_b(): time.sleep(2)\n' >"$lab/checks/r1.py"
    printf 'def test_a(): pass\ndef test_b(): pass\n' >"$lab/checks/r2.py"
    up
    run_split crocum lab check standing -s demo
    [ "$status" -eq 0 ]
    [ "$(sed -n 's/^\[ PASS \] *1\/1  //p' <<<"$output" | tr '\n' ' ')" = "r1  a r1  b r2  a r2  b " ]
    lacks "$output" "Measured with"
    # An ungraded machine is shown once, in its place.
    kill -KILL "${agents[0]}"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 3 ]
    [ "$(sed -nE 's/^\[.{6}\] *[1?]\/1  //p' <<<"$output" | tr '\n' ' ')" = "r1  a r1  b r2  a r2  b " ]
    start_agent demo-r1
    run_split crocum lab check standing -s demo --only b
    [ "$(sed -n 's/^\[ PASS \] *1\/1  //p' <<<"$output" | tr '\n' ' ')" = "r1  b r2  b " ]
}

@test "on a terminal: a line for each machine that is rewritten in place, also on a narrow one; nothing of it stays" {
    up
    printf 'import time\nimport pytest\n@pytest.mark.parametrize("n", [1, 2, 3])\ndef test_slow(n): time.sleep(0.7)\n' >"$lab/checks/r1.py"
    for columns in 80 16; do
        output=$("$BATS_TEST_DIRNAME/../terminal.py" "$columns" 30 "$BINARY" lab check standing -s demo)
        echo "$output"
        [ "$(json .status)" = 0 ]
        if [ "$columns" = 80 ]; then
            json '.seen | map(select(test("^  r1  [12] of 3 checks  [0-9]+ s$"))) | length > 0'
        else
            json '.seen | map(select(test("^  r1  [12] of 3 c…$"))) | length > 0'
        fi
        json '.final | map(select(test("^  r1  [0-9] of"))) == []'
        json '.final | map(select(test("^Checking"))) | length == 1'
    done
    kill -STOP "${agents[0]}"
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 80 30 "$BINARY" lab up standing -s other || true)
    kill -CONT "${agents[0]}"
    # Its own socket is missing: the wait for it counts seconds.
    json '.seen | map(select(test("^  r1  booting  [12] s$"))) | length > 0'
}

@test "a reader that disconnects ends nothing: the attempt is kept" {
    up
    (crocum lab check standing -s demo; echo $? >"$BATS_TEST_TMPDIR/status") 2>&1 | true
    wait_until 20 test -s "$BATS_TEST_TMPDIR/status"
    [ "$(cat "$BATS_TEST_TMPDIR/status")" -eq 0 ]
    [ -e "$CROCUM_STATE/attempts/standing/demo"/*/attempt.json ]
}

@test "another folder of the same name grades nothing" {
    up
    mkdir "$BATS_TEST_TMPDIR/other"
    cp -r "$lab" "$BATS_TEST_TMPDIR/other/standing"
    run_split crocum lab check "$BATS_TEST_TMPDIR/other/standing" -s demo
    [ "$status" -eq 2 ]
    contains "$errors" "created from another lab folder, $lab"
    [ ! -e "$CROCUM_STATE/attempts/standing/demo" ]
}

@test "a setup script for a machine that there is not is named" {
    touch "$lab/setup/r8.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    contains "$errors" "setup/r8.sh is for a machine that this lab does not have (it has r1)"
}

@test "a socket that was wrong in lab.yaml: up takes the corrected one" {
    sed -i 's/-r1.sock/-r7.sock/' "$lab/lab.yaml"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 3 ]
    sed -i 's/-r7.sock/-r1.sock/' "$lab/lab.yaml"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    [ "$(cat "$work/setup-ran")" = once ]
}

@test "an agent that is gone is ungraded, status 3, and never a zero" {
    up
    kill -KILL "${agents[0]}"
    wait "${agents[0]}" 2>/dev/null || true
    run_split crocum lab check standing -s demo
    [ "$status" -eq 3 ]
    contains "$output" "[  ??  ]     ?/2"
    contains "$output" "agent_silent"
    contains "$output" "No final score"
    lacks "$output" "Score: 0"
    run_split crocum lab list
    contains "$output" "?/4 (4 ungraded)"
    run_split crocum lab check standing -s demo -q
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    contains "$errors" "agent_silent"
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 3 ]
    [ "$(jq .score <<<"$output")" = null ]
    [ "$(json .ungraded)" = 4 ]
}

@test "one silent machine does not keep the other from being graded" {
    start_agent demo-r2
    sed -i "s|}}\$|}, r2: {agent: \"unix:$BATS_TEST_TMPDIR/{student}-r2.sock\"}}|" "$lab/lab.yaml"
    echo 'def test_two(): pass' >"$lab/checks/r2.py"
    up
    kill -STOP "${agents[0]}"
    run_split crocum lab check standing -s demo --json
    kill -CONT "${agents[0]}"
    [ "$status" -eq 3 ]
    [ "$(json '.checks[] | select(.machine == "r2") | .verdict')" = passed ]
    [ "$(json '[.checks[] | select(.machine == "r1") | .reason] | unique | join(" ")')" = agent_silent ]
}

# A check that ends its process, by itself or by a signal; the checks after it run in another one.
deadly_suite() {
    cat >"$lab/checks/r1.py" <<PY
import ctypes, os, signal, pytest

@pytest.fixture
def deadly():
    yield
    os._exit(5)

def test_a(host): assert host.run("true").rc == 0
def test_exits(host):
    assert host.run("true").rc == 0
    os._exit(0)
@pytest.mark.parametrize("number", [1, 2])
def test_b(host, number): assert host.run("echo %s", str(number)).stdout == "%d\\n" % number
def test_kills_itself(): os.kill(os.getpid(), signal.SIGKILL)
def test_fails(host): assert host.run("false").rc == 0, "no"
def test_memory(): ctypes.string_at(0)
def test_in_teardown(deadly): pass
def test_c(host): assert host.run("true").rc == 0
PY
}

@test "a check that ends the run is named and ungraded; the others run all the same, in the machine and on the host" {
    up
    deadly_suite
    cp "$lab/lab.yaml" "$BATS_TEST_TMPDIR/lab.yaml"
    for where in guest host; do
        cp "$BATS_TEST_TMPDIR/lab.yaml" "$lab/lab.yaml"
        echo "mode: $where" >>"$lab/lab.yaml"
        run_split crocum lab check standing -s demo --json
        [ "$status" -eq 3 ]
        [ "$(json '.machines.r1.mode')" = $where ]
        [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = \
            "passed ungradedinternal passed passed ungradedinternal failed ungradedinternal ungradedinternal passed" ]
        [ "$(json '.checks[1].message')" = "the process that runs the checks ended during this check (exit status 0)" ]
        contains "$(json '.checks[4].message')" "(signal 9)"
        contains "$(json '.checks[6].message')" "(signal 11)"
        contains "$(json '.checks[7].message')" "(exit status 5)"
        # The records are those of one run.
        run_split crocum lab show standing -s demo
        lacks "$output$errors" tampered
        [ "$(scratch_folders)" = "$before" ]
    done
}

@test "a suite whose checks all end the run is given up after twenty" {
    up
    printf 'import os, pytest\n@pytest.mark.parametrize("n", range(25))\ndef test_a(n): os._exit(n)\n' >"$lab/checks/r1.py"
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '[.checks[] | select(.message | startswith("the process that runs"))] | length')" -eq 20 ]
    [ "$(json '[.checks[] | select(.verdict == "ungraded")] | length')" -eq 25 ]
    [ "$(scratch_folders)" = "$before" ]
}

@test "an agent that is restarted in the middle: what had finished counts, the rest is ungraded" {
    up
    cat >"$lab/checks/r1.py" <<PY
import os, time
def test_a(): pass
def test_b():
    os.kill(${agents[0]}, 9)
    time.sleep(60)
def test_c(): pass
PY
    (
        # Dead, whether or not its parent has noticed.
        wait_until 20 bash -c "! grep -q ') [^Z] ' /proc/${agents[0]}/stat 2>/dev/null"
        rm -f "$BATS_TEST_TMPDIR/demo-r1.sock"
        exec qemu-ga -m unix-listen -p "$BATS_TEST_TMPDIR/demo-r1.sock" -t "$BATS_TEST_TMPDIR" -l "$BATS_TEST_TMPDIR/second.log"
    ) 3>&- &
    agents+=($!)
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "passed ungradedagent_restarted ungradedagent_restarted" ]
    [ "$(jq .score <<<"$output")" = null ]
}

@test "a suite that hangs ends at its deadline: ungraded: timeout" {
    up
    sed -i 's/suite: 60/suite: 4/' "$lab/lab.yaml"
    cat >"$lab/checks/r1.py" <<'PY'
import time
def test_a(): pass
def test_hangs(): time.sleep(300)
PY
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "passed ungradedtimeout" ]
}

@test "mistakes of a suite cost no points: ungraded, with the reason" {
    up
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.points(10)
def test_twenty_items(host, set_score):
    share = 0
    for n in range(20):
        if host.run("true").succeeded:
            share += 0.05
    set_score(share)

def test_too_much(set_score):
    set_score(1.5)

async def test_async(host):
    assert host.run("true").rc == 0, "no"

def test_yield(host):
    assert host.run("true").rc == 0, "no"
    yield

@pytest.mark.xfail(reason="known to be wrong in this image")
def test_known():
    assert False, "fails everywhere"

def test_typo(hots):
    assert hots, "no"

@pytest.fixture(scope="session")
def lan(host): return host.run("true")

def test_scope(lan): assert lan.rc == 0, "no"

@pytest.fixture
def two():
    yield 1
    yield 2

def test_two(two): pass

def test_by_hand(host): pytest.fail("the student's")

def test_no_room(tmp_path):
    with open("/dev/full", "w") as file:
        file.write("x" * 100000)

def test_no_memory(): raise MemoryError()
PY
    for mode in guest host; do
        sed -i '/^mode/d' "$lab/lab.yaml"
        echo "mode: $mode" >>"$lab/lab.yaml"
        run_split crocum lab check standing -s demo --json
        [ "$status" -eq 3 ]
        [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "passed ungradedinternal ungradedinternal ungradedinternal ungradedinternal ungradedinternal ungradedinternal ungradedinternal failed ungradedinternal ungradedinternal" ]
        [ "$(json '.checks[0].score')" = 10 ]
        [ "$(jq .score <<<"$output")" = null ]
        contains "$(json '.checks[1].message')" "the suite calls set_score with 1.5"
        contains "$(json '.checks[2].message')" "coroutine"
        contains "$(json '.checks[3].message')" "yield"
        contains "$(json '.checks[4].message')" "known to be wrong in this image"
        contains "$(json '.checks[5].message')" "the fixture hots, which does not exist"
        contains "$(json '.checks[6].message')" "pytest refuses a fixture of the suite: ScopeMismatch"
        contains "$(json '.checks[7].message')" "more than one"
        contains "$(json '.checks[9].message')" "No space left on device"
    done
    # Each is told once.
    run_split crocum lab check standing -s demo
    [ "$(grep -c '^\[' <<<"$output")" -eq 11 ]
}

@test "ids that differ between host and machine: the other checks are graded, and no student is accused" {
    up
    cat >"$lab/checks/r1.py" <<'PY'
import os
import random
import pytest

@pytest.mark.tags("chance")
@pytest.mark.parametrize("n", [random.randint(0, 10**9)])
def test_random(n):
    assert n >= 0, "x"

def test_plain():
    assert os, "x"

def test_missing():
    assert False, "do it"
PY
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "ungradedinternal passed failed" ]
    contains "$(json '.checks[0].message')" "the ids of the checks differ: this host collected this one, and the run had r1/r1.py::test_random["
    lacks "$output" tampered
    # A check for itself: the machine has none of this id.
    run_split crocum lab check standing -s demo --tags chance --json
    [ "$status" -eq 3 ]
    contains "$(json '.checks[0].message')" "the run did not have it"
    lacks "$output" tampered
    # pytest's -k collects again.
    run_split crocum lab check standing -s demo --only random
    [ "$status" -eq 2 ]
    contains "$errors" "the ids of the checks of r1 are others at each collection: r1/r1.py::test_random["
}

@test "parameters in other scripts: text in titles and reports, and for --only and grade set" {
    up
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.parametrize("name", ["сервер", "größe", "日本"])
def test_names(name):
    """The name is known"""
    assert False, "no"
PY
    run_split crocum lab check standing -s demo
    [ "$status" -eq 0 ]
    contains "$output" "The name is known [сервер]"
    lacks "$output" '\u'
    run_split crocum lab check standing -s demo --only größe --json
    [ "$(json '.checks | map(.title) | join(" ")')" = "The name is known [größe]" ]
    # The id in files is the one that attempts have always had.
    [ "$(json '.checks[0].id')" = 'r1/r1.py::test_names[gr\xf6\xdfe]' ]
    run_split crocum grade set standing -s demo --check 'r1/r1.py::test_names[größe]' --reason seen
    [ "$status" -eq 0 ]
    contains "$output" "r1/r1.py::test_names[größe] has 1 of 1 point"
    run_split crocum grade set standing -s demo --check 'r1/r1.py::test_names[\u65e5\u672c]' --reason seen
    [ "$status" -eq 0 ]
    contains "$output" "r1/r1.py::test_names[日本] has 1 of 1 point"
    for format in csv junit html table; do
        run_split crocum report standing --all --format "$format"
        lacks "$output" '\u65e5'
        lacks "$output" '\xf6'
    done
    run_split crocum grade clear standing -s demo --check 'r1/r1.py::test_names[größe]'
    [ "$status" -eq 0 ]
    contains "$output" "withdrawn: r1/r1.py::test_names[größe]"
}

@test "a check that stops itself or blocks all signals ends at its time limit" {
    up
    sed -i 's/^timeouts:.*/timeouts: {boot: 2, suite: 60, check: 2}/' "$lab/lab.yaml"
    cat >"$lab/checks/r1.py" <<'PY'
import os, signal, time, pytest

@pytest.mark.timeout(1)
def test_stopped():
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(50)

def test_plain():
    assert os.getpid(), "x"

def test_blocked():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    time.sleep(50)

def test_last():
    assert os.getpid(), "x"
PY
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "failedtimeout passed ungradedtimeout passed" ]
    [ "$(scratch_folders)" = "$before" ]
}

@test "a suite that does not collect is shown before anything is pushed, and no checks at all is an error" {
    up
    echo 'def test_a(:' >"$lab/checks/r1.py"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 2 ]
    contains "$errors" "r1.py"
    contains "$errors" "SyntaxError"
    rm "$lab"/checks/*.py
    run_split crocum lab check standing -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "there are no checks"
    [ ! -e "$CROCUM_STATE/attempts" ]
}

@test "checks for a machine that does not exist are an error, a helper is not" {
    up
    echo 'def test_a(): pass' >"$lab/checks/r7.py"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 2 ]
    contains "$errors" "r7"
    echo 'VALUE = 1' >"$lab/checks/r7.py"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 0 ]
}

@test "exec: status, streams, stdin; crocum's own failure is 125" {
    up
    run_split crocum lab exec standing -s demo -- sh -c 'echo out; echo err >&2; exit 7'
    [ "$status" -eq 7 ]
    [ "$output" = out ]
    [ "$errors" = err ]
    [ "$(echo hello | crocum lab exec standing -s demo -m r1 -- cat)" = hello ]
    # The document of a command that was killed has its output until then.
    run_split crocum lab exec standing -s demo --timeout 1 --json -- sh -c 'echo begun; sleep 60'
    [ "$status" -eq 125 ]
    [ "$(json .stdout)" = "begun" ]
    contains "$(json .error.message)" "did not end within 1 s and was killed"
    [ "$(json '[.ok, .exit] | tojson')" = "[false,125]" ]
    run_split crocum lab exec standing -s demo --timeout 1 -- sleep 60
    [ "$status" -eq 125 ]
    run_split crocum lab exec standing -s demo -- sh -c 'kill -TERM $$'
    [ "$status" -eq 143 ]
    # Output beyond the bound is said, never cut in silence.
    crocum lab exec standing -s demo -- head -c 17000000 /dev/zero >"$BATS_TEST_TMPDIR/big" 2>"$BATS_TEST_TMPDIR/err" && status=0 || status=$?
    [ "$status" -eq 125 ]
    [ "$(stat -c %s "$BATS_TEST_TMPDIR/big")" -eq 16777216 ]
    contains "$(cat "$BATS_TEST_TMPDIR/err")" "longer than 16 MiB"
    run_split crocum lab exec standing -s demo --json -- echo hi
    [ "$(json .stdout)" = hi ]
}

@test "exec: output that cannot be written is crocum's own failure, and ends the command" {
    up
    crocum lab exec standing -s demo -- echo hi >/dev/full 2>"$BATS_TEST_TMPDIR/err" && status=0 || status=$?
    [ "$status" -eq 125 ]
    contains "$(cat "$BATS_TEST_TMPDIR/err")" "cannot write the command's stdout: No space left on device; the command "
    crocum lab exec standing -s demo -- sh -c 'echo hi >&2' 2>/dev/full && status=0 || status=$?
    [ "$status" -eq 125 ]
    crocum lab exec standing -s demo --json -- echo hi >/dev/full 2>"$BATS_TEST_TMPDIR/err" && status=0 || status=$?
    [ "$status" -eq 125 ]
    # What goes on writing is not waited for.
    crocum lab exec standing -s demo -- sh -c "echo \$\$ >$work/pid; while :; do echo hi; sleep 0.1; done" \
        >/dev/full 2>"$BATS_TEST_TMPDIR/err" && status=0 || status=$?
    [ "$status" -eq 125 ]
    contains "$(cat "$BATS_TEST_TMPDIR/err")" "the command was killed"
    [ ! -d "/proc/$(cat "$work/pid")" ]
    # A reader that has seen enough is none.
    crocum lab exec standing -s demo -- seq 100000 | head -n 1 | grep -x 1
}

@test "exec on a terminal: a character that comes in two parts is whole" {
    up
    "$BATS_TEST_DIRNAME/../terminal.py" 80 24 "$BINARY" lab exec standing -s demo -- \
        sh -c "printf 'Z\\303'; sleep 1; printf '\\274rich\\033['; sleep 1; printf '31m!\\n'" >"$BATS_TEST_TMPDIR/seen"
    [ "$(jq .status "$BATS_TEST_TMPDIR/seen")" -eq 0 ]
    [ "$(jq -r '.final[0]' "$BATS_TEST_TMPDIR/seen" | sed 's/ *$//')" = "Zürich!" ]
}

@test "a setup script that fails: the instance is broken, the script is named, and up continues there" {
    printf '#!/bin/sh\necho cannot >&2\nexit 3\n' >"$lab/setup/r1.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "r1.sh on r1: exit status 3"
    contains "$errors" "cannot"
    run_split crocum lab list
    contains "$output" "broken"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "broken"
    printf '#!/usr/bin/env python3\nopen("%s/by-python", "w")\n' "$work" >"$lab/setup/r1.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    [ -e "$work/by-python" ]
}

@test "outdated: not after the correction of a setup script has run; a script that changes after it ran is named" {
    two_machines
    rm "$lab/setup/r1.sh"
    printf '#!/bin/sh\necho no disk >&2\nexit 7\n' >"$lab/setup/r2.sh"
    printf 'id\ndemo\n' | crocum class import net - -q
    run_split crocum lab up standing --class net
    [ "$status" -eq 1 ]
    contains "$output" "setup failed: r2.sh on r2: exit status 7: no disk"
    # The correction: that script, and one for a machine that had none.
    printf '#!/bin/sh\necho r1 >>%s/ran\n' "$work" >"$lab/setup/r1.sh"
    printf '#!/bin/sh\necho r2 >>%s/ran\n' "$work" >"$lab/setup/r2.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    lacks "$errors" changed
    [ "$(sort "$work/ran" | xargs)" = "r1 r2" ]
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    lacks "$errors" changed
    run_split crocum lab list
    lacks "$output" outdated
    echo 'true # changed' >>"$lab/setup/r1.sh"
    run_split crocum lab list
    contains "$output" "outdated: the lab has changed since (setup/r1.sh)"
    run_split crocum lab up standing -s demo
    contains "$errors" "the lab has changed since this instance was created (setup/r1.sh); down and up would apply"
    [ "$(sort "$work/ran" | xargs)" = "r1 r2" ]
}

@test "outdated: a script that ran and is changed while another one is corrected is not run again, and up says so" {
    two_machines
    printf '#!/bin/sh\nexit 7\n' >"$lab/setup/r2.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 1 ]
    echo '# changed' | tee -a "$lab/setup/r1.sh" >"$lab/setup/r2.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    contains "$errors" "setup/r1.sh has changed since it ran in r1"
    [ "$(cat "$work/setup-ran")" = once ]
    run_split crocum lab list
    contains "$output" "outdated: the lab has changed since (setup/r1.sh)"
}

@test "list: a machine behind an agent socket is not counted as running, and needs no libvirt" {
    up
    run_split crocum lab list
    [ "$status" -eq 0 ]
    [[ $output =~ standing\ +demo\ +ready\ +-\  ]]
    [ "$(crocum lab list --json | jq -c '.instances[0] | [.machines, .running]')" = "[1,null]" ]
}

@test "an agent that hangs and has clients in its queue: busy, in words of the teacher's" {
    up
    kill -STOP "${agents[0]}"
    # Clients until the queue is full.
    python3 - "$BATS_TEST_TMPDIR/demo-r1.sock" <<'PY' 3>&- &
import socket, sys, time
clients = []
try:
    while True:
        clients.append(socket.socket(socket.AF_UNIX))
        clients[-1].setblocking(False)
        clients[-1].connect(sys.argv[1])
except BlockingIOError:
    time.sleep(60)
PY
    local clients=$!
    sleep 1
    run_split crocum lab status standing -s demo
    kill "$clients"
    kill -CONT "${agents[0]}"
    [ "$status" -eq 3 ]
    contains "$output" "0 of 1 machine answers; r1: the agent at"
    contains "$output" "does not take another client"
    lacks "$output" "Resource temporarily"
}

@test "a setup script that fails beside an agent that dies: the script is reported, status 1" {
    start_agent demo-r2
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}
  r2: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r2.sock"}
timeouts: {boot: 2, setup: 8}
YAML
    printf '#!/bin/sh\nsleep 1\necho no disk >&2\nexit 7\n' >"$lab/setup/r1.sh"
    printf '#!/bin/sh\nkill -KILL %s\n' "${agents[1]}" >"$lab/setup/r2.sh"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "setup failed: r1.sh on r1: exit status 7"
    contains "$errors" "no disk"
    run_split crocum lab list
    [[ $output =~ standing\ +demo\ +broken ]]
    # No agent was left to tidy up there.
    comm -13 <(echo "$before") <(scratch_folders) | xargs rm -rf
}

@test "the score of an earlier instance is not taken for that of the new one" {
    up
    crocum lab check standing -s demo -q
    run_split crocum lab list
    lacks "$output" "earlier"
    crocum lab down standing -s demo -q
    up
    run_split crocum lab list
    contains "$output" "(earlier instance)"
    run_split crocum lab list --json
    [ "$(json '.instances[0].last_attempt_is_earlier')" = true ]
    crocum lab check standing -s demo -q
    run_split crocum lab list
    lacks "$output" "earlier"
}

@test "up reports a ready instance only when its agents answer" {
    up
    kill -KILL "${agents[0]}"
    run_split crocum lab up standing -s demo
    [ "$status" -eq 3 ]
    contains "$errors" "the agent of r1 does not answer after 2 s"
    start_agent demo-r1
    run_split crocum lab up standing -s demo
    [ "$status" -eq 0 ]
    contains "$output" "was ready"
    lacks "$errors" booting
    [ "$(cat "$work/setup-ran")" = once ]
}

@test "up on an agent that stays silent ends at the boot deadline with status 3" {
    kill -STOP "${agents[0]}"
    run_split crocum lab up standing -s demo
    kill -CONT "${agents[0]}"
    [ "$status" -eq 3 ]
    contains "$errors" "does not answer after 2 s"
    up
}

@test "an agent that may not run commands: the message names the missing command and where to allow it" {
    start_agent demo2-r1 -b guest-exec
    run_split crocum lab up standing -s demo2
    [ "$status" -eq 3 ]
    contains "$errors" "guest-exec"
    contains "$errors" "/etc/sysconfig/qemu-ga"
}

@test "a second crocum on the same instance is refused with the holder's name, status 4; --wait waits" {
    up
    cat >"$lab/checks/r1.py" <<'PY'
import time
def test_slow(): time.sleep(4)
PY
    "$BINARY" lab check standing -s demo -q 3>&- &
    first=$!
    wait_until 5 grep -q "lab check" "$CROCUM_STATE/locks/standing.demo"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 4 ]
    contains "$errors" "crocum lab check standing -s demo"
    contains "$errors" "process $first"
    run_split crocum lab down standing -s demo --wait 60
    [ "$status" -eq 0 ]
    wait "$first"
}

# slow_check SECONDS: the suite is one check that takes so long, and first writes its processes to $work/slow.
slow_check() {
    rm -f "$work/slow"
    cat >"$lab/checks/r1.py" <<PY
import os
import time
def test_slow():
    with open("$work/slow.new", "w") as file:
        print(os.getppid(), os.getpid(), file=file)
    os.rename("$work/slow.new", "$work/slow")
    time.sleep($1)
PY
}

# What was not there before the test is removed; succeeds when nothing more appears.
scratch_removed() {
    comm -13 <(echo "$before") <(scratch_folders) | xargs rm -rf
    sleep 0.5
    [ "$(scratch_folders)" = "$before" ]
}

@test "Ctrl-C with an agent that has stopped: crocum leaves within seconds" {
    up
    slow_check 77
    setsid --wait bash -c 'trap - INT; exec "$0" lab check standing -s demo' "$BINARY" 3>&- &
    waiting=$!
    wait_until 10 test -e "$work/slow"
    kill -STOP "${agents[0]}"
    sleep 1
    kill -INT "$(jq .pid "$CROCUM_STATE/locks/standing.demo")"
    start=$SECONDS
    wait "$waiting" && status=0 || status=$?
    kill -CONT "${agents[0]}"
    [ "$status" -eq 130 ]
    [ $((SECONDS - start)) -le 5 ]
    # crocum could not tidy up there: this test does. The agent answers in order, so it has begun all that it was asked before.
    crocum lab exec standing -s demo -- true
    # shellcheck disable=SC2046
    kill -KILL $(cat "$work/slow")
    wait_until 10 scratch_removed
}

@test "Ctrl-C during a check: status 130, the run ends in the machine, nothing stays there" {
    up
    slow_check 77
    # A background job of a shell without job control would start with SIGINT ignored.
    setsid --wait bash -c 'trap - INT; exec "$0" lab check standing -s demo' "$BINARY" 2>"$BATS_TEST_TMPDIR/errors" 3>&- &
    wait_until 10 test -e "$work/slow"
    kill -INT "$(jq .pid "$CROCUM_STATE/locks/standing.demo")"
    wait $! && status=0 || status=$?
    [ "$status" -eq 130 ]
    contains "$(cat "$BATS_TEST_TMPDIR/errors")" "interrupted; this attempt has no result"
    [ "$(scratch_folders)" = "$before" ]
    [ ! -e "$CROCUM_STATE/attempts/standing/demo"/*/attempt.json ]
    # A terminal that goes away, unless crocum was asked to go on without it.
    rm "$work/slow"
    setsid --wait env --default-signal=HUP "$BINARY" lab check standing -s demo 2>"$BATS_TEST_TMPDIR/errors" 3>&- &
    wait_until 10 test -e "$work/slow"
    # It comes from whoever had to do with that terminal.
    local pid
    pid=$(jq .pid "$CROCUM_STATE/locks/standing.demo")
    kill -HUP "$pid"
    kill -HUP "$pid" || true
    wait $! && status=0 || status=$?
    [ "$status" -eq 129 ]
    [ "$(scratch_folders)" = "$before" ]
    slow_check 2
    nohup "$BINARY" lab check standing -s demo >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    wait_until 10 test -e "$work/slow"
    kill -HUP $!
    wait $!
    contains "$(cat "$BATS_TEST_TMPDIR/out")" "Score: 1 of 1"
}

@test "--only and --tags: some checks, no final score, and the last whole one stays; --fail-under is status 1" {
    cat >"$lab/checks/r1.py" <<PY
import os
import pytest

@pytest.mark.tags("files")
@pytest.mark.points(3)
def test_file(): assert os.path.exists("$work/file"), "no file"

@pytest.mark.tags("net")
def test_route(): pass
PY
    up
    run_split crocum lab check standing -s demo --only route
    [ "$status" -eq 0 ]
    contains "$output" "no final score: 1 of 1 point"
    run_split crocum lab list
    contains "$output" "1/1 (partial)"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 0 ]
    run_split crocum lab check standing -s demo --tags net,files --json
    [ "$(json .partial)" = false ]
    run_split crocum lab check standing -s demo --tags net --json
    [ "$(json .partial)" = true ]
    [ "$(jq .score <<<"$output")" = null ]
    [ "$(json .selection)" = "--tags net" ]
    run_split crocum lab list
    [[ $output =~ standing\ +demo\ +ready\ +.*1/4\ .*last\ attempt\ partial ]]
    run_split crocum lab list --json
    [ "$(json '.instances[0].last_attempt.score')" = 1 ]
    run_split crocum lab check standing -s demo --tags nets
    [ "$status" -eq 2 ]
    contains "$errors" "The tags are files, net"
    run_split crocum lab check standing -s demo --only 'and and'
    [ "$status" -eq 2 ]
    run_split crocum lab check standing -s demo --only nothing
    [ "$status" -eq 1 ]
    contains "$errors" 'there are no checks for --only "nothing"'
    run_split crocum lab check standing -s demo --fail-under 26
    [ "$status" -eq 1 ]
    contains "$errors" "the score is below 26 %"
    crocum lab check standing -s demo -q --fail-under 25
    # Nothing measured is no low score.
    kill -KILL "${agents[0]}"
    run_split crocum lab check standing -s demo --fail-under 100
    [ "$status" -eq 3 ]
    run_split crocum lab list
    [[ $output =~ 1/4\ .*last\ attempt\ with\ 2\ of\ 2\ checks\ ungraded ]]
}

@test "lab.yaml's points and total; an id that no check has is an error" {
    printf 'points: {"r1/r1.py::test_command": 3}\ntotal: 50\n' >>"$lab/lab.yaml"
    up
    run_split crocum lab check standing -s demo --json
    [ "$status" -eq 0 ]
    [ "$(json .max_score)" = 50 ]
    [ "$(json .score)" -eq 33 ] || [ "$(json '.score | . * 100 | round')" = 3333 ]
    run_split crocum lab list
    [[ $output =~ standing\ .*\ 50 ]]
    sed -i 's/test_command/test_comand/' "$lab/lab.yaml"
    run_split crocum lab check standing -s demo
    [ "$status" -eq 2 ]
    contains "$errors" "Did you mean r1/r1.py::test_command?"
}

@test "the lab's git commit is kept with the attempt, and whether it was changed since" {
    up
    export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
    git -C "$lab" init -q
    run_split crocum lab check standing -s demo --json
    [ "$(jq .lab_revision <<<"$output")" = null ]
    git -C "$lab" add . && git -C "$lab" commit -qm one
    run_split crocum lab check standing -s demo --json
    [ "$(json .lab_revision.commit)" = "$(git -C "$lab" rev-parse HEAD)" ]
    [ "$(jq .lab_revision.dirty <<<"$output")" = false ]
    echo '# changed' >>"$lab/checks/r1.py"
    run_split crocum lab check standing -s demo --json
    [ "$(json .lab_revision.dirty)" = true ]
}

@test "hidden checks in a machine: a note says that they can be read there; a student does not see what became of them" {
    printf 'import pytest\n@pytest.mark.visibility("hidden")\ndef test_a(): assert False, "secret"\ndef test_b(): assert False, "shown"\n' >"$lab/checks/r1.py"
    up
    run_split crocum lab check standing -s demo
    contains "$errors" "1 hidden check can be read in the machine where it is run"
    lacks "$output" secret
    contains "$output" "and 1 check that the student does not see"
    echo 'mode: host' >>"$lab/lab.yaml"
    run_split crocum lab check standing -s demo
    lacks "$errors" "hidden"
}

@test "Ctrl-C while a suite runs on the host: status 130, nothing stays in the machine" {
    printf 'def test_slow(host): host.run("touch %s/began; sleep 70")\n' "$work" >"$lab/checks/r1.py"
    echo 'mode: host' >>"$lab/lab.yaml"
    up
    setsid "$BINARY" lab check standing -s demo >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    local pid=$!
    wait_until 20 test -e "$work/began"
    start=$SECONDS
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ]
    [ $((SECONDS - start)) -lt 10 ]
    wait_until 10 bash -c "! pgrep -f 'sleep 70$'"
    [ "$(scratch_folders)" = "$before" ]
}
