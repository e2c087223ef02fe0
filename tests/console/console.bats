#!/usr/bin/env bats
# The students' way in through a real sshd on loopback, with a real machine: what a student can do, and twenty tries to get
# further. The tests go in order.

load ../common
load ../live/private

setup_file() {
    live_begin
    here
    crocum lab up hello -s ann -q
    # bob has a lab of his own, without a machine.
    qemu-ga -m unix-listen -p "$LIVE/bob.sock" -t "$LIVE" -f "$LIVE/ga.pid" -l "$LIVE/ga.log" 3>&- 4>&- &
    echo $! >"$LIVE/agent"
    mkdir -p "$CROCUM_LABS/secret/checks"
    printf 'machines: {srv: {agent: "unix:%s/{student}.sock"}}\n' "$LIVE" >"$CROCUM_LABS/secret/lab.yaml"
    printf 'def test_one(): pass\n' >"$CROCUM_LABS/secret/checks/srv.py"
    crocum lab up secret -s bob -q
    for key in ann bob nobody twice; do ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$LIVE/$key"; done
    { echo "# keys of net-2026"; cat "$LIVE"/{ann,bob,twice}.pub; sed 's/twice$/ann/' "$LIVE/twice.pub"; } >"$LIVE/student_keys"
    printf 'state = "%s"\nlabs = "%s"\nlibvirt_uri = "%s"\n' "$CROCUM_STATE" "$CROCUM_LABS" "$URI" >"$LIVE/host.toml"
    "$BATS_TEST_DIRNAME/host" "$LIVE" "$BINARY" "$LIVE/host.toml" >"$LIVE/host.log" 2>&1 3>&- 4>&- &
    echo $! >"$LIVE/host.pid"
    wait_until 20 test -e "$LIVE/ready" || { cat "$LIVE/host.log"; false; }
    sleep 0.5
}

teardown_file() {
    here
    kill "$(<"$LIVE/host.pid")" "$(<"$LIVE/agent")" || true
    crocum lab down hello -s ann -q || true
    live_end
}

setup() { here; }

here() {
    live_here
    export CROCUM_LABS=$LIVE/labs
    mkdir -p "$CROCUM_LABS"
    [ -e "$CROCUM_LABS/hello" ] || cp -r "$LAB" "$CROCUM_LABS/hello"
}

# on_host COMMAND...: where sshd listens.
on_host() { nsenter -t "$(<"$LIVE/host.pid")" -m -n "$@"; }

ssh_options=(-F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p 2222)

# ssh_as KEY [ARGUMENT...]: without a terminal.
ssh_as() {
    local key=$1
    shift
    on_host timeout 60 ssh -i "$LIVE/$key" "${ssh_options[@]}" students@127.0.0.1 "$@" </dev/null
}

# at_terminal KEY: a session at a terminal, by the script on stdin.
at_terminal() {
    cat >"$BATS_TEST_TMPDIR/script"
    on_host "$BATS_TEST_DIRNAME/session.py" 90 "$BATS_TEST_TMPDIR/script" \
        ssh -tt -i "$LIVE/$1" "${ssh_options[@]}" students@127.0.0.1
}

logged() { cat "$CROCUM_STATE/console.log"; }

@test "a session: choose a machine, work on its console, run a check, read the open points" {
    run at_terminal ann <<'SCRIPT'
expect the machines of ann
expect hello
expect running
expect > 
send console hello srv\r
expect Ctrl-] leaves
expect root@srv:
send ip link set eth0 up && echo did$((1+1))it\r
expect did2it
send \x1d
expect > 
send check hello\r
expect PASS
expect eth0 is switched on
expect Left to do
expect in the checks that you can see
send check hello\r
expect your last check was a moment ago: you can check again in
send todo\r
expect As of
expect eth0 needs the address
send task\r
expect isolated
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(crocum lab exec hello -s ann -- cat /sys/class/net/eth0/operstate)" = up ]
    # A check of the student's own is no grade.
    [ "$(crocum lab show hello -s ann --json | jq -c '[.score, .partial]')" = "[null,true]" ]
    contains "$(logged)" " ann console hello srv"
    contains "$(logged)" " ann check hello"
}

