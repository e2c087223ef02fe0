#!/usr/bin/env bats
# bats file_tags=long
# Ctrl-C, SIGTERM and kill -9 in each phase that needs no guest; tests/faults/booted.bats has the others.

load ../common
load ../live/private
load faults

setup() {
    live_here
    bare sig
}

# slow COMMAND: the apply makes the network, then takes its time, then makes the machine.
slow() {
    cat >"$LIVE/labs/sig/slow.tf" <<TF
resource "terraform_data" "slow" {
  depends_on = [libvirt_network.lan]
  provisioner "local-exec" {
    command = "$1"
  }
}
TF
    sed -i 's/  memory = 32/  memory = 32\n  depends_on = [terraform_data.slow]/' "$LIVE/labs/sig/main.tf"
}

# ended SIGNAL STATUS: what everybody is told who stops an up.
ended() {
    stopped "$1"
    said "$2" 'interrupted; "crocum lab up sig -s demo" continues'
    no_terraform
}

# After a signal up goes on, and all of it can be taken down.
goes_on() {
    up_bare sig
    gone sig
}

for_both() {
    local signal status_of
    while read -r signal status_of; do
        fault "$signal" "$1"
        start_crocum lab up sig -s demo
        wait_for_mark "$2"
        sleep "$3"
        ended "$signal" "$status_of"
        "$4"
        goes_on
        row
    done <<<"INT 130
TERM 143"
    fault=
}

nothing_more() { :; }

@test "init: SIGINT and SIGTERM" { for_both init Preparing 0.05 nothing_more; }

@test "plan: SIGINT and SIGTERM" { for_both plan Planning 0.15 nothing_more; }

@test "apply: SIGINT and SIGTERM; crocum waits for terraform, and names existing resources" {
    slow "sleep 3"
    for_both apply Creating 1 names_the_network
}

names_the_network() { contains "$output" "resources that exist now: network demo-sig-lan"; }

@test "boot: SIGINT and SIGTERM; the machine continues to boot" {
    printf 'timeouts: {boot: 60}\n' >"$LIVE/labs/sig/lab.yaml"
    for signal in "INT 130" "TERM 143"; do
        fault "${signal% *}" boot
        start_crocum lab up sig -s demo
        wait_for_mark booting
        ended "${signal% *}" "${signal#* }"
        contains "$output" "domain demo-sig-srv (running)"
        gone sig
        row
    done
    fault=
}

@test "destroy: SIGINT and SIGTERM; down and up both finish it first" {
    # What the machine depends on goes after it, and takes its time.
    cat >"$LIVE/labs/sig/slow.tf" <<'TF'
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    when    = destroy
    command = "sleep 5"
  }
}
TF
    sed -i 's/  memory = 32/  memory = 32\n  depends_on = [terraform_data.slow]/' "$LIVE/labs/sig/main.tf"
    for signal in "INT 130" "TERM 143"; do
        fault "${signal% *}" destroy
        up_bare sig
        start_crocum lab down sig -s demo
        wait_until 20 machine_gone
        stopped "${signal% *}"
        said "${signal#* }" '"crocum lab down sig -s demo" continues'
        no_terraform
        run_split crocum lab list
        [[ $output =~ sig\ +demo\ +removing ]]
        if [ "$signal" = "INT 130" ]; then
            up_bare sig
            contains "$errors" "an earlier down was interrupted: finishing it first"
        fi
        gone sig
        row
    done
    fault=
}

machine_gone() { ! vsh domstate demo-sig-srv >/dev/null 2>&1; }

@test "a down that is stopped before it has taken anything away has not begun: the machine and the work in it stay" {
    fault "SIGINT before anything is gone" destroy
    # What depends on the machine goes before it.
    cat >"$LIVE/labs/sig/first.tf" <<'TF'
resource "terraform_data" "first" {
  depends_on = [libvirt_domain.srv]
  provisioner "local-exec" {
    when    = destroy
    command = "sleep 5"
  }
}
TF
    up_bare sig
    domain=$(vsh domuuid demo-sig-srv)
    start_crocum lab down sig -s demo
    wait_for_mark Removing
    sleep 1
    stopped INT
    said 130 "resources that exist now: domain demo-sig-srv (running), network demo-sig-lan, volume demo-sig-srv in pool default"
    run_split crocum lab list
    [[ $output =~ sig\ +demo\ +setup\ +1/1 ]]
    up_bare sig
    lacks "$errors" "finishing it first"
    [ "$(vsh domuuid demo-sig-srv)" = "$domain" ]
    # The same where libvirt does not answer.
    libvirtd=$(cat "$LIVE/libvirt/libvirtd.pid")
    kill -STOP "$libvirtd"
    start_crocum lab down sig -s demo
    sleep 2
    stopped INT
    kill -CONT "$libvirtd"
    [ "$status" -eq 130 ]
    run_split crocum lab list
    [[ $output =~ sig\ +demo\ +setup\ +1/1 ]]
    gone sig
}

