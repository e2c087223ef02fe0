#!/usr/bin/env bats
# The built binary: help, usage errors, exit codes, what goes to stdout and what to stderr.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
}

@test "--version names the version, on stdout" {
    run_split crocum --version
    [ "$status" -eq 0 ]
    [[ $output =~ ^crocum\ [0-9]+\.[0-9]+\.[0-9]+ ]]
    [ -z "$errors" ]
}

@test "no arguments: the help on stderr, status 2" {
    for words in "" lab; do
        # shellcheck disable=SC2086
        run_split crocum $words
        [ "$status" -eq 2 ]
        [ -z "$output" ]
        contains "$errors" "Usage: "
    done
}

@test "every verb has help with examples, on stdout" {
    # Each verb that there is, by the parser itself; groups have verbs below them.
    crocum __dump-cli | jq -r '.verbs[].verb' >"$BATS_TEST_TMPDIR/verbs"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/verbs")" -ge 28 ]
    while IFS= read -r verb; do
        # shellcheck disable=SC2086
        run_split crocum $verb --help </dev/null
        [ "$status" -eq 0 ]
        contains "$output" "Usage: crocum${verb:+ $verb}"
        [ -z "$errors" ]
        if [ -n "$verb" ] && grep -q "^$verb " "$BATS_TEST_TMPDIR/verbs"; then
            contains "$output" "Subcommands:"
        else
            contains "$output" "Examples:"
        fi
    done <"$BATS_TEST_TMPDIR/verbs"
}

@test "a mistyped verb gets the nearest one, status 2" {
    run_split crocum lab chekc hello
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    contains "$errors" 'unknown command "crocum lab chekc"'
    contains "$errors" 'Did you mean "crocum lab check"?'
}

@test "a verb without its group gets the whole command" {
    run_split crocum up hello -s demo
    [ "$status" -eq 2 ]
    contains "$errors" 'Did you mean "crocum lab up"?'
}

@test "a mistyped option is named, although LAB is missing too" {
    run_split crocum lab up --bad
    [ "$status" -eq 2 ]
    contains "$errors" "--bad"
}

@test "LAB and STUDENT are required" {
    run_split crocum lab up
    [ "$status" -eq 2 ]
    contains "$errors" "no lab given"
    run_split crocum lab up hello
    [ "$status" -eq 2 ]
    contains "$errors" "no student given"
    run_split crocum lab up hello -s "Ivan Ivanov"
    [ "$status" -eq 2 ]
    contains "$errors" 'no student has the id, e-mail address or name "Ivan Ivanov"'
}

@test "an unknown lab says where it was looked for" {
    run_split crocum lab up nothing -s demo
    [ "$status" -eq 2 ]
    contains "$errors" "$CROCUM_LABS"
    contains "$errors" "crocum lab list"
}

@test "a mistyped lab or student gets the nearest one" {
    mkdir -p "$CROCUM_LABS/routing"
    touch "$CROCUM_LABS/routing/main.tf"
    instance routing ivanov r1
    run_split crocum lab up ruoting -s ivanov
    [ "$status" -eq 2 ]
    contains "$errors" 'Did you mean "routing"?'
    run_split crocum lab check routing -s ivanvo
    [ "$status" -eq 1 ]
    contains "$errors" 'Did you mean "routing -s ivanov"?'
    CROCUM_LIBVIRT_URI=test:///default run_split crocum lab down ruoting -s ivanov
    [ "$status" -eq 0 ]
    contains "$errors" 'Did you mean "routing -s ivanov"?'
    CROCUM_LIBVIRT_URI="qemu:///system?socket=/no/such" run_split crocum lab down ruoting -s ivanov
    [ "$status" -eq 3 ]
    contains "$errors" 'Did you mean "routing -s ivanov"?'
    run_split crocum lab check routing -s zacharias
    lacks "$errors" "Did you mean"
}

@test "a folder whose name can be no lab's is not left out without a word" {
    mkdir -p "$CROCUM_LABS/My_Lab" && touch "$CROCUM_LABS/My_Lab/main.tf"
    run_split crocum lab list
    [ "$status" -eq 0 ]
    contains "$errors" "$CROCUM_LABS/My_Lab is ignored"
}

