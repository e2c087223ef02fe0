#!/usr/bin/env bats
# kill -9 at random moments of a batch: nobody's grade is lost, nothing is half written, the same command goes on.

load ../common
load scale

setup() { scale_begin 10 0.2; }

teardown() { scale_end; }

# kills ROUNDS SEED PATIENT: what it counted is the row.
kills() {
    # shellcheck disable=SC2154
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$BATS_TEST_DIRNAME/kills.py" "$BINARY" net "$1" "$2" "$BATS_TEST_TMPDIR" "$3" "${agents[@]}" |
        tee "$BATS_TEST_TMPDIR/log"
    [ "${PIPESTATUS[0]}" -eq 0 ]
    row "$(tail -n 1 "$BATS_TEST_TMPDIR/log")"
}

@test "kill -9 at 50 random moments of a batch: no grade lost, nothing half written, the rerun completes (SCALE_SEED, SCALE_KILLS)" {
    local rounds=${SCALE_KILLS:-50} seed=${SCALE_SEED:-$RANDOM}
    fault "kill -9 at $rounds moments, seed $seed"
    class_up
    kills "$rounds" "$seed" 1
    grep " 0 processes left in guests" "$BATS_TEST_TMPDIR/log"
}

@test "the same with the suites on the host, at 10 moments" {
    local rounds=${SCALE_KILLS_HOST:-10} seed=${SCALE_SEED:-$RANDOM}
    echo "mode: host" >>"$CROCUM_LABS/many/lab.yaml"
    fault "kill -9 at $rounds moments, mode host, seed $seed"
    class_up
    kills "$rounds" "$seed" 0
}

# The shell that reads commands from a FIFO has it open for both ways, so it never sees its end: the guest ends it when the
# suite's time is over.
@test "kill -9 with the suites on the host leaves nothing that runs in the guests" {
    echo "mode: host" >>"$CROCUM_LABS/many/lab.yaml"
    sed -i 's/sleep(.*)/sleep(5)/' "$CROCUM_LABS/many/checks/srv.py"
    class_up
    start_check "$BATS_TEST_TMPDIR"
    wait_until 30 shells_run
    sleep 3
    kill -KILL "$pid"
    wait "$pid" || true
    wait_until 70 shells_ended
}

shells_run() { cat /proc/"${agents[0]}"/root/proc/[0-9]*/comm 2>/dev/null | grep -qx sh; }

shells_ended() { ! shells_run; }