@test "a libvirt that hangs: Ctrl-C ends list, up and down within seconds" {
    fault "libvirtd hangs" "list, up, down"
    up_bare sig
    libvirtd=$(cat "$LIVE/libvirt/libvirtd.pid")
    kill -STOP "$libvirtd"
    for words in "list" "up sig -s demo" "down sig -s demo"; do
        # shellcheck disable=SC2086
        start_crocum lab $words
        sleep 1
        start=$EPOCHREALTIME
        stopped INT
        [ "$status" -eq 130 ]
        awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { exit !(b - a < 5) }'
    done
    start_crocum lab list
    wait "$crocum_pid" && status=0 || status=$?
    kill -CONT "$libvirtd"
    output=$(cat "$LIVE/log") errors=
    said 3 "does not answer within 30 s"
    gone sig
}

@test "a name that another owner takes between plan and apply, and a SIGINT before Terraform creates it: it stays the other owner's" {
    fault "SIGINT, name taken in the middle" apply
    slow "sleep 4"
    start_crocum lab up sig -s demo
    wait_until 30 network_stands
    vsh define /dev/stdin <<<'<domain type="qemu"><name>demo-sig-srv</name><memory>32768</memory><os><type arch="x86_64">hvm</type></os></domain>'
    stopped INT
    said 130 "resources that exist now: network demo-sig-lan"
    run_split crocum lab down sig -s demo
    [ "$status" -eq 0 ]
    vsh dominfo demo-sig-srv
    vsh undefine demo-sig-srv
    nothing_stands
}

@test "a second SIGINT ends crocum at once; terraform still runs, and the next command reports that and waits for it" {
    fault "two SIGINT, libvirtd hangs" apply
    slow "sleep 2"
    start_crocum lab up sig -s demo
    wait_until 30 network_stands
    libvirtd=$(cat "$LIVE/libvirt/libvirtd.pid")
    kill -STOP "$libvirtd"
    # By now terraform has asked for the machine.
    sleep 3
    kill -INT "$crocum_pid"
    sleep 1
    start=$EPOCHREALTIME
    stopped INT
    awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { exit !(b - a < 1) }'
    said 130 "ended at once by a second signal; processes that it started may still run"
    start_crocum lab down sig -s demo
    wait_for_mark "waiting for a Terraform that an interrupted"
    kill -CONT "$libvirtd"
    wait "$crocum_pid"
    [ ! -e "$CROCUM_STATE/instances/sig/demo" ]
    nothing_stands
}

network_stands() { vsh net-list --name | grep -q demo-sig-lan; }

@test "kill -9 while terraform applies: terraform continues alone and holds the lock; the next command reports that, waits and continues" {
    fault "kill -9, orphaned terraform" apply
    slow "sleep 6"
    start_crocum lab up sig -s demo
    wait_until 30 network_stands
    kill -KILL "$crocum_pid"
    wait "$crocum_pid" || true
    run_split crocum lab list
    [[ $output =~ sig\ +demo\ +creating.*"in use by " ]]
    up_bare sig
    said 3 'waiting for a Terraform that an interrupted "crocum lab up sig -s demo" left running'
    gone sig
}

