#!/usr/bin/env bats
# Where suites run: in the machine, on the host, across machines, under a teacher's own pytest. Each "machine" is a real
# qemu-ga on a unix socket, on this host.

load ../common
load agents

setup() {
    agents_begin
    start_agent demo-r1
    start_agent demo-r2
    lab=$CROCUM_LABS/awkward
    mkdir -p "$lab/checks/r1" "$lab/checks/r2"
    yaml
    work=$BATS_TEST_TMPDIR/work
    mkdir "$work"
}

teardown() { agents_end; }

# yaml [LINE...]: lab.yaml with two standing machines.
yaml() {
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}
  r2: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r2.sock"}
timeouts: {boot: 2, suite: 60, check: 3}
YAML
    printf '%s\n' "$@" >>"$lab/lab.yaml"
}

up() { crocum lab up awkward -s demo -q; }

# verdicts: "ID VERDICT REASON SHARE" of each check, sorted.
verdicts() { json '.checks[] | "\(.id) \(.verdict) \(.reason) \(.share)"' | LC_ALL=C sort; }

# All that an ordinary pytest suite can hold, in equal files for two machines.
awkward_suites() {
    echo "WORD = 'äöü'" >"$lab/checks/shared_words.py"
    cat >"$lab/checks/conftest.py" <<'PY'
import pytest

@pytest.fixture
def from_conftest():
    return "yes"

def pytest_itemcollected(item):
    if item.name == "test_renamed":
        item.add_marker(pytest.mark.points(7))
PY
    for machine in r1 r2; do
        cat >"$lab/checks/$machine/test_all.py" <<'PY'
# -*- coding: utf-8 -*-
import sys
import time
import unittest

import pytest
from shared_words import WORD

pytestmark = pytest.mark.tags("all")

@pytest.fixture(scope="module")
def module_fixture(host):
    yield host.check_output("echo module")

@pytest.fixture
def broken_fixture(host):
    raise RuntimeError("a mistake of the suite")

@pytest.fixture
def refused_fixture(host):
    return host.check_output("false")

@pytest.fixture
def broken_afterwards():
    yield 1
    raise RuntimeError("afterwards")

def test_plain(host): assert host.run("exit 3").rc == 3
def test_fails(host): assert host.run("true").rc == 1, "as it should"
def test_without_message(host): assert host.run("true").rc == 1
def test_renamed(from_conftest): assert from_conftest == "yes"
def test_module_fixture(module_fixture): assert module_fixture == "module"
def test_broken_fixture(broken_fixture): pass
def test_refused_fixture(refused_fixture): pass
def test_broken_afterwards(broken_afterwards): pass
def test_calls_fail(): pytest.fail("by hand", pytrace=False)
def test_breaks_off(host): host.run("true").stdout.splitlines()[5]
def test_misspelt(): undefined_name  # noqa: F821
def test_no_module(): import no_such_module_anywhere  # noqa: F401
def test_exits(): sys.exit(0)
def test_unicode_äöü(host): assert host.run("printf %s", WORD).stdout == WORD
def test_not_utf8(host): assert host.run("printf '\\377\\376'").stdout_bytes == b"\xff\xfe"
def test_prints(host):
    result = host.run("echo out; echo err >&2")
    assert (result.stdout, result.stderr) == ("out\n", "err\n")
def test_no_newline(host): assert host.run("printf abc").stdout == "abc"
def test_many_lines(host): assert len(host.run("seq 5000").stdout.splitlines()) == 5000
def test_quoting(host): assert host.run("printf '%%s' %s", "a'b\"c$d`e\\n").stdout == "a'b\"c$d`e\\n"
def test_several_lines(host): assert host.run("if true\nthen\n  echo one\nfi\n# a comment").stdout == "one\n"
def test_here_document(host): assert host.run("cat <<'E'\nx y\nE").stdout == "x y\n"
def test_syntax_error(host): assert host.run("if").rc != 0
def test_signal(host): assert host.run("sh -c 'kill -TERM $$; sleep 5'").rc in (143, -15)
def test_state_is_not_kept(host):
    host.run("cd /tmp; export KEPT=1; umask 000")
    assert host.run("echo $KEPT$(umask)").stdout.strip() == "0022"
def test_background(host): assert host.run("sleep 30 >/dev/null 2>&1 & echo started").stdout == "started\n"
def test_file(host): assert host.file("/etc/passwd").user == "root" and host.file("/etc/passwd").mode == 0o644
def test_missing_file(host): assert not host.file("/nowhere").exists
def test_student(student): assert student == "demo"
def test_params(params): assert params == {}

@pytest.mark.parametrize("value", ["a b", "ä/ö", "x::y", "[z]", ""])
def test_parameters(host, value): assert host.run("printf %s", value).stdout == value

@pytest.mark.parametrize("number", [1, 2], ids=["one", "two"])
class TestClass:
    @pytest.mark.points(2)
    def test_method(self, number): assert number < 2, "two is too many"

class TestUnit(unittest.TestCase):
    def test_equal(self): self.assertEqual(1, 1)
    def test_not_equal(self): self.assertEqual(1, 2, "not equal")

@pytest.mark.xfail(reason="known")
def test_expected(): assert False
@pytest.mark.xfail
def test_unexpected(): pass
@pytest.mark.xfail(strict=True, reason="strict")
def test_strict(): pass
@pytest.mark.skip(reason="everywhere")
def test_skipped(): assert False
@pytest.mark.skipif("1 > 0", reason="here")
def test_skipped_here(): pass
def test_skips_itself(host): pytest.skip("itself")

def test_half(set_score):
    set_score(0.5)
def test_quarter(set_score):
    set_score(0.25)
    assert False, "three are missing"
def test_too_much(set_score): set_score(2)

@pytest.mark.timeout(1)
def test_declared(host): host.run("sleep 60")
def test_guarded(host): host.run("sleep 60")
def test_stubborn():
    try:
        time.sleep(60)
    except Exception:
        pass
def test_folder(host): assert host.check_output("pwd") == "/root"
def test_background(host): assert host.run("sleep 40 & echo started").stdout == "started\n"
def test_long(host): assert host.check_output("printf %%s %s | wc -c", "q" * 60000) == "60000"
def test_stdin(host): assert host.run("cat").stdout == ""
def test_after_them(host): assert host.run("echo alive").stdout == "alive\n"

tries = []
@pytest.mark.wait(5)
def test_waits(host):
    tries.append(1)
    assert len(tries) >= 3
@pytest.mark.wait(1)
def test_waits_in_vain(): assert False, "still not"
PY
    done
}