@test "one command: ssh students@host WORDS" {
    run ssh_as ann todo hello
    echo "$output"
    [ "$status" -eq 0 ]
    contains "$output" "eth0 needs the address"
    run ssh_as bob machines
    contains "$output" "secret"
    lacks "$output" hello
    run ssh_as ann console hello
    [ "$status" -ne 0 ]
    contains "$output" "a console needs a terminal: ssh -t asks for one"
}

# refused TEXT COMMAND...: it fails, prints nothing of the host's, and TEXT is in one of the logs.
refused() {
    local text=$1
    shift
    run "$@"
    [ "$status" -ne 0 ] || { echo "went through: $*: $output"; return 1; }
    [[ $output != *uid=* && $output != *root:* ]] || { echo "$output"; return 1; }
    grep -qF -- "$text" "$CROCUM_STATE/console.log" "$LIVE/sshd.log" || { echo "not logged: $text"; logged; return 1; }
}

@test "tries to get further from the outside: refused and logged" {
    refused "refused: id" ssh_as ann id
    refused "refused: sh -c id" ssh_as ann sh -c id
    refused 'refused: todo hello; id' ssh_as ann 'todo hello; id'
    refused 'refused: todo $(id)' ssh_as ann 'todo $(id)'
    refused 'refused: check `id`' ssh_as ann 'check `id`'
    refused 'refused: task ../../etc/passwd' ssh_as ann 'task ../../etc/passwd'
    refused 'refused: task /etc' ssh_as ann 'task /etc'
    refused 'refused: check hello -s bob' ssh_as ann 'check hello -s bob'
    refused 'refused: check hello --class net' ssh_as ann 'check hello --class net'
    refused 'refused: todo secret' ssh_as ann 'todo secret'
    refused 'refused: check secret' ssh_as ann 'check secret'
    refused 'refused: console secret srv' ssh_as ann 'console secret srv'
    refused 'refused: console hello nosuch' ssh_as ann 'console hello nosuch'
    refused 'refused: console --student bob' ssh_as ann 'console --student bob'
    refused 'refused: /usr/lib/openssh/sftp-server' ssh_as ann /usr/lib/openssh/sftp-server
    refused 'refused: internal-sftp' on_host sftp -b /dev/null -i "$LIVE/ann" -P 2222 -F /dev/null -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile=/dev/null students@127.0.0.1
    refused 'refused: scp -t /tmp/x' ssh_as ann 'scp -t /tmp/x'
    # Keys: one that sshd does not know, one that is two students'.
    run ssh_as nobody machines
    [ "$status" -eq 255 ]
    contains "$output" "Permission denied"
    refused "belongs to several students" ssh_as twice machines
    # Forwarding reaches nothing.
    run on_host timeout 20 ssh -i "$LIVE/ann" "${ssh_options[@]}" -W 127.0.0.1:2222 students@127.0.0.1 </dev/null
    [ "$status" -ne 0 ]
    run on_host timeout 20 ssh -N -o ExitOnForwardFailure=yes -R 9999:127.0.0.1:2222 -i "$LIVE/ann" "${ssh_options[@]}" students@127.0.0.1
    [ "$status" -ne 0 ]
}

@test "attempts to break out at the prompt and its terminal: refused, and the session continues" {
    run at_terminal ann <<'SCRIPT'
expect > 
send ! sh\r
expect unknown command
send \x1a\x1c
send bash -i\r
expect unknown command
send console hello srv extra words\r
expect too many words
send check hello; touch /tmp/crocum-broken\r
expect unknown command
send console secret\r
expect you have no lab
send \x1b]0;title\x07\x1b[2J\r
expect unknown command
send AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r
expect unknown command
send half a word\x03
expect ^C
expect > 
send machines\r
expect running
send quit\r
SCRIPT
    echo "$output"
    [ "$status" -eq 0 ]
    [ ! -e /tmp/crocum-broken ]
    contains "$(logged)" "refused: bash -i"
    # Nothing of a terminal's control is in the log.
    run grep -P '[\x00-\x08\x0b-\x1f]' "$CROCUM_STATE/console.log"
    [ "$status" -ne 0 ]
}

