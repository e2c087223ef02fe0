#!/usr/bin/env bats
# Attempts afterwards: shown with their evidence, decided on, regraded. A real qemu-ga on a unix socket, no machine.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    unset SUDO_USER
    qemu-ga -m unix-listen -p "$BATS_TEST_TMPDIR/demo-r1.sock" -t "$BATS_TEST_TMPDIR" -f "$BATS_TEST_TMPDIR/r1.pid" \
        -l "$BATS_TEST_TMPDIR/r1.log" 3>&- &
    agent=$!
    wait_until 10 test -S "$BATS_TEST_TMPDIR/demo-r1.sock"
    lab=$CROCUM_LABS/net
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
title: A network
machines: {r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}}
timeouts: {boot: 2, suite: 60}
YAML
    cat >"$lab/checks/r1.py" <<'PY'
import pytest

@pytest.mark.points(2)
@pytest.mark.number("1")
def test_route(host):
    """The route is there"""
    print("looked for it")
    assert False, "make the route"

def test_command(host):
    assert host.run("true").rc == 0

@pytest.mark.skip(reason="not today")
def test_skipped(): pass
PY
    crocum lab up net -s demo -q
    attempts=$CROCUM_STATE/attempts/net/demo
}

teardown() {
    # Never SIGTERM: qemu-ga's handler can wait for itself for ever (test_guest.cpp).
    kill -KILL "$agent" 2>/dev/null || true
    wait "$agent" 2>/dev/null || true
}

check() { crocum lab check net -s demo -q "$@"; }
row() { grep "^$1 " <<<"$output"; }
newest() { ls "$attempts" | tail -n 1; }
set_grade() { run_split crocum grade set net -s demo "$@"; }
regrade() { run_split crocum lab regrade net -s demo "$@"; }

# The score that counts, and the measured one.
newest_score() { crocum lab show net -s demo --json | jq -r '[.score, .measured_score] | map(tostring) | join(" ")'; }

solve() { sed -i 's/assert False/assert True/' "$lab/checks/r1.py"; }

# An attempt in which nothing was measured, because the agent is silent.
check_silent() {
    kill -STOP "$agent"
    crocum lab check net -s demo -q || true
    kill -CONT "$agent"
}

@test "show: the inputs of an attempt, with -v their versions and digests, every check, verified records; without instance and lab folder" {
    check
    crocum lab down net -s demo -q
    rm -r "$lab"
    run_split crocum lab show net -s demo
    [ "$status" -eq 0 ]
    contains "$output" "net of demo, attempt $(newest) (current)"
    [[ $output =~ "r1          in the guest, "[0-9.]+" s; records verified" ]]
    lacks "$output" "agent call"
    contains "$output" "[ FAIL ]     0/2  r1  1 The route is there"
    contains "$output" "r1/r1.py::test_route"
    contains "$output" "make the route"
    contains "$output" "[ PASS ]     1/1  r1  command"
    contains "$output" "Score: 1 of 3 points (33 %)"
    lacks "$output" "looked for it"
    run_split crocum lab show net -s demo -v
    contains "$output" "| looked for it"
    contains "$output" "crocum      $(crocum --version | cut -d' ' -f2-)"
    contains "$output" "in the guest, unix:$BATS_TEST_TMPDIR/demo-r1.sock"
    contains "$output" "suite $(jq -r '.suites_sha256.r1[:12]' "$attempts/$(newest)/attempt.json"); records verified"
    run_split crocum lab show net -s demo --json
    [ "$(json .score)" = 1 ]
    [ "$(json .records.r1)" = verified ]
    [ "$(json '.decisions + .regrades | length')" = 0 ]
    [ "$(json .standing)" = true ]
}

