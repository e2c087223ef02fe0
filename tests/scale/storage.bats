#!/usr/bin/env bats
# The disk and the database fail while a class is graded: no grade is lost, the message says what it was, the same command goes
# on.

load ../common
load scale

setup() { scale_begin 8 0.5; }

teardown() {
    [ -z "${locker-}" ] || kill "$locker" 2>/dev/null || true
    # The database that a failed test left at work.
    [ -z "${postgres-}" ] || "$BATS_TEST_DIRNAME/../postgres" stop "$postgres"
    scale_end
}

# lock_for SECONDS: somebody else's transaction on the database, from now on.
lock_for() {
    /usr/bin/python3 - "$CROCUM_STATE/crocum.db" "$1" >"$BATS_TEST_TMPDIR/locked" 3>&- <<'PY' &
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
PY
    locker=$!
    wait_until 10 grep -q locked "$BATS_TEST_TMPDIR/locked"
}

# on_small_disk SCRIPT: with a state directory that is a small disk of its own, seen by the processes of this script only.
on_small_disk() {
    {
        cat <<'INNER'
set -eu
. "$1/../common.bash"
. "$1/scale.bash"
BATS_TEST_DIRNAME=$1 BATS_TEST_TMPDIR=$2 class=$3
mount -t tmpfs -o size=2m,mode=0700 tmpfs "$CROCUM_STATE"
class_up
fill() { dd if=/dev/zero of="$CROCUM_STATE/filler" bs=4k 2>/dev/null || true; }
INNER
        echo "$1"
    } >"$BATS_TEST_TMPDIR/full.bash"
    run unshare --mount bash "$BATS_TEST_TMPDIR/full.bash" "$BATS_TEST_DIRNAME" "$BATS_TEST_TMPDIR" "$class"
    echo "$output"
    [ "$status" -eq 0 ]
}

# of_batch: what start_check's batch said, kept by the script.
of_batch() { status=$(cat "$BATS_TEST_TMPDIR/status") output=$(cat "$BATS_TEST_TMPDIR/out") errors=$(cat "$BATS_TEST_TMPDIR/err"); }

@test "the disk is full in the middle of a batch: said so, the grades before it stay, with room the rerun completes" {
    fault "disk full in the middle"
    # shellcheck disable=SC2016
    on_small_disk 'start_check "$2"
        wait_until 60 kept_at_least 2
        fill
        find "$CROCUM_STATE/attempts" -name attempt.json -print0 | xargs -0 sha256sum >"$2/graded"
        ended "$2"
        echo "$status" >"$2/status"
        sha256sum --quiet -c "$2/graded"
        [ "$(kept)" -ge 2 ]
        [ "$(kept)" -lt 8 ]
        # The list does without the database then.
        run_split crocum lab list many
        [ "$status" -eq 0 ]
        [ "$(grep -c 2/3 <<<"$output")" -eq "$(kept)" ]
        rm "$CROCUM_STATE/filler"
        sound "$2/out"
        all_graded'
    of_batch
    said 1 "No space left on device"
    row "$(wc -l <"$BATS_TEST_TMPDIR/graded") grades before it stayed, the rerun completed"
}

@test "the disk is full before a batch begins: an error, the grades before it stay, with room the same command completes" {
    fault "disk full from the start"
    # shellcheck disable=SC2016
    on_small_disk 'crocum lab check many -s s01 -s s02 -q
        find "$CROCUM_STATE/attempts" -name attempt.json -print0 | xargs -0 sha256sum >"$2/graded"
        fill
        start_check "$2"
        ended "$2"
        echo "$status" >"$2/status"
        sha256sum --quiet -c "$2/graded"
        rm "$CROCUM_STATE/filler"
        sound /dev/null
        all_graded'
    of_batch
    said 1 "the database $CROCUM_STATE/crocum.db"
    row "2 grades before it stayed, the same command completed"
}

@test "the disk is full before a verb opens the database: said so" {
    # shellcheck disable=SC2016
    on_small_disk 'fill
        run_split crocum class show net
        echo "$errors" >"$2/err"'
    grep -E "No space left|is full|no space is left" "$BATS_TEST_TMPDIR/err"
}

@test "another program's lock on the database for 30 s, before the batch and during it: grading does not wait" {
    fault "database locked for 30 s"
    class_up
    lock_for 30
    start_check "$BATS_TEST_TMPDIR"
    ended "$BATS_TEST_TMPDIR"
    said 0 "many, class net: 8 graded"
    # It was held all the time.
    kill -0 "$locker"
    # Who has to write waits, and goes on.
    run_split crocum class import net "$BATS_TEST_TMPDIR/net.csv"
    [ "$status" -eq 0 ]
    wait "$locker"
    sound "$BATS_TEST_TMPDIR/out"
    row "all graded meanwhile, class import waited"
}

@test "a lock that outlasts the time limit: no grade waits; commands that write name the database; the lists read the files" {
    fault "database locked for longer than the patience"
    class_up
    crocum lab check many -s s01 -s s02 -q
    lock_for 80
    run_split crocum lab check many --class net
    [ "$status" -eq 0 ]
    contains "$output" "many, class net: 2 already graded, 6 graded"
    run_split crocum lab list many --class net
    [ "$status" -eq 0 ]
    contains "$errors" "scores were read from the files"
    [ "$(grep -c 2/3 <<<"$output")" -eq 8 ]
    run_split crocum class import net "$BATS_TEST_TMPDIR/net.csv"
    kill "$locker"
    wait "$locker" || true
    said 1 "the database $CROCUM_STATE/crocum.db"
    contains "$errors" "database is locked"
    sound /dev/null
    all_graded
    row "all graded meanwhile"
}

@test "PostgreSQL ends at once and comes again in the middle of a batch; and is down when one begins" {
    fault "PostgreSQL down and up again in the middle"
    postgres=$(mktemp -u -t crocum-pg.XXXXXX)
    CROCUM_DATABASE=$("$BATS_TEST_DIRNAME/../postgres" start "$postgres" 3>&- 2>/dev/null)
    export CROCUM_DATABASE
    class_up
    [ ! -e "$CROCUM_STATE/crocum.db" ]
    start_check "$BATS_TEST_TMPDIR"
    wait_until 60 kept_at_least 2
    "$BATS_TEST_DIRNAME/../postgres" crash "$postgres" 3>&-
    # It is away for as long as two students take.
    wait_until 60 kept_at_least 4
    "$BATS_TEST_DIRNAME/../postgres" again "$postgres" 3>&-
    ended "$BATS_TEST_TMPDIR"
    said 0 "many, class net: 8 graded"
    sound "$BATS_TEST_TMPDIR/out"
    row "all graded meanwhile"

    fault "PostgreSQL down when a batch begins"
    rm -r "$CROCUM_STATE/attempts"
    crocum lab check many -s s01 -s s02 -q
    "$BATS_TEST_DIRNAME/../postgres" crash "$postgres" 3>&-
    run_split crocum lab check many --class net
    said 3 "the database postgresql:///crocum?host=$postgres"
    contains "$errors" "annot establish connection"
    [ "$(kept)" -eq 2 ]
    "$BATS_TEST_DIRNAME/../postgres" again "$postgres" 3>&-
    all_graded
    row "told at once, the rerun completed"
    "$BATS_TEST_DIRNAME/../postgres" stop "$postgres" 3>&-
    postgres=
}
