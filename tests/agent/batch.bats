#!/usr/bin/env bats
# Many students at once: each has a real qemu-ga on a unix socket, no virtual machine.

load ../common
load agents

setup() {
    before=$(scratch_folders)
    agents_begin
    for student in ann bob eve; do start_agent $student-srv; done
    lab=$CROCUM_LABS/many
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}}
timeouts: {boot: 1, suite: 60}
YAML
    suite 0
    printf 'id,name,group\nann,Ann Smith,A\nbob,"Jones, Bob",A\neve,Ева,B\n' >"$BATS_TEST_TMPDIR/net.csv"
    crocum class import net "$BATS_TEST_TMPDIR/net.csv" -q
}

# A crocum that was killed leaves its suites at work in the "guests", which are this host: they end with their agents'
# processes, and what they ran from goes.
teardown() {
    agents_end
    comm -13 <(echo "$before") <(scratch_folders) | xargs -r rm -rf
}

# suite SECONDS: one check of two that passes, after a while.
suite() {
    cat >"$lab/checks/srv.py" <<PY
import time

def test_one(host):
    time.sleep($1)
    assert host.run("true").rc == 0

def test_two(host):
    assert host.run("false").rc == 0, "never"
PY
}

# qemu-ga on a socket ends when its client dies with an answer unread; in a guest systemd starts it again.
revive_agents() {
    local i=0 student
    sleep 0.5
    for student in ann bob eve; do
        if ! kill -0 "${agents[i]}" 2>/dev/null; then
            rm -f "$BATS_TEST_TMPDIR/$student-srv.sock"
            start_agent "$student-srv"
        fi
        i=$((i + 1))
    done
}

# broken_off SIGNAL ARGUMENTS...: a check of the class, one student after the other, that gets the signal after its first row.
broken_off() {
    "$BINARY" lab check many --class net -j 1 "${@:2}" >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    wait_until 20 grep -q '[0-9]/2' "$BATS_TEST_TMPDIR/out"
    kill "-$1" $!
    wait $! || true
    revive_agents
}

attempts_of() { find "$CROCUM_STATE/attempts/many/$1" -name attempt.json 2>/dev/null | wc -l; }