@test "show: by the beginning of a name; --list shows all, also partial, ungraded and unfinished ones" {
    check
    first=$(newest)
    check --only route
    partial=$(newest)
    check_silent
    silent=$(newest)
    mkdir "$attempts/2099-01-01T000000.000000Z-aaaaaa"
    printf 'mac {"type": "start"}\nmac {"type": "check", "id": "r1/r1.py::test_\\u001b[31mx", "outcome": "passed"}\nmac {"ty' \
        >"$attempts/2099-01-01T000000.000000Z-aaaaaa/r1.records.jsonl"
    run_split crocum lab show net -s demo --list
    [ "$status" -eq 0 ]
    [[ $(sed -n 2p <<<"$output") =~ 2099.*"not finished".*"records of r1: 1 check" ]]
    [[ $(sed -n 3p <<<"$output") =~ $silent.*"?/3 (3 ungraded)" ]]
    [[ $(sed -n 4p <<<"$output") =~ $partial.*"0/2 (partial)".*"--only \"route\"" ]]
    [[ $(sed -n 5p <<<"$output") =~ $first.*"1/3".*current ]]
    # On a terminal, names are as short as ATTEMPT may be, so that the local time of each fits.
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 84 24 "$BINARY" lab show net -s demo --list)
    echo "$output"
    json '.final[0] | test("^ATTEMPT +STARTED +SCORE +NOTES")'
    json '.final[1] | test("^2099-01-01T000000 +2099-01-01 ")'
    short=$(json '.final[-1]' | cut -d " " -f 1)
    [ "${#short}" -ge 17 ]
    [ "${#short}" -lt 30 ]
    [ "$(crocum lab show net -s demo "$short" --json | jq -r .attempt)" = "$first" ]
    run_split crocum lab show net -s demo --list --json
    [ "$(json '.attempts | map(.state) | join(" ")')" = "not finished finished finished finished" ]
    [ "$(jq -c '[.attempts[].score]' <<<"$output")" = "[null,null,null,1]" ]

    run_split crocum lab show net -s demo
    contains "$output" "attempt $first"
    run_split crocum lab show net -s demo "${partial%??}"
    [ "$status" -eq 0 ]
    contains "$output" "in part: --only \"route\""
    contains "$output" "no final score"
    run_split crocum lab show net -s demo "$silent"
    [ "$status" -eq 3 ]
    contains "$output" "agent_silent: "
    contains "$output" "no records"
    contains "$output" "No final score"
    run_split crocum lab show net -s demo 2099
    [ "$status" -eq 3 ]
    contains "$output" "Not finished: records of r1: 1 check"
    contains "$output" "passed     r1/r1.py::test_x"
    lacks "$output" $'\x1b'
    lacks "$output" "Score"
    run_split crocum lab show net -s demo 20
    [ "$status" -eq 2 ]
    contains "$errors" ": 4 attempt names begin with it"
    run_split crocum lab show net -s demo nothing
    [ "$status" -eq 2 ]
    contains "$errors" "--list"
    run_split crocum lab show net -s dem
    [ "$status" -eq 1 ]
    contains "$errors" 'Did you mean "net -s demo"?'
}

@test "show: hostile text reaches no terminal" {
    printf 'def test_x():\n    print("\\x1b]0;out\\x07")\n    assert False, "\\x1b[31mred\\u202e\\x9b1m"\n' >"$lab/checks/r1.py"
    check
    # Somebody else may have written the file.
    sed -i 's/"title": "x"/"title": "\\u001b[2Jtitle"/; s/"message": "/"message": "\\u001b[5m/' "$attempts/$(newest)/attempt.json"
    run_split crocum lab show net -s demo -v
    contains "$output" "title"
    contains "$output" "red"
    [ "$(LC_ALL=C tr -d '\n -~' <<<"$output$errors" | wc -c)" -eq 0 ]
    run_split crocum lab show net -s demo --json
    [ "$(LC_ALL=C tr -d '\n -~' <<<"$output" | wc -c)" -eq 0 ]
}

@test "show: records that were changed, cut or taken away are noticed, and so is a verdict that was" {
    check
    folder=$attempts/$(newest)
    cp -r "$folder" "$BATS_TEST_TMPDIR/kept"
    restore() { cp "$BATS_TEST_TMPDIR/kept/"* "$folder/"; }
    noticed() {
        run_split crocum lab show net -s demo
        [ "$status" -eq 1 ]
        contains "$output$errors" "records do not match: $1"
        contains "$errors" "the kept records of r1 do not match this attempt: $1"
        run_split crocum lab show net -s demo --json
        [ "$status" -eq 1 ]
        contains "$(json .records.r1)" "$1"
        [ "$(jq .records_fit <<<"$output")" = false ]
        restore
    }
    sed -i 's/"outcome": "failed"/"outcome": "passed"/' "$folder/r1.records.jsonl"
    noticed "a record that this run did not write"
    sed -i 2d "$folder/r1.records.jsonl"
    noticed "a record that this run did not write"
    sed -i '3,$d' "$folder/r1.records.jsonl"
    noticed "there is no record of r1/r1.py::test_command"
    rm "$folder/r1.records.jsonl"
    noticed "the records are missing"
    jq '.checks[0] += {verdict: "passed", share: 1}' "$folder/attempt.json" >"$folder/new" && mv "$folder/new" "$folder/attempt.json"
    noticed "the record of r1/r1.py::test_route has another result"
    run_split crocum lab show net -s demo
    [ "$status" -eq 0 ]
}

