#!/usr/bin/env bats
# The main job with nothing in it a stand-in: terraform, libvirt, a virtual machine, its agent, pytest.
# One machine is booted for all tests of this file, and they go in order.

load ../common
load private

setup_file() {
    live_begin
    mkdir "$LIVE/bin" && ln -s "$BINARY" "$LIVE/bin/crocum"
    here
    shown "crocum lab up hello -s demo" || {
        cat "$LIVE/transcript"
        return 1
    }
}

teardown_file() {
    here
    crocum lab down hello -s demo -q || true
    live_end
}

setup() { here; }

teardown() { rack_end; }

here() {
    live_here
    export CROCUM_LABS=$BATS_TEST_DIRNAME/../../labs
}

# shown COMMAND: runs it as a user would type it at the top of the checkout; tests/results/hello.txt has the same commands
# and output, and README an excerpt of that (tests/cli/readme.bats).
shown() {
    cd "$BATS_TEST_DIRNAME/../.."
    printf '$ %s\n' "$1" >>"$LIVE/transcript"
    status=0
    output=$(PATH=$LIVE/bin:$PATH bash -c "$1" 2>&1) || status=$?
    printf '%s\n' "$output" | tee -a "$LIVE/transcript"
    return "$status"
}

on_srv() { crocum lab exec hello -s demo -- "$@" </dev/null; }

@test "up showed each machine's way and ended with the result" {
    errors=$(cat "$LIVE/transcript")
    contains "$errors" "srv  defined"
    contains "$errors" "srv  booting"
    contains "$errors" "srv  agent up after"
    contains "$errors" "srv  set up"
    contains "$errors" "hello of demo is ready (srv)"
    # The name of the machine, from the first boot on.
    [ "$(on_srv hostname)" = srv ]
    [ "$(on_srv cat /etc/hostname)" = srv ]
    contains "$(on_srv getent hosts srv)" 127.0.1.1
}

@test "the image: what labs need is there, services are off, the console has a root shell, nothing failed at boot" {
    on_srv sh -c 'for tool in iptables nft vtysh dhcpd dhcrelay dhclient named dig tcpdump vim nano python3 ps ping ip; do
        command -v "$tool" >/dev/null || [ -x "/usr/sbin/$tool" ] || echo "no $tool"; done' >"$BATS_TEST_TMPDIR/missing"
    [ ! -s "$BATS_TEST_TMPDIR/missing" ] || { cat "$BATS_TEST_TMPDIR/missing"; return 1; }
    for service in named frr nftables isc-dhcp-server isc-dhcp-relay; do
        [ "$(on_srv systemctl is-enabled "$service" 2>/dev/null || true)" = disabled ]
    done
    [ -z "$(on_srv systemctl --failed --no-legend)" ]
    wait_until 30 on_srv sh -c 'ps -t ttyS0 -o user=,comm= | grep -q "^root *bash"'
}

@test "a second up of a ready instance takes under 3 s and applies nothing" {
    applied=$(stat -c %Y.%i "$CROCUM_STATE/instances/hello/demo/.crocum/apply.jsonl")
    start=$EPOCHREALTIME
    run_split crocum lab up "$LAB" -s demo
    end=$EPOCHREALTIME
    [ "$status" -eq 0 ]
    contains "$output" "was ready"
    [ "$(stat -c %Y.%i "$CROCUM_STATE/instances/hello/demo/.crocum/apply.jsonl")" = "$applied" ]
    awk -v a="$start" -v b="$end" 'BEGIN { exit !(b - a < 3) }'
}

@test "the machine carries its owner, and a plan right after up says \"No changes\"" {
    contains "$(vsh metadata demo-hello-srv urn:crocum:instance:1)" "student=\"demo\""
    plan_says_no_changes hello
}

@test "list: the lab with its checks and points, the instance with its machine running" {
    run_split crocum lab list
    [ "$status" -eq 0 ]
    [[ $output =~ hello\ +One\ server.*\ 1\ +7\ +10 ]]
    [[ $output =~ hello\ +demo\ +ready\ +1/1\ +- ]]
}

@test "check of the untouched lab: some fail, and the output lists the open points" {
    shown "crocum lab check hello -s demo"
    contains "$output" "[ FAIL ]     0/2  srv  1.2 eth0 has the address 192.168.10.1/24"
    contains "$output" "[ PASS ]     1/1  srv  4.1 The key is there"
    contains "$output" "- eth0 needs the address 192.168.10.1/24; it has none (2 points)"
    contains "$output" "Score: 1 of 10 points (10 %)"
    lacks "$output" "Measured with"
}