@test "an instance that is broken or partly removed: list and check report the reason and the next command" {
    mkdir -p "$CROCUM_LABS/net/checks" && touch "$CROCUM_LABS/net/main.tf"
    instance net demo r1
    record=$CROCUM_STATE/instances/net/demo/instance.json
    sed -i "s|/labs/net|$CROCUM_LABS/net|; s|\"ready\"|\"setup\"|; s|\"broken\":\"\"|\"broken\":\"r1.sh on r1: exit status 7\"|" "$record"
    run_split crocum lab list
    [[ $output =~ net\ +demo\ +broken.*"r1.sh on r1: exit status 7" ]]
    run_split crocum lab check net -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "net of demo is not ready: broken: r1.sh on r1: exit status 7"
    contains "$errors" "Correct this, then crocum lab up net -s demo continues"
    sed -i 's|"setup"|"removing"|' "$record"
    run_split crocum lab check net -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "an earlier down of net of demo was interrupted"
    contains "$errors" "crocum lab down net -s demo continues; up finishes the down, then creates the instance again without the student's work"
}

@test "words in the wrong place: suggestions" {
    run_split crocum lab up hello demo
    [ "$status" -eq 2 ]
    contains "$errors" 'unexpected argument "demo"'
    contains "$errors" "-s demo"
    run_split crocum lab exec hello -s demo ls
    contains "$errors" "crocum lab exec hello -s demo -- ls"
    run_split crocum lab exec hello -s demo ls -l
    contains "$errors" "-- COMMAND"
}

@test "a lab without an instance: check and exec say what to do, down has nothing to do" {
    mkdir -p "$CROCUM_LABS/net" && touch "$CROCUM_LABS/net/main.tf"
    run_split crocum lab check net -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "crocum lab up net -s demo"
    run_split crocum lab exec net -s demo -- true
    [ "$status" -eq 125 ]
    contains "$errors" "crocum lab up net -s demo"
    CROCUM_LIBVIRT_URI=test:///default run_split crocum lab down net -s demo
    [ "$status" -eq 0 ]
    contains "$output" "there is no instance net of demo: nothing to do"
    # A libvirt that does not answer may have machines whose record is lost.
    CROCUM_LIBVIRT_URI="qemu:///system?socket=/no/such" run_split crocum lab down net -s demo
    [ "$status" -eq 3 ]
    contains "$errors" "net of demo is not on record, and crocum cannot check for leftover machines: cannot connect"
}

@test "-- belongs to exec alone" {
    run_split crocum lab up net -s demo -- ls
    [ "$status" -eq 2 ]
    run_split crocum lab exec net -s demo
    [ "$status" -eq 125 ]
    contains "$errors" "no command given"
    run_split crocum lab exec net -s demo --timeout abc -- ls
    [ "$status" -eq 125 ]
    run_split crocum lab exec net -q -- ls
    [ "$status" -eq 125 ]
}

@test "a mistake in the options points at the help that there is" {
    run_split crocum --jsn
    contains "$errors" '"crocum --help"'
    run_split crocum lab --jsn
    contains "$errors" '"crocum lab --help"'
    run_split crocum lab up --wait=abc
    contains "$errors" '"crocum lab up --help"'
    run_split crocum lab list hello there
    [ "$status" -eq 2 ]
    contains "$errors" '"crocum lab list --help"'
}

@test "a libvirt that was not there at the first up is not remembered; down forgets what never began" {
    mkdir -p "$CROCUM_LABS/net" && touch "$CROCUM_LABS/net/main.tf"
    CROCUM_LIBVIRT_URI="qemu:///system?socket=/no/first" run_split crocum lab up net -s ivan
    [ "$status" -eq 3 ]
    CROCUM_LIBVIRT_URI="qemu:///system?socket=/no/second" run_split crocum lab up net -s ivan
    [ "$status" -eq 3 ]
    contains "$errors" /no/second
    CROCUM_LIBVIRT_URI=test:///default run_split crocum lab down net -s ivan
    [ "$status" -eq 0 ]
    [ ! -e "$CROCUM_STATE/instances/net/ivan" ]
}

@test "--json gives one document with the schema, also on failure" {
    run_split crocum lab list --json
    [ "$status" -eq 0 ]
    [ "$(json .schema)" = 1 ]
    [ "$(json .command)" = "lab list" ]
    [ "$(json '.labs | length')" = 0 ]
    [ "$(json '.instances | length')" = 0 ]
    for words in "lab up --json" "lab up nothing -s demo --json" "lab check nothing -s demo --json" "lab upp --json" \
        "lab list --json --bad" "lab exec x -s demo --json -- ls"; do
        # shellcheck disable=SC2086
        run_split crocum $words
        [ "$status" -ne 0 ]
        [ "$(json .schema)" = 1 ]
        [ "$(json .exit)" = "$status" ]
        [ "$(jq -r .ok <<<"$output")" = false ]
        json .error.message >/dev/null
    done
}