@test "show: another student's attempt in this student's folder is refused" {
    check
    mkdir -p "$CROCUM_STATE/attempts/net/ivan"
    cp -r "$attempts/$(newest)" "$CROCUM_STATE/attempts/net/ivan/"
    run_split crocum lab show net -s ivan "$(newest)"
    [ "$status" -eq 1 ]
    contains "$errors" "belongs to another attempt"
}

@test "grade set: a check gets all or some of its points, beside the measured ones, with author, time and reason" {
    check
    folder=$attempts/$(newest)
    before=$(sha256sum <"$folder/attempt.json")
    SUDO_USER=teacher set_grade --check r1/r1.py::test_route --reason "saw it $(printf '\033[31m')work"
    [ "$status" -eq 0 ]
    contains "$output" "has 2 of 2 points, by teacher"
    contains "$output" "Before: 1 of 3 points"
    contains "$output" "Score: 3 of 3 points (100 %) *"
    [ "$(sha256sum <"$folder/attempt.json")" = "$before" ]
    [ "$(stat -c %a "$CROCUM_STATE/decisions/net/demo.json")" = 600 ]
    run_split crocum lab show net -s demo
    [ "$status" -eq 0 ]
    contains "$output" "[ PASS ]     2/2  r1  1 The route is there"
    contains "$output" "decided: 2 of 2 points, by teacher, 2"
    contains "$output" ": saw it work"
    contains "$output" "measured: failed, 0 of 2 points"
    contains "$output" "* decided: 1 The route is there: 2 of 2 points, by teacher, 2"
    contains "$output" "As measured: 1 of 3 points"
    contains "$output" "records verified"
    set_grade --check r1/r1.py::test_route --score 0.5 --reason "half of it" --json
    [ "$(json .score)" = 1.5 ]
    [ "$(json .before.score)" = 3 ]
    [ "$(json .as_measured.score)" = 1 ]
    run_split crocum lab show net -s demo --json
    [ "$(json .score)" = 1.5 ]
    [ "$(json .decided)" = true ]
    [ "$(json '.decisions | map(.points) | join(" ")')" = "2 0.5" ]
    [ "$(json '.decisions[0].who')" = teacher ]
    [ "$(json '.decisions[1].who')" = "$(id -un)" ]
    [ "$(json '.checks[] | select(.decided) | .id')" = r1/r1.py::test_route ]
    run_split crocum lab show net -s demo
    contains "$output" "(replaced by a later one)"
    run_split crocum lab list
    [[ $output =~ "1.5/3*" ]]
    contains "$output" "* decided by $(id -un): half of it; measured 1"
    run_split crocum lab list --json
    [ "$(json '.instances[0].last_attempt | [.score, .decided, .decisions[1].reason] | join(" ")')" = "1.5 true half of it" ]
    set_grade --score 2 --reason "oral exam"
    contains "$output" "Score: 2 of 3 points (67 %), by decision *"
    set_grade --check r1/r1.py::test_route --reason "again"
    contains "$errors" "an earlier decision on the whole score still applies"
}

