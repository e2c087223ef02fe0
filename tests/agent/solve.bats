#!/usr/bin/env bats
# lab solve: the lab's own solution in the machines of a student, with everything that a setup script gets. Each "machine" is a
# real qemu-ga on a unix socket, on this host.

load ../common
load agents

setup() {
    agents_begin
    start_agent demo-r1
    start_agent demo-r2
    work=$BATS_TEST_TMPDIR/work lab=$CROCUM_LABS/pair
    mkdir -p "$work" "$lab"/{checks,solution}
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}
  r2: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r2.sock"}
timeouts: {boot: 2, suite: 60, setup: 20}
parameters:
  net: {subnet: {of: 10.0.0.0/8, prefix: 24}}
partials:
  begun: {machine: r2, score: 1}
YAML
    for machine in r1 r2; do
        cat >"$lab/checks/$machine.py" <<PY
def test_net(host, params):
    assert host.file("$work/$machine").content_string.strip() == params["net"], "not solved"
PY
    done
    # Each waits for the other one: they have to run at the same time.
    for pair in "r1 r2" "r2 r1"; do
        read -r own other <<<"$pair"
        cat >"$lab/solution/$own.sh" <<SH
set -eu
echo "\$CROCUM_NET" >$work/$own
until [ -s $work/$other ]; do sleep 0.1; done
SH
    done
    echo "echo \$CROCUM_NET >$work/r2" >"$lab/solution/partial-begun.sh"
    crocum lab up pair -s demo -q
}

teardown() { agents_end; }

# score: of demo, by a new check.
score() { crocum lab check pair -s demo --json | jq .score; }

@test "the scripts of all machines run at the same time, with the student's own values; the next check is full" {
    run_split crocum lab solve pair -s demo
    [ "$status" -eq 0 ]
    [[ $output =~ ^"the solution ran in pair of demo (r1, r2), "[0-9.]+" s"$ ]]
    contains "$errors" "Running the solution"
    [[ $(cat "$work/r1") =~ ^10\.[0-9]+\.[0-9]+\.0/24$ ]]
    [ "$(score)" = 2 ]
}

@test "one machine, and a partial solution" {
    run_split crocum lab solve pair -s demo --partial begun
    [ "$status" -eq 0 ]
    contains "$output" "partial solution begun ran in pair of demo (r2)"
    [ "$(score)" = 1 ]
    rm "$work/r2"
    echo "echo \$CROCUM_NET >$work/r1" >"$lab/solution/r1.sh"
    run_split crocum lab solve pair -s demo -m r1 -q
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
    [ "$(ls "$work")" = r1 ]
}

@test "a partial solution that spans machines: its scripts run at the same time, in their machines" {
    sed -i 's/^  begun: .*/&\n  linked: {score: 2}/' "$lab/lab.yaml"
    mkdir "$lab/solution/partial-linked"
    mv "$lab"/solution/r?.sh "$lab/solution/partial-linked/"
    run_split crocum lab solve pair -s demo --partial linked
    [ "$status" -eq 0 ]
    contains "$output" "partial solution linked ran in pair of demo (r1, r2)"
    [ "$(score)" = 2 ]
    echo 'echo no; exit 3' >"$lab/solution/partial-linked/r2.sh"
    run_split crocum lab solve pair -s demo --partial linked -m r2
    [ "$status" -eq 1 ]
    contains "$errors" "solution/partial-linked/r2.sh on r2: exit status 3"
}

@test "what there is no script for: the error names what there is, and nothing runs" {
    run_split crocum lab solve pair -s demo --partial begin
    [ "$status" -eq 2 ]
    contains "$errors" 'lab pair has no partial solution "begin"'
    contains "$errors" 'Did you mean "begun"?'
    run_split crocum lab solve pair -s demo --partial begun -m r1
    [ "$status" -eq 2 ]
    contains "$errors" "there is no script for r1; there are scripts for r2"
    run_split crocum lab solve pair -s demo -m r7
    [ "$status" -eq 2 ]
    contains "$errors" "there is no machine r7 in pair of demo; it has r1, r2"
    run_split crocum lab solve pair -s eve
    [ "$status" -eq 1 ]
    contains "$errors" "there is no instance pair of eve"
    rm "$lab"/solution/r?.sh
    run_split crocum lab solve pair -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "lab pair has no solution for the machines of pair of demo"
    [ -z "$(ls "$work")" ]
}

@test "a script that fails: its output, without escapes, status 1; the other one ran to its end" {
    printf 'echo "no \033[31mway" >&2\nexit 3\n' >"$lab/solution/r1.sh"
    echo "sleep 1; echo done >$work/r2" >"$lab/solution/r2.sh"
    run_split crocum lab solve pair -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "solution/r1.sh on r1: exit status 3"
    contains "$errors" "no way"
    [ "$(cat "$work/r2")" = "done" ]
    # An agent that does not answer is no failure of the script.
    kill -KILL "$(cat "$BATS_TEST_TMPDIR/demo-r1.agent")"
    run_split crocum lab solve pair -s demo
    [ "$status" -eq 3 ]
}

@test "--json and --events: the machines with their scripts, and each as it ends" {
    run_split crocum lab solve pair -s demo --json --events "$BATS_TEST_TMPDIR/events"
    [ "$status" -eq 0 ]
    [ "$(json '[.command, .lab, .student, .partial] | join(" ")')" = "lab solve pair demo " ]
    [ "$(json '.machines | map(.name + " " + .script) | join(" ")')" = "r1 $lab/solution/r1.sh r2 $lab/solution/r2.sh" ]
    [ "$(jq -r 'select(.event == "machine") | .machine + " " + .state' "$BATS_TEST_TMPDIR/events" | sort | xargs)" = "r1 solved r2 solved" ]
}

@test "a check must not measure a lab that is half solved: solve holds the lock, --wait waits" {
    printf 'touch %s/began\nsleep 3\n' "$work" | tee "$lab/solution/r1.sh" >"$lab/solution/r2.sh"
    "$BINARY" lab solve pair -s demo -q 3>&- &
    first=$!
    wait_until 10 test -e "$work/began"
    run_split crocum lab check pair -s demo
    [ "$status" -eq 4 ]
    contains "$errors" '"crocum lab solve pair -s demo"'
    run_split crocum lab solve pair -s demo --partial begun
    [ "$status" -eq 4 ]
    run_split crocum lab solve pair -s demo --partial begun --wait
    [ "$status" -eq 0 ]
    wait "$first"
}

@test "exec: the command has the student's own values in its environment" {
    # shellcheck disable=SC2016
    run_split crocum lab exec pair -s demo -m r1 -- sh -c 'echo "$CROCUM_NET"'
    [ "$status" -eq 0 ]
    [[ $output =~ ^10\.[0-9]+\.[0-9]+\.0/24$ ]]
    # As the solution has them, from stdin too.
    crocum lab exec pair -s demo -m r2 -- sh -s <"$lab/solution/partial-begun.sh"
    [ "$(cat "$work/r2")" = "$output" ]
}
