#!/usr/bin/env bats
# kill -9 at random moments of a batch: nobody's grade is lost, nothing is half written, the same command goes on.

load ../common
load scale

setup() { scale_begin 10 0.2; }

teardown() { scale_end; }

@test "kill -9 at 50 random moments of a batch: no grade lost, nothing half written, the rerun completes (SCALE_SEED, SCALE_KILLS)" {
    local rounds=${SCALE_KILLS:-50} seed=${SCALE_SEED:-$RANDOM}
    fault "kill -9 at $rounds moments, seed $seed"
    class_up
    # shellcheck disable=SC2154
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$BATS_TEST_DIRNAME/kills.py" "$BINARY" net "$rounds" "$seed" \
        "$BATS_TEST_TMPDIR" "${agents[@]}" | tee "$BATS_TEST_TMPDIR/log"
    [ "${PIPESTATUS[0]}" -eq 0 ]
    row "$(tail -n 1 "$BATS_TEST_TMPDIR/log")"
}
