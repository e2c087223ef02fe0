#!/usr/bin/env bats
# A reboot inside a check, with a virtual machine. One machine is booted for all tests of this file, and they go in order.

load ../common
load private

setup_file() {
    live_begin
    mkdir -p "$LIVE/labs/again/checks"
    cp -r "$LAB/setup" "$LIVE/labs/again/"
    sed 's/"hello"/"again"/' "$LAB/main.tf" >"$LIVE/labs/again/main.tf"
    echo 'timeouts: {suite: 900}' >"$LIVE/labs/again/lab.yaml"
    suite 300
    live_here
    crocum lab up again -s demo -q
}

teardown_file() {
    live_here
    crocum lab down again -s demo -q || true
    live_end
}

setup() { live_here; }

# suite SECONDS: checks/lab.py, whose reboot has this limit.
suite() {
    cat >"$LIVE/labs/again/checks/lab.py" <<PY
def boot_id(machine):
    return machine.run("cat /proc/sys/kernel/random/boot_id").stdout

def test_a_survives(machines):
    srv = machines["srv"]
    assert srv.run("echo kept >/etc/kept; echo lost >/run/lost").rc == 0
    before = boot_id(srv)
    srv.reboot(timeout=$1)
    assert srv.run("cat /etc/kept").stdout == "kept\n", "/etc/kept is gone"
    assert srv.run("test -e /run/lost").rc == 1, "/run/lost is there: this is the old boot"
    assert boot_id(srv) != before, "the boot id is the old one"

def test_b_after(machines):
    assert machines["srv"].host.file("/etc/kept").exists
PY
}

on_srv() { crocum lab exec again -s demo -- "$@" </dev/null; }

checked() { run_split crocum lab check again -s demo --json; }

# verdicts: "TEST VERDICT REASON" of each check, sorted.
verdicts() { json '.checks[] | "\(.id | split("::")[1]) \(.verdict) \(.reason)"' | LC_ALL=C sort; }

@test "the machine reboots in order and the check goes on; its process stays" {
    id=$(vsh domid demo-again-srv)
    checked
    [ "$status" -eq 0 ]
    [ "$(verdicts)" = "$(printf '%s\n' "test_a_survives passed " "test_b_after passed ")" ]
    [ "$(vsh domid demo-again-srv)" = "$id" ]
    # It was shut down, not only reset.
    lacks "$(on_srv dmesg)" "recovery complete"
}

# bats test_tags=long
@test "a machine that only pretends to reboot is reset" {
    on_srv sh -c 'rm /sbin/shutdown; printf "#!/bin/sh\nexit 0\n" >/sbin/shutdown; chmod +x /sbin/shutdown; sync'
    suite 200
    checked
    [ "$(verdicts)" = "$(printf '%s\n' "test_a_survives passed " "test_b_after passed ")" ]
}

# bats test_tags=long
@test "a machine that goes off instead is no verdict" {
    on_srv sh -c 'printf "#!/bin/sh\nexec systemctl poweroff\n" >/sbin/shutdown; sync'
    suite 80
    checked
    [ "$status" -eq 3 ]
    [ "$(verdicts)" = "$(printf '%s\n' "test_a_survives ungraded machine_off" "test_b_after ungraded machine_off")" ]
    [ "$(vsh domstate demo-again-srv)" = "shut off" ]
    crocum lab up again -s demo -q
    on_srv sh -c 'ln -sf /bin/systemctl /sbin/shutdown; sync'
}

# bats test_tags=long
@test "a student who broke the boot has failed the check; the checks after it are not measured" {
    on_srv systemctl mask qemu-guest-agent
    suite 90
    checked
    [ "$(verdicts)" = "$(printf '%s\n' "test_a_survives failed reboot" "test_b_after ungraded agent_silent")" ]
    contains "$output" "srv did not come back within 90 s after its reboot"
}