@test "the solution makes it 100 %" {
    shown "crocum lab solve hello -s demo"
    shown "crocum lab check hello -s demo"
    contains "$output" "Score: 10 of 10 points (100 %)"
    shown "crocum lab list"
    contains "$output" "10/10"
    run_split crocum lab check "$LAB" -s demo --json
    [ "$status" -eq 0 ]
    [ "$(json .score)" = 10 ]
    [ "$(json '[.checks[].verdict] | unique | join(" ")')" = passed ]
}

@test "nothing of the run stays in the machine" {
    run on_srv sh -c 'ls -d /run/crocum-* /tmp/crocum-* 2>/dev/null | grep -v "^$0"' x
    # The listing's own folder is the only one.
    [ "$(wc -w <<<"$output")" -le 1 ]
}

@test "a student who breaks every interface is graded all the same" {
    on_srv sh -c 'nft add table inet shut; nft "add chain inet shut in { type filter hook input priority 0; policy drop; }"
        nft "add chain inet shut out { type filter hook output priority 0; policy drop; }"
        ip link set eth0 down; ip link set lo down'
    run_split crocum lab check "$LAB" -s demo --json
    [ "$status" -eq 0 ]
    [ "$(json .ungraded)" = 0 ]
    [ "$(json '.checks[] | select(.id | endswith("test_card_is_up")) | .verdict')" = failed ]
}

@test "another state directory meets the machine: named, whose it is, status 5, nothing touched" {
    CROCUM_STATE=$LIVE/other run_split crocum lab up "$LAB" -s demo
    [ "$status" -eq 5 ]
    contains "$errors" "domain demo-hello-srv: lab hello of demo, recorded in another state directory, $CROCUM_STATE"
    contains "$errors" "network demo-hello-lan: lab hello of demo, recorded in another state directory, $CROCUM_STATE"
    CROCUM_STATE=$LIVE/other run_split crocum lab down hello -s demo
    [ "$status" -eq 0 ]
    [ "$(vsh domstate demo-hello-srv)" = running ]
    on_srv true
}

@test "terraform's own error is shown in full, with crocum's step, and the instance can be removed" {
    mkdir -p "$LIVE/labs/broken"
    sed 's/-hello"/-broken"/; s/"libvirt_volume" "srv" {/"libvirt_volume" "srv" {\n  pool = "no-such-pool"/' "$LAB/main.tf" >"$LIVE/labs/broken/main.tf"
    run_split crocum lab up "$LIVE/labs/broken" -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "creating broken of demo: volume demo-broken-srv.qcow2 in pool no-such-pool: terraform apply"
    contains "$errors" "Resources that exist now: network demo-broken-lan"
    contains "$errors" "no-such-pool"
    contains "$errors" "libvirt_volume.srv"
    run_split crocum lab down broken -s demo
    [ "$status" -eq 0 ]
    [ -z "$(vsh net-list --all --name | grep broken)" ]
}

@test "down: a disk in an inactive pool and a network that was created again are named, status 5, until both are cleared" {
    mkdir -p "$LIVE/labs/halves" "$LIVE/pool"
    vsh pool-create-as halves dir --target "$LIVE/pool"
    vsh pool-define <(vsh pool-dumpxml halves)
    cat >"$LIVE/labs/halves/main.tf" <<'TF'
terraform {
  required_providers {
    libvirt = { source = "dmacvicar/libvirt" }
  }
}
variable "student" {}
variable "libvirt_uri" {}
provider "libvirt" { uri = var.libvirt_uri }
resource "libvirt_network" "lan" {
  name = "${var.student}-halves-lan"
  mode = "none"
}
resource "libvirt_volume" "disk" {
  name = "${var.student}-halves-disk"
  pool = "halves"
  size = 1048576
}
resource "libvirt_volume" "impossible" {
  name       = "${var.student}-halves-impossible"
  pool       = "no-such-pool"
  size       = 1048576
  depends_on = [libvirt_network.lan, libvirt_volume.disk]
}
TF
    run_split crocum lab up "$LIVE/labs/halves" -s demo
    [ "$status" -eq 1 ]
    vsh net-destroy demo-halves-lan
    vsh net-undefine demo-halves-lan
    vsh net-define /dev/stdin <<<'<network><name>demo-halves-lan</name></network>'
    # The provider starts a pool that is off: only without its folder it stays off.
    vsh pool-destroy halves
    mv "$LIVE/pool" "$LIVE/moved"
    run_split crocum lab down halves -s demo
    [ "$status" -eq 5 ]
    contains "$errors" "demo-halves-disk"
    contains "$errors" "pool halves is not active"
    contains "$errors" "demo-halves-lan"
    contains "$errors" "not the recorded object"
    [ -e "$CROCUM_STATE/instances/halves/demo/instance.json" ]
    mv "$LIVE/moved" "$LIVE/pool"
    vsh pool-start halves
    run_split crocum lab down halves -s demo
    [ "$status" -eq 5 ]
    lacks "$errors" "demo-halves-disk"
    vsh net-undefine demo-halves-lan
    run_split crocum lab down halves -s demo
    [ "$status" -eq 0 ]
    [ ! -e "$CROCUM_STATE/instances/halves/demo" ]
    [ -z "$(ls "$LIVE/pool")" ]
    vsh pool-destroy halves
    vsh pool-undefine halves
}