@test "a class: a line for each student, a summary at the end; check grades again every time, unless --skip-graded is given" {
    run_split crocum lab up many --class net
    [ "$status" -eq 0 ]
    [ "$(grep -c created <<<"$output")" -eq 4 ]
    run_split crocum lab check many --class net
    [ "$status" -eq 0 ]
    [[ $output =~ ann\ +Ann\ Smith\ +1/2\ .*\ s ]]
    [[ $output =~ eve\ +Ева\ +1/2 ]]
    [[ ${output##*$'\n'} =~ ^many,\ class\ net:\ 3\ graded,\ [0-9]+\ s$ ]]
    run_split crocum lab check many --class net --skip-graded
    [ "$status" -eq 0 ]
    contains "$output" "3 already graded"
    [ "$(attempts_of ann)" -eq 1 ]
    run_split crocum lab check many --class net --group A --json
    [ "$status" -eq 0 ]
    [ "$(json '.students | map([.student, .name, .outcome, .score, .max_score] | map(tostring) | join(" "))[]')" = "$(
        printf 'ann Ann Smith graded 1 2\nbob Jones, Bob graded 1 2'
    )" ]
    [ "$(json .outcomes.graded)" = 2 ]
    [ "$(attempts_of ann) $(attempts_of eve)" = "2 1" ]
    run_split crocum lab check many --class net --skip-graded-since 1h
    contains "$output" "3 already graded"
    sleep 1.1
    run_split crocum lab check many -s ann -s eve --skip-graded-since 1s
    contains "$output" "many, 2 students: 2 graded"
    # Another suite makes everybody's grade an old one.
    suite 0.01
    run_split crocum lab check many --all -q --skip-graded
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
    [ "$(attempts_of bob)" -eq 3 ]
}

@test "--skip-graded: a student is skipped only if a new attempt would measure the same: not with other points, another mode, or a newer attempt that failed" {
    crocum lab up many --class net -q
    crocum lab check many --class net -q
    run_split crocum lab check many --class net --skip-graded
    [[ $output =~ ann\ .*1/2\ .*graded\ [0-9]+\ s\ ago ]]
    contains "$errors" "nothing to do: all students are already graded"
    contains "$errors" "--skip-graded"
    echo 'points: {"srv/srv.py::test_two": 3}' >>"$lab/lab.yaml"
    run_split crocum lab check many --class net --skip-graded
    [[ $output =~ ann\ .*1/4 ]]
    contains "$output" "3 graded,"
    echo 'mode: host' >>"$lab/lab.yaml"
    run_split crocum lab check many --class net --skip-graded
    contains "$output" "3 graded,"
    # A machine that was solid once and is silent now is asked again, every time.
    kill -KILL "${agents[1]}"
    run_split crocum lab check many --class net
    contains "$output" "1 ungraded (bob)"
    rm -f "$BATS_TEST_TMPDIR/bob-srv.sock"
    start_agent bob-srv
    # A part of the checks, asked for since, says nothing of the whole.
    crocum lab check many -s bob --only one -q
    run_split crocum lab check many --class net --skip-graded
    [ "$status" -eq 0 ]
    contains "$output" "2 already graded, 1 graded"
    contains "$errors" "2 students skipped: already graded by the same checks in the same instance"
}

@test "a student who cannot be graded stops no other, has a second turn, and is named with the reason; a low score is reported on request only" {
    printf 'late\nann\nbob\neve\n' | sed '1i id' >"$BATS_TEST_TMPDIR/net.csv"
    crocum class import net "$BATS_TEST_TMPDIR/net.csv" -q
    crocum lab up many -s ann -s bob -s eve -q
    kill -KILL "${agents[1]}"
    run_split crocum lab check many --class net
    [ "$status" -eq 3 ]
    [[ $output =~ ann\ +1/2 ]]
    [[ $output =~ bob\ +\?/2.*second\ try\ +srv:\ agent_silent: ]]
    [[ $output =~ late\ +no\ instance ]]
    contains "$output" "crocum lab up many -s late"
    contains "$errors" "bob: srv: agent_silent:"
    contains "$errors" "will be retried after all other students"
    [[ ${output##*$'\n'} =~ ^many,\ class\ net:\ 2\ graded,\ 1\ no\ instance,\ 1\ ungraded\ \(late,\ bob\) ]]
    [ "${#output}" -gt 0 ]
    # With -q what went wrong is told all the same.
    run_split crocum lab check many --class net -q
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    contains "$errors" "bob: ungraded"
    run_split crocum lab check many -s ann -s eve --fail-under 60
    [ "$status" -eq 1 ]
    contains "$output" "under 60 %"
}

@test "killed in the middle, the same command continues with the students who have no grade; a finished run is never continued" {
    suite 1
    crocum lab up many --class net -q
    broken_off KILL
    [ "$(attempts_of ann) $(attempts_of bob) $(attempts_of eve)" = "1 0 0" ]
    # Another command grades as always, and does not end what is unfinished.
    crocum lab check many -s bob -q
    run_split crocum lab check many --class net
    [ "$status" -eq 0 ]
    [[ ${errors%%$'\n'*} =~ continuing\ the\ unfinished\ run\ that\ started\ .*\ ago\ .*\;\ --restart ]]
    contains "$output" "2 already graded, 1 graded"
    [ "$(attempts_of ann) $(attempts_of bob) $(attempts_of eve)" = "1 1 1" ]
    run_split crocum lab check many --class net --json
    [ "$(json '[.resumed, .outcomes.graded]|map(tostring)|join(" ")')" = "false 3" ]
}

@test "a run whose suites cannot be collected is not continued" {
    crocum lab up many --class net -q
    cp "$lab/checks/srv.py" "$BATS_TEST_TMPDIR/srv.py"
    echo 'import nothing_of_that_name' >>"$lab/checks/srv.py"
    run_split crocum lab check many --class net
    [ "$status" -eq 2 ]
    cp "$BATS_TEST_TMPDIR/srv.py" "$lab/checks/srv.py"
    run_split crocum lab check many --class net
    [ "$status" -eq 0 ]
    lacks "$errors" "continuing"
}

@test "--restart grades all students, also when a run was interrupted" {
    suite 1
    crocum lab up many --class net -q
    broken_off INT
    run_split crocum lab check many --class net --restart
    [ "$status" -eq 0 ]
    contains "$output" "3 graded"
    [ "$(attempts_of ann) $(attempts_of eve)" = "2 1" ]
}

@test "Ctrl-C starts no more turns, ends the running ones, and reports the outcome of every student" {
    suite 2
    crocum lab up many --class net -q
    "$BINARY" lab check many --class net -j 1 >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
    local pid=$! status=0
    wait_until 20 grep -q 1/2 "$BATS_TEST_TMPDIR/out"
    sleep 0.5
    kill -INT $pid
    wait $pid || status=$?
    cat "$BATS_TEST_TMPDIR/out"
    [ "$status" -eq 130 ]
    grep -q "1 graded, 1 interrupted, 1 not started (bob, eve)" "$BATS_TEST_TMPDIR/out"
    grep -q "graded students keep their scores; \"crocum lab check many --class net\" continues with the others" \
        "$BATS_TEST_TMPDIR/err"
    [ "$(attempts_of ann) $(attempts_of bob) $(attempts_of eve)" = "1 0 0" ]
    run_split crocum lab check many --class net
    [ "$status" -eq 0 ]
    contains "$output" "1 already graded, 2 graded"
    [ "$(attempts_of ann) $(attempts_of bob) $(attempts_of eve)" = "1 1 1" ]
}

@test "a second run on the same class is refused, and a student in use by another command is reported" {
    suite 3
    crocum lab up many --class net -q
    "$BINARY" lab check many --class net >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    local pid=$!
    wait_until 20 test -d "$CROCUM_STATE/attempts/many/ann"
    run_split crocum lab check many --class net
    [ "$status" -eq 4 ]
    contains "$errors" "\"crocum lab check many --class net\" (process $pid"
    run_split crocum lab check many -s ann -s nobody
    [ "$status" -eq 4 ]
    [[ $output =~ ann\ +locked ]]
    [[ $output =~ nobody\ +no\ instance ]]
    wait $pid
}

@test "down of a class asks first, and includes students who left" {
    crocum lab up many --class net -q
    printf 'id\nann\nbob\n' | crocum class import net - -q
    run_split crocum lab down many --class net
    [ "$status" -eq 2 ]
    contains "$errors" "--yes"
    run_split crocum lab down many --class net --yes
    [ "$status" -eq 0 ]
    contains "$output" "many, class net: 3 down"
    run_split crocum lab down many --all --yes
    [ "$status" -eq 2 ]
    contains "$errors" "there are no instances of many"
}

@test "the selected students have to be clear" {
    run_split crocum lab check many --group A
    [ "$status" -eq 2 ]
    contains "$errors" "--class"
    run_split crocum lab check many --all -s ann
    [ "$status" -eq 2 ]
    run_split crocum lab check many --class net -s anm
    [ "$status" -eq 2 ]
    contains "$errors" "Did you mean ann?"
    run_split crocum lab check many --class net --group C
    contains "$errors" "It has A, B"
    # Moodle's export has several groups of a student in one cell.
    printf 'id,group\nann,A\nbob,"A, Tutors"\neve,B\n' | crocum class import net - -q
    run_split crocum lab status many --class net --group A --json
    [ "$(json '[.students[].student] | join(" ")')" = "ann bob" ]
    run_split crocum lab status many --class net --group "A, Tutors" --json
    [ "$(json '[.students[].student] | join(" ")')" = bob ]
    run_split crocum lab status many --class net --group C
    contains "$errors" "It has A, B, Tutors"
    [[ $(crocum class show net) =~ bob\ .*"A, Tutors" ]]
    [ "$(crocum __complete -- lab status many --class net --group "" | cut -f 1 | xargs)" = "A B Tutors" ]
    # The roster's own word for somebody, and what is missing of crocum's.
    printf 'id\nann\nиванов\n' | crocum class import kir - -q
    local ivan
    ivan=$(crocum class show kir --json | jq -r '.students[1].student')
    run_split crocum lab status many --class kir -s иванов
    [[ $output =~ $ivan\ .*no\ instance ]]
    run_split crocum lab status many --class kir -s ivanov
    contains "$errors" "Did you mean $ivan?"
    # A name or an e-mail address is enough everywhere, and what it means is said.
    printf 'id,name,email\nS.001,Zoe Kent,zoe@example.org\nS.002,Bob Kent,bob@example.org\n' | crocum class import mail - -q
    local first
    first=$(crocum class show mail --json | jq -r '.students[0].student')
    for text in S.001 ZOE@example.org "zoe kent" "Kent Zoe"; do
        run_split crocum lab check many --class mail -s "$text"
        contains "$output" "$first "
        run_split crocum lab show many -s "$text"
        contains "$errors" "\"$text\" is $first (Zoe Kent)"
    done
    [ "$(crocum report many -s "Kent Zoe" --json | jq -r '.students[0].student')" = "$first" ]
    run_split crocum grade set many -s kent --score 1 --reason x
    [ "$status" -eq 2 ]
    contains "$errors" '"kent" means 2 students'
    contains "$errors" "Give the id: $first (Zoe Kent)"
    run_split crocum due set many --class mail -s "Kent Zoe" 2030-01-01T00:00
    contains "$output" "class mail, $first: due 2030-01-01"
    run_split crocum lab status many -s "nobody here"
    [ "$status" -eq 2 ]
    contains "$errors" 'no student has the id, e-mail address or name "nobody here"'
    contains "$errors" "crocum uses nobody-here-"
    # A lab that nothing is known of is a mistake, not a class without instances.
    for verb in "list" "list --class net" "status --class net" "down --class net --yes"; do
        # shellcheck disable=SC2086
        run_split crocum lab ${verb%% *} mnay ${verb#"${verb%% *}"}
        [ "$status" -eq 2 ]
        contains "$errors" 'Did you mean "many"?'
    done
    run_split crocum lab check many --class nte
    contains "$errors" "Did you mean net?"
    run_split crocum lab check many --class net --skip-graded-since soon
    [ "$status" -eq 2 ]
    contains "$errors" "2h"
}

@test "a deadline: the start of the run counts, also of one that was killed; raw score, penalty and final score" {
    echo 'late: {per_day: 25, at_most: 50}' >>"$lab/lab.yaml"
    suite 1
    crocum lab up many --class net -q
    # A grade from before the deadline's run does not stand for it.
    crocum lab check many -s eve -q
    due=$(date -u -d '-30 hours' +%FT%TZ)
    broken_off KILL --deadline "$due"
    grep -q "0.5/2 late" "$BATS_TEST_TMPDIR/out"
    sleep 1.1
    run_split crocum lab check many --class net --deadline "$due"
    [ "$status" -eq 0 ]
    contains "$output" "1 already graded, 2 graded"
    contains "$errors" "continuing the unfinished run that started"
    counted=$(crocum lab show many -s ann --json | jq -r .lateness.counted)
    for student in bob eve; do
        run_split crocum lab show many -s $student --json
        [ "$(json '[.raw_score, .penalty, .score, .late_seconds >= 108000, .lateness.penalty_percent] | map(tostring) | join(" ")')" = "1 0.5 0.5 true 50" ]
        [ "$(json .lateness.counted)" = "$counted" ]
        [[ $(json .started) > $counted ]]
    done
    contains "$(crocum lab show many -s eve)" "penalty: 25 % a day, at most 50 % (2 days begun)"
    run_split crocum lab check many -s bob --deadline "$(date -d '+1 hour' +%FT%T)"
    contains "$output" "In time:"
    # Waiting for another crocum, and reading the checks, is not the student's lateness.
    suite 2
    local kept=$CROCUM_STATE/attempts/many/bob begun pid
    begun=$(find "$kept" -mindepth 1 -maxdepth 1 | wc -l)
    "$BINARY" lab check many -s bob -q 3>&- &
    pid=$!
    wait_until 20 eval '[ $(find "$kept" -mindepth 1 -maxdepth 1 | wc -l) -gt $begun ]'
    due=$(date -u -d '+1 second' +%FT%TZ)
    run_split crocum lab check many -s bob --wait --deadline "$due"
    contains "$output" "In time:"
    wait $pid
    run_split crocum lab check many -s bob --deadline tomorrow
    [ "$status" -eq 2 ]
    contains "$errors" "2026-12-01T23:59+03:00"
    run_split crocum lab check many -s bob -s eve --freeze --deadline "$due"
    [ "$status" -eq 2 ]
    contains "$errors" "cannot be frozen"
    run_split crocum lab check many -s bob -m srv --freeze --deadline "$due"
    [ "$status" -eq 2 ]
    contains "$errors" "--freeze grades all checks: it cannot be used with -m, --only or --tags"
    run_split crocum lab check many -s bob -s eve --freeze
    [ "$status" -eq 2 ]
    contains "$errors" "cannot be frozen"
    # When the command is given, and not at the deadline, which is an hour away.
    run_split timeout 20 "$BINARY" lab check many -s bob -s eve --freeze --deadline "$(date -u -d '+1 hour' +%FT%TZ)"
    [ "$status" -eq 2 ]
    contains "$errors" "machine srv of many of bob is known by the socket of its agent: it cannot be frozen"
}

@test "output on a full disk ends no batch: all students are graded, and the command fails" {
    crocum lab up many --class net -q
    crocum lab check many --class net >/dev/full 2>"$BATS_TEST_TMPDIR/err" && status=0 || status=$?
    [ "$status" -eq 1 ]
    contains "$(cat "$BATS_TEST_TMPDIR/err")" "No space left on device"
    for student in ann bob eve; do [ "$(attempts_of $student)" -eq 1 ]; done
    crocum lab check many --class net 2>/dev/full >"$BATS_TEST_TMPDIR/out" && status=0 || status=$?
    [ "$status" -ne 0 ]
    for student in ann bob eve; do [ "$(attempts_of $student)" -eq 2 ]; done
}

@test "status asks the agents, names the command that runs, and disturbs no command" {
    suite 3
    crocum lab up many --class net -q
    crocum lab check many -s ann --only two -q
    kill -KILL "${agents[2]}"
    "$BINARY" lab check many -s bob >/dev/null 2>&1 3>&- &
    local pid=$!
    wait_until 20 test -d "$CROCUM_STATE/attempts/many/bob"
    run_split crocum lab status many -s ann -s bob -s eve -s zoe
    [ "$status" -eq 3 ]
    [[ $output =~ ann\ +answering,\ 0/1\ \(partial\) ]]
    [[ $output =~ bob\ .*in\ use\ by\ \"crocum\ lab\ check\ many\ -s\ bob\" ]]
    [[ $output =~ eve\ +silent\ .*"0 of 1 machine answers; srv: cannot connect to the agent's socket" ]]
    # The row says it, and the summary has the name.
    [ "$(grep -c "cannot connect" <<<"$output")" -eq 1 ]
    contains "$output" "1 silent (eve)"
    # The times are in one column.
    [ "$(sed -nE 's/^((ann|bob|eve|zoe) .{26})[ 0-9.]{7} s( .*|$)/\1/p' <<<"$output" | wc -l)" -eq 4 ]
    [[ $output =~ zoe\ +no\ instance ]]
    wait $pid
    run_split crocum lab status many -s ann --json
    [ "$status" -eq 0 ]
    [ "$(json '.students[0].outcome')" = answering ]
}

@test "README's commands for a whole class run unchanged" {
    mv "$lab" "$CROCUM_LABS/hello"
    cp "$BATS_TEST_TMPDIR/net.csv" "$BATS_TEST_TMPDIR/students.csv"
    cd "$BATS_TEST_TMPDIR"
    sed -n '/^## A whole class/,/^```$/s/^\(crocum .*[^ ]\) *#.*\|^\(crocum .*\)$/\1\2/p' "$BATS_TEST_DIRNAME/../../README.md" >commands
    [ "$(wc -l <commands)" -eq 6 ]
    while IFS= read -r command; do
        PATH=$(dirname "$BINARY"):$PATH bash -c "$command" </dev/null
    done <commands
}

@test "on a terminal each running student has a line and the batch has one; at the end only results are left" {
    suite 1.5
    crocum lab up many --class net -q
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 90 24 "$BINARY" lab check many --class net -j 2)
    json '.seen[]' | grep -qE '^  (ann|bob)  [01] of 2 checks  [0-9]+ s$'
    json '.seen[]' | grep -qE '^0 of 3 done, [0-9]+ s$'
    json '.seen[]' | grep -qE '^[12] of 3 done, [0-9]+ s, about [0-9]+ s left$'
    lacks "$(json '.final[]')" " of 3 done"
    lacks "$(json '.final[]')" " of 2 checks"
    contains "$(json '.final[]')" "many, class net: 3 graded"
}

@test "one can scroll back to results only, not to lines that were rewritten: at the top of the screen, and with few rows" {
    suite 0.6
    crocum lab up many --class net -q
    for rows in 24 3; do
        output=$("$BATS_TEST_DIRNAME/../terminal.py" 90 "$rows" "$BINARY" lab check many --class net -j 3)
        json '.seen[]' | grep -qE '^0 of 3 done, [0-9]+ s$'
        lacks "$(json '[.history[], .final[]] | join("\n")')" " of 3 done"
        lacks "$(json '[.history[], .final[]] | join("\n")')" " of 2 checks"
        for student in ann bob; do
            [ "$(json '[.history[], .final[]][]' | grep -c "^$student .* s\b")" -eq 1 ]
        done
    done
}

@test "one machine for several students: refused before anything runs, unless lab.yaml says shared" {
    sed -i "s|{student}-srv|ann-srv|" "$lab/lab.yaml"
    run_split crocum lab validate many
    [ "$status" -eq 1 ]
    contains "$output" "error: $lab/lab.yaml:1: all students would have the same machine srv"
    run_split crocum lab up many --class net
    [ "$status" -eq 2 ]
    contains "$errors" "machine srv of bob would be the machine of ann, too (socket $BATS_TEST_TMPDIR/ann-srv.sock)"
    contains "$errors" "shared: true"
    [ ! -e "$CROCUM_STATE/instances/many" ]

    # One after the other: the first one has the machine.
    crocum lab up many -s ann -q
    run_split crocum lab up many -s bob
    [ "$status" -eq 2 ]
    contains "$errors" "machine srv of bob would be the machine of ann, too"
    [ ! -e "$CROCUM_STATE/instances/many/bob" ]
    crocum lab up many -s ann -q # Again: it is ann's own.
    crocum lab check many -s ann -q
    run_split crocum lab check many --class net
    [ "$status" -eq 2 ]
    contains "$errors" "machine srv of bob would be the machine of ann, too"
    [ "$(attempts_of ann)" -eq 1 ]

    # Recorded by a crocum that did not look, and of another lab; the path written in another way.
    mkdir -p "$CROCUM_STATE/instances/many/bob"
    sed 's|"ann"|"bob"|; s|/ann-srv.sock|//./ann-srv.sock|' \
        "$CROCUM_STATE/instances/many/ann/instance.json" >"$CROCUM_STATE/instances/many/bob/instance.json"
    sed -i -E 's/("instance": *")[^"]*/\10a0b0c0d/' "$CROCUM_STATE/instances/many/bob/instance.json"
    for student in ann bob; do
        run_split crocum lab check many -s $student
        [ "$status" -eq 2 ]
        contains "$errors" "machine srv of $student would be the machine of"
    done
    crocum lab down many -s bob -q
    cp -r "$lab" "$CROCUM_LABS/other"
    run_split crocum lab up other -s eve
    [ "$status" -eq 2 ]
    contains "$errors" "machine srv of eve would be the machine of many of ann, too"
    contains "$errors" "crocum lab down many -s ann"
    crocum lab up other -s ann -q # Another lab of the same student.

    sed -i 's|sock"}|sock", shared: true}|' "$lab/lab.yaml"
    crocum lab validate many -q
    crocum lab up many --class net -q
    run_split crocum lab check many -s bob
    [ "$status" -eq 0 ]
}
