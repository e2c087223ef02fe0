#!/usr/bin/env bats
# A class of six on labs/hello with real virtual machines, from the roster to nothing left. The tests go in order.

load ../common
load ../live/private

TABLE=${CLASS_TABLE:-/dev/null}

setup_file() {
    live_begin
    here
    printf 'id,name,group\nann,Ann Smith,A\nbob,"Jones, Bob",A\neve,Ева,A\nivan,Ivan,B\nolga,Olga,B\nzoe,Zoë,B\n' >"$LIVE/net.csv"
    crocum class import net "$LIVE/net.csv" -q
}

teardown_file() {
    here
    crocum lab down hello --class net --yes -q || true
    live_end
}

setup() { here; }

here() {
    live_here
    export CROCUM_LABS=$BATS_TEST_DIRNAME/../../labs
}

# phase NAME RESULT START: a row of the table.
phase() { awk -v n="$1" -v r="$2" -v a="$3" -v b="$EPOCHREALTIME" 'BEGIN { printf "%s\t%s\t%.1f\n", n, r, b - a }' >>"$TABLE"; }

last_line() { printf '%s' "${output##*$'\n'}"; }

attempts_of() { find "$CROCUM_STATE/attempts/hello/$1" -name attempt.json 2>/dev/null | wc -l; }

running() { vsh list --name | grep -c -- -hello- || true; }

@test "up reports how many instances fit, creates these and names the rest; with room, the same command creates the rest" {
    start=$EPOCHREALTIME
    # Each may take 384 MiB for the guest and as much for its emulator.
    per=768
    [ "$(crocum lab list --json | jq '.instances | length')" -eq 0 ]
    CROCUM_DOMAIN_TYPE=qemu CROCUM_MEMORY_LIMIT=$((2 * per + 100)) run_split crocum lab up hello --class net
    [ "$status" -eq 3 ]
    contains "$errors" "more fit at a time"
    contains "$(last_line)" "hello, class net: 2 created, 4 waiting: memory ("
    [ "$(running)" -eq 2 ]
    # Nothing was begun for those who wait.
    [ "$(crocum lab list --json | jq '.instances | length')" -eq 2 ]
    phase "up, room for 2 of 6" "$(last_line)" "$start"
    start=$EPOCHREALTIME
    run_split crocum lab up hello --class net
    [ "$status" -eq 0 ]
    contains "$(last_line)" "2 already ready, 4 created"
    [ "$(running)" -eq 6 ]
    phase "up, the others" "$(last_line)" "$start"
}

@test "one machine off, one agent stopped, one solved: check names the right two, and every student has a row" {
    crocum lab solve hello -s ann
    vsh destroy bob-hello-srv
    crocum lab exec hello -s eve -- systemd-run --timer-property=AccuracySec=100ms --on-active=1 systemctl stop qemu-guest-agent
    wait_until 20 no_agent eve
    start=$EPOCHREALTIME
    run_split crocum lab check hello --class net --json
    [ "$status" -eq 3 ]
    [ "$(json '.students | map(.student) | join(" ")')" = "ann bob eve ivan olga zoe" ]
    [ "$(json '.students | map(.outcome) | join(" ")')" = "graded ungraded ungraded graded graded graded" ]
    [ "$(json '.students | map(.score | tostring) | join(" ")')" = "10 null null 1 1 1" ]
    contains "$(json '.students[1].detail')" machine_off
    contains "$(json '.students[2].detail')" agent_silent
    [ "$(json '.students[2].second_try')" = true ]
    phase "check, one off, one silent" "$(json '.outcomes | tostring')" "$start"
}

no_agent() { ! vsh dumpxml "$1-hello-srv" | grep -q "state='connected'"; }

@test "killed in the middle of a second check, the same command completes it" {
    vsh start bob-hello-srv
    vsh reset eve-hello-srv
    start=$EPOCHREALTIME
    "$BINARY" lab check hello --class net -j 1 >"$LIVE/out" 2>&1 3>&- &
    local pid=$!
    wait_until 120 grep -q "ann .* 10/10" "$LIVE/out"
    sleep 1
    kill -KILL $pid
    wait $pid || true
    before=$(attempts_of ann)
    run_split crocum lab check hello --class net
    [ "$status" -eq 0 ]
    contains "$(last_line)" "already graded"
    [[ $output =~ ann.*10/10.*graded\ .*ago ]]
    [[ $output =~ bob\ .*1/10 ]]
    [[ $output =~ eve\ .*1/10 ]]
    [ "$(attempts_of ann)" -eq "$before" ]
    phase "check, killed, and the rerun" "$(last_line)" "$start"
}