@test "-q prints nothing on success" {
    run_split crocum lab list -q
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -z "$errors" ]
    run_split crocum lab list -q -v
    [ "$status" -eq 2 ]
}

@test "colour: none in a pipe, on demand, and never against NO_COLOR" {
    esc=$(printf '\033')
    unset NO_COLOR
    mkdir -p "$CROCUM_LABS/bad" && echo 'titel: x' >"$CROCUM_LABS/bad/lab.yaml"
    run_split crocum lab list
    lacks "$errors" "$esc"
    run_split crocum lab list --color always
    contains "$errors" "$esc"
    NO_COLOR=1 CLICOLOR_FORCE=1 run_split crocum lab list
    lacks "$errors" "$esc"
    CLICOLOR_FORCE=1 run_split crocum lab list
    contains "$errors" "$esc"
}

@test "a malformed lab.yaml shows file, line and column, and does not hide the other labs" {
    mkdir -p "$CROCUM_LABS/bad" "$CROCUM_LABS/good/checks"
    printf 'title: x\nmachnes: {}\n' >"$CROCUM_LABS/bad/lab.yaml"
    printf 'title: "Fine: 東京"\n' >"$CROCUM_LABS/good/lab.yaml"
    touch "$CROCUM_LABS/good/main.tf"
    printf 'import pytest\n@pytest.mark.points(3)\ndef test_a(): pass\ndef test_b(): pass\n' >"$CROCUM_LABS/good/checks/r1.py"
    run_split crocum lab list
    [ "$status" -eq 0 ]
    contains "$output" "Fine: 東京"
    contains "$errors" "bad/lab.yaml:2:10: unknown key \"machnes\""
    run_split crocum lab list --json
    [ "$(json '.labs[1] | [.checks, .points, .machines] | join(" ")')" = "2 4 1" ]
    run_split crocum lab up bad -s demo
    [ "$status" -eq 2 ]
    contains "$errors" "lab.yaml:2:10"
}

@test "list shows instances when libvirt is down, and reports it, status 3" {
    instance net ivan r1 "qemu:///system?socket=/no/such"
    run_split crocum lab list
    [ "$status" -eq 3 ]
    contains "$output" "ivan"
    contains "$output" "?/1"
    contains "$errors" "cannot connect to libvirt"
    run_split crocum lab down net -s ivan
    [ "$status" -eq 3 ]
    contains "$errors" "labs/setup/libvirt"
    [ -e "$CROCUM_STATE/instances/net/ivan/instance.json" ]
}

@test "a damaged record is named, with what to do, and hides nothing" {
    mkdir -p "$CROCUM_STATE/instances/net/ivan"
    echo '{"schema":1,' >"$CROCUM_STATE/instances/net/ivan/instance.json"
    run_split crocum lab list
    contains "$output" "unreadable"
    contains "$errors" "instances/net/ivan/instance.json cannot be read: it is not valid JSON: parse error at line 2"
    run_split crocum lab down net -s ivan
    [ "$status" -eq 1 ]
    contains "$errors" '"crocum lab down --orphans net -s ivan"'
}

@test "no records and no libvirt: list reports that it cannot see instances without a record" {
    CROCUM_LIBVIRT_URI="qemu+unix:///system?socket=/no/such/sock" run_split crocum lab list
    [ "$status" -eq 0 ]
    contains "$output" "No instances."
    contains "$errors" "cannot check for orphaned instances: cannot connect to libvirt"
    CROCUM_LIBVIRT_URI="qemu+unix:///system?socket=/no/such/sock" run_split crocum lab list --json
    contains "$(json '.notes[0]')" "cannot check for orphaned instances"
}

@test "the lab's folder is gone: up and check name it and say that down works" {
    instance net ivan r1
    for verb in up check; do
        run_split crocum lab "$verb" net -s ivan
        [ "$status" -eq 2 ]
        contains "$errors" "the lab folder of net of ivan, /labs/net, does not exist any more"
        contains "$errors" '"crocum lab down net -s ivan" works without it'
    done
}

@test "one odd entry in the state or among the labs hides nothing else" {
    instance net ivan r1
    instance net odd r1
    sed -i 's/2026-01-01T00:00:00Z/yesterday/' "$CROCUM_STATE/instances/net/odd/instance.json"
    instance net loop r1
    ln -sf instance.json "$CROCUM_STATE/instances/net/loop/instance.json"
    ln -s circle "$CROCUM_STATE/instances/net/circle"
    ln -s circle "$CROCUM_LABS/circle"
    mkdir -p "$CROCUM_STATE/attempts/net/ivan" && ln -s circle "$CROCUM_STATE/attempts/net/ivan/circle"
    run_split crocum lab list
    [[ $output =~ net\ +ivan\ +ready ]]
    [[ $output =~ net\ +odd\ +unreadable ]]
    [[ $output =~ net\ +loop\ +unreadable ]]
    run_split crocum lab up crcle -s ivan
    [ "$status" -eq 2 ]
}