@test "one awkward suite: the same ids and the same verdicts in the machine and on the host" {
    awkward_suites
    up
    run_split crocum lab check awkward -s demo --json
    [ "$status" -eq 3 ]
    verdicts >"$BATS_TEST_TMPDIR/guest"
    yaml 'mode: host'
    run_split crocum lab check awkward -s demo --json
    [ "$status" -eq 3 ]
    verdicts >"$BATS_TEST_TMPDIR/host"
    diff "$BATS_TEST_TMPDIR/guest" "$BATS_TEST_TMPDIR/host"
    [ "$(json '[.machines[].mode] | join(" ")')" = "host host" ]
    # And they are the right ones: whatever is not named here has passed.
    grep '^r1/' "$BATS_TEST_TMPDIR/guest" | sed 's|^r1/r1/test_all.py::||' | grep -v ' passed  1$' >"$BATS_TEST_TMPDIR/others"
    diff "$BATS_TEST_TMPDIR/others" - <<'VERDICTS'
TestClass::test_method[two] failed  0
TestUnit::test_not_equal failed  0
test_breaks_off failed error 0
test_broken_afterwards ungraded internal 0
test_broken_fixture ungraded internal 0
test_calls_fail failed  0
test_declared failed timeout 0
test_exits failed error 0
test_expected ungraded internal 0
test_fails failed  0
test_guarded ungraded timeout 0
test_half failed  0.5
test_misspelt ungraded internal 0
test_no_module ungraded internal 0
test_quarter failed  0.25
test_refused_fixture failed  0
test_skipped skipped  0
test_skipped_here skipped  0
test_skips_itself skipped  0
test_strict ungraded internal 0
test_stubborn ungraded timeout 0
test_too_much ungraded internal 0
test_waits_in_vain failed  0
test_without_message failed  0
VERDICTS
    diff <(grep '^r1/' "$BATS_TEST_TMPDIR/guest" | sed 's/^r1.r1/r2\/r2/') <(grep '^r2/' "$BATS_TEST_TMPDIR/guest")
    [ "$(json '.checks[] | select(.id == "r1/r1/test_all.py::test_renamed") | .max_score')" = 7 ]
    # The points of what is skipped everywhere are not in the total; what a machine may skip is.
    [ "$(json '.checks[] | select(.id == "r1/r1/test_all.py::test_skipped") | .max_score')" = 0 ]
    [ "$(json '.checks[] | select(.id == "r1/r1/test_all.py::test_skipped_here") | .max_score')" = 1 ]
}

