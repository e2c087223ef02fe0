#!/usr/bin/env bats
# bats file_tags=long
# Faults around a machine that really boots: signals in setup, push and run, the host's reboot, hostile states of a guest.

load ../common
load ../live/private
load faults

setup_file() {
    live_begin
    live_here
    # hello, with a setup script that takes its time.
    cp -r "$LAB" "$LIVE/labs/"
    printf '#!/bin/sh\necho work >/root/work\nsleep 3\necho done >>/root/setup-runs\n' >"$LIVE/labs/hello/setup/srv.sh"
}

teardown_file() {
    live_here
    crocum lab down hello -s demo -q || true
    live_end
}

setup() {
    live_here
    # One instance serves all of these tests; the last one takes it down.
    goes_on_standing="the instance"
}

teardown() { row; }

on_srv() { crocum lab exec hello -s demo -- "$@" </dev/null; }

ready() {
    run_split crocum lab up hello -s demo
    [ "$status" -eq 0 ]
}

@test "SIGINT, SIGTERM and kill -9 during setup: up runs the script again, and then never more" {
    for signal in "INT 130" "TERM 143" "KILL 137"; do
        fault "SIG${signal% *}" setup
        start_crocum lab up hello -s demo
        wait_until 120 grep -q "Running setup" "$LIVE/log"
        sleep 1
        stopped "${signal% *}"
        [ "$status" -eq "${signal#* }" ]
        if [ "${signal% *}" != KILL ]; then
            said "${signal#* }" '"crocum lab up hello -s demo" continues'
            contains "$output" "domain demo-hello-srv (running)"
        fi
        run_split crocum lab list
        [[ $output =~ hello\ +demo\ +setup\ +1/1.*"interrupted, \"up\" continues" ]]
        run_split crocum lab check hello -s demo
        [ "$status" -eq 1 ]
        contains "$errors" "not ready: setup"
        row
    done
    fault "after the signals" up
    ready
    said 0 "hello of demo is ready"
    lacks "$errors" "Creating"
    contains "$errors" "srv  set up"
    ready
    [ "$(on_srv cat /root/setup-runs | tail -n 1)" = done ]
    lacks "$errors" "set up"
}

@test "SIGINT, SIGTERM and kill -9 while a suite is pushed and while it runs: no result, and the next check grades" {
    sleeper=$LIVE/labs/hello/checks/srv.py
    cp "$sleeper" "$LIVE/srv.py"
    printf 'import time\ndef test_first(): pass\ndef test_slow(): time.sleep(30)\n' >"$sleeper"
    for signal in "INT 130" "TERM 143" "KILL 137"; do
        for when in "push Checking" "run srv..first"; do
            fault "SIG${signal% *}" "${when% *}"
            start_crocum lab check hello -s demo
            wait_for_mark "${when#* }"
            [ "${when% *}" = push ] && sleep 0.1
            stopped "${signal% *}"
            [ "$status" -eq "${signal#* }" ]
            [ "${signal% *}" = KILL ] || said "${signal#* }" "interrupted; this attempt has no result"
            run_split crocum lab list
            [[ $output =~ hello\ +demo\ +ready\ +1/1\ +- ]]
            row
        done
    done
    cp "$LIVE/srv.py" "$sleeper"
    fault "after the signals" check
    run_split crocum lab check hello -s demo
    said 0 "of 10 points"
    # What runs in the guest ends with the one who asked for it, or by its own deadline.
    wait_until 60 on_srv sh -c '! pgrep -f "[p]ython3 -I"'
}

@test "the host rebooted: list reports it, up starts networks and machines without apply and setup, the work is kept" {
    fault "host rebooted" "list, up"
    on_srv sh -c 'echo precious >/root/precious; sync'
    runs=$(on_srv sh -c 'wc -l </root/setup-runs')
    # What a reboot leaves: nothing runs, networks are off, and the kernel has another boot id.
    vsh destroy demo-hello-srv
    vsh net-destroy demo-hello-lan
    jq '.boot = "00000000-0000-0000-0000-000000000000"' "$(record hello)" >"$LIVE/record"
    cp "$LIVE/record" "$(record hello)"
    run_split crocum lab list
    [[ $output =~ hello\ +demo\ +ready\ +0/1.*'host rebooted, "up" starts it' ]]
    applied=$(stat -c %Y.%i "$CROCUM_STATE/instances/hello/demo/.crocum/apply.jsonl")
    run_split crocum lab up hello -s demo
    said 0 "is ready"
    contains "$errors" "Starting 1 machine"
    lacks "$errors" "setup"
    [ "$(stat -c %Y.%i "$CROCUM_STATE/instances/hello/demo/.crocum/apply.jsonl")" = "$applied" ]
    [ "$(on_srv cat /root/precious)" = precious ]
    [ "$(on_srv sh -c 'wc -l </root/setup-runs')" = "$runs" ]
    run_split crocum lab list
    lacks "$output" rebooted
}

