#!/usr/bin/env bats
# An agent that misbehaves (agent.py), from the beginning or in the middle of a run, beside an honest one (a real qemu-ga) whose
# machine has to be graded all the same. Both are on this host; the suites touch nothing outside of the test's folder.

load ../common
load ../agent/agents
load hostile

setup() {
    agents_begin
    start_agent demo-r2
    lab=$CROCUM_LABS/hostile
    work=$BATS_TEST_TMPDIR/work
    mkdir -p "$lab/checks" "$work"
    cat >"$lab/lab.yaml" <<YAML
machines:
  srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}
  r2: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r2.sock"}
timeouts: {boot: 3, check: 8, suite: 20}
YAML
    # The first check arms the agent: what comes after it is the middle of the run.
    cat >"$lab/checks/srv.py" <<PY
import time

def test_done(host): assert host.run("touch $work/armed; test -e $work/done").rc == 0, "not done"
def test_slow(): time.sleep(2)
def test_last(host): assert host.check_output("echo last") == "last"
PY
    echo 'def test_two(host): assert host.run("true").rc == 0' >"$lab/checks/r2.py"
    scratch_before=$(scratch_folders)
}

teardown() {
    agents_end
    # An agent that misbehaves cannot be asked to tidy up, and its "machine" is this host.
    local folder
    for folder in $(comm -13 <(echo "$scratch_before") <(scratch_folders)); do
        case $folder in /run/crocum-*) rm -rf "$folder" ;; esac
    done
}

hostile() {
    "$BATS_TEST_DIRNAME/agent.py" "$BATS_TEST_TMPDIR/demo-srv.sock" "$1" "$2" 3>&- &
    agents+=($!)
    wait_until 10 test -S "$BATS_TEST_TMPDIR/demo-srv.sock"
}

# bounded: what has to hold in every case.
bounded() {
    # A lie about what nobody asks of it changes nothing: then all is graded as it is.
    if [ "$status" -eq 0 ]; then
        [ "$(verdicts srv)" = "failed passed passed" ]
    else
        [ "$status" -eq 3 ]
        [ "$(jq .score <<<"$output")" = null ]
    fi
    [ "$(verdicts r2)" = passed ]
    awk -v s="$seconds" 'BEGIN { exit !(s < 60) }'
    # What was not earned is not passed, and nothing is a zero because of the agent.
    [ "$(json '[.checks[] | select(.id == "srv/srv.py::test_done") | select(.verdict == "passed")] | length')" = 0 ]
    [ "$(json '[.checks[] | select(.machine == "srv" and .verdict == "failed" and .message != "not done")] | length')" = 0 ]
    [ -e "$(json .folder)/attempt.json" ]
    # One line each, without what it sent.
    lacks "$output" $'\x1b'
}

# faces FAULT REASONS [ARM]: REASONS are what the checks that were not measured may be ungraded for.
faces() {
    local mode reasons
    for mode in guest host; do
        rm -rf "$work/armed" "$BATS_TEST_TMPDIR/demo-srv.sock"
        hostile honest "$work/never"
        crocum lab up hostile -s demo -q
        kill -KILL "${agents[-1]}"
        rm -f "$BATS_TEST_TMPDIR/demo-srv.sock"
        hostile "$1" "${3:-$work/armed}"
        sed -i '/^mode/d' "$lab/lab.yaml"
        echo "mode: {srv: $mode}" >>"$lab/lab.yaml"
        PATIENCE=90 WHERE=$mode checked
        bounded
        reasons=$(json '[.checks[] | select(.machine == "srv" and .verdict == "ungraded") | .reason] | unique | join(" ")')
        for reason in $reasons; do contains " $2 " " $reason "; done
        kill -KILL "${agents[-1]}" 2>/dev/null || true
        if [ "$status" -eq 0 ]; then
            WHERE="agent, $mode" as_before
        else
            WHERE="agent, $mode" said "$(json '[.checks[] | select(.verdict == "ungraded")][0] | .reason + ": " + .message' | head -n 1 | cut -c1-110)"
        fi
    done
}

@test "honest: the tests' own agent is one" {
    hostile honest "$work/never"
    crocum lab up hostile -s demo -q
    for mode in guest host; do
        sed -i '/^mode/d' "$lab/lab.yaml"
        echo "mode: {srv: $mode}" >>"$lab/lab.yaml"
        WHERE="agent, $mode" checked
        WHERE="agent, $mode" as_before
    done
}

@test "silent from the beginning" { faces silent "agent_silent timeout" now; }
@test "silent in the middle" { faces silent "agent_silent timeout"; }
@test "one byte a second" { faces slow "agent_silent timeout"; }
@test "answers twice" { faces twice tampered; }
@test "answers for the request before" { faces late "tampered agent_restarted transport internal timeout agent_silent"; }
@test "garbage from the beginning" { faces garbage "tampered agent_silent" now; }
@test "garbage in the middle" { faces garbage "tampered agent_silent"; }
@test "half a document" { faces unbalanced tampered; }
@test "a hundred thousand brackets" { faces deep tampered; }
@test "numbers out of all ranges" { faces numbers tampered; }
@test "an answer of nothing" { faces null tampered; }
@test "megabytes without an end of the line, from the beginning" { faces flood tampered now; }
@test "megabytes without an end of the line" { faces flood tampered; }
@test "answers without end" { faces lines "tampered agent_silent"; }
@test "ends in the middle" { faces dies "agent_silent transport timeout"; }
@test "closes, comes back and has forgotten everything" { faces comes_back "agent_restarted transport agent_silent timeout"; }
@test "no process ever ends" { faces never_exits "timeout agent_silent internal" now; }
@test "processes end without a status" { faces no_exitcode tampered; }
@test "says that every process has ended well" { faces ends_early "internal tampered transport" now; }
@test "a process number of -1" { faces negative_pid tampered now; }
@test "a process number of 2^63" { faces big_pid tampered now; }
@test "the number of a process that nobody has started" { faces foreign_pid "agent_restarted transport internal" now; }
@test "has written more than it got" { faces writes_more tampered now; }
@test "writes nothing, for ever" { faces writes_nothing tampered now; }
@test "has written -5 bytes" { faces writes_less_than_nothing tampered now; }
@test "gives more than was asked for" { faces reads_more tampered; }
@test "gives no base64" { faces reads_no_base64 tampered; }
@test "gives another count than it says" { faces reads_other_count tampered; }
@test "files never end" { faces reads_without_end tampered; }
@test "a text for a file's number" { faces text_handle tampered now; }
@test "an error of three megabytes" { faces long_error "tampered transport agent_restarted internal"; }
@test "refuses everything" { faces refuses "transport agent_restarted internal" now; }
