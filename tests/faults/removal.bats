#!/usr/bin/env bats
# Down means down, whatever has happened to the lab, to the working directory or to the machines since.

load ../common
load ../live/private
load faults

setup() {
    live_here
    bare down
}

working() { echo "$CROCUM_STATE/instances/down/demo"; }

# then_down NAME: the row of the table is what this down said.
then_down() {
    run_split crocum lab down down -s demo
    said 0 "down of demo is down"
    contains "$output" "removed domain demo-down-srv"
    contains "$output" "removed network demo-down-lan"
    contains "$output" "removed volume demo-down-srv"
    [ ! -e "$(working)" ]
    nothing_stands
}

@test "the lab's folder deleted" {
    fault "lab folder deleted" down
    up_bare down
    rm -r "$LIVE/labs/down"
    run_split crocum lab list
    contains "$output" "its lab folder is missing"
    then_down
}

@test "the lab's folder renamed" {
    fault "lab folder renamed" down
    up_bare down
    rm -rf "$LIVE/labs/moved"
    mv "$LIVE/labs/down" "$LIVE/labs/moved"
    then_down
    rm -r "$LIVE/labs/moved"
}

@test "the lab edited beyond recognition" {
    fault "lab edited since" down
    up_bare down
    printf 'this is no terraform {\n' >"$LIVE/labs/down/main.tf"
    then_down
}

@test "terraform's state lost" {
    fault "state file lost" down
    up_bare down
    rm "$(working)/terraform.tfstate"
    then_down
}

@test "terraform's state empty" {
    fault "state file empty" down
    up_bare down
    : >"$(working)/terraform.tfstate"
    then_down
}

@test "terraform's state truncated" {
    fault "state file truncated" down
    up_bare down
    truncate -s 700 "$(working)/terraform.tfstate"
    then_down
}

@test "terraform's state from a newer terraform" {
    fault "state of a newer terraform" down
    up_bare down
    jq '.version = 99 | .terraform_version = "9.9.9"' "$(working)/terraform.tfstate" >"$LIVE/newer"
    cp "$LIVE/newer" "$(working)/terraform.tfstate"
    then_down
}

