#!/usr/bin/env bats
# Classes: rosters in, shown, out again. SQLite in the state directory.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    roster=$BATS_TEST_TMPDIR/students.csv
}

@test "a roster of a spreadsheet: imported, shown with ids that machines can have, exported, imported again" {
    printf '\xef\xbb\xbfid;Name;Group;Seat\r\nivan;Petrov, Ivan;A;12\r\nolga@example.org;Ольга;B;\r\n"Иванов П.";;A;7\r\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    [ -z "$errors" ]
    contains "$output" "Class net created: 3 students"
    run_split crocum class show net
    contains "$output" "ivan"
    [[ $output =~ olga-[0-9a-f]{6}\ +olga@example.org\ +Ольга\ +B ]]
    [[ $output =~ ivanov-p-[0-9a-f]{6}\ +Иванов\ П\. ]]
    run_split crocum class show net --json
    [ "$(json '.students | map(.student) | .[0]')" = ivan ]
    [ "$(json '.students[0].columns.Seat')" = 12 ]
    crocum class export net -o "$BATS_TEST_TMPDIR/out.csv"
    run_split crocum class import net "$BATS_TEST_TMPDIR/out.csv" --json
    [ "$(json .same)" = 3 ]
    [ "$(crocum class export net)" = "$(cat "$BATS_TEST_TMPDIR/out.csv")" ]
    run_split crocum class list
    [[ $output =~ net\ +3\ +- ]]
}

@test "another roster: new, changed, removed and returned students are reported; no student is forgotten" {
    printf 'id,name\na,A\nb,B\n' | crocum class import net - -q
    printf 'id,name\nb,New\nc,C\n' >"$roster"
    run_split crocum class import net "$roster"
    contains "$output" "Class net updated: 2 students"
    [[ $output =~ added\ +1\ +c ]]
    [[ $output =~ changed\ +1\ +b ]]
    [[ $output =~ left\ +1\ +a ]]
    run_split crocum class show net
    [[ $(tail -n 1 <<<"$output") =~ ^a\ .*left ]]
    run_split crocum class list
    [[ $output =~ net\ +2\ +1 ]]
}

@test "mistakes: file and line, and the class stays as it was" {
    printf 'id\na\n' | crocum class import net - -q
    printf 'id\na\nb\na\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "$roster:4: a is on line 2 already"
    [ "$(crocum class export net)" = "id,name,email,group
a,,," ]
    run_split crocum class import net /nowhere.csv
    [ "$status" -eq 1 ]
    contains "$errors" "/nowhere.csv"
    run_split crocum class import 'no id' "$roster"
    [ "$status" -eq 2 ]
    run_split crocum class show nett
    [ "$status" -eq 2 ]
    contains "$errors" "Did you mean net?"
    run_split crocum class show net --json --color
    [ "$status" -eq 2 ]
}

@test "remove forgets the roster and nothing else" {
    printf 'id\na\n' | crocum class import net - -q
    instance alpha a r1
    run_split crocum class remove net
    [ "$status" -eq 0 ]
    contains "$output" "instances and attempts are kept"
    [ -e "$CROCUM_STATE/instances/alpha/a/instance.json" ]
    run_split crocum class list
    [ "$output" = "There are no classes." ]
}

@test "a database of a newer crocum, a damaged one, a server that is not there" {
    printf 'id\na\n' | crocum class import net - -q
    [ "$(stat -c %a "$CROCUM_STATE/crocum.db")" = 600 ]
    CROCUM_DATABASE="postgresql:///x?host=$BATS_TEST_TMPDIR" run_split crocum class list --json
    [ "$status" -eq 3 ]
    [ "$(json .ok)" = false ]
    CROCUM_DATABASE=mysql://x run_split crocum class list
    [ "$status" -eq 2 ]
    contains "$errors" "postgresql://"
    echo nonsense >"$CROCUM_STATE/crocum.db"
    run_split crocum class list
    [ "$status" -eq 1 ]
    contains "$errors" "crocum.db"
}