@test "a class that does not fit is graded in waves, and processes in its machines continue" {
    crocum lab exec hello -s ann -- sh -c 'echo kept >/run/mine'
    for student in olga zoe; do vsh managedsave $student-hello-srv; done
    start=$EPOCHREALTIME
    CROCUM_DOMAIN_TYPE=qemu CROCUM_MEMORY_LIMIT=$((4 * 768 + 100)) run_split crocum lab check hello --class net --waves
    [ "$status" -eq 0 ]
    contains "$(last_line)" "6 graded"
    [ "$(crocum lab exec hello -s ann -- cat /run/mine)" = kept ]
    # As it was before: four run, two are saved.
    [ "$(running)" -eq 4 ]
    phase "check --waves, room for 4 of 6" "$(last_line)" "$start"
    start=$EPOCHREALTIME
    run_split crocum lab up hello --class net
    contains "$(last_line)" "4 already ready, 2 started"
    phase "up, saved ones started" "$(last_line)" "$start"
}

@test "a freeze: the state at the deadline is graded, and ungraded students stay frozen for the rerun" {
    start=$EPOCHREALTIME
    # In the machine, the address is set 14 s after the deadline: later than a turn lasts, and sooner than the first three
    # turns. ivan has the fourth: only if his machine was paused meanwhile, he does not have the address.
    due=$(date -u -d '+6 seconds' +%FT%TZ)
    crocum lab exec hello -s ivan -- systemd-run --timer-property=AccuracySec=100ms --on-active=20 sh -c 'ip link set eth0 up; ip address add 192.168.10.1/24 dev eth0'
    crocum lab exec hello -s zoe -- systemd-run --timer-property=AccuracySec=100ms --on-active=1 sh -c 'systemctl stop qemu-guest-agent; sleep 90; systemctl start qemu-guest-agent'
    run_split crocum lab check hello --class net --deadline "$due" --freeze -j 1
    [ "$status" -eq 3 ]
    contains "$(last_line)" "5 graded, 1 ungraded (zoe)"
    [ "$(crocum lab show hello -s ivan --json | jq .score)" = 1 ]
    [ "$(crocum lab show hello -s ivan --json | jq .lateness.late_seconds)" -le 2 ]
    [ "$(vsh domstate zoe-hello-srv)" = paused ]
    [ "$(vsh domstate ivan-hello-srv)" = running ]
    phase "check --deadline --freeze" "$(last_line)" "$start"
    start=$EPOCHREALTIME
    contains "$(crocum lab list hello)" "frozen since"
    run_split crocum lab status hello -s zoe
    contains "$output" "frozen"
    contains "$output" "crocum lab check hello --class net --deadline $due --freeze"
    # Her agent comes back; the same command grades her as of the freeze, and no other machine is frozen for it.
    vsh resume zoe-hello-srv
    wait_until 180 answering zoe
    vsh suspend zoe-hello-srv
    run_split crocum lab check hello --class net --deadline "$due" --freeze -j 1
    [ "$status" -eq 0 ]
    contains "$(last_line)" "5 already graded, 1 graded"
    [ "$(crocum lab show hello -s zoe --json | jq .lateness.late_seconds)" -le 2 ]
    [ "$(running)" -eq 6 ]
    lacks "$(crocum lab list hello)" "frozen since"
    phase "the same again, with her agent back" "$(last_line)" "$start"
}

@test "up ends a freeze, and reports it; the next run counts then" {
    crocum lab exec hello -s zoe -- systemd-run --timer-property=AccuracySec=100ms --on-active=1 systemctl stop qemu-guest-agent
    wait_until 20 no_agent zoe
    due=$(date -u -d '+2 seconds' +%FT%TZ)
    run_split crocum lab check hello -s zoe --deadline "$due" --freeze
    [ "$status" -eq 3 ]
    contains "$output" "frozen since"
    vsh reset zoe-hello-srv
    run_split crocum lab up hello -s zoe
    [ "$status" -eq 0 ]
    contains "$errors" "resumed without grading"
    run_split crocum lab check hello -s zoe --deadline "$due" --freeze
    [ "$status" -eq 0 ]
    [ "$(crocum lab show hello -s zoe --json | jq .lateness.late_seconds)" -gt 5 ]
}

