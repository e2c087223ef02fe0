#!/usr/bin/env bats
# `lab verify` on real machines: the labs that come with crocum prove their checks, and checks that prove nothing are
# found out.

load ../common
load ../live/private

TABLE=${CROCUM_LABS_TABLE:-/dev/null}

setup_file() { live_begin; }

teardown_file() { live_end; }

setup() {
    live_here
    copies=$LIVE/copies
    start=$EPOCHREALTIME
}

# Whatever a test leaves is in the next one's way.
teardown() {
    local id
    for id in $(cd "$CROCUM_STATE/instances" 2>/dev/null && ls -d */verify-* 2>/dev/null); do
        crocum lab down "${id%/*}" -s "${id#*/}" -q || true
    done
}

# row WHAT: a row of the table: the last line that verify printed.
row() {
    awk -v n="$1" -v r="$(tail -n 1 <<<"$output" | sed 's/, [0-9]* s$//; s/^[a-z0-9]*: //')" -v a="$start" \
        -v b="$EPOCHREALTIME" 'BEGIN { printf "%s\t%s\t%.1f\n", n, r, b - a }' >>"$TABLE"
}

# copy NAME: a lab of that name that is labs/hello without its partial solution.
copy() {
    lab=$copies/$1
    mkdir -p "$copies"
    rm -rf "$lab"
    cp -r "$LAB" "$lab"
    rm "$lab"/solution/partial-*
    sed -i '/^partials/,$d' "$lab/lab.yaml"
}

nothing_is_left() {
    [ -z "$(what_stands)" ]
    [ -z "$(ls -A "$CROCUM_STATE/instances/${1:-hello}" 2>/dev/null)" ]
    [ -z "$(ls -A "$CROCUM_STATE/attempts/${1:-hello}" 2>/dev/null)" ]
    [ "$(crocum lab list --json | jq '.instances | length')" = 0 ]
}

@test "hello verifies, with its partial solution; nothing is left of it" {
    run_split crocum lab verify "$LAB"
    [ "$status" -eq 0 ]
    contains "$output" "hello: verified"
    [[ $output =~ srv/srv.py::test_route\ +failed\ +passed ]]
    [[ $output =~ points\ +1/10\ +10/10\ +4/10 ]]
    lacks "$errors" "FAIL"
    nothing_is_left
    row "hello"
}

@test "lab1 verifies" {
    run_split crocum lab verify "$LAB/../lab1" --json
    [ "$status" -eq 0 ]
    [ "$(json '.states | map(.gradings[0].score) | join(" ")')" = "0 32" ]
    nothing_is_left lab1
    output=$(json '.lab + ": verified"')
    row "lab1"
}

@test "a check that always passes is named, status 1" {
    copy always
    printf '\n\ndef test_always(host):\n    """Nothing in particular"""\n    assert host.run("true").rc == 0, "no"\n' >>"$lab/checks/srv.py"
    run_split crocum lab verify "$lab"
    [ "$status" -eq 1 ]
    contains "$output" "srv/srv.py::test_always: passes also in the untouched lab, so it proves nothing"
    [ "$(grep -c "^srv/srv.py::.*: " <<<"$output")" -eq 1 ]
    contains "$output" "always: not proven, 1 fault"
    nothing_is_left always
    row "a check that always passes"
}

@test "a solution that misses a step: the check is named, status 1; --keep leaves the instance, and down takes it" {
    copy missing
    sed -i '/^ip route/d' "$lab/solution/srv.sh"
    run_split crocum lab verify "$lab" --keep
    [ "$status" -eq 1 ]
    contains "$output" "srv/srv.py::test_route: does not pass with the solution (failed): there is no route to 10.20.0.0/16"
    row "a solution that misses a step"
    student=$(sed -nE 's/.*"crocum lab down missing -s (verify-[0-9a-f]{6})" destroys it.*/\1/p' <<<"$errors")
    [ "$(vsh domstate "$student-missing-srv")" = running ]
    [ -z "$(ls -A "$CROCUM_STATE/attempts/missing" 2>/dev/null)" ]
    crocum lab down missing -s "$student" -q
    nothing_is_left missing
}

@test "a check that flickers is named with --repeat 2, status 1" {
    copy flicker
    cat >>"$lab/checks/srv.py" <<'PY'


def test_flickers(host):
    """Every other time"""
    count = int(host.run("cat /run/count").stdout or 0)
    host.run("echo %s >/run/count", str(count + 1))
    assert count % 2 == 1, "not this time"
PY
    run_split crocum lab verify "$lab" --repeat 2
    [ "$status" -eq 1 ]
    contains "$output" "srv/srv.py::test_flickers: is flaky: failed/passed in 2 gradings of the untouched lab"
    contains "$output" "srv/srv.py::test_flickers: is flaky: failed/passed in 2 gradings of the solved lab"
    [ "$(grep -c "^srv/srv.py::.*: " <<<"$output")" -eq 2 ]
    nothing_is_left flicker
    row "a check that flickers, --repeat 2"
}

