#!/usr/bin/env bats
# The night's run as cron starts it: the line of labs/setup/night/crontab by /bin/sh under an empty environment. Each student has
# a real qemu-ga on a unix socket.

load ../common
load ../agent/agents

setup() {
    agents_begin
    for student in ann bob eve; do start_agent $student-srv; done
    lab=$CROCUM_LABS/hello
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}}
timeouts: {boot: 1, suite: 60}
YAML
    printf 'import time\ndef test_one():\n    time.sleep(2)\ndef test_two():\n    assert False, "not yet"\n' >"$lab/checks/srv.py"
    printf 'id\nann\nbob\neve\n' | crocum class import net-2026 - -q
    for student in ann bob eve; do crocum lab up hello -s $student -q; done
    # cron knows nothing of this shell: what it needs is in the configuration.
    config=$BATS_TEST_TMPDIR/config.toml
    printf 'state = "%s"\nlabs = "%s"\n' "$CROCUM_STATE" "$CROCUM_LABS" >"$config"
    page=$BATS_TEST_TMPDIR/hello.html
    line=$(sed -n 's/^[0-9]* [0-9]* \* \* \* root //p' "$BATS_TEST_DIRNAME/../../labs/setup/night/crontab")
    line=${line//\/usr\/local\/bin\/crocum/$BINARY}
    line=${line//\/srv\/grades\/hello.html/$page}
}

teardown() { agents_end; }

# at_night COMMANDS: as cron starts them; what they print would be mailed.
at_night() { run env -i CROCUM_CONFIG="$config" /bin/sh -c "cd / && $1"; }

@test "a night without trouble: no mail, all students graded, the page exists" {
    at_night "$line"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$(find "$CROCUM_STATE/attempts/hello" -name attempt.json | wc -l)" -eq 3 ]
    grep -q "3</b><span>graded" "$page"
    # The next night grades what students have done since.
    at_night "$line"
    [ -z "$output" ]
    [ "$(find "$CROCUM_STATE/attempts/hello" -name attempt.json | wc -l)" -eq 6 ]
}

@test "twice at once: one works, the other ends with 4 and mails nothing" {
    check=${line%%;*}
    env -i CROCUM_CONFIG="$config" /bin/sh -c "$check" >"$BATS_TEST_TMPDIR/mail" 2>&1 3>&- &
    local first=$!
    wait_until 20 test -d "$CROCUM_STATE/attempts/hello/ann"
    at_night "$check"
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    wait $first
    [ ! -s "$BATS_TEST_TMPDIR/mail" ]
    [ "$(find "$CROCUM_STATE/attempts/hello" -name attempt.json | wc -l)" -eq 3 ]
    # Who looks at it on a terminal, or without -q, is told.
    "$BINARY" lab check hello --class net-2026 >/dev/null 2>&1 3>&- &
    first=$!
    wait_until 20 eval '[ "$(find "$CROCUM_STATE/attempts/hello/ann" -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ]'
    run crocum lab check hello --class net-2026
    [ "$status" -eq 4 ]
    contains "$output" "lab check hello --class net-2026"
    wait $first
}

@test "a student could not be graded: a mail with the name and the reason; status 3; the page has it too" {
    kill -KILL "${agents[1]}"
    at_night "${line%%;*}"
    [ "$status" -eq 3 ]
    contains "$output" "bob: ungraded: srv: agent_silent"
    contains "$output" "hello, class net-2026: 2 graded, 1 ungraded (bob)"
    [ "$(wc -l <<<"$output")" -le 5 ]
    at_night "$line"
    grep -q "bob: 2 of 2 checks ungraded" "$page"
}

@test "the service and the timer are units that systemd would take, and run the same commands" {
    if command -v systemd-analyze >/dev/null; then
        sed "s#/usr/local/bin/crocum#$BINARY#" "$BATS_TEST_DIRNAME/../../labs/setup/night/crocum-night.service" >"$BATS_TEST_TMPDIR/crocum-night.service"
        cp "$BATS_TEST_DIRNAME/../../labs/setup/night/crocum-night.timer" "$BATS_TEST_TMPDIR"
        run systemd-analyze verify "$BATS_TEST_TMPDIR/crocum-night.service" "$BATS_TEST_TMPDIR/crocum-night.timer"
        lacks "$output" "crocum-night"
    fi
    for command in "lab check hello --class net-2026 -q" \
        "report hello --class net-2026 --format html -o /srv/grades/hello.html -q"; do
        grep -q "/usr/local/bin/crocum $command" "$BATS_TEST_DIRNAME/../../labs/setup/night/crontab"
        grep -q "=/usr/local/bin/crocum $command\$" "$BATS_TEST_DIRNAME/../../labs/setup/night/crocum-night.service"
    done
}
