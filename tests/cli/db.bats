#!/usr/bin/env bats
# The database: sound or not, copied, brought up, made anew from the files.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    printf 'id\nann\nbob\n' | crocum class import net - -q
    attempt ann 2026-11-01T100000.000001Z-aaaaaa
}

# attempt STUDENT NAME: a finished one of lab hello, by hand.
attempt() {
    local folder=$CROCUM_STATE/attempts/hello/$1/$2
    mkdir -p "$folder"
    cat >"$folder/attempt.json" <<JSON
{"schema":1,"lab":"hello","student":"$1","attempt":"$2","instance":"1a2b3c4d","started":"2026-11-01T10:00:00Z",
 "finished":"2026-11-01T10:00:05Z","crocum":"0","runtime_sha256":"","suites_sha256":{"srv":"aa"},"lab_revision":null,
 "parameters":{},"machines":{},"selection":"","partial":false,
 "checks":[{"id":"srv/srv.py::test_a","machine":"srv","title":"A","number":"","verdict":"passed","reason":"","share":1,
   "score":2,"max_score":2,"message":"","student_message":"","output":"","seconds":0.1}]}
JSON
}

@test "check reports the content and the newer files; a list reads these" {
    run_split crocum db check --json
    [ "$status" -eq 0 ]
    [ "$(json '[.classes, .students, .attempts, .behind] | map(tostring) | join(" ")')" = "1 2 0 1" ]
    mkdir -p "$CROCUM_LABS/hello/checks"
    run_split crocum lab list hello --class net
    [ "$status" -eq 0 ]
    [[ $output =~ ann\ +no\ instance\ +-\ +2/2 ]]
    [[ $output =~ bob\ +no\ instance\ +-\ +- ]]
    run_split crocum db check
    [ "$status" -eq 0 ]
    contains "$output" "intact, schema"
    contains "$output" "1 class, 2 students, 0 instances, 1 attempt, 1 result"
    lacks "$output" "changed since"
}

@test "backup copies while it is used, and overwrites nothing" {
    run_split crocum db backup "$BATS_TEST_TMPDIR/copy.db"
    [ "$status" -eq 0 ]
    run_split crocum db backup "$BATS_TEST_TMPDIR/copy.db"
    [ "$status" -eq 2 ]
    mkdir "$BATS_TEST_TMPDIR/other" && cp "$BATS_TEST_TMPDIR/copy.db" "$BATS_TEST_TMPDIR/other/crocum.db"
    CROCUM_STATE=$BATS_TEST_TMPDIR/other run_split crocum class list --json
    [ "$(json '.classes[0].students')" = 2 ]
    run_split crocum db backup
    [ "$status" -eq 2 ]
}

@test "migrate brings an older one up, and refuses a newer one" {
    run_split crocum db migrate
    contains "$output" "up to date"
    python3 - "$CROCUM_STATE/crocum.db" <<'PY'
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
for table in ("results", "attempts", "instances"):
    database.execute("DROP TABLE " + table)
    database.execute("CREATE TABLE %s (x)" % table)
for table in ("users", "labs"):
    database.execute("CREATE TABLE %s (x)" % table)
database.execute("DROP TABLE parameters")
database.execute("DROP TABLE dues")
database.execute("DROP TABLE grade_items")
database.execute("DROP TABLE roster_columns")
database.execute("DELETE FROM schema_version WHERE version > 1")
database.commit()
PY
    run_split crocum db migrate --json
    [ "$status" -eq 0 ]
    [ "$(json .schema_before)" = 1 ]
    [ "$(json '.schema_version > 1')" = true ]
    run_split crocum class show net
    contains "$output" bob
    python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute("INSERT INTO schema_version VALUES (99)"); d.commit()' \
        "$CROCUM_STATE/crocum.db"
    run_split crocum db migrate
    [ "$status" -eq 1 ]
    contains "$errors" "has schema 99"
    # The grades can be seen all the same.
    run_split crocum lab list
    [ "$status" -eq 0 ]
    contains "$errors" "scores were read from the files"
}

@test "rebuild recreates the index; a damaged one is moved aside on request only" {
    crocum lab list >/dev/null
    run_split crocum db rebuild
    [ "$status" -eq 0 ]
    contains "$output" "1 class, 2 students, 0 instances, 1 attempt, 1 result"
    rm -f "$CROCUM_STATE"/crocum.db-*
    printf 'nothing of the kind, but as long as a header of a database has to be: one hundred bytes are enough for that' \
        >"$CROCUM_STATE/crocum.db"
    run_split crocum db check
    [ "$status" -eq 1 ]
    contains "$errors" "not a database"
    run_split crocum db rebuild
    [ "$status" -eq 1 ]
    contains "$errors" "--yes"
    run_split crocum db rebuild --yes
    [ "$status" -eq 0 ]
    contains "$output" ".damaged-"
    contains "$output" "0 classes, 0 students, 0 instances, 1 attempt, 1 result"
    ls "$CROCUM_STATE"/crocum.db.damaged-*
}

@test "teachers who share a state directory share its database, independent of its creator" {
    chmod 2770 "$CROCUM_STATE"
    rm -f "$CROCUM_STATE"/crocum.db*
    printf 'id\nann\n' | crocum class import net - -q
    [ "$(stat -c %a "$CROCUM_STATE/crocum.db")" = 660 ]
    chmod 640 "$CROCUM_STATE/crocum.db" # As earlier versions made it.
    crocum class list
    [ "$(stat -c %a "$CROCUM_STATE/crocum.db")" = 660 ]
}

@test "an attempt that cannot be read is named, and hides no other" {
    attempt bob 2026-11-01T100000.000002Z-bbbbbb
    echo '{' >"$CROCUM_STATE/attempts/hello/ann/2026-11-01T100000.000001Z-aaaaaa/attempt.json"
    run_split crocum db rebuild --json
    [ "$status" -eq 1 ]
    [ "$(json '.damaged[0].student')" = ann ]
    [ "$(json .attempts)" = 1 ]
}

@test "many lists at once on an index that is not there yet, and beside a rebuild, say the same" {
    for i in $(seq 10 49); do attempt "s$i" 2026-11-01T100000.0000${i}Z-cccccc; done
    printf 'id\n%s\n' "$(seq -f 's%g' 10 49)" | crocum class import net - -q
    local pids=() i
    for i in $(seq 8); do crocum lab list hello --class net >"$BATS_TEST_TMPDIR/out$i" 2>&1 3>&- & pids+=($!); done
    crocum db rebuild -q
    for i in "${pids[@]}"; do wait "$i"; done
    crocum lab list hello --class net >"$BATS_TEST_TMPDIR/last"
    [ "$(grep -c 2/2 "$BATS_TEST_TMPDIR/last")" -ge 40 ]
    crocum db check --json | jq -e '.behind == 0 and .attempts == 41'
}