@test "a run that is killed in a student's turn leaves the machine running: it was not frozen at the due date, and counts as late" {
    crocum lab exec hello -s zoe -- systemd-run --timer-property=AccuracySec=100ms --on-active=1 systemctl stop qemu-guest-agent
    wait_until 20 no_agent zoe
    due=$(date -u -d '+1 seconds' +%FT%TZ)
    crocum due set hello "$due" --class net -s zoe -q
    "$BINARY" lab check hello -s zoe --freeze -q 3>&- 4>&- &
    local run=$!
    wait_until 20 jq -e '.state == "resumed"' "$CROCUM_STATE/instances/hello/zoe/frozen.json"
    kill -KILL "$run"
    wait "$run" || true
    lacks "$(crocum lab list hello)" "frozen since"
    vsh reset zoe-hello-srv
    wait_until 180 answering zoe
    run_split crocum lab check hello -s zoe --freeze
    [ "$status" -eq 0 ]
    [ "$(crocum lab show hello -s zoe --json | jq .lateness.late_seconds)" -gt 5 ]
    [ "$(vsh domstate zoe-hello-srv)" = running ]
}

answering() { vsh dumpxml "$1-hello-srv" | grep -q "state='connected'"; }

@test "the gradebook: two ungraded, one late, one decided by hand; every format is accepted by its readers" {
    start=$EPOCHREALTIME
    vsh destroy bob-hello-srv
    crocum lab exec hello -s eve -- systemd-run --timer-property=AccuracySec=100ms --on-active=1 systemctl stop qemu-guest-agent
    wait_until 20 no_agent eve
    for student in bob eve; do rm -r "$CROCUM_STATE/attempts/hello/$student"; done
    crocum lab check hello -s bob -s eve -q || true
    crocum grade set hello -s olga --score 7 --reason "shown in class" -q
    schemas=$("$BATS_TEST_DIRNAME/../report/schemas")
    local out=$LIVE/report
    for format in csv xlsx moodle canvas nbgrader junit ctrf; do
        crocum report hello --class net --format $format -o "$out" -q
        /usr/bin/python3 "$BATS_TEST_DIRNAME/../report/accepted.py" $format "$out" $([ $format != junit ] || echo "$schemas/junit-10.xsd") \
            $([ $format != ctrf ] || echo "$schemas/ctrf.json")
    done
    crocum report hello --class net --format moodle-xml --grade-item hello -o "$out" -q
    /usr/bin/python3 "$BATS_TEST_DIRNAME/../report/accepted.py" moodle-xml "$out"
    crocum report hello --class net --format gradescope -o "$out.d" -q
    for file in "$out.d"/*.json; do /usr/bin/python3 "$BATS_TEST_DIRNAME/../report/accepted.py" gradescope "$file"; done
    [ "$(crocum report hello --class net --json | jq -c '[.students[] | [.state, .score != null]] | map(.[0])')" = \
        '["graded","ungraded","ungraded","graded","graded","graded"]' ]
    [ "$(crocum report hello --class net --json | jq .students[4].score)" = 7 ]
    [ "$(crocum report hello --class net --json | jq '.students[5].late_seconds > 0')" = true ]
    crocum report hello --class net --format html -o "$out.html" -q
    grep -q "2</b><span>ungraded" "$out.html"
    grep -q "1</b><span>late" "$out.html"
    "$BATS_TEST_DIRNAME/../report/pictures" "$out.html" "$BATS_TEST_DIRNAME/../../build/pictures"
    phase "report, ten formats" "$(crocum report hello --class net | tail -1)" "$start"
}

@test "down of the class: nothing is left afterwards, and the grades are kept" {
    start=$EPOCHREALTIME
    run_split crocum lab down hello --class net --yes
    [ "$status" -eq 0 ]
    contains "$(last_line)" "6 down"
    [ -z "$(what_stands)" ]
    [ "$(crocum lab list --json | jq '.instances | length')" -eq 0 ]
    contains "$(crocum lab show hello -s ann)" "Score: 10 of 10 points"
    phase "down" "$(last_line)" "$start"
}