# A lab whose machines already stand: the booted one as a domain, and a qemu-ga of this host's behind a socket.
rack() {
    lab=$LIVE/labs/rack
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines:
  r1: {domain: "{student}-hello-srv", uri: "$URI"}
  r2: {agent: "unix:$LIVE/r2.sock"}
timeouts: {boot: 60}
YAML
    printf 'def test_a(host):\n    assert host.run("hostname").stdout.strip() == "srv"\n' >"$lab/checks/r1.py"
    echo 'def test_b(): pass' >"$lab/checks/r2.py"
    rm -f "$LIVE/r2.sock"
    qemu-ga -m unix-listen -p "$LIVE/r2.sock" -t "$LIVE" -l "$LIVE/r2.log" 3>&- &
    r2=$!
    wait_until 10 test -S "$LIVE/r2.sock"
}

rack_end() {
    [ -n "${r2-}" ] || return 0
    kill -KILL "$r2" 2>/dev/null || true
    wait "$r2" 2>/dev/null || true
    r2=
}

@test "existing machines, as a domain and behind a socket: up, check, list, exec, down" {
    rack
    run_split crocum lab up "$lab" -s demo
    [ "$status" -eq 0 ]
    run_split crocum lab check "$lab" -s demo --json
    [ "$status" -eq 0 ]
    [ "$(json .score)" = 2 ]
    run_split crocum lab list
    [[ $output =~ rack\ +demo\ +ready ]]
    [ "$(crocum lab exec rack -s demo -m r1 -- hostname </dev/null)" = srv ]
    run_split crocum lab down rack -s demo
    [ "$status" -eq 0 ]
    contains "$output" "kept r1: crocum did not create it"
    [ "$(vsh domstate demo-hello-srv)" = running ]
    rack_end
}

@test "an agent that has stopped holds up neither the other machine nor Ctrl-C" {
    rack
    crocum lab up "$lab" -s demo -q
    # Stopped in the middle of a run, with calls on their way, after what had finished was read; another client keeps
    # asking as well.
    printf 'import os, time\ndef test_a(): pass\ndef test_stop():\n    time.sleep(3); os.system("kill -STOP $(pidof qemu-ga)"); time.sleep(20); os.system("kill -CONT $(pidof qemu-ga)")\n' >"$lab/checks/r1.py"
    for _ in 1 2 3; do virsh -q -c "$URI" qemu-agent-command demo-hello-srv '{"execute":"guest-ping"}' --timeout 30 >/dev/null 2>&1 3>&- & done
    setsid --wait bash -c 'trap - INT; exec "$0" lab check "$1" -s demo --events "$2"' "$BINARY" "$lab" "$LIVE/rack.events" >"$LIVE/rack.log" 2>&1 3>&- &
    waiting=$!
    wait_until 60 grep -q '"event":"check".*r1.py::test_a' "$LIVE/rack.events"
    grep -q '"event":"check".*r2.py::test_b' "$LIVE/rack.events"
    sleep 5
    start=$SECONDS
    kill -INT "$(jq .pid "$CROCUM_STATE/locks/rack.demo")"
    wait "$waiting" && status=0 || status=$?
    cat "$LIVE/rack.log"
    [ "$status" -eq 130 ]
    [ $((SECONDS - start)) -le 5 ]
    wait_until 60 crocum lab exec rack -s demo -m r1 -- true
    on_srv sh -c 'rm -rf /run/crocum-*'
    crocum lab down rack -s demo -q
    rack_end
}