@test "decisions apply to later attempts until they are withdrawn, and a better measurement is named" {
    check
    set_grade --check 1 --score 0.5 --reason "half of it"
    [ "$status" -eq 0 ]
    [ "$(newest_score)" = "1.5 1" ]
    set_grade --score 2 --reason "oral exam"
    # The nightly run, and one whose agent is silent.
    run_split crocum lab check net -s demo -s nobody --json
    [ "$(json '.students[0] | [.score, .measured_score, .decided] | map(tostring) | join(" ")')" = "2 1 true" ]
    contains "$output" "oral exam; measured 1"
    check_silent
    run_split crocum lab list net
    contains "$output" "2/3*"
    # The silent one does not replace the attempt before it. One of its checks is decided.
    contains "$output" "oral exam; measured 1; last attempt with 2 of 3 checks ungraded (agent_silent)"
    solve
    run_split crocum lab check net -s demo
    contains "$output" "Score: 2 of 3 points (67 %), by decision *"
    contains "$output" 'The measured result is better than the decision; "crocum grade clear" withdraws it'
    run_split crocum lab check net -s demo -s nobody
    contains "$output" "measured 3, which is better than the decision"
    run_split crocum report net -s demo
    contains "$output" "measured 3, which is better than the decision"
    run_split crocum grade list net
    [[ $output =~ demo\ +1\ The\ route\ is\ there\ +0.5\ of\ 2\ +2\ .*half\ of\ it\;\ the\ measured\ result\ is\ better ]]
    [[ $output =~ demo\ +whole\ score\ +2\ of\ 3\ +3\ .*oral\ exam ]]
    run_split crocum grade clear net -s demo --whole --reason "measured now"
    [ "$status" -eq 0 ]
    contains "$output" "withdrawn: the whole score: 2 of 3 points, by "
    contains "$output" "Before: 2 of 3 points"
    [ "$(newest_score)" = "1.5 3" ]
    run_split crocum grade clear net -s demo --check 1
    [ "$(newest_score)" = "3 3" ]
    run_split crocum lab show net -s demo
    lacks "$output" "decided:"
    contains "$output" "withdrawn, by $(id -un), 2"
    run_split crocum grade list net --json
    [ "$(json '.decisions | length')" = 0 ]
    run_split crocum grade list net -s demo --history --json
    [ "$(json '.decisions | map([.points, .withdraws, .in_effect] | map(tostring) | join(" ")) | join("; ")')" = \
        "0.5 false false; 2 false false; null true false; null true false" ]
    run_split crocum grade clear net -s demo
    [ "$status" -eq 0 ]
    contains "$output" "nothing to do"
    run_split crocum grade clear net -s demo --check 1
    [ "$status" -eq 2 ]
    contains "$errors" 'there is no decision on check "1" of net of demo'
}

@test "grade set: an unmeasured attempt can be decided, as a whole or check by check, and then counts" {
    check_silent
    set_grade --check r1/r1.py::test_route --reason "by hand"
    [ "$status" -eq 0 ]
    contains "$output" "No final score: 2 of 2 points measured so far; 2 of 3 checks ungraded *"
    run_split crocum lab show net -s demo
    [ "$status" -eq 3 ]
    run_split crocum lab list
    contains "$output" "?/3* (2 ungraded)"
    set_grade --check r1/r1.py::test_command --score 0 --reason "by hand"
    set_grade --check r1/r1.py::test_skipped --reason "by hand"
    run_split crocum lab show net -s demo
    [ "$status" -eq 0 ]
    contains "$output" "Score: 2 of 3 points"
    contains "$output" "As measured: no final score, 0 of 0 points measured"
    first=$(newest)
    check_silent
    # What was decided is not replaced by what was not measured.
    run_split crocum lab list
    contains "$output" "2/3*"
    set_grade --score 1 --reason "by hand"
    [ "$status" -eq 0 ]
    run_split crocum lab list --json
    [ "$(json .instances[0].last_attempt.score)" = 1 ]
    run_split crocum lab show net -s demo "$first"
    lacks "$output" "(current)"
}

@test "grade set: refused arguments" {
    set_grade --check r1/r1.py::test_route --reason x
    [ "$status" -eq 1 ]
    contains "$errors" "there is no attempt of net of demo"
    check --only route
    set_grade --score 1 --reason x
    [ "$status" -eq 2 ]
    contains "$errors" "is partial, so it has no score to decide on"
    contains "$errors" "crocum lab check net -s demo"
    check
    refused() {
        local expected=$1
        shift
        set_grade "$@"
        [ "$status" -eq 2 ]
        contains "$errors" "$expected"
    }
    refused "no decision given" --reason x
    refused "a decision needs a reason" --score 1
    refused "a decision needs a reason" --score 1 --reason " $(printf '\t')"
    refused "3.5 is not between 0 and 3" --score 3.5 --reason x
    refused "-1 is not between 0 and 3" --score=-1 --reason x
    refused "2.5 is not between 0 and 2" --check r1/r1.py::test_route --score 2.5 --reason x
    refused "is not between" --score nan --reason x
    refused "Did you mean r1/r1.py::test_route?" --check r1/r1.py::test_rout --reason x
    local kept=$CROCUM_STATE/decisions/net/demo.json
    [ ! -e "$kept" ]
    set_grade --score 2 --reason x
    echo '{' >"$kept"
    for verb in "lab show net -s demo" "grade set net -s demo --score 1 --reason x"; do
        # shellcheck disable=SC2086
        run_split crocum $verb
        [ "$status" -eq 1 ]
        contains "$errors" "$kept cannot be read"
    done
    run_split crocum lab list
    contains "$output" "the score cannot be read"
    contains "$errors" "demo.json cannot be read"
    run_split crocum lab show net -s demo --list
    contains "$output" "demo.json cannot be read"
    [ "$(cat "$kept")" = "{" ]
}