@test "terraform's providers and its files in the working directory lost" {
    fault ".terraform and *.tf lost" down
    up_bare down
    rm -rf "$(working)/.terraform" "$(working)"/*.tf "$(working)/.terraform.lock.hcl"
    then_down
}

@test "terraform itself gone from the host" {
    fault "terraform missing" down
    up_bare down
    CROCUM_TERRAFORM=/no/such/terraform then_down
    contains "$errors" "/no/such/terraform"
}

@test "the record lost, and an up that was refused since: down does not report that nothing exists" {
    fault "record lost, refused up" down
    up_bare down
    rm -rf "$(working)"
    run_split crocum lab up down -s demo
    [ "$status" -eq 5 ]
    for _ in 1 2; do
        run_split crocum lab down down -s demo
        said 5 "domain demo-down-srv: it is marked as part of this instance (running), but there is no record"
        lacks "$output" "is down"
    done
    run_split crocum lab down --orphans down
    [ "$status" -eq 0 ]
    nothing_stands
}

@test "a record that was copied to another student's folder: refused, by name; its own student is unchanged" {
    fault "record copied" "list, down"
    up_bare down
    cp -r "$(working)" "$CROCUM_STATE/instances/down/other"
    run_split crocum lab down down -s other
    said 1 "it is the record of down of demo"
    run_split crocum lab list
    [[ $output =~ down\ +other\ +unreadable ]]
    [ "$(vsh domstate demo-down-srv)" = running ]
    rm -r "$CROCUM_STATE/instances/down/other"
    gone down
}

@test "Terraform's state copied from another student, or imported into: unrecorded resources are kept" {
    fault "state of another instance" down
    up_bare down one
    up_bare down two
    cp "$CROCUM_STATE/instances/down/one/terraform.tfstate" "$CROCUM_STATE/instances/down/two/"
    run_split crocum lab down down -s two
    said 0 "removed domain two-down-srv"
    contains "$errors" "which is not on record for this instance; Terraform was not run"
    [ "$(vsh domstate one-down-srv)" = running ]
    gone down one
}

@test "the state directory moved: down works from its new place" {
    fault "state directory moved" "list, down"
    up_bare down
    mv "$CROCUM_STATE" "$LIVE/moved-state"
    CROCUM_STATE=$LIVE/moved-state run_split crocum lab list
    [[ $output =~ down\ +demo\ +setup\ +1/1 ]]
    # Also where Terraform cannot help.
    rm "$LIVE/moved-state/instances/down/demo/terraform.tfstate"
    CROCUM_STATE=$LIVE/moved-state run_split crocum lab down down -s demo
    said 0 "down of demo is down"
    rm -r "$LIVE/moved-state"
    nothing_stands
}

@test "a machine with an external snapshot: its overlay is the machine's disk and is removed with it" {
    fault "external snapshot" down
    up_bare down
    vsh snapshot-create-as demo-down-srv first --disk-only --no-metadata --diskspec "vda,file=$LIVE/libvirt/images/demo-down-srv.first"
    then_down
    contains "$output" "removed volume demo-down-srv.first in pool default"
    # The same outside of every pool: it is named for as long as it is there.
    up_bare down
    chmod 0711 "$LIVE"
    install -d -m 0777 "$LIVE/away"
    vsh snapshot-create-as demo-down-srv first --disk-only --no-metadata --diskspec "vda,file=$LIVE/away/first"
    for _ in 1 2; do
        run_split crocum lab down down -s demo
        [ "$status" -eq 5 ]
        contains "$errors" "it is in no pool, but its file $LIVE/away/first exists"
    done
    rm -r "$LIVE/away"
    gone down
}

@test "a lab's own pool with a foreign file in it: the file is named and kept, and down ends" {
    fault "foreign file in the lab's pool" down
    cat >>"$LIVE/labs/down/main.tf" <<TF
resource "libvirt_pool" "own" {
  name = "\${local.prefix}-pool"
  type = "dir"
  target {
    path = "$LIVE/own"
  }
}
TF
    up_bare down
    vsh vol-create-as demo-down-pool precious 1M
    run_split crocum lab down down -s demo
    said 0 "removed pool demo-down-pool"
    contains "$errors" "kept volume precious in pool demo-down-pool with the file $LIVE/own/precious"
    [ -e "$LIVE/own/precious" ]
    rm -r "$LIVE/own"
    # Without somebody's file the pool's folder goes with it, also where crocum has to do it.
    up_bare down
    rm "$(working)/terraform.tfstate"
    gone down
    [ ! -e "$LIVE/own" ]
}

@test "the shell's own folder is gone: down works, and Terraform runs in the instance's" {
    fault "working in a folder that is gone" "up, down"
    printf 'resource "terraform_data" "where" {\n  provisioner "local-exec" {\n    command = "echo ${path.cwd} >%s/where"\n  }\n}\n' "$LIVE" >"$LIVE/labs/down/where.tf"
    up_bare down
    # Whatever a lab does to its working directory, it does not do it to the teacher's.
    [ "$(cat "$LIVE/where")" = "$(working)" ]
    mkdir "$LIVE/here"
    run_split bash -c 'cd "$LIVE/here" && rmdir "$LIVE/here" && "$BINARY" lab down down -s demo'
    said 0 "down of demo is down"
    nothing_stands
}

@test "the whole working directory lost: the machines themselves say whose they are" {
    fault "working directory lost" "down --orphans"
    up_bare down
    rm -rf "$(working)"
    # Nothing on record, and yet "nothing to take down" would be a lie.
    run_split crocum lab down down -s demo
    [ "$status" -eq 5 ]
    contains "$errors" "domain demo-down-srv: it is marked as part of this instance (running), but there is no record"
    contains "$errors" '"crocum lab down --orphans down -s demo" removes it'
    # Of another student nothing stands.
    run_split crocum lab down down -s other
    [ "$status" -eq 0 ]
    run_split crocum lab down --orphans down
    said 0 "down of demo is down"
    nothing_stands
}

@test "a record that cannot be read: named, and its resources can be removed" {
    fault "record damaged" "down, down --orphans"
    up_bare down
    truncate -s 100 "$(record down)"
    run_split crocum lab down down -s demo
    said 1 "instance.json"
    run_split crocum lab list
    [[ $output =~ down\ +demo\ +unreadable\ +1/1.*"down --orphans down" ]]
    lacks "$output" orphaned
    [ "$(vsh domstate demo-down-srv)" = running ]
    run_split crocum lab down --orphans down
    said 0 "down of demo is down"
    nothing_stands
}

@test "a network stopped by hand" {
    fault "network stopped" down
    up_bare down
    vsh net-destroy demo-down-lan
    then_down
}

@test "a machine paused" {
    fault "domain paused" down
    up_bare down
    vsh suspend demo-down-srv
    run_split crocum lab list
    [[ $output =~ down\ +demo\ .*0/1 ]]
    then_down
}

@test "a machine whose QEMU died" {
    fault "QEMU killed" down
    up_bare down
    kill -KILL "$(qemu_of demo-down-srv)"
    wait_until 10 bash -c "[ \"\$(virsh -q -c '$URI' domstate demo-down-srv)\" != running ]"
    then_down
}

@test "a machine that crashed and is kept for a look at it" {
    fault "domain crashed" down
    up_bare down
    # A boot sector that tells the panic device of a panic.
    printf '\xba\x05\x05\xb0\x01\xee\xf4\xeb\xfd' >"$LIVE/boot"
    truncate -s 510 "$LIVE/boot"
    printf '\x55\xaa' >>"$LIVE/boot"
    vsh destroy demo-down-srv
    qemu-io -c "write -s $LIVE/boot 0 512" "$LIVE/libvirt/images/demo-down-srv"
    vsh dumpxml --inactive demo-down-srv | sed 's|</devices>|<panic model="isa"/></devices>|; s|<on_crash>.*</on_crash>|<on_crash>preserve</on_crash>|' >"$LIVE/crash.xml"
    vsh define "$LIVE/crash.xml"
    vsh start demo-down-srv
    wait_until 20 bash -c "[ \"\$(virsh -q -c '$URI' domstate demo-down-srv)\" = crashed ]"
    then_down
}

@test "a machine saved to disk (managed save)" {
    fault "domain saved" down
    up_bare down
    vsh managedsave demo-down-srv
    then_down
}

@test "a machine renamed by hand, terraform's state lost: it is found by its UUID" {
    fault "domain renamed, state file lost" down
    up_bare down
    vsh destroy demo-down-srv
    vsh domrename demo-down-srv mine
    rm "$(working)/terraform.tfstate"
    run_split crocum lab down down -s demo
    said 0 "removed domain mine"
    contains "$errors" "domain demo-down-srv is called mine now"
    [ ! -e "$(working)" ]
    nothing_stands
}

@test "a machine with snapshots" {
    fault "domain with snapshots" down
    up_bare down
    vsh snapshot-create-as demo-down-srv first
    vsh snapshot-create-as demo-down-srv second
    then_down
}

@test "libvirtd restarted between up and down" {
    fault "libvirtd restarted" down
    up_bare down
    libvirtd_ends TERM
    run_split crocum lab down down -s demo
    [ "$status" -eq 3 ]
    contains "$errors" "libvirt-sock"
    libvirtd_comes
    then_down
}

@test "machines and disks removed by hand: down lists what it removed, and succeeds" {
    fault "domain removed by hand" down
    up_bare down
    vsh destroy demo-down-srv
    vsh undefine demo-down-srv
    run_split crocum lab down down -s demo
    said 0 "down of demo is down"
    lacks "$output" "removed domain"
    contains "$output" "removed network demo-down-lan"
    nothing_stands
}

@test "a second down has nothing to do" {
    fault "a second down" down
    up_bare down
    then_down
    run_split crocum lab down down -s demo
    said 0 "there is no instance down of demo: nothing to do"
}

@test "a destroy that fails in Terraform: reported, and crocum removes the resources itself" {
    fault "terraform destroy fails" down
    cat >"$LIVE/labs/down/other.tf" <<'TF'
resource "terraform_data" "unwilling" {
  provisioner "local-exec" {
    when    = destroy
    command = "test -e ${path.module}/may-go"
  }
}
TF
    up_bare down
    run_split crocum lab down down -s demo
    said 0 "down of demo is down"
    contains "$errors" "terraform destroy failed"
    nothing_stands
}

@test "the pool of a lab's disk taken away by hand, and Terraform's state lost: the file is named" {
    fault "pool undefined by hand, state lost" down
    mkdir -p "$LIVE/shelf"
    vsh pool-define-as shelf dir --target "$LIVE/shelf"
    vsh pool-start shelf
    sed -i 's/  format = "qcow2"/  format = "qcow2"\n  pool = "shelf"/' "$LIVE/labs/down/main.tf"
    up_bare down
    vsh pool-destroy shelf
    vsh pool-undefine shelf
    rm "$(working)/terraform.tfstate"
    run_split crocum lab down down -s demo
    said 5 "it is in no pool, but its file $LIVE/shelf/demo-down-srv exists"
    rm "$LIVE/shelf/demo-down-srv"
    gone down
    # The same where the record is lost, too: the domain's own disk is known.
    vsh pool-define-as shelf dir --target "$LIVE/shelf"
    vsh pool-start shelf
    up_bare down
    vsh pool-destroy shelf
    vsh pool-undefine shelf
    rm -r "$(working)"
    run_split crocum lab down --orphans down
    [ "$status" -eq 5 ]
    contains "$errors" "it is in no pool, but its file $LIVE/shelf/demo-down-srv exists"
    rm "$LIVE/shelf/demo-down-srv"
    gone down
}

@test "only the record lost, Terraform's state exists: up and down report it, down --orphans removes the instance" {
    fault "record lost, state there" "up, down"
    up_bare down
    rm "$(record down)"
    for verb in up down; do
        run_split crocum lab "$verb" down -s demo
        said 5 "the record of down of demo is lost, and Terraform's state in $(working) has resources"
        contains "$errors" 'First run "crocum lab down --orphans down -s demo"'
    done
    [ "$(vsh domstate demo-down-srv)" = running ]
    run_split crocum lab down --orphans down -s demo
    [ "$status" -eq 0 ]
    [ ! -e "$(working)" ]
    nothing_stands
}

@test "something elsewhere than on libvirt, and Terraform's state lost: named, with the way out" {
    fault "state lost, not all on libvirt" down
    up_bare down
    jq '.others = ["local_file.x"]' "$(record down)" >"$LIVE/record"
    cp "$LIVE/record" "$(record down)"
    rm "$(working)/terraform.tfstate"
    run_split crocum lab down down -s demo
    said 5 "local_file.x: only Terraform can remove it, and Terraform did not"
    contains "$errors" "Terraform's state is lost: remove the resource by hand, then remove $(working)"
    contains "$output" "removed domain demo-down-srv"
    run_split crocum lab up down -s demo
    [ "$status" -eq 5 ]
    contains "$errors" "remove the resource by hand"
    rm -r "$(working)"
    run_split crocum lab down down -s demo
    [ "$status" -eq 0 ]
    nothing_stands
}

@test "something elsewhere than on libvirt, and a down that was cut off after Terraform had removed it" {
    fault "kill -9 after destroy" down
    up_bare down
    # What such a lab records, and the state that Terraform leaves when all is gone.
    jq '.others = ["local_file.x"] | .phase = "removing"' "$(record down)" >"$LIVE/record"
    cp "$LIVE/record" "$(record down)"
    jq '.resources = []' "$(working)/terraform.tfstate" >"$LIVE/state.json"
    cp "$LIVE/state.json" "$(working)/terraform.tfstate"
    gone down
}