@test "the image is missing or changed while the machine is off: up reports it and starts nothing; the work is kept" {
    fault "image changed" up
    vsh destroy demo-hello-srv
    record=$(record hello)
    cp "$record" "$LIVE/record"
    jq '.image_stamp = "1 1"' "$LIVE/record" >"$record"
    run_split crocum lab up hello -s demo
    said 1 "has changed since the instance was created, and the disks of hello of demo are based on it"
    jq '.image = "/no/such.qcow2"' "$LIVE/record" >"$record"
    run_split crocum lab up hello -s demo
    said 1 "the image /no/such.qcow2 does not exist any more"
    [ "$(vsh domstate demo-hello-srv)" = "shut off" ]
    cp "$LIVE/record" "$record"
    ready
    [ "$(on_srv cat /root/precious)" = precious ]
}

@test "a paused machine and a saved one are brought back by up" {
    fault "paused; saved (managed save)" up
    vsh suspend demo-hello-srv
    run_split crocum lab up hello -s demo
    said 0 "is ready"
    [ "$(vsh domstate demo-hello-srv)" = running ]
    vsh managedsave demo-hello-srv
    run_split crocum lab up hello -s demo
    said 0 "is ready"
    [ "$(on_srv cat /root/precious)" = precious ]
}

@test "the lab changes in the middle of the term: a changed suite counts at once, changed Terraform files mark the instance" {
    fault "lab changed" "list, check"
    run_split crocum lab check hello -s demo -v
    before=$(grep "Measured with" <<<"$output")
    printf '\n\ndef test_new(): pass\n' >>"$LIVE/labs/hello/checks/srv.py"
    run_split crocum lab list
    lacks "$output" outdated
    run_split crocum lab check hello -s demo -v
    [ "$status" -eq 0 ]
    contains "$output" "of 11 points"
    [ "$(grep "Measured with" <<<"$output")" != "$before" ]
    cp "$LIVE/srv.py" "$LIVE/labs/hello/checks/srv.py"
    echo '# changed' >>"$LIVE/labs/hello/main.tf"
    run_split crocum lab list
    said 0 "outdated: the lab has changed since"
    run_split crocum lab check hello -s demo
    [ "$status" -eq 0 ]
}

@test "a guest without python3: ungraded with the reason, status 3" {
    fault "python3 gone" check
    on_srv sh -c 'mv /usr/bin/python3 /usr/bin/python3.away'
    run_split crocum lab check hello -s demo
    said 3 "no_python"
    contains "$output" "No final score"
    on_srv sh -c 'mv /usr/bin/python3.away /usr/bin/python3'
    run_split crocum lab check hello -s demo
    [ "$status" -eq 0 ]
}

@test "a guest whose agent forbids guest-exec: ungraded with the reason, status 3" {
    fault "guest-exec forbidden" check
    on_srv sh -c 'mkdir -p /etc/qemu; cp /etc/qemu/qemu-ga.conf /root/ 2>/dev/null; printf "[general]\nblacklist = guest-exec\nblock-rpcs = guest-exec\n" >/etc/qemu/qemu-ga.conf
        systemd-run --quiet --timer-property=AccuracySec=100ms --on-active=1 systemctl restart qemu-guest-agent'
    sleep 5
    run_split crocum lab check hello -s demo
    said 3 "agent_disabled"
    run_split crocum lab exec hello -s demo -- true
    [ "$status" -eq 125 ]
    contains "$errors" "guest-exec"
    fault_status=3
    # Its own way back is gone with guest-exec: the disk is mended by making the instance anew.
    run_split crocum lab down hello -s demo
    [ "$status" -eq 0 ]
}

@test "a setup script that fails, then one that hangs: broken, where, and up runs it again" {
    fault "setup script fails" setup
    printf '#!/bin/sh\necho halfway; echo no such thing >&2; exit 7\n' >"$LIVE/labs/hello/setup/srv.sh"
    run_split crocum lab up hello -s demo
    said 1 "setup failed: srv.sh on srv: exit status 7"
    contains "$errors" "no such thing"
    run_split crocum lab list
    [[ $output =~ hello\ +demo\ +broken ]]
    run_split crocum lab check hello -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "broken"
    # One can look into the machine all the same.
    on_srv true
    row
    fault "setup script hangs" setup
    printf '#!/bin/sh\nsleep 600\n' >"$LIVE/labs/hello/setup/srv.sh"
    printf 'timeouts: {setup: 3}\n' >"$LIVE/labs/hello/lab.yaml"
    run_split crocum lab up hello -s demo
    said 1 "setup failed: srv.sh on srv: "
    row
    fault "setup script mended" setup
    printf '#!/bin/sh\ntrue\n' >"$LIVE/labs/hello/setup/srv.sh"
    run_split crocum lab up hello -s demo
    said 0 "is ready"
    [ -z "$(on_srv sh -c 'pgrep -x sleep || true')" ]
    # It was set up with the script as it is: nothing has changed since. From here on a change is one.
    run_split crocum lab list
    lacks "$output" outdated
    echo 'echo more' >>"$LIVE/labs/hello/setup/srv.sh"
    run_split crocum lab list
    contains "$output" outdated
    run_split crocum lab up hello -s demo
    said 0 "was ready"
    contains "$errors" "the lab has changed since this instance was created"
    gone hello
}
