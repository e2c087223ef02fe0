#!/usr/bin/env bats
# What students may do at their prompt, and how little it stands in the way of others. Machines are real qemu-ga on unix sockets;
# sshd and consoles are in tests/console.

load ../common
load agents

setup() {
    agents_begin
    lab=$CROCUM_LABS/own
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {agent: "unix:$BATS_TEST_TMPDIR/{student}-r1.sock"}
timeouts: {boot: 5, suite: 60}
YAML
    printf 'def test_one(): pass\n' >"$lab/checks/r1.py"
    before=$(scratch_folders)
    start_agent ann-r1
    crocum lab up own -s ann -q
}

teardown() { agents_end; }

attempts() { find "$CROCUM_STATE/attempts/own/ann" -mindepth 1 -maxdepth 1 -type d 2>/dev/null | wc -l; }

# typed LINE...: at ann's prompt.
typed() { printf '%s\n' "$@" | crocum console -s ann --color never 2>&1; }

# slow: a check that takes a while, and says where it has got to.
slow() { printf 'import time\ndef test_slow(): time.sleep(%s)\n' "$1" >"$lab/checks/r1.py"; }

# What an interrupted crocum of another time has left is not this one.
at_work() {
    local folder
    for folder in $(comm -13 <(echo "$before") <(scratch_folders)); do [ ! -e "$folder/suite" ] || return 0; done
    return 1
}

# at_prompt LINE...: the same in the background, with a pipe as its terminal; PID in $prompt, what it says in $BATS_TEST_TMPDIR/said.
at_prompt() {
    mkfifo "$BATS_TEST_TMPDIR/keys"
    "$BINARY" console -s ann --color never <"$BATS_TEST_TMPDIR/keys" >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    prompt=$!
    exec 7>"$BATS_TEST_TMPDIR/keys"
    printf '%s\n' "$@" >&7
}

@test "a teacher's command has priority: a student's check yields, the student is informed, and the session continues" {
    slow 50
    at_prompt "check own"
    wait_until 20 at_work
    printf 'def test_one(): pass\n' >"$lab/checks/r1.py"
    SECONDS=0
    run_split crocum lab check own -s ann
    [ "$status" -eq 0 ]
    [ "$SECONDS" -lt 15 ]
    contains "$errors" 'waiting for "crocum console of ann, check own"'
    contains "$output" "Score: 1 of 1"
    wait_until 5 grep -q "your teacher is using this instance: try again later" "$BATS_TEST_TMPDIR/said"
    printf 'todo own\nquit\n' >&7
    wait "$prompt"
    contains "$(cat "$BATS_TEST_TMPDIR/said")" "Nothing is left to do"
    # What it had begun left nothing behind.
    [ "$(attempts)" -eq 1 ]
}

@test "one check at a time, and a minute from one to the next, also where it was broken off" {
    slow 50
    at_prompt "check own"
    wait_until 20 at_work
    contains "$(typed "check own")" "your previous check is still running"
    kill -INT "$prompt"
    wait_until 10 grep -q stopped "$BATS_TEST_TMPDIR/said"
    contains "$(typed "check own")" "your last check was a moment ago: you can check again in"
    kill -HUP "$prompt"
    wait "$prompt" || true
    [ "$(attempts)" -eq 0 ]
    contains "$(tail -n 1 "$CROCUM_STATE/console.log")" " ann left"
}

@test "a suite that has hidden checks in its machine is not run by students: it could be read there" {
    printf 'import pytest\n@pytest.mark.visibility("hidden")\ndef test_two(): pass\ndef test_three(): pass\n' >>"$lab/checks/r1.py"
    run typed "check own"
    contains "$output" "no check that you can run yourself"
    [ "$(attempts)" -eq 0 ]
    # Where it runs on the host nothing of it is in the machine.
    printf 'mode: {r1: host}\n' >>"$lab/lab.yaml"
    rm "$CROCUM_STATE/console/ann.checked"
    run typed "check own"
    contains "$output" "2 of 2 points in the checks that you can see"
    lacks "$output" two
    [ "$(attempts)" -eq 1 ]
}