@test "a solution that fails: its output is shown, status 1, nothing is left" {
    copy broken
    printf '#!/bin/sh\necho cannot do it >&2\nexit 3\n' >"$lab/solution/srv.sh"
    run_split crocum lab verify "$lab"
    [ "$status" -eq 1 ]
    contains "$errors" "solution/srv.sh on srv: exit status 3"
    contains "$errors" "cannot do it"
    nothing_is_left broken
}

@test "a machine whose agent is gone once it is solved: not measured, status 3, nothing is left" {
    copy silent
    echo 'systemd-run --quiet --on-active=1 systemctl stop qemu-guest-agent; sleep 0.2' >>"$lab/solution/srv.sh"
    echo 'timeouts: {boot: 200, suite: 30}' >>"$lab/lab.yaml"
    run_split crocum lab verify "$lab"
    [ "$status" -eq 3 ]
    contains "$output" "was not measured in the solved lab: agent_"
    nothing_is_left silent
    row "an agent that is gone once the lab is solved"
}

# interrupted_at TEXT [SIGNAL [AGAIN]]: a verify of hello that gets a Ctrl-C (or SIGNAL) once it has said TEXT, and one more
# when it has said AGAIN.
interrupted_at() {
    # What an earlier one has said is not to be taken for this one's.
    rm -f "$LIVE/verify.log"
    # A background job of a shell without job control starts with SIGINT ignored, and what nohup runs with SIGHUP.
    setsid --wait env --default-signal=INT,HUP "$BINARY" lab verify "$LAB" >"$LIVE/verify.log" 2>&1 3>&- &
    local waiting=$! pid
    wait_until 60 grep -q "$1" "$LIVE/verify.log"
    # Those of earlier tests are there as well.
    pid=$(jq -r .pid "$(ls -t "$CROCUM_STATE"/locks/hello.verify-* | head -n 1)")
    kill -"${2-INT}" "$pid"
    if [ -n "${3-}" ]; then
        wait_until 60 grep -q "$3" "$LIVE/verify.log"
        # It may have ended.
        kill -INT "$pid" || true
    fi
    status=0
    wait "$waiting" || status=$?
    output=$(cat "$LIVE/verify.log")
    echo "$output"
}

@test "Ctrl-C while a machine boots: status 130, nothing is left" {
    interrupted_at "Waiting for 1 machine"
    [ "$status" -eq 130 ]
    contains "$output" " was destroyed"
    contains "$output" "interrupted; there is no result"
    nothing_is_left
}

@test "Ctrl-C while Terraform runs: status 130, nothing is left" {
    interrupted_at "Creating 3 resources"
    [ "$status" -eq 130 ]
    nothing_is_left
}

@test "a terminal that disconnects: status 129, nothing is left" {
    interrupted_at "Waiting for 1 machine" HUP
    [ "$status" -eq 129 ]
    nothing_is_left
}

@test "a second Ctrl-C during the removal: status 130, and the command that removes the rest is named" {
    interrupted_at "Waiting for 1 machine" INT "Taking down\|Removing"
    [ "$status" -eq 130 ]
    # It may have been done already.
    if grep -q "verify-[0-9a-f]* was destroyed" <<<"$output"; then nothing_is_left; else
        contains "$output" "removes the remaining resources"
        bash -c "$(sed -n 's/^.*"crocum \(lab down hello -s verify-[0-9a-f]*\)" removes the remaining resources.*/"$BINARY" \1 -q/p' <<<"$output" | head -n 1)"
        nothing_is_left
    fi
}

@test "resources that cannot be removed are named, status 5" {
    copy stays
    crocum lab verify "$lab" >"$LIVE/verify.log" 2>&1 3>&- &
    waiting=$!
    wait_until 60 grep -q "Running the solution" "$LIVE/verify.log"
    network=$(vsh net-list --name | grep stays)
    vsh net-destroy "$network"
    vsh net-undefine "$network"
    vsh net-define /dev/stdin <<<"<network><name>$network</name></network>"
    status=0
    wait "$waiting" || status=$?
    cat "$LIVE/verify.log"
    [ "$status" -eq 5 ]
    contains "$(cat "$LIVE/verify.log")" " still exist: network $network"
    contains "$(cat "$LIVE/verify.log")" "Correct this, then \"crocum lab down stays -s ${network%-stays-lan}\" continues"
    vsh net-undefine "$network"
    crocum lab down stays -s "${network%-stays-lan}" -q
    nothing_is_left stays
}