@test "a suite on the host: the guest sees commands, never the tests; nothing of it stays; an agent that dies is ungraded" {
    before=$(scratch_folders)
    rmdir "$lab/checks/r2"
    cat >"$lab/checks/r1/test_a.py" <<PY
import os

def test_first(host): assert host.run("touch $work/seen; echo /run/crocum-*").rc == 0
def test_on_the_host(): assert "PYTEST_CURRENT_TEST" in os.environ
def test_no_files(host): assert "test_a" not in host.run("find /run/crocum-* -type f -newer $lab/lab.yaml -exec cat {} +").stdout
def test_dies(host):
    try:
        host.run("kill -KILL ${agents[0]}; sleep 5")
    except Exception:
        pass
def test_swallows(host):
    try:
        host.run("true")
    except BaseException:
        pass
def test_needs_no_machine(): pass
PY
    up
    yaml 'mode: {r1: host}'
    run_split crocum lab check awkward -s demo --json
    [ "$status" -eq 3 ]
    [ -e "$work/seen" ]
    [ "$(json '.checks | map(.verdict) | join(" ")')" = "passed passed passed ungraded ungraded passed" ]
    [ "$(json '.checks[4].reason')" = agent_silent ]
    [ "$(json '.machines.r1.mode')" = host ]
    # The scratch folder of an agent that died is all that may be left.
    rm -rf "$(comm -13 <(echo "$before") <(scratch_folders))"
}

@test "checks across machines run on the host, at the same time where they ask for it; one silent machine is its own trouble" {
    rmdir "$lab/checks/r1" "$lab/checks/r2"
    cat >"$lab/checks/lab.py" <<PY
import time
import pytest

def test_run(machines):
    """r1 answers"""
    assert machines["r1"].run("printf %s", "a b").stdout == "a b"

def test_host(machines): assert machines["r2"].host.file("/etc/passwd").exists

@pytest.mark.timeout(20)
def test_at_once(machines):
    begin = time.monotonic()
    answers = machines.run({"r1": "sleep 1.5; echo one", "r2": "sleep 1.5; echo two"})
    assert [answers["r1"].stdout, answers["r2"].stdout] == ["one\n", "two\n"]
    assert time.monotonic() - begin < 2.9, "one after the other"

def test_start(machines):
    listening = machines["r1"].start("read line <%s; echo \$line", "$work/pipe")
    machines["r2"].run("echo hello >$work/pipe")
    assert listening.result().stdout == "hello\n"

def test_all_are_there(machines): assert sorted(machines) == ["r1", "r2"]
def test_unknown(machines): machines["r9"].run("true")
PY
    mkfifo "$work/pipe"
    up
    run_split crocum lab check awkward -s demo
    [ "$status" -eq 3 ]
    contains "$output" "[ PASS ]     1/1  lab  r1 answers"
    contains "$output" "internal: unknown machine 'r9'; the lab has r1, r2"
    run_split crocum lab check awkward -s demo -m lab --only 'not unknown' --json
    [ "$status" -eq 0 ]
    [ "$(json .partial)" = true ]
    kill -STOP "${agents[1]}"
    run_split crocum lab check awkward -s demo --only 'run or host' --json
    kill -CONT "${agents[1]}"
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "passed ungradedtimeout" ]
}

@test "a command with endless output, and one that does not end: bounded, and the checks after them run" {
    rmdir "$lab/checks/r2"
    yaml 'mode: host' 'total: 100'
    sed -i 's/check: 3/check: 20/' "$lab/lab.yaml"
    cat >"$lab/checks/r1/test_a.py" <<'PY'
import pytest
def test_ends_its_shell(host): host.run("kill -KILL $$; sleep 5")
def test_endless(host): host.run("yes")
@pytest.mark.timeout(1)
def test_hangs(host): host.run("sleep 1000")
def test_after(host): assert host.run("echo ok").stdout == "ok\n"
def test_long(host): host.run("true " + "x" * 200000)
PY
    up
    run_split crocum lab check awkward -s demo --json
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "ungradedtransport ungradedtampered failedtimeout passed ungradedinternal" ]
    contains "$(json '.checks[1].message')" "more than 4 MiB"
    [ "$(json '.checks[2].max_score')" = 20 ]
    ! pgrep -f 'sleep 1000$'
}