@test "grade set: two teachers at once lose nothing" {
    check
    for number in 1 2 3 4 5 6; do
        "$BINARY" grade set net -s demo --score 1 --reason "number $number" --wait 60 -q 3>&- &
    done
    wait -n && wait -n && wait -n && wait -n && wait -n && wait -n
    [ "$(jq '.decisions | length' "$CROCUM_STATE/decisions/net/demo.json")" -eq 6 ]
}

@test "while an attempt is under way it is shown as such, and decisions and regrades wait or are refused" {
    check
    printf 'import time\ndef test_quick(): pass\ndef test_slow(): time.sleep(5)\n' >"$lab/checks/r1.py"
    "$BINARY" lab check net -s demo -q 3>&- &
    first=$!
    wait_until 15 bash -c "grep -q test_quick '$attempts'/*/r1.records.jsonl"
    run_split crocum lab show net -s demo --list
    [[ $(sed -n 2p <<<"$output") =~ "not finished".*"running: \"crocum lab check net -s demo\"" ]]
    run_split crocum lab show net -s demo "$(newest)"
    [ "$status" -eq 3 ]
    contains "$output" "Not finished, running: "
    contains "$output" "passed     r1/r1.py::test_quick"
    set_grade --score 1 --reason x
    [ "$status" -eq 4 ]
    regrade
    [ "$status" -eq 4 ]
    contains "$errors" "crocum lab check net -s demo"
    run_split crocum grade set net -s demo --score 0 --reason x --wait 60
    wait "$first"
    [ "$status" -eq 0 ]
    contains "$output" "the whole score has 0 of 2 points"
    mkdir "$attempts/2099-01-01T000000.000000Z-aaaaaa"
    set_grade --score 1 --reason x --attempt 2099
    [ "$status" -eq 2 ]
    contains "$errors" "was not finished"
}

@test "regrade: points, titles and total of now, without the machines; added and removed checks; dry run; both kept" {
    check
    kill -KILL "$agent"
    before=$(sha256sum <"$attempts/$(newest)/attempt.json")
    regrade
    [ "$status" -eq 0 ]
    [[ $(row demo) =~ demo\ +1/3\ +1/3\ +unchanged ]]
    [ ! -e "$attempts/$(newest)/regrades.json" ]

    sed -i 's/The route is there/The way is there/; s/number("1")/number("2.1")/' "$lab/checks/r1.py"
    echo 'points: {"r1/r1.py::test_command": 4}' >>"$lab/lab.yaml"
    regrade --dry-run
    [ "$status" -eq 0 ]
    [[ $(row demo) =~ demo\ +1/3\ +4/6\ +"test_command 1/1 -> 4/4" ]]
    contains "$output" "~ r1/r1.py::test_command points 1/1 -> 4/4"
    contains "$output" "~ r1/r1.py::test_route title, number"
    [ ! -e "$attempts/$(newest)/regrades.json" ]
    run_split crocum lab list
    contains "$output" "1/3"
    regrade --json
    [ "$status" -eq 0 ]
    [ "$(json '.students[0] | [.before.score, .after.score, .written] | join(" ")')" = "1 4 true" ]
    run_split crocum lab list
    contains "$output" "4/6"
    contains "$output" "regraded"
    regrade
    [[ $(row demo) =~ 4/6\ +4/6\ +unchanged ]]

    set_grade --check r1/r1.py::test_route --score 1 --reason "half"
    contains "$output" "Score: 5 of 6 points"
    echo 'total: 12' >>"$lab/lab.yaml"
    regrade
    [[ $(row demo) =~ 5/6\*\ +10/12\* ]]
    [ "$(jq '.regrades | length' "$attempts/$(newest)/regrades.json")" -eq 2 ]
    run_split crocum lab show net -s demo
    [ "$status" -eq 0 ]
    contains "$output" "[ PART ]     2/4  r1  2.1 The way is there"
    contains "$output" "decided: 1 of 2 points"
    contains "$output" "Score: 10 of 12 points"
    contains "$output" "As measured (before regrades): 1 of 3 points"
    [ "$(grep -c "3 checks, " <<<"$output")" -eq 2 ]

    sed -i '/def test_command/,/rc == 0/d' "$lab/checks/r1.py"
    printf 'def test_new(): pass\n' >>"$lab/checks/r1.py"
    sed -i '/points:/d; /total/d' "$lab/lab.yaml"
    regrade
    [ "$status" -eq 3 ]
    [[ $(row demo) =~ 10/12\*\ +"?/3* (1 ungraded)" ]]
    contains "$output" "+ r1/r1.py::test_new ?/1, not measured: run check again"
    contains "$output" "- r1/r1.py::test_command 8/8, not in the lab any more"
    run_split crocum lab show net -s demo
    [ "$status" -eq 3 ]
    contains "$output" "not_measured: this attempt did not measure it: run the checks again"
    contains "$output" "records verified"
    [ "$(sha256sum <"$attempts/$(newest)/attempt.json")" = "$before" ]
    set_grade --check r1/r1.py::test_new --score 0 --reason "it is not there"
    run_split crocum lab show net -s demo --json
    [ "$status" -eq 0 ]
    [ "$(json .score)" = 1 ]
    [ "$(json '.regrades | length')" = 3 ]
}

