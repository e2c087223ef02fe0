#!/usr/bin/env bats
# What students may do at their prompt, and how little it stands in the way of others. Machines are real qemu-ga on unix sockets;
# sshd and consoles are in tests/console.

load ../common
load agents

setup() {
    agents_begin
    lab=$CROCUM_LABS/own
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}
timeouts: {boot: 5, suite: 60}
YAML
    printf 'def test_one(): pass\n' >"$lab/checks/r1.py"
    before=$(scratch_folders)
    start_agent ann-r1
    crocum lab up own -s ann -q
}

teardown() { agents_end; }

attempts() { find "$CROCUM_STATE/attempts/own/ann" -mindepth 1 -maxdepth 1 -type d 2>/dev/null | wc -l; }

# typed LINE...: at ann's prompt.
typed() { printf '%s\n' "$@" | crocum console -s ann --color never 2>&1; }

# slow: a check that takes a while, and says where it has got to.
slow() { printf 'import time\ndef test_slow(): time.sleep(%s)\n' "$1" >"$lab/checks/r1.py"; }

# What an interrupted crocum of another time has left is not this one.
at_work() {
    local folder
    for folder in $(comm -13 <(echo "$before") <(scratch_folders)); do [ ! -e "$folder/suite" ] || return 0; done
    return 1
}

# at_prompt LINE...: the same in the background, with a pipe as its terminal; PID in $prompt, what it says in $BATS_TEST_TMPDIR/said.
at_prompt() {
    mkfifo "$BATS_TEST_TMPDIR/keys"
    "$BINARY" console -s ann --color never <"$BATS_TEST_TMPDIR/keys" >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    prompt=$!
    exec 7>"$BATS_TEST_TMPDIR/keys"
    printf '%s\n' "$@" >&7
}

@test "a teacher's command has priority: a student's check yields, the student is informed, and the session continues" {
    slow 50
    at_prompt "check own"
    wait_until 20 at_work
    printf 'def test_one(): pass\n' >"$lab/checks/r1.py"
    SECONDS=0
    run_split crocum lab check own -s ann
    [ "$status" -eq 0 ]
    [ "$SECONDS" -lt 15 ]
    contains "$errors" 'waiting for "crocum console of ann, check own"'
    contains "$output" "Score: 1 of 1"
    wait_until 5 grep -q "your teacher is using this instance: try again later" "$BATS_TEST_TMPDIR/said"
    printf 'todo own\nquit\n' >&7
    wait "$prompt"
    contains "$(cat "$BATS_TEST_TMPDIR/said")" "Nothing is left to do"
    # What it had begun left nothing behind.
    [ "$(attempts)" -eq 1 ]
}

@test "one check at a time, and a minute from one to the next, also where it was broken off" {
    slow 50
    at_prompt "check own"
    wait_until 20 at_work
    contains "$(typed "check own")" "your previous check is still running"
    kill -INT "$prompt"
    wait_until 10 grep -q stopped "$BATS_TEST_TMPDIR/said"
    contains "$(typed "check own")" "your last check was a moment ago: you can check again in"
    kill -HUP "$prompt"
    wait "$prompt" || true
    [ "$(attempts)" -eq 0 ]
    contains "$(tail -n 1 "$CROCUM_STATE/console.log")" " ann left"
}

@test "a suite that has hidden checks in its machine is not run by students: it could be read there" {
    printf 'import pytest\n@pytest.mark.visibility("hidden")\ndef test_two(): pass\ndef test_three(): pass\n' >>"$lab/checks/r1.py"
    run typed "check own"
    contains "$output" "no check that you can run yourself"
    [ "$(attempts)" -eq 0 ]
    # Where it runs on the host nothing of it is in the machine.
    printf 'mode: {r1: host}\n' >>"$lab/lab.yaml"
    rm "$CROCUM_STATE/console/ann.checked"
    run typed "check own"
    contains "$output" "2 of 2 points in the checks that you can see"
    lacks "$output" two
    [ "$(attempts)" -eq 1 ]
}

@test "errors in a lab are its teacher's: a student sees no path and no error text" {
    printf 'import nosuch\n' >"$lab/checks/r1.py"
    run typed "check own"
    contains "$output" "the command failed; your teacher can see the reason in the log"
    lacks "$output" "$CROCUM_LABS"
    contains "$(cat "$CROCUM_STATE/console.log")" "ann failed: check own: "
}

@test "the newest ten of a student's own checks are kept, and no attempt of a teacher is removed" {
    crocum lab check own -s ann -q
    run typed "check own"
    contains "$output" "1 of 1 point in the checks that you can see"
    local own
    own=$(basename "$(dirname "$(grep -l 'by the student' "$CROCUM_STATE"/attempts/own/ann/*/attempt.json)")")
    for i in {10..25}; do
        cp -r "$CROCUM_STATE/attempts/own/ann/$own" "$CROCUM_STATE/attempts/own/ann/2020-01-01T0000$i.000000Z-abcdef"
        sed -i "s/$own/2020-01-01T0000$i.000000Z-abcdef/" "$CROCUM_STATE/attempts/own/ann/2020-01-01T0000$i.000000Z-abcdef/attempt.json"
    done
    rm "$CROCUM_STATE/console/ann.checked"
    typed "check own"
    [ "$(attempts)" -eq 11 ]
    [ "$(crocum lab list --json | jq -r '.instances[0].last_attempt.score')" = 1 ]
}

@test "an unknown student gets a message, and the log has it" {
    run crocum console -s nosuch </dev/null
    [ "$status" -eq 1 ]
    contains "$output" "student nosuch is not known here"
    contains "$(cat "$CROCUM_STATE/console.log")" "nosuch refused"
    printf 'id\nnosuch\n' | crocum class import net - -q
    run crocum console -s nosuch </dev/null
    [ "$status" -eq 0 ]
    contains "$output" "You have no machines at the moment"
}

@test "only so many sessions at a time" {
    local i
    for i in {1..8}; do
        "$BINARY" console -s ann < <(sleep 30) >/dev/null 2>&1 3>&- &
        sessions+=($!)
    done
    wait_until 10 test -e "$CROCUM_STATE/console/ann.session.7"
    sleep 0.3
    run typed machines
    [ "$status" -eq 1 ]
    contains "$output" "you already have 8 sessions"
    kill -HUP "${sessions[@]}"
    for i in "${sessions[@]}"; do wait "$i" || true; done
    run typed "console own"
    contains "$output" "r1 has no console"
}