@test "a teacher's own pytest reaches the machines, without a run of crocum's" {
    cat >"$lab/checks/r1/test_a.py" <<'PY'
import pytest
@pytest.mark.points(2)
@pytest.mark.tags("x")
def test_a(host): assert host.run("echo hi").stdout == "hi\n"
def test_b(host, student, set_score, params): assert student == "demo" and params == {"vlan": "7"}
@pytest.mark.wait(3)
def test_c(host): assert host.run("[ -e %s ] || { touch %s; exit 1; }", *["/tmp/crocum-wait"] * 2).rc == 0
def test_d(machines): assert machines["r2"].run("echo two").stdout == "two\n"
PY
    python3 -m venv "$BATS_TEST_TMPDIR/venv"
    "$BATS_TEST_TMPDIR/venv/bin/pip" install -q --no-index --find-links "$(dirname "$BINARY")/runtime/wheels" pytest
    run_split env PYTHONPATH="$(crocum python-path)" "$BATS_TEST_TMPDIR/venv/bin/pytest" -q --hosts=crocum://awkward/demo/r1
    [ "$status" -eq 1 ]
    contains "$errors" "venv/bin/python3 -m pip install pytest-testinfra"
    [[ $errors != *Traceback* ]]
    "$BATS_TEST_TMPDIR/venv/bin/pip" install -q --no-index --find-links "$(dirname "$BINARY")/runtime/wheels" pytest-testinfra
    yaml 'parameters: {vlan: {int: [7, 7]}}'
    up
    path=$(crocum python-path)
    [ "$path" = "$(crocum python-path)" ]
    run_split crocum python-path --json
    [ "$(json .path)" = "$path" ]
    rm -f /tmp/crocum-wait
    run_split env PYTHONPATH="$path" "$BATS_TEST_TMPDIR/venv/bin/pytest" -q --strict-markers -p no:cacheprovider \
        --hosts=crocum://awkward/demo/r1 "$lab/checks/r1/test_a.py"
    rm -f /tmp/crocum-wait
    [ "$status" -eq 0 ]
    contains "$output" "4 passed"
    run_split env PYTHONPATH="$path" "$BATS_TEST_TMPDIR/venv/bin/pytest" -q -p no:cacheprovider --hosts=crocum://awkward/nobody/r1 \
        "$lab/checks/r1/test_a.py"
    [ "$status" -ne 0 ]
    contains "$output$errors" "there is no instance awkward of nobody"
}

@test "cross_check: some results of the machine are compared with the host's own probes; a lasting difference is a mismatch" {
    rmdir "$lab/checks/r2"
    yaml 'cross_check: true'
    cat >"$lab/checks/r1/test_a.py" <<'PY'
import os
def test_same(host): assert host.run("true").rc == 0
def test_fails(host): assert host.run("false").rc == 0, "no"
def test_lies(host): assert "crocum-" in os.getcwd() and "TMPDIR" in os.environ and os.environ["TMPDIR"].startswith("/run"), "not there"
PY
    up
    run_split crocum lab check awkward -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = "passed failed ungradedmismatch" ]
    [ "$(jq .score <<<"$output")" = null ]
    contains "$(json '.checks[2].message')" "in the machine it passed; from the host it failed: not there; the difference stayed"
    [ "$(json '.machines.r1.cross_checked | length')" = 2 ]
    # It has its time from the attempt's.
    sed -i 's/check: 3}/check: 3, attempt: 4}/' "$lab/lab.yaml"
    cat >"$lab/checks/r1/test_a.py" <<'PY'
def test_slow(host): assert host.run("sleep 2").rc == 0
PY
    run_split crocum lab check awkward -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict + .reason) | join(" ")')" = ungradedtimeout ]
    contains "$(json '.checks[0].message')" "the comparison from the host failed"
}

@test "a machine with a name in capitals: up, setup, check in all three kinds of suite, exec, show, down" {
    rm -r "$lab/checks"/*
    mkdir -p "$lab/setup"
    sed -i 's/  r1:/  R1:/; s/  r2:/  SW1:/' "$lab/lab.yaml"
    echo 'mode: {SW1: host}' >>"$lab/lab.yaml"
    echo "echo set up >$work/set-up" >"$lab/setup/R1.sh"
    echo 'def test_in(host): assert host.run("true").rc == 0, "no"' | tee "$lab/checks/R1.py" >"$lab/checks/SW1.py"
    echo 'def test_across(machines): assert machines["R1"].host.run("true").rc == 0 and sorted(machines) == ["R1", "SW1"], "no"' \
        >"$lab/checks/lab.py"
    up
    [ "$(cat "$work/set-up")" = "set up" ]
    run_split crocum lab check awkward -s demo --json
    [ "$status" -eq 0 ]
    [ "$(verdicts)" = "R1/R1.py::test_in passed  1
SW1/SW1.py::test_in passed  1
lab/lab.py::test_across passed  1" ]
    run_split crocum lab check awkward -s demo --machine R1 --json
    [ "$status" -eq 0 ]
    [ "$(json '.checks | length')" = 1 ]
    run_split crocum lab exec awkward -s demo -m SW1 -- echo here
    [ "$output" = here ]
    run_split crocum lab exec awkward -s demo -m sw1 -- echo here
    [ "$status" -eq 125 ]
    contains "$errors" "there is no machine sw1 in awkward of demo; it has R1, SW1"
    run_split crocum lab show awkward -s demo
    contains "$output" "SW1"
    run_split crocum lab down awkward -s demo
    [ "$status" -eq 0 ]
}
