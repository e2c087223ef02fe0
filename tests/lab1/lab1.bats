#!/usr/bin/env bats
# labs/lab1 from beginning to end, with the time of each phase.

load ../common
load ../live/private

TABLE=${CROCUM_LAB1_TABLE:-/dev/null}

setup_file() { live_begin; }

teardown_file() {
    here
    crocum lab down lab1 -s demo -q || true
    live_end
}

setup() { here; }

here() {
    live_here
    export CROCUM_LABS=$BATS_TEST_DIRNAME/../../labs
}

# phase NAME RESULT START: a row of the table.
phase() { awk -v n="$1" -v r="$2" -v a="$3" -v b="$EPOCHREALTIME" 'BEGIN { printf "%s\t%s\t%.1f\n", n, r, b - a }' >>"$TABLE"; }

@test "up: five machines, three networks" {
    start=$EPOCHREALTIME
    run_split crocum lab up lab1 -s demo
    [ "$status" -eq 0 ]
    contains "$output" "lab1 of demo is ready (isp, pc, r1, srv1, srv2)"
    phase "up" "5 machines ready" "$start"
}

@test "a plan right after up says \"No changes\"" {
    plan_says_no_changes lab1
}

@test "check of the untouched lab: nothing is done, everything is measured" {
    start=$EPOCHREALTIME
    run_split crocum lab check lab1 -s demo
    [ "$status" -eq 0 ]
    contains "$output" "Score: 0 of 32 points (0 %)"
    contains "$output" "Left to do"
    phase "check, untouched" "0 of 32" "$start"
}

@test "the solution, machine by machine, and 100 %" {
    start=$EPOCHREALTIME
    for machine in r1 srv1 srv2 pc; do
        crocum lab solve lab1 -s demo -m "$machine"
    done
    phase "solution" "4 machines" "$start"
    start=$EPOCHREALTIME
    run_split crocum lab check lab1 -s demo
    [ "$status" -eq 0 ]
    contains "$output" "Score: 32 of 32 points (100 %)"
    phase "check, solved" "32 of 32" "$start"
}

@test "a suite on the host gives the same verdicts as in the machines" {
    verdicts() { json '.checks[] | "\(.id) \(.verdict) \(.score)"' | LC_ALL=C sort; }
    run_split crocum lab check lab1 -s demo --json
    verdicts >"$LIVE/guest"
    # The same lab, by its name in the record: only where its suites run is another.
    mkdir -p "$LIVE/labs"
    cp -r "$CROCUM_LABS/lab1" "$LIVE/labs/lab1"
    echo 'mode: host' >>"$LIVE/labs/lab1/lab.yaml"
    sed -i "s|\"folder\": *\"[^\"]*\"|\"folder\": \"$LIVE/labs/lab1\"|" "$CROCUM_STATE/instances/lab1/demo/instance.json"
    start=$EPOCHREALTIME
    run_split env CROCUM_LABS="$LIVE/labs" "$BINARY" lab check lab1 -s demo --json
    phase "check, solved, on the host" "$(json '"\(.reached) of \(.measured)"')" "$start"
    [ "$status" -eq 0 ]
    [ "$(json '[.machines[].mode] | unique | join(" ")')" = host ]
    verdicts >"$LIVE/host"
    diff "$LIVE/guest" "$LIVE/host"
    sed -i "s|\"folder\": *\"[^\"]*\"|\"folder\": \"$(readlink -f "$CROCUM_LABS/lab1")\"|" "$CROCUM_STATE/instances/lab1/demo/instance.json"
}

@test "r1's agent stopped: its checks are ungraded, the others are graded, status 3" {
    crocum lab exec lab1 -s demo -m r1 -- \
        systemd-run --quiet --timer-property=AccuracySec=100ms --on-active=1 systemctl stop qemu-guest-agent </dev/null
    wait_until 15 bash -c "virsh -c '$URI' dumpxml demo-lab1-r1 | grep -q \"guest_agent.0' state='disconnected'\""
    start=$EPOCHREALTIME
    run_split crocum lab check lab1 -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '[.checks[] | select(.machine == "r1") | .verdict + ":" + .reason] | unique | join(" ")')" = ungraded:agent_silent ]
    [ "$(json '[.checks[] | select(.machine != "r1") | .verdict] | unique | join(" ")')" = passed ]
    phase "check, r1's agent stopped" "$(json '"\(.reached) of \(.measured) measured, \(.ungraded) ungraded"')" "$start"
}

@test "down: nothing stands" {
    start=$EPOCHREALTIME
    run_split crocum lab down lab1 -s demo
    [ "$status" -eq 0 ]
    phase "down" "nothing stands" "$start"
    [ -z "$(what_stands)" ]
    [ ! -e "$CROCUM_STATE/instances/lab1/demo" ]
}
