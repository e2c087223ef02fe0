#!/usr/bin/env bats
# kill -9 of crocum at ten moments of an up: afterwards up or down always succeeds and nothing unknown stands.

load ../common
load private

setup_file() { live_begin; }

teardown_file() { live_end; }

setup() { live_here; }

# killed_at MARK DELAY: an up that is killed DELAY seconds after it printed MARK.
killed_at() {
    local log=$BATS_TEST_TMPDIR/log pid
    : >"$log"
    "$BINARY" lab up "$LAB" -s kill >"$log" 2>&1 3>&- &
    pid=$!
    wait_for_mark "$1" "$log" "$pid"
    sleep "$2"
    # Where there was little to do it may have ended.
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null && echo "it had ended" || true
    cat "$log"
}

wait_for_mark() {
    [ -n "$1" ] || return 0
    until grep -q "$1" "$2"; do
        kill -0 "$3" || return 1
        sleep 0.01
    done
}

gone() {
    run_split crocum lab down hello -s kill
    [ "$status" -eq 0 ]
    stands=$(what_stands)
    [ -z "$stands" ] || { echo "stands: $stands"; return 1; }
    [ ! -e "$CROCUM_STATE/instances/hello/kill" ]
}

@test "1: at once; then down" {
    killed_at "" 0.005
    gone
}

@test "2: while Terraform is prepared; then down" {
    killed_at Preparing 0
    gone
}

@test "3: in terraform init; then down" {
    killed_at Preparing 0.1
    gone
}

@test "4: in terraform plan; then down" {
    killed_at Planning 0
    gone
}

@test "5: later in terraform plan; then down" {
    killed_at Planning 0.25
    gone
}

@test "6: at the start of terraform apply, which continues alone; then down" {
    killed_at Creating 0
    gone
}

@test "7: in terraform apply, a network or a disk made; then down" {
    killed_at Creating 0.4
    gone
}

@test "8: in terraform apply, the machine about to be made; then up, which finds what stands" {
    killed_at Creating 0.9
    run_split crocum lab up "$LAB" -s kill
    [ "$status" -eq 0 ]
    [ "$(vsh domstate kill-hello-srv)" = running ]
}

@test "9: the instance is ready: an up that is killed changes nothing, a down that is killed is finished by up or down" {
    killed_at "" 0.01
    run_split crocum lab up "$LAB" -s kill
    [ "$status" -eq 0 ]
    "$BINARY" lab down hello -s kill >"$BATS_TEST_TMPDIR/log" 2>&1 3>&- &
    pid=$!
    wait_for_mark Removing "$BATS_TEST_TMPDIR/log" "$pid"
    sleep 0.5
    # Where there was little to do it may have ended.
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" || true
    gone
}

@test "10: while the machine boots; then up continues without a second apply" {
    killed_at booting 0.5
    run_split crocum lab up "$LAB" -s kill
    [ "$status" -eq 0 ]
    lacks "$errors" "Creating"
    [ "$(crocum lab exec hello -s kill -- hostname </dev/null)" = srv ]
    gone
}