@test "the machine is paused, as in a freeze: Ctrl-] leaves nevertheless, however much was typed" {
    domain=$(virsh -q -c "$URI" list --name | head -n 1)
    run at_terminal ann <<SCRIPT
expect > 
send console hello srv\r
expect #
run virsh -q -c $URI suspend $domain
flood 300000
send \x1d
expect > 
run virsh -q -c $URI resume $domain
send console hello srv\r
expect Ctrl-] leaves
expect #
send \x1d
expect > 
send quit\r
SCRIPT
    virsh -q -c "$URI" resume "$domain" 2>/dev/null || true
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "a terminal that takes no more (Ctrl-S) during a check holds up no teacher" {
    rm -f "$CROCUM_STATE/console/ann.checked"
    mkdir -p "$CROCUM_LABS/long/checks"
    printf 'machines: {srv: {agent: "unix:%s/bob.sock", shared: true}}\n' "$LIVE" >"$CROCUM_LABS/long/lab.yaml"
    printf 'import time, pytest\n@pytest.mark.parametrize("n", range(30))\ndef test_n(n): time.sleep(0.4)\n' \
        >"$CROCUM_LABS/long/checks/srv.py"
    crocum lab up long -s ann -q
    run at_terminal ann <<SCRIPT
expect > 
send check long\r
expect PASS
send \x13
run sleep 1; timeout 30 $BINARY lab check long -s ann -q
send \x11
expect your teacher is using this instance
send quit\r
SCRIPT
    echo "$output" | tail -n 5
    [ "$status" -eq 0 ]
    [ "$(crocum lab show long -s ann --json | jq -c .partial)" = false ]
}

@test "the terminal disconnects during a check: the session ends in order, and no process is left" {
    rm -f "$CROCUM_STATE/console/ann.checked"
    run at_terminal ann <<'SCRIPT'
expect > 
send check hello\r
expect PASS
hang up
SCRIPT
    [ "$status" -eq 0 ]
    wait_until 20 bash -c "tail -n 1 '$CROCUM_STATE/console.log' | grep -q ' ann left'"
    wait_until 5 crocum lab list
    lacks "$(crocum lab list)" "in use by"
}

@test "a machine frozen at a deadline has no console and no check until it is graded" {
    crocum lab exec hello -s ann -- sh -c 'systemctl stop qemu-guest-agent' || true
    at_terminal ann >"$BATS_TEST_TMPDIR/said" <<'SCRIPT' &
expect > 
send console hello srv\r
expect #
expect Your teacher has paused the machines
expect > 
send console hello srv\r
expect hello is frozen until your teacher has graded it
send check hello\r
expect hello is frozen until your teacher has graded it
send quit\r
SCRIPT
    local session=$!
    wait_until 30 grep -q "Ctrl-] leaves" "$BATS_TEST_TMPDIR/said"
    sleep 2
    crocum lab check hello -s ann -q --freeze --deadline "$(date -u -d '-1 minute' +%FT%TZ)" || [ $? -eq 3 ]
    wait "$session" || { cat "$BATS_TEST_TMPDIR/said"; false; }
    contains "$(crocum lab list)" "frozen since"
}

@test "the shared account itself may run one command, as it stands: no other student, no other word, no other program" {
    as_students() { on_host su -s /bin/sh students -c "$1"; }
    for command in "sudo -n /usr/local/bin/crocum console -s bob" "sudo -n /usr/local/bin/crocum lab list" "sudo -n id" \
        "sudo -n /usr/local/bin/crocum console --student-from-key /tmp/keys" \
        "sudo -n /usr/local/bin/crocum console --student-from-key /etc/crocum/student_keys -s bob"; do
        run as_students "$command"
        [ "$status" -ne 0 ]
        contains "$output" "password is required"
    done
    # Without a session that a key has opened, with another account's file, with a link.
    for auth in "" /etc/passwd "$LIVE/ann.pub"; do
        run as_students "SSH_USER_AUTH=$auth sudo -n /usr/local/bin/crocum console --student-from-key /etc/crocum/student_keys"
        [ "$status" -ne 0 ]
    done
    # It cannot read the records, nor ask libvirt.
    run as_students "cat $CROCUM_STATE/console.log"
    [ "$status" -ne 0 ]
    run as_students "virsh -c $URI list"
    [ "$status" -ne 0 ]
}