@test "paused in between, rebooted and switched off in the middle: what had finished counts, the rest has its reason" {
    rack
    crocum lab up "$lab" -s demo -q
    vsh suspend demo-hello-srv
    run_split crocum lab check "$lab" -s demo -m r1 --json
    vsh resume demo-hello-srv
    [ "$status" -eq 3 ]
    [ "$(json '.checks[0] | .reason + ": " + .message')" = "machine_off: r1 is paused (domain demo-hello-srv). \"crocum lab up\" starts it again" ]

    printf 'import os, time\ndef test_a(): pass\ndef test_reboot():\n    os.system("systemctl reboot"); time.sleep(60)\n' >"$lab/checks/r1.py"
    run_split crocum lab check "$lab" -s demo -m r1 --json
    [ "$status" -eq 3 ]
    [ "$(json '.checks | map(.verdict) | join(" ")')" = "passed ungraded" ]
    [[ "$(json '.checks[1].reason')" =~ ^agent_(restarted|silent)$ ]]
    # When and whether it comes back by itself is the guest's affair.
    vsh destroy demo-hello-srv
    crocum lab up "$LAB" -s demo -q

    printf 'import time\ndef test_a(): pass\ndef test_off(): time.sleep(60)\n' >"$lab/checks/r1.py"
    rm -rf "$CROCUM_STATE/attempts/rack"
    crocum lab check "$lab" -s demo -m r1 --json >"$LIVE/rack.json" 2>/dev/null 3>&- &
    waiting=$!
    wait_until 60 bash -c "grep -qs test_a '$CROCUM_STATE'/attempts/rack/demo/*/r1.records.jsonl"
    vsh destroy demo-hello-srv
    wait "$waiting" && status=0 || status=$?
    [ "$status" -eq 3 ]
    [ "$(jq -r '.checks | map(.verdict + .reason) | join(" ")' "$LIVE/rack.json")" = "passed ungradedmachine_off" ]
    crocum lab down rack -s demo -q
    rack_end
    # Booted again for those that follow.
    crocum lab up "$LAB" -s demo -q
}

@test "an agent that is stopped: ungraded, status 3, and never a zero" {
    on_srv systemd-run --quiet --timer-property=AccuracySec=100ms --on-active=20 systemctl start qemu-guest-agent
    on_srv systemd-run --quiet --timer-property=AccuracySec=100ms --on-active=1 systemctl stop qemu-guest-agent
    wait_until 15 bash -c "virsh -c '$URI' dumpxml demo-hello-srv | grep -q \"guest_agent.0' state='disconnected'\""
    run_split crocum lab check "$LAB" -s demo
    [ "$status" -eq 3 ]
    contains "$output" "agent_silent: no agent runs in srv. Start qemu-guest-agent on its console (virsh console demo-hello-srv), or"
    contains "$output" " (7 checks)"
    contains "$output" "No final score"
}

@test "a machine that is switched off: ungraded; up starts it without apply, and the student's work is there" {
    vsh destroy demo-hello-srv
    run_split crocum lab check "$LAB" -s demo --json
    [ "$status" -eq 3 ]
    [ "$(json '[.checks[].reason] | unique | join(" ")')" = machine_off ]
    run_split crocum lab list
    [[ $output =~ demo\ +ready\ +0/1 ]]
    applied=$(stat -c %Y.%i "$CROCUM_STATE/instances/hello/demo/.crocum/apply.jsonl")
    run_split crocum lab up "$LAB" -s demo
    [ "$status" -eq 0 ]
    [ "$(stat -c %Y.%i "$CROCUM_STATE/instances/hello/demo/.crocum/apply.jsonl")" = "$applied" ]
    [ "$(on_srv stat -c %a /etc/hello.key)" = 600 ]
}

@test "down: nothing stands, attempts are kept, a second down has nothing to do" {
    shown "crocum lab down hello -s demo"
    contains "$output" "removed domain demo-hello-srv"
    contains "$output" "hello of demo is down"
    [ -z "$(what_stands)" ]
    [ ! -e "$CROCUM_STATE/instances/hello/demo" ]
    [ "$(ls "$CROCUM_STATE/attempts/hello/demo" | wc -l)" -ge 4 ]
    run_split crocum lab down hello -s demo
    [ "$status" -eq 0 ]
    contains "$output" "there is no instance hello of demo: nothing to do"
}

# Times differ from run to run, and so may the order of what is told at the same moment.
without_times() { sed -E 's/[0-9]+(\.[0-9]+)? (s|min)$/N s/; s/[0-9.]+ s$/N s/; s/ after N s$//'; }

@test "the transcript, of which README has an excerpt, is crocum's output (ACCEPT=1 renews it)" {
    kept=$BATS_TEST_DIRNAME/../results/hello.txt
    [ -z "${ACCEPT-}" ] || cp "$LIVE/transcript" "$kept"
    diff <(without_times <"$kept") <(without_times <"$LIVE/transcript")
    # And the quickstart runs exactly these commands.
    diff <(sed -n 's/^job "\(.*\)"$/\1/p' "$BATS_TEST_DIRNAME/../../labs/quickstart") <(sed -n 's/^\$ //p' "$LIVE/transcript")
}

@test "README's validate of labs/hello finds nothing" {
    cd "$BATS_TEST_DIRNAME/../.."
    command=$(grep -x 'crocum lab validate .*' README.md)
    PATH=$LIVE/bin:$PATH run_split bash -c "$command"
    [ "$status" -eq 0 ]
    contains "$output" "hello: 7 checks, 10 points, 1 machine: valid"
}
