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

# The state directory is a small disk of its own, seen by the processes of this script only.
@test "the disk is full in the middle of a batch: said so, the grades before it stay, with room the rerun completes" {
    fault "disk full in the middle"
    cat >"$BATS_TEST_TMPDIR/full.bash" <<'INNER'
set -eu
. "$1/../common.bash"
. "$1/scale.bash"
BATS_TEST_DIRNAME=$1 BATS_TEST_TMPDIR=$2 class=$3
mount -t tmpfs -o size=2m,mode=0700 tmpfs "$CROCUM_STATE"
class_up
start_check "$2"
wait_until 60 kept_at_least 2
dd if=/dev/zero of="$CROCUM_STATE/filler" bs=4k 2>/dev/null || true
find "$CROCUM_STATE/attempts" -name attempt.json -print0 | xargs -0 sha256sum >"$2/graded"
ended "$2" >"$2/ended"
echo "$status" >"$2/status"
cat "$2/ended"
sha256sum --quiet -c "$2/graded"
[ "$(kept)" -ge 2 ]
[ "$(kept)" -lt 8 ]
sound "$2/out"
# Nor does it overwrite anything when the disk is full from the start.
run_split crocum lab check many --class net
[ "$status" -ne 0 ]
echo "$errors" >"$2/full"
sha256sum --quiet -c "$2/graded"
rm "$CROCUM_STATE/filler"
sound "$2/out"
all_graded
INNER
    run unshare --mount bash "$BATS_TEST_TMPDIR/full.bash" "$BATS_TEST_DIRNAME" "$BATS_TEST_TMPDIR" "$class"
    echo "$output"
    [ "$status" -eq 0 ]
    contains "$(cat "$BATS_TEST_TMPDIR/full")" "No space left on device"
    status=$(cat "$BATS_TEST_TMPDIR/status") output=$(cat "$BATS_TEST_TMPDIR/out") errors=$(cat "$BATS_TEST_TMPDIR/err")
    said 1 "No space left on device"
    row "$(wc -l <"$BATS_TEST_TMPDIR/graded") grades before it stayed, the rerun completed"
}

@test "somebody else's lock on the database for 30 s, taken before the batch: it waits and grades everybody" {
    fault "database locked for 30 s, batch begins"
    class_up
    lock_for 30
    sleep 1
    start_check "$BATS_TEST_TMPDIR"
    ended "$BATS_TEST_TMPDIR"
    wait "$locker"
    said 0 "many, class net: 8 graded"
    sound "$BATS_TEST_TMPDIR/out"
    row "waited, all graded"
}

@test "the same, taken in the middle of the batch: nothing waits" {
    fault "database locked for 30 s, in the middle"
    class_up
    start_check "$BATS_TEST_TMPDIR"
    wait_until 60 kept_at_least 1
    lock_for 30
    ended "$BATS_TEST_TMPDIR"
    said 0 "many, class net: 8 graded"
    # It was held all the time.
    kill -0 "$locker"
    kill "$locker"
    sound "$BATS_TEST_TMPDIR/out"
    row "all graded meanwhile"
}

@test "a lock that outlasts the patience: the message names the database, nothing is lost, the rerun completes" {
    fault "database locked for longer than the patience"
    class_up
    run_split crocum lab check many -s s01 -s s02 -q
    lock_for 40
    date +%T
    run_split crocum lab check many --class net
    date +%T; ls -la $CROCUM_STATE; cat $BATS_TEST_TMPDIR/locked; ps -o pid,etime,args $locker
    [ "$(kept)" -eq 2 ]
    said 1 "the database $CROCUM_STATE/crocum.db"
    contains "$errors" "locked"
    kill "$locker"
    wait "$locker" || true
    sound
    all_graded
    row "told after its patience, the rerun completed"
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
    contains "$errors" "connect"
    [ "$(kept)" -eq 2 ]
    "$BATS_TEST_DIRNAME/../postgres" again "$postgres" 3>&-
    all_graded
    row "told at once, the rerun completed"
    "$BATS_TEST_DIRNAME/../postgres" stop "$postgres" 3>&-
    postgres=
}