@test "regrade: a check that the suite now skips is worth nothing; one that it skipped was not measured" {
    check
    sed -i 's/@pytest.mark.skip(reason="not today")/@pytest.mark.points(1)/; s/^def test_command/@pytest.mark.skip(reason="broken")\ndef test_command/' "$lab/checks/r1.py"
    regrade
    [ "$status" -eq 3 ]
    contains "$output" "~ r1/r1.py::test_command points 1/1 -> 0/0"
    contains "$output" "~ r1/r1.py::test_skipped points 0/0 -> ?/1, verdict"
}

@test "regrade: every student with an attempt; one student's failure stops no other" {
    check
    regrade -s nobody --yes
    [ "$status" -eq 3 ]
    [[ $(row nobody) =~ "no finished attempt" ]]
    [[ $(row demo) =~ 1/3\ +1/3\ +unchanged ]]
    check --only route
    mkdir -p "$CROCUM_STATE/attempts/net/ivan/2026-01-01T000000.000000Z-aaaaaa"
    regrade_all() { run_split crocum lab regrade net --all --yes; }
    regrade_all
    [ "$status" -eq 3 ]
    [[ $(row ivan) =~ "no finished attempt" ]]
    mkdir -p "$CROCUM_STATE/decisions/net"
    echo damaged >"$CROCUM_STATE/decisions/net/ivan.json"
    cp -r "$attempts/$(newest)" "$CROCUM_STATE/attempts/net/ivan/$(newest)"
    sed -i 's/"student": "demo"/"student": "ivan"/' "$CROCUM_STATE/attempts/net/ivan/$(newest)/attempt.json"
    echo 'total: 6' >>"$lab/lab.yaml"
    regrade_all
    [ "$status" -eq 1 ]
    contains "$errors" "ivan: "
    [[ $(row ivan) =~ "failed: see below" ]]
    [[ $(row demo) =~ 1/3\ +2/6 ]]
    contains "$output" "1 of 2 students regraded"
    rm -r "$CROCUM_STATE/attempts"
    regrade_all
    [ "$status" -eq 0 ]
    contains "$output" "there are no attempts of net"
    rm "$lab/checks/r1.py"
    regrade
    [ "$status" -eq 1 ]
    contains "$errors" "there are no checks"
}

@test "every field of the JSON documents is in the man pages, and no secret is in them" {
    check
    missing=
    man=$(sed -s -n '/^\.Sh JSON/,/^\.Sh EXAMPLES/p' "$BATS_TEST_DIRNAME"/../../man/{crocum,crocum-lab,crocum-grade}.1)
    for verb in "check net -s demo" "show net -s demo" "show net -s demo --list" "list" "regrade net -s demo --dry-run" \
        "exec net -s demo -- true" "up net -s demo" "validate net" "down net -s demo" "down net -s nobody-else"; do
        # shellcheck disable=SC2086
        run_split crocum lab ${verb/ -- / --json -- } $([[ $verb == *" -- "* ]] || echo --json)
        # By the names of suites, students and checks: those are values.
        for field in $(jq -r 'paths | map(strings) | .[]' <<<"$output" | sort -u | grep -vE '^(r1|net|demo)$|::'); do
            grep -qwF -- "$field" <<<"$man" || { echo "$verb: no $field"; missing=1; }
        done
    done
    [ -z "$missing" ]
    key=$(jq -r '.machines.r1.key' "$attempts/$(newest)/attempt.json")
    [ "${#key}" = 64 ]
    for verb in show list; do lacks "$(crocum lab $verb $([ $verb = list ] || echo net -s demo) --json)" "$key"; done
}