@test "errors in a lab are its teacher's: a student sees no path and no error text" {
    printf 'import nosuch\n' >"$lab/checks/r1.py"
    run typed "check own"
    contains "$output" "the command failed; your teacher can see the reason in the log"
    lacks "$output" "$CROCUM_LABS"
    contains "$(cat "$CROCUM_STATE/console.log")" "ann failed: check own: "
}

@test "the newest ten of a student's own checks are kept, and no attempt of a teacher is removed" {
    crocum lab check own -s ann -q
    run typed "check own"
    contains "$output" "1 of 1 point in the checks that you can see"
    local own
    own=$(basename "$(dirname "$(grep -l 'by the student' "$CROCUM_STATE"/attempts/own/ann/*/attempt.json)")")
    for i in {10..25}; do
        cp -r "$CROCUM_STATE/attempts/own/ann/$own" "$CROCUM_STATE/attempts/own/ann/2020-01-01T0000$i.000000Z-abcdef"
        sed -i "s/$own/2020-01-01T0000$i.000000Z-abcdef/" "$CROCUM_STATE/attempts/own/ann/2020-01-01T0000$i.000000Z-abcdef/attempt.json"
    done
    rm "$CROCUM_STATE/console/ann.checked"
    typed "check own"
    [ "$(attempts)" -eq 11 ]
    [ "$(crocum lab list --json | jq -r '.instances[0].last_attempt.score')" = 1 ]
}

@test "an unknown student gets a message, and the log has it" {
    run crocum console -s nosuch </dev/null
    [ "$status" -eq 1 ]
    contains "$output" "student nosuch is not known here"
    contains "$(cat "$CROCUM_STATE/console.log")" "nosuch refused"
    printf 'id\nnosuch\n' | crocum class import net - -q
    run crocum console -s nosuch </dev/null
    [ "$status" -eq 0 ]
    contains "$output" "You have no machines at the moment"
}

@test "only so many sessions at a time" {
    local i
    for i in {1..8}; do
        "$BINARY" console -s ann < <(sleep 30) >/dev/null 2>&1 3>&- &
        sessions+=($!)
    done
    wait_until 10 test -e "$CROCUM_STATE/console/ann.session.7"
    sleep 0.3
    run typed machines
    [ "$status" -eq 1 ]
    contains "$output" "you already have 8 sessions"
    kill -HUP "${sessions[@]}"
    for i in "${sessions[@]}"; do wait "$i" || true; done
    run typed "console own"
    contains "$output" "r1 has no console"
}

# at_terminal [COMMAND...]: ann's prompt, or a command, at a terminal; by the script on stdin (tests/console/session.py).
at_terminal() {
    cat >"$BATS_TEST_TMPDIR/script"
    [ $# -gt 0 ] || set -- "$BINARY" console -s ann
    "$BATS_TEST_DIRNAME/../console/session.py" 30 "$BATS_TEST_TMPDIR/script" "$@"
}

# another_lab NAME MACHINE...: of ann.
another_lab() {
    local machines
    machines=$(printf '{"name":"%s","domain":"","uri":"","uuid":"","agent":"unix:/nowhere","set_up":true},' "${@:2}")
    mkdir -p "$CROCUM_STATE/instances/$1/ann"
    printf '{"schema":1,"lab":"%s","student":"ann","instance":"1a2b3c4d","folder":"/labs","lab_digest":"","phase":"ready","broken":"",
        "uri":"","variables":{},"resources":[],"created":"2026-01-01T00:00:00Z","machines":[%s]}' \
        "$1" "${machines%,}" >"$CROCUM_STATE/instances/$1/ann/instance.json"
}

logged() { grep -c -- " ann $1\$" "$CROCUM_STATE/console.log"; }

@test "the line is edited with the keys of a shell, also with characters that are not ASCII" {
    run at_terminal <<'SCRIPT'
expect > 
send own\x01todo \r
expect Nothing has been checked
expect > 
send x own\x1b[D\x1b[D\x1b[D\x1b[D\x7ftodo\r
expect Nothing has been checked
expect > 
send tödo own\x1b[H\x1b[C\x1b[3~o\x1b[F\r
expect Nothing has been checked
expect > 
send todo nosuch extra\x17\x17own\r
expect Nothing has been checked
expect > 
send nosuch\x15todo own nosuch\x1bb\x0b\r
expect Nothing has been checked
expect > 
send own\x17todo \x19\r
expect Nothing has been checked
expect > 
send schön\r
expect unknown command
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(logged "todo own")" -eq 6 ]
    [ "$(logged "refused: schön")" -eq 1 ]
}

@test "earlier lines of the session are found again, and are nowhere else" {
    run at_terminal <<'SCRIPT'
expect > 
send todo own\r
expect Nothing has been checked
expect > 
send machines\r
expect no console
expect > 
send \x1b[A\x1b[A\r
expect Nothing has been checked
expect > 
send \x12mach
expect m> machines
send \r
expect no console
expect > 
send \x12nosuchline
expect not found: no
send \x07half\x03
expect ^C
expect > 
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(logged "todo own")" -eq 2 ]
    run at_terminal <<'SCRIPT'
expect > 
send \x1b[A\r
expect > 
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(logged "todo own")" -eq 2 ]
    run grep -rlF "todo own" "$HOME" --exclude-dir=state --exclude=script
    [ "$status" -ne 0 ]
}

@test "Tab completes commands, own labs and own machines" {
    another_lab other x1 x2
    mkdir -p "$CROCUM_STATE/instances/secret"
    cp -r "$CROCUM_STATE/instances/other/ann" "$CROCUM_STATE/instances/secret/bob"
    sed -i 's/"ann"/"bob"/; s/"other"/"secret"/' "$CROCUM_STATE/instances/secret/bob/instance.json"
    run at_terminal <<'SCRIPT'
expect > 
send tod\to\t
expect other
expect own
expect todo o
send w\t\r
expect Nothing has been checked
expect > 
send con\tot\t\t\t
expect x1
expect x2
expect console other x
send 2\r
expect x2 has no console
expect > 
send todo s\te\t/etc/pass\t
send \r
expect unknown command
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    lacks "$output" secret
    contains "$(cat "$CROCUM_STATE/console.log")" "refused: todo se/etc/pass"
}

@test "console: one word is a machine of the only lab; where it is also the lab, the lab is meant" {
    another_lab own r1 own
    run typed "console r1"
    contains "$output" "r1 has no console"
    run typed "console own own"
    contains "$output" "own has no console"
    run typed "console own"
    contains "$output" 'own is a lab here; its machine own is "console own own".'
    contains "$output" "no machine given: own of ann has r1, own"
    run typed "console nosuch"
    contains "$output" 'you have no lab and no machine "nosuch"; you have own with r1, own'
    another_lab other r2
    run typed "console r1" "console r2"
    contains "$output" 'you have no lab "r1"; you have other, own'
    contains "$output" 'you have no lab "r2"; you have other, own'
}

@test "check and todo end with what is left to do and the points" {
    printf 'import pytest\ndef test_one(): pass\n@pytest.mark.points(2)\ndef test_two(): assert False, "two is missing"\n' \
        >"$lab/checks/r1.py"
    run typed "check own"
    echo "$output"
    [[ $output == *"[ FAIL ]"*"two is missing (2 points)"*"1 of 3 points in the checks that you can see"* ]]
    run typed "todo own"
    echo "$output"
    [[ $output == *"As of"*"two is missing (2 points)"*"1 of 3 points in the checks that you can see"* ]]
    printf 'def test_one(): pass\n' >"$lab/checks/r1.py"
    rm "$CROCUM_STATE/console/ann.checked"
    run typed "check own"
    [[ $output == *"Nothing is left to do."*"1 of 1 point in the checks that you can see"* ]]
}

@test "todo does not say that nothing is left when the student can see no check" {
    printf 'import pytest\n@pytest.mark.visibility("hidden")\ndef test_one(): assert False, "SECRET"\n' >"$lab/checks/r1.py"
    crocum lab check own -s ann -q
    run typed "todo own"
    contains "$output" "You can see none of the checks."
    lacks "$output" "Nothing is left to do"
    lacks "$output" SECRET
}

@test "the prompt names the student and the host" {
    local host
    host=$(hostname -s)
    run typed quit
    contains "$output" "ann@$host> "
    run at_terminal "$BINARY" console -s ann --color always <<SCRIPT
expect ann@$host
expect > 
send quit\r
SCRIPT
    [ "$status" -eq 0 ]
}

@test "a task is text at a terminal, as wide as the terminal, and Markdown elsewhere" {
    # shellcheck disable=SC2016
    printf '# own: one **router**\n\nSwitch `eth0` on, and give it the *first* address of the network.\n\n1. one\n2. two\n\n```\nip address add 192.168.100.100/255.255.255.0 dev eth0\n```\n' >"$lab/README.md"
    run typed "task own"
    contains "$output" '# own: one **router**'
    run at_terminal sh -c "stty cols 40 rows 20; exec $BINARY console -s ann" <<'SCRIPT'
expect > 
send task\r
expect own: one router
expect > 
send quit\r
SCRIPT
    output=${output//$'\r'/}
    echo "$output"
    [ "$status" -eq 0 ]
    contains "$output" $'own: one router\n\n  Switch eth0 on, and give it the first\n  address of the network.\n\n  1. one\n  2. two\n'
    # A line of code is typed as it stands: the terminal breaks it, no line feed does.
    contains "$output" $'    ip address add 192.168.100.100/255.255.255.0 dev eth0\n'
}

@test "the line editor reads no file of its user and starts no program" {
    # Who opens one of these waits for ever.
    mkdir -p "$HOME/.terminfo/x"
    mkfifo "$HOME"/{.editrc,.inputrc,.terminfo/x/xterm,evil}
    printf '#!/bin/sh\ntouch "%s/broken"\n' "$HOME" >"$HOME/editor"
    chmod +x "$HOME/editor"
    run at_terminal env EDITOR="$HOME/editor" VISUAL="$HOME/editor" EDITRC="$HOME/evil" INPUTRC="$HOME/evil" \
        TERM=../../evil TERMINFO="$HOME/.terminfo" TERMCAP="$HOME/evil" TERMINFO_DIRS="$HOME/.terminfo" \
        "$BINARY" console -s ann <<SCRIPT
expect > 
send \x1bxbind -v\r
expect unknown command
expect > 
send \x1b:bind -v\r
expect unknown command
expect > 
send \x1bv\x1bkv
send \x18\x05\x16\x1b\x1b99999999a\x15
send !touch $HOME/broken\r
expect unknown command
expect > 
send history load $HOME/evil\r
expect unknown command
expect > 
send \x00\x1c\x1d\x1e\x1f\x1b]0;title\x07\x1b[2J\x9b2J\x1bP\x1b\\\\\x1b_todo own\r
expect unknown command
expect > 
send machines\r
expect no console
send quit\r
SCRIPT
    echo "$output" | cat -v
    [ "$status" -eq 0 ]
    [ ! -e "$HOME/broken" ]
    # Nothing of a terminal's control is in the log.
    run grep -P '[\x00-\x08\x0b-\x1f]' "$CROCUM_STATE/console.log"
    [ "$status" -ne 0 ]
}

# at_terminal_with_pid [SETTING...]: the same with settings for stty, and with the number of the process in a file.
at_terminal_with_pid() {
    # shellcheck disable=SC2016
    at_terminal bash -c 'echo $$ >"$BATS_TEST_TMPDIR/pid"; [ $# -eq 0 ] || stty "$@"; exec "$BINARY" console -s ann' - "$@"
}

# In kB, by a copy of /proc/PID/status.
most_memory() { awk '/^VmHWM/ { print $2 }' "$BATS_TEST_TMPDIR/$1"; }

@test "a pasted megabyte is one refused line, and the session goes on" {
    run at_terminal_with_pid <<'SCRIPT'
expect > 
run cp "/proc/$(cat "$BATS_TEST_TMPDIR/pid")/status" "$BATS_TEST_TMPDIR/before"
flood 1000000
send \r
expect unknown command
expect > 
send todo own
flood 20000
send \x15todo own\r
expect Nothing has been checked
expect > 
send kill\x15\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\x19\r
expect unknown command
expect > 
run cp "/proc/$(cat "$BATS_TEST_TMPDIR/pid")/status" "$BATS_TEST_TMPDIR/after"
send half
flood 3000
send \x03
expect ^C
expect > 
send machines\r
expect no console
send quit\r
SCRIPT
    echo "$output" | tail -n 5 | cut -c 1-1000
    [ "$status" -eq 0 ]
    [ $(($(most_memory after) - $(most_memory before))) -lt 10000 ]
}

@test "the size of the terminal: one column, or as many as a client claims" {
    local size
    for size in "cols 1 rows 1" "cols 65535 rows 65535" "cols 0 rows 0" "cols 21 rows 2"; do
        # shellcheck disable=SC2086
        run at_terminal_with_pid $size <<'SCRIPT'
expect > 
send xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx漢字漢字\x01\x05\x15m\t\r
expect own  r1
expect > 
run cp "/proc/$(cat "$BATS_TEST_TMPDIR/pid")/status" "$BATS_TEST_TMPDIR/after"
send quit\r
SCRIPT
        echo "$size: $output" | cat -v | tail -n 5
        [ "$status" -eq 0 ]
        [ "$(most_memory after)" -lt 150000 ]
    done
}

@test "Tab with a thousand labs shows the first hundred" {
    local i
    another_lab lab-1000 r1
    for i in {1001..1999}; do
        mkdir -p "$CROCUM_STATE/instances/lab-$i/ann"
        echo "${i}"
    done | while read -r i; do
        sed "s/lab-1000/lab-$i/" "$CROCUM_STATE/instances/lab-1000/ann/instance.json" \
            >"$CROCUM_STATE/instances/lab-$i/ann/instance.json"
    done
    run at_terminal <<'SCRIPT'
expect > 
send todo \t
expect and 901 more
expect > todo 
send l\t
expect ab-1
send \t\t\t\t\t\t\t\t\t\t
expect and 900 more
send 999\t\r
expect Nothing has been checked
expect > 
send quit\r
SCRIPT
    echo "$output" | tail -n 30
    [ "$status" -eq 0 ]
}

@test "what is typed during a check is the next line; Ctrl-C stops the check, and a lost terminal ends the session" {
    slow 3
    run at_terminal <<'SCRIPT'
expect > 
send check own\r
expect Checking
send todo own\r
expect 1 of 1 point
expect As of
expect > 
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    rm "$CROCUM_STATE/console/ann.checked"
    slow 50
    run at_terminal <<'SCRIPT'
expect > 
send check own\r
expect Checking
run sleep 2
send \x03
expect stopped
expect > 
send half a wo
hang up
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    wait_until 10 bash -c "tail -n 1 '$CROCUM_STATE/console.log' | grep -q ' ann left'"
}

@test "a terminal that cannot move its cursor gets plain lines" {
    run at_terminal env TERM=dumb "$BINARY" console -s ann <<'SCRIPT'
expect > 
send todo own\r
expect Nothing has been checked
expect > 
send half\x03
expect ^C
expect > 
send \x04
SCRIPT
    [ "$status" -eq 0 ]
    lacks "$output" $'\e'
}