@test "exec: stdin can be closed, a socket, or nothing that ever comes (Ctrl-C ends it)" {
    run_split bash -c 'exec timeout 20 "$0" lab exec net -s demo -- cat <&-' "$BINARY"
    [ "$status" -eq 125 ]
    contains "$errors" "there is no instance"
    run_split python3 -c 'import socket, subprocess, sys
a, b = socket.socketpair()
b.send(b"x"); b.close()
sys.exit(subprocess.run(sys.argv[1:], stdin=a, timeout=20).returncode)' "$BINARY" lab exec net -s demo -- cat
    contains "$errors" "there is no instance"
    mkfifo "$BATS_TEST_TMPDIR/idle"
    exec 7<>"$BATS_TEST_TMPDIR/idle"
    setsid --wait bash -c 'trap - INT; echo $$ >"$1"; exec "$0" lab exec net -s demo -- cat' "$BINARY" "$BATS_TEST_TMPDIR/pid" <&7 3>&- &
    wait_until 10 test -s "$BATS_TEST_TMPDIR/pid"
    sleep 0.5
    kill -INT "$(cat "$BATS_TEST_TMPDIR/pid")"
    wait $! && status=0 || status=$?
    exec 7>&-
    [ "$status" -eq 130 ]
}

@test "Ctrl-C is answered while an agent trickles bytes" {
    mkdir -p "$CROCUM_LABS/drip"
    echo "machines: {r1: {agent: \"unix:$BATS_TEST_TMPDIR/drip.sock\"}}" >"$CROCUM_LABS/drip/lab.yaml"
    python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
while True:
    c, _ = s.accept()
    try:
        while True:
            c.send(sys.argv[2].encode() + b" "); time.sleep(0.05)
    except OSError:
        pass' "$BATS_TEST_TMPDIR/drip.sock" "" 3>&- &
    server=$!
    wait_until 10 test -S "$BATS_TEST_TMPDIR/drip.sock"
    setsid --wait bash -c 'trap - INT; exec "$0" lab up drip -s demo' "$BINARY" 3>&- &
    waiting=$!
    wait_until 10 test -e "$CROCUM_STATE/instances/drip/demo/instance.json"
    sleep 1
    start=$SECONDS
    kill -INT "$(jq .pid "$CROCUM_STATE/locks/drip.demo")"
    wait "$waiting" && status=0 || status=$?
    kill "$server"
    [ "$status" -eq 130 ]
    [ $((SECONDS - start)) -le 3 ]
}

@test "configuration: a mistake names file and line, status 2" {
    echo 'staet = "/x"' >"$CROCUM_CONFIG"
    run_split crocum lab list
    [ "$status" -eq 2 ]
    contains "$errors" "config.toml:1"
}

@test "without terraform up is an error and leaves an instance that down removes" {
    mkdir -p "$CROCUM_LABS/net" && touch "$CROCUM_LABS/net/main.tf"
    export CROCUM_LIBVIRT_URI=test:///default CROCUM_TERRAFORM=no-such-terraform
    run_split crocum lab up net -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "no program no-such-terraform"
    run_split crocum lab down net -s demo
    [ "$status" -eq 0 ]
    [ -z "$(ls -A "$CROCUM_STATE/instances/net")" ]
}

@test "output that cannot be written is an error" {
    "$BINARY" lab list >/dev/full 2>"$BATS_TEST_TMPDIR/err" && false
    contains "$(cat "$BATS_TEST_TMPDIR/err")" "cannot write the output"
}

@test "on a terminal: a table with wide characters is aligned, and there is colour" {
    mkdir -p "$CROCUM_LABS/wide" "$CROCUM_LABS/plain"
    printf 'title: "東京のネットワーク"\n' >"$CROCUM_LABS/wide/lab.yaml"
    printf 'title: "Übung in Köln"\n' >"$CROCUM_LABS/plain/lab.yaml"
    touch "$CROCUM_LABS/wide/main.tf" "$CROCUM_LABS/plain/main.tf"
    run_split crocum lab list
    contains "$output" "plain  Übung in Köln       0         0       0"
    contains "$output" "wide   東京のネットワーク  0         0       0"
}

@test "it starts without the libvirt libraries being loaded" {
    lacks "$(ldd "$BINARY")" libvirt
}