@test "one lock per instance: the refusal names command, process and age (status 4); --wait=1 fails, --wait succeeds" {
    fault "two commands on one instance" up
    slow "sleep 6"
    start_crocum lab up sig -s demo
    wait_until 30 network_stands
    run_split crocum lab down sig -s demo
    said 4 "\"crocum lab up sig -s demo\" (process $crocum_pid, for "
    contains "$errors" "--wait"
    run_split crocum lab list
    [[ $output =~ sig\ +demo\ +creating.*"in use by \"crocum lab up sig -s demo\" (process $crocum_pid" ]]
    run_split crocum lab down sig -s demo --wait=1
    [ "$status" -eq 4 ]
    run_split crocum lab down sig -s demo --wait
    [ "$status" -eq 0 ]
    contains "$errors" "waiting for "
    wait "$crocum_pid" || true
    nothing_stands
}

@test "a daemon that the lab's Terraform started does not hold the instance's lock" {
    fault "terraform leaves a daemon" "up, down"
    cat >"$LIVE/labs/sig/daemon.tf" <<TF
resource "terraform_data" "daemon" {
  provisioner "local-exec" {
    command = "setsid sleep 300 </dev/null >/dev/null 2>&1 & echo \$! >$LIVE/daemon"
  }
}
TF
    up_bare sig
    kill -0 "$(cat "$LIVE/daemon")"
    run_split crocum lab list
    lacks "$output" "in use by"
    gone sig
    said 0 "sig of demo is down"
    kill -KILL "$(cat "$LIVE/daemon")"
}

@test "several students' ups at once: init one after the other, applies side by side" {
    fault "terraform init, apply" "three ups at once"
    slow "sleep 4"
    # Terraform, with a diary.
    cat >"$LIVE/terraform" <<SH
#!/bin/bash
echo "\$EPOCHREALTIME begin \$2" >>"$LIVE/diary"
terraform "\$@"
status=\$?
echo "\$EPOCHREALTIME end \$2" >>"$LIVE/diary"
exit \$status
SH
    chmod +x "$LIVE/terraform"
    : >"$LIVE/diary"
    pids=()
    for student in one two three; do
        CROCUM_TERRAFORM=$LIVE/terraform "$BINARY" lab up sig -s "$student" >"$LIVE/log.$student" 2>&1 3>&- &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || true; done
    sort -n "$LIVE/diary"
    at_once() { sort -n "$LIVE/diary" | awk -v verb="$1" '$3 == verb { n += $2 == "begin" ? 1 : -1; if (n > most) most = n } END { print most }'; }
    [ "$(at_once init)" = 1 ]
    [ "$(at_once apply)" -gt 1 ]
    for student in one two three; do crocum lab down sig -s "$student" -q; done
    fault_status=0 fault_said="init 1, apply $(at_once apply) at a time"
    nothing_stands
}

@test "several students' ups at once from several shells" {
    fault "three ups at once" up
    pids=()
    for student in one two three; do
        "$BINARY" lab up sig -s "$student" >"$LIVE/log.$student" 2>&1 3>&- &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" && status=0 || status=$?
        output=$(cat "$LIVE"/log.*) errors=
        said 3 "does not answer after 1 s"
    done
    [ "$(vsh list --name | sort | paste -sd ' ')" = "one-sig-srv three-sig-srv two-sig-srv" ]
    for student in one two three; do crocum lab down sig -s "$student" -q; done
    nothing_stands
}

@test "kill -9 in init, plan and destroy: the next command recovers" {
    while read -r phase verb mark delay; do
        fault "kill -9" "$phase"
        if [ "$verb" = down ]; then up_bare sig; fi
        start_crocum lab "$verb" sig -s demo
        wait_for_mark "$mark"
        sleep "$delay"
        kill -KILL "$crocum_pid" 2>/dev/null || true
        wait "$crocum_pid" || true
        run_split crocum lab up sig -s demo --wait=60
        said 3 "does not answer after 1 s"
        gone sig
        row
    done <<<"init up Preparing 0.05
plan up Planning 0.15
apply up Creating 0.3
destroy down Removing 0.3"
    fault=
}

@test "kill -9 while the machine boots: up continues without a second apply" {
    fault "kill -9" boot
    printf 'timeouts: {boot: 60}\n' >"$LIVE/labs/sig/lab.yaml"
    start_crocum lab up sig -s demo
    wait_for_mark booting
    kill -KILL "$crocum_pid"
    wait "$crocum_pid" || true
    printf 'timeouts: {boot: 1}\n' >"$LIVE/labs/sig/lab.yaml"
    up_bare sig
    said 3 "does not answer after 1 s"
    lacks "$errors" Creating
    gone sig
}
