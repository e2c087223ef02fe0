#!/usr/bin/env bats
# Whose is it? Names that are taken, records that are lost, instances that could be taken for one another.

load ../common
load ../live/private
load faults

# define_domain NAME [DISK]: by hand, so it carries no mark.
define_domain() {
    local disk=${2:+"<disk type='volume' device='disk'><source pool='default' volume='$2'/><target dev='vda'/></disk>"}
    vsh define /dev/stdin <<XML
<domain type="qemu"><name>$1</name><memory>32768</memory><os><type arch="x86_64">hvm</type></os>
<devices>$disk</devices></domain>
XML
}

@test "a domain, a network and a disk of unknown origin have planned names: reported, status 5, unchanged" {
    fault "names taken by somebody else's things" plan
    bare taken
    define_domain demo-taken-srv
    vsh net-define /dev/stdin <<<'<network><name>demo-taken-lan</name></network>'
    vsh vol-create-as default demo-taken-srv 1M
    before=$(vsh dumpxml demo-taken-srv)
    run_split crocum lab up taken -s demo
    said 5 "domain demo-taken-srv: of unknown origin: it has no mark of crocum"
    contains "$errors" "network demo-taken-lan: of unknown origin"
    contains "$errors" "volume demo-taken-srv in pool default: of unknown origin"
    run_split crocum lab up taken -s demo --replace-leftovers
    [ "$status" -eq 5 ]
    run_split crocum lab down taken -s demo
    [ "$status" -eq 0 ]
    [ "$(vsh dumpxml demo-taken-srv)" = "$before" ]
    vsh net-info demo-taken-lan
    vsh vol-info demo-taken-srv default
    clear_everything
    nothing_stands
}

@test "a disk with a planned name that another owner's machine uses: the machine is named" {
    fault "a disk's name taken, in use" plan
    bare taken
    vsh vol-create-as default demo-taken-srv 1M
    define_domain mine demo-taken-srv
    run_split crocum lab up taken -s demo
    said 5 "volume demo-taken-srv in pool default: used by domain mine, which has no mark of crocum"
    vsh undefine mine
    vsh vol-delete demo-taken-srv default
    run_split crocum lab down taken -s demo
    nothing_stands
}

@test "ids whose joined names collide: the second up is refused and names the first, which is untouched" {
    fault "ivan + a-b and ivan-a + b" plan
    bare a-b
    bare b
    up_bare a-b ivan
    domain=$(vsh domuuid ivan-a-b-srv)
    run_split crocum lab up b -s ivan-a
    said 5 "domain ivan-a-b-srv: another instance: lab a-b of ivan"
    run_split crocum lab down b -s ivan-a
    [ "$status" -eq 0 ]
    [ "$(vsh domuuid ivan-a-b-srv)" = "$domain" ]
    [ "$(vsh domstate ivan-a-b-srv)" = running ]
    gone a-b ivan
}

# bats test_tags=long
@test "ids whose joined names collide, both planned before either has created anything: one claims them" {
    fault "the same, at the same moment" plan
    bare a-b
    bare b
    for _ in 1 2 3; do
        "$BINARY" lab up a-b -s ivan >"$LIVE/one" 2>&1 3>&- &
        one=$!
        "$BINARY" lab up b -s ivan-a >"$LIVE/two" 2>&1 3>&- &
        two=$!
        wait "$one" && one=0 || one=$?
        wait "$two" && two=0 || two=$?
        cat "$LIVE/one" "$LIVE/two"
        # One of them stands (but for its agent), the other made nothing.
        [ "$one $two" = "3 5" ] || [ "$one $two" = "5 3" ]
        status=5 output=$(cat "$LIVE/one" "$LIVE/two") errors=
        said 5 ivan
        # Whoever came too late has nothing to take down, and does not touch what stands.
        late="a-b ivan" first="b ivan-a"
        [ "$one" = 5 ] || late="b ivan-a" first="a-b ivan"
        run_split crocum lab down "${late% *}" -s "${late#* }" -q
        [ "$status" -eq 0 ]
        [ "$(vsh domstate ivan-a-b-srv)" = running ]
        gone "${first% *}" "${first#* }"
    done
}

@test "two instances with one random id, so with the same bridges: the second is refused" {
    fault "one random id for two" plan
    hindered twins
    run_split crocum lab up twins -s demo
    [ "$status" -eq 1 ]
    # Another record that has it, with resources of other names.
    mkdir -p "$CROCUM_STATE/instances/twins/other"
    jq '.student = "other" | .resources = []' "$(record twins)" >"$(record twins other)"
    mended_disk twins
    run_split crocum lab up twins -s demo
    said 5 "is already used by twins of other"
    rm -r "$CROCUM_STATE/instances/twins/other"
    gone twins
}

# bats test_tags=long
@test "ids that begin alike are kept apart" {
    fault "students an, ann, ann-1; labs bare, bare-1" up
    bare bare
    bare bare-1
    up_bare bare an
    up_bare bare ann
    up_bare bare ann-1
    up_bare bare-1 ann
    run_split crocum lab down bare -s ann
    said 0 "bare of ann is down"
    [ "$(vsh list --name | sort | paste -sd ' ')" = "an-bare-srv ann-1-bare-srv ann-bare-1-srv" ]
    for bridge in $(vsh net-list --name); do vsh net-info "$bridge"; done | awk '/Bridge/ { print $2 }' | sort | uniq -d >"$LIVE/bridges"
    [ ! -s "$LIVE/bridges" ]
    crocum lab down bare -s an -q
    crocum lab down bare -s ann-1 -q
    gone bare-1 ann
}

@test "two lab folders of one name: refused with the reason, by every verb that is given the other one" {
    fault "another folder of the same name" "up, check, exec, down"
    bare twin
    mkdir -p "$LIVE/other"
    cp -r "$LIVE/labs/twin" "$LIVE/other/"
    up_bare twin
    for verb in up check down; do
        run_split crocum lab "$verb" "$LIVE/other/twin" -s demo
        said 2 "twin of demo was created from another lab folder, $LIVE/labs/twin"
    done
    run_split crocum lab exec "$LIVE/other/twin" -s demo -- true
    [ "$status" -eq 125 ]
    contains "$errors" "another lab folder"
    [ "$(vsh domstate demo-twin-srv)" = running ]
    gone twin
}

@test "the record is lost: up names the earlier instance; --replace-leftovers removes that and nothing else" {
    fault "record lost" up
    bare lost
    up_bare lost
    up_bare lost other
    old=$(vsh domuuid demo-lost-srv)
    rm -rf "$CROCUM_STATE/instances/lost/demo"
    run_split crocum lab up lost -s demo
    said 5 "domain demo-lost-srv: an orphaned earlier instance of this student and lab"
    contains "$errors" "--replace-leftovers"
    # What carries no such mark stays, also then.
    vsh net-define /dev/stdin <<<'<network><name>demo-lost-lan-2</name></network>'
    up_bare lost demo --replace-leftovers
    contains "$errors" "removed domain demo-lost-srv"
    [ "$(vsh domuuid demo-lost-srv)" != "$old" ]
    [ "$(vsh domstate other-lost-srv)" = running ]
    vsh net-undefine demo-lost-lan-2
    crocum lab down lost -s other -q
    gone lost
}

@test "pools and disks of an instance without a record are known as its own, and are removed with it" {
    fault "record lost, the lab has a pool of its own" "up, down --orphans"
    bare pools
    cat >>"$LIVE/labs/pools/main.tf" <<TF
resource "libvirt_pool" "own" {
  name = "\${local.prefix}-pool"
  type = "dir"
  target {
    path = "$LIVE/own-pool"
  }
}
resource "libvirt_volume" "more" {
  count = 2
  name  = "\${local.prefix}-more-\${count.index}"
  pool  = libvirt_pool.own.name
  size  = 1048576
}
TF
    up_bare pools
    rm -rf "$CROCUM_STATE/instances"
    run_split crocum lab up pools -s demo
    said 5 "pool demo-pools-pool: an orphaned earlier instance of this student and lab"
    contains "$errors" "volume demo-pools-more-1 in pool demo-pools-pool: an orphaned earlier instance of this student and lab"
    run_split crocum lab down --orphans pools
    said 0 "removed pool demo-pools-pool"
    contains "$output" "removed volume demo-pools-more-1 in pool demo-pools-pool"
    [ -z "$(vsh pool-list --all --name | grep demo-)" ]
    nothing_stands
}

@test "all records are lost: list finds the instances, down --orphans removes them with the resources that only they use" {
    fault "state directory lost" "list, down --orphans"
    bare lost
    bare kept
    up_bare lost
    up_bare lost other
    up_bare kept
    # Somebody hung a disk of their own on one machine, and their own machine on its network.
    vsh vol-create-as default mine 1M
    vsh attach-disk demo-lost-srv "$LIVE/libvirt/images/mine" vdb --config
    rm -rf "$CROCUM_STATE/instances"
    run_split crocum lab list
    [ "$status" -eq 0 ]
    [[ $output =~ lost\ +demo\ +orphaned\ +1/1.*"\"down --orphans lost\" removes it" ]]
    [[ $output =~ kept\ +demo\ +orphaned ]]
    run_split crocum lab down --orphans lost
    said 2 "2 instances of lab lost are orphaned"
    run_split crocum lab down --orphans lost -s demo
    said 0 "removed domain demo-lost-srv"
    contains "$output" "removed network demo-lost-lan"
    contains "$output" "removed volume demo-lost-srv"
    contains "$errors" "kept volume"
    contains "$errors" "mine"
    [ "$(vsh list --name | sort | paste -sd ' ')" = "demo-kept-srv other-lost-srv" ]
    vsh vol-delete mine default
    run_split crocum lab down --orphans lost --yes
    said 0 "removed domain other-lost-srv"
    run_split crocum lab down --orphans kept --json
    [ "$status" -eq 0 ]
    [ "$(json '.orphans[0] | "\(.lab) \(.student) \(.removed | length) \(.left | length)"')" = "kept demo 3 0" ]
    nothing_stands
}

@test "an orphan's network that another owner's machine uses: named, status 5, kept" {
    fault "orphan's network in use" "down --orphans"
    bare shared
    up_bare shared
    rm -rf "$CROCUM_STATE/instances"
    define_domain mine
    vsh attach-interface mine network demo-shared-lan --config
    run_split crocum lab down --orphans shared
    said 5 "network demo-shared-lan: domain mine uses it"
    vsh net-info demo-shared-lan
    vsh dominfo mine
    clear_everything
    nothing_stands
}

@test "another state directory's instance: list says where it is on record, and no verb of this one touches it" {
    fault "made from another state directory" "list, up, down"
    bare apart
    up_bare apart
    CROCUM_STATE=$LIVE/elsewhere run_split crocum lab list
    [ "$status" -eq 0 ]
    [[ $output =~ apart\ +demo\ +elsewhere\ +1/1.*"recorded in $CROCUM_STATE" ]]
    CROCUM_STATE=$LIVE/elsewhere run_split crocum lab up apart -s demo --replace-leftovers
    said 5 "domain demo-apart-srv: lab apart of demo, recorded in another state directory, $CROCUM_STATE"
    CROCUM_STATE=$LIVE/elsewhere run_split crocum lab down --orphans apart --yes
    [ "$status" -eq 0 ]
    contains "$output" "there is no orphaned instance of lab apart"
    [ "$(vsh domstate demo-apart-srv)" = running ]
    gone apart
}

@test "a foreign domain with the name of the recorded one is not removed" {
    fault "domain replaced by hand" down
    bare swapped
    up_bare swapped
    vsh destroy demo-swapped-srv
    vsh undefine demo-swapped-srv
    define_domain demo-swapped-srv
    run_split crocum lab down swapped -s demo
    said 5 "domain demo-swapped-srv: it is not the recorded object"
    contains "$errors" "virsh -c $URI domrename demo-swapped-srv NEW-NAME keeps it"
    vsh dominfo demo-swapped-srv
    vsh undefine demo-swapped-srv
    gone swapped
}

# marked NAME LAB STUDENT [CHILDREN]: a domain with a mark that somebody wrote by hand.
marked() {
    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    vsh define /dev/stdin <<XML
<domain type="qemu"><name>$1</name><uuid>$uuid</uuid><memory>32768</memory><os><type arch="x86_64">hvm</type></os>
<metadata><crocum:instance xmlns:crocum="urn:crocum:instance:1" id="00000001" lab="$2" student="$3" state="$CROCUM_STATE"><crocum:has kind="domain" name="$1" pool="" uuid="$uuid"/>${4-}</crocum:instance></metadata></domain>
XML
}

@test "marks that are no marks: a path for a student, no student, children that mean nothing; records and files stay" {
    fault "forged marks" "list, down --orphans"
    bare forged
    up_bare forged one
    mkdir -p "$LIVE/state/victim"
    marked evil1 forged ../../victim
    marked evil2 forged ""
    define_domain bystander
    marked evil3 forged other "<crocum:has kind='snapshot' name='x' pool='' uuid='u'/><crocum:has kind='domain' name='bystander' pool='' uuid='u'/><crocum:has kind='domain' name='y' pool='' uuid='$(vsh domuuid bystander)'/>"
    run_split crocum lab list
    [ "$status" -eq 0 ]
    [[ $output =~ forged\ +other\ +orphaned ]]
    lacks "$output" victim
    run_split crocum lab down --orphans forged --yes
    said 0 "removed domain evil3"
    [ -d "$LIVE/state/victim" ]
    [ -e "$(record forged one)" ]
    vsh dominfo evil1
    vsh dominfo evil2
    vsh dominfo bystander
    for name in evil1 evil2 bystander; do vsh undefine "$name"; done
    rmdir "$LIVE/state/victim"
    gone forged one
}

@test "another state directory's machine uses a disk that this one has on record: the disk is kept" {
    fault "two state directories, one name" down
    bare two
    sed -i 's|memory = 32|memory = 32\n  kernel = "/no/such/kernel"|' "$LIVE/labs/two/main.tf"
    run_split crocum lab up two -s demo
    [ "$status" -eq 1 ]
    # Cleaned up by hand, and made anew from elsewhere.
    vsh undefine demo-two-srv
    vsh net-destroy demo-two-lan
    vsh net-undefine demo-two-lan
    vsh vol-delete demo-two-srv default
    sed -i '/kernel = /d' "$LIVE/labs/two/main.tf"
    CROCUM_STATE=$LIVE/second up_bare two
    run_split crocum lab down two -s demo
    said 5 "volume demo-two-srv in pool default: domain demo-two-srv uses it"
    vsh vol-info demo-two-srv default
    [ "$(vsh domstate demo-two-srv)" = running ]
    CROCUM_STATE=$LIVE/second crocum lab down two -s demo -q
    gone two
}

@test "one state directory under several names (a slash behind it, a link to it) is one" {
    fault "state directory by another name" "list, down"
    bare name
    up_bare name
    rm "$CROCUM_STATE/instances/name/demo/terraform.tfstate"
    ln -sfn "$CROCUM_STATE" "$LIVE/link"
    for other in "$CROCUM_STATE/" "$LIVE/link" "$LIVE/link/"; do
        CROCUM_STATE=$other run_split crocum lab list
        [[ $output =~ name\ +demo\ +setup ]]
    done
    CROCUM_STATE=$LIVE/link/ run_split crocum lab down name -s demo
    said 0 "name of demo is down"
    nothing_stands
}

# shared_state LAB: two's Terraform has the state of one, as with a backend that crocum does not know. An up that fails leaves
# the record.
shared_state() {
    printf 'resource "libvirt_network" "broken" {\n  nonsense = 1\n}\n' >"$LIVE/labs/$1/broken.tf"
    run_split crocum lab up "$1" -s two
    [ "$status" -ne 0 ]
    cp "$CROCUM_STATE/instances/$1/one/terraform.tfstate" "$CROCUM_STATE/instances/$1/two/"
    rm "$LIVE/labs/$1/broken.tf"
}

@test "a plan that finds another's machines as its own: a shared backend and names without the student" {
    fault "shared backend, same names" plan
    bare same
    sed -i "s/prefix = .*/prefix = var.lab/; s/\${var.instance}-lan/same-lan/" "$LIVE/labs/same/main.tf"
    up_bare same one
    contains "$errors" "is called same-srv, not one-same-…"
    shared_state same
    run_split crocum lab up same -s two
    said 5 "which this instance did not create"
    run_split crocum lab down same -s two
    [ "$status" -eq 0 ]
    [ "$(vsh domstate same-srv)" = running ]
    gone same one
    row
    fault "names without the student" plan
    bare same
    sed -i "s/prefix = .*/prefix = var.lab/" "$LIVE/labs/same/main.tf"
    up_bare same one
    run_split crocum lab up same -s two
    said 5 "domain same-srv: another instance: lab same of one"
    contains "$errors" 'Names need the student and the lab in them'
    crocum lab down same -s two -q
    gone same one
}

@test "two resources of one name, a bridge with a name too long: refused before anything is made" {
    fault "one name for two, a long bridge" plan
    bare double
    printf 'resource "libvirt_network" "twin" {\n  name = "${local.prefix}-lan"\n  mode = "none"\n}\n' >"$LIVE/labs/double/twin.tf"
    run_split crocum lab up double -s demo
    said 1 "two resources of the lab would both be network demo-double-lan"
    rm "$LIVE/labs/double/twin.tf"
    sed -i 's/-lan"$/-much-too-long"/; s/bridge = .*/bridge = "${var.instance}-much-too-long"/' "$LIVE/labs/double/main.tf"
    run_split crocum lab up double -s demo
    said 1 "of 22 characters; Linux allows 15"
    gone double
}

@test "a plan that removes or adopts resources that the instance did not create: a shared backend, an import" {
    fault "a backend that two students share" plan
    bare backend
    sed -i "s#^terraform {#terraform {\n  backend \"local\" { path = \"$LIVE/shared.tfstate\" }#" "$LIVE/labs/backend/main.tf"
    run_split crocum lab up backend -s one
    said 2 'main.tf:4: backend "local" is refused'
    bare backend
    up_bare backend one
    shared_state backend
    run_split crocum lab up backend -s two
    said 5 "which this instance did not create"
    contains "$errors" "keep its own state"
    [ "$(vsh domstate one-backend-srv)" = running ]
    run_split crocum lab down backend -s two
    [ "$status" -eq 0 ]
    [ "$(vsh domstate one-backend-srv)" = running ]
    gone backend one
    row
    fault "an import block" plan
    bare import
    vsh net-define /dev/stdin <<<'<network><name>campus</name></network>'
    campus=$(vsh net-uuid campus)
    printf 'import {\n  to = libvirt_network.campus\n  id = "%s"\n}\nresource "libvirt_network" "campus" {\n  name = "campus"\n  mode = "none"\n}\n' "$campus" >>"$LIVE/labs/import/main.tf"
    run_split crocum lab up import -s demo
    said 2 "an import block is refused"
    [ "$(vsh net-uuid campus)" = "$campus" ]
    vsh net-undefine campus
    nothing_stands
}

@test "a libvirt that crocum could not follow: an address made from locals, two providers" {
    fault "provider's uri not to be told" plan
    bare where
    sed -i 's/uri = var.libvirt_uri/uri = local.u/; s/^locals {/locals {\n  u = var.libvirt_uri/' "$LIVE/labs/where/main.tf"
    run_split crocum lab up where -s demo
    said 1 "crocum cannot determine which libvirt the lab uses: the uri of its provider is computed from local.u"
    gone where
    bare where
    printf 'provider "libvirt" {\n  alias = "b"\n  uri = "test:///default"\n}\n' >>"$LIVE/labs/where/main.tf"
    run_split crocum lab up where -s demo
    said 1 "the lab's providers use several libvirt URIs"
    gone where
}

@test "an orphan's leftovers are on record from then on: down continues, without a second --orphans" {
    fault "orphan's network in use, then free" "down --orphans, down"
    bare late
    up_bare late
    rm -rf "$CROCUM_STATE/instances"
    define_domain mine
    vsh attach-interface mine network demo-late-lan --config
    run_split crocum lab down --orphans late
    [ "$status" -eq 5 ]
    vsh undefine mine
    run_split crocum lab down late -s demo
    said 0 "removed network demo-late-lan"
    nothing_stands
}

@test "a foreign domain with the name of the recorded one is not started" {
    fault "domain replaced by hand" up
    bare swapped
    up_bare swapped
    vsh destroy demo-swapped-srv
    vsh undefine demo-swapped-srv
    define_domain demo-swapped-srv
    run_split crocum lab up swapped -s demo
    said 5 "domain demo-swapped-srv is not the machine that crocum created"
    [ "$(vsh domstate demo-swapped-srv)" = "shut off" ]
    vsh undefine demo-swapped-srv
    gone swapped
}

@test "a foreign domain with the name of the recorded one is not graded: list reports it, its checks are ungraded" {
    fault "domain replaced by hand" "list, check, exec"
    bare swapped
    mkdir -p "$LIVE/labs/swapped/checks"
    echo 'def test_a(): pass' >"$LIVE/labs/swapped/checks/srv.py"
    up_bare swapped
    jq '.phase = "ready"' "$(record swapped)" >"$LIVE/record"
    cp "$LIVE/record" "$(record swapped)"
    vsh destroy demo-swapped-srv
    vsh undefine demo-swapped-srv
    define_domain demo-swapped-srv
    vsh start demo-swapped-srv
    run_split crocum lab list
    [[ $output =~ swapped\ +demo\ +ready\ +0/1\ .*"1 replaced by another machine" ]]
    run_split crocum lab exec swapped -s demo -- true
    [ "$status" -eq 125 ]
    contains "$errors" "is not the machine that crocum created"
    run_split crocum lab check swapped -s demo
    said 3 "machine_replaced"
    vsh destroy demo-swapped-srv
    vsh undefine demo-swapped-srv
    gone swapped
}

@test "a stopped machine of another owner uses the instance's disk: the disk is kept" {
    fault "disk is another's backing file" down
    bare base
    up_bare base
    vsh vol-create-as default mine 1M --format qcow2 --backing-vol demo-base-srv --backing-vol-format qcow2
    define_domain mine mine
    run_split crocum lab down base -s demo
    said 5 "volume demo-base-srv in pool default: domain mine uses it"
    vsh vol-info demo-base-srv default
    vsh undefine mine
    vsh vol-delete mine default
    # The same with an overlay that no pool knows, and by a path through a link.
    qemu-img create -q -f qcow2 -b "$LIVE/libvirt/images/demo-base-srv" -F qcow2 "$LIVE/overlay"
    ln -sfn "$LIVE/libvirt/images" "$LIVE/disks"
    for disk in "$LIVE/overlay" "$LIVE/disks/demo-base-srv"; do
        define_domain mine
        vsh attach-disk mine "$disk" vdb --config --subdriver qcow2
        run_split crocum lab down base -s demo
        [ "$status" -eq 5 ]
        contains "$errors" "volume demo-base-srv in pool default: domain mine uses it"
        vsh undefine mine
    done
    rm "$LIVE/overlay" "$LIVE/disks"
    gone base
}

@test "a clone of a machine carries its mark and is not taken for one" {
    fault "machine cloned by hand" "down, list, down --orphans"
    bare origin
    up_bare origin
    vsh dumpxml demo-origin-srv | sed -e "s/demo-origin-srv</backup</" -e "/<uuid>/d" -e "/<disk/,/<.disk>/d" -e "/<interface/,/<.interface>/d" >"$LIVE/backup.xml"
    vsh define "$LIVE/backup.xml"
    run_split crocum lab down origin -s demo
    [ "$status" -eq 0 ]
    run_split crocum lab list
    lacks "$output" orphaned
    run_split crocum lab down --orphans origin
    said 0 "there is no orphaned instance of lab origin"
    vsh dominfo backup
    vsh undefine backup
    nothing_stands
}

@test "an earlier instance without a record, beside a new one: --orphans removes it, and the new one is unchanged" {
    fault "lost making beside a new one" "down --orphans"
    bare again
    up_bare again
    marked earlier again demo
    run_split crocum lab list
    [[ $output =~ again\ +demo\ +orphaned ]]
    before=$(sha256sum "$(record again)")
    run_split crocum lab down --orphans again
    said 0 "removed domain earlier"
    [ "$(sha256sum "$(record again)")" = "$before" ]
    [ "$(vsh domstate demo-again-srv)" = running ]
    gone again
}

# A disk that cannot be made: the rest of the lab is.
hindered() {
    bare "$1"
    printf 'resource "libvirt_volume" "more" {\n  name = "${local.prefix}-more"\n  base_volume_id = "/no/such.qcow2"\n}\n' >"$LIVE/labs/$1/more.tf"
}

mended_disk() { sed -i 's|base_volume_id.*|size = 1048576|' "$LIVE/labs/$1/more.tf"; }

@test "an earlier instance without a record whose network the new one uses: named, and on the new one's record from then on" {
    fault "lost making's network in use" "down --orphans, down"
    bare beside
    up_bare beside
    vsh net-define /dev/stdin <<<'<network><name>old-lan</name></network>'
    marked earlier beside demo "<crocum:has kind='network' name='old-lan' pool='' uuid='$(vsh net-uuid old-lan)'/>"
    define_domain mine
    vsh attach-interface mine network old-lan --config
    run_split crocum lab down --orphans beside
    said 5 "network old-lan: domain mine uses it"
    [ "$(vsh domstate demo-beside-srv)" = running ]
    vsh undefine mine
    run_split crocum lab down beside -s demo
    [ "$status" -eq 0 ]
    contains "$output" "removed network old-lan"
    nothing_stands
}

@test "down --orphans of several, one of them in use by another crocum: the others go, status 4" {
    fault "one of several orphans locked" "down --orphans"
    bare many
    up_bare many one
    up_bare many two
    rm -rf "$CROCUM_STATE/instances"
    mkdir -p "$CROCUM_STATE/locks"
    exec 5>"$CROCUM_STATE/locks/many.one"
    /usr/bin/python3 -c 'import fcntl, struct; fcntl.fcntl(5, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))'
    run_split crocum lab down --orphans many --yes 5>&-
    said 4 "domain one-many-srv: many of one: it is in use by "
    contains "$output" "many of two is down"
    [ "$(vsh list --name)" = one-many-srv ]
    exec 5>&-
    run_split crocum lab down --orphans many
    [ "$status" -eq 0 ]
    nothing_stands
}

@test "after a failed up another owner takes one of the names: up does not remove the foreign resource" {
    fault "domain replaced after a failed apply" up
    hindered taken
    run_split crocum lab up taken -s demo
    [ "$status" -eq 1 ]
    vsh destroy demo-taken-srv
    vsh undefine demo-taken-srv
    define_domain demo-taken-srv
    mended_disk taken
    run_split crocum lab up taken -s demo
    said 5 "cannot remove domain demo-taken-srv of an interrupted up: it is not the recorded object"
    vsh dominfo demo-taken-srv
    vsh undefine demo-taken-srv
    gone taken
}

@test "a name that a failed up did not create, and another owner uses since: neither up nor down removes it" {
    fault "planned name used by somebody" "up, down"
    hindered came
    sed -i 's/  memory = 32/  memory = 32\n  depends_on = [libvirt_volume.more]/' "$LIVE/labs/came/main.tf"
    run_split crocum lab up came -s demo
    [ "$status" -eq 1 ]
    define_domain demo-came-srv
    mended_disk came
    run_split crocum lab up came -s demo
    said 5 "domain demo-came-srv: of unknown origin"
    run_split crocum lab down came -s demo
    [ "$status" -eq 0 ]
    vsh dominfo demo-came-srv
    vsh undefine demo-came-srv
    nothing_stands
}

@test "the lab names another libvirt after a failed up: refused, the first one is not forgotten" {
    fault "lab moves to another libvirt" plan
    hindered moved
    run_split crocum lab up moved -s demo
    [ "$status" -eq 1 ]
    sed -i "s|uri = var.libvirt_uri|uri = \"$URI\&no_verify=1\"|" "$LIVE/labs/moved/main.tf"
    run_split crocum lab up moved -s demo
    said 1 "the lab now names the libvirt $URI&no_verify=1, but the instance is on $URI"
    contains "$errors" "crocum lab down moved -s demo first"
    # The files that name the other libvirt are not those that Terraform takes it down with.
    [ -z "$(find "$CROCUM_STATE/instances/moved/demo" -name '*.tf')" ]
    gone moved
    lacks "$errors" "terraform destroy failed"
}

@test "a name of an earlier plan that came to nothing is not looked for any more" {
    fault "network renamed after a failed apply" up
    hindered renamed
    sed -i 's/  mode   = "none"/  mode   = "none"\n  depends_on = [libvirt_volume.more]/' "$LIVE/labs/renamed/main.tf"
    run_split crocum lab up renamed -s demo
    [ "$status" -eq 1 ]
    sed -i 's/-lan"$/-net"/' "$LIVE/labs/renamed/main.tf"
    mended_disk renamed
    up_bare renamed
    lacks "$(cat "$(record renamed)")" demo-renamed-lan
    up_bare renamed
    gone renamed
}

@test "kill -9 while a second apply replaces the machine: down removes the new one" {
    fault "kill -9 in a replacing apply" apply
    hindered anew
    run_split crocum lab up anew -s demo
    [ "$status" -eq 1 ]
    old=$(vsh domuuid demo-anew-srv)
    mended_disk anew
    sed -i 's/memory = 32/memory = 33/' "$LIVE/labs/anew/main.tf"
    printf 'resource "terraform_data" "slow" {\n  depends_on = [libvirt_domain.srv]\n  provisioner "local-exec" {\n    command = "sleep 5"\n  }\n}\n' >"$LIVE/labs/anew/slow.tf"
    start_crocum lab up anew -s demo
    wait_until 30 made_anew
    kill -KILL "$crocum_pid"
    wait "$crocum_pid" || true
    gone anew
    said 0 "removed domain demo-anew-srv"
}

made_anew() { [ "$(vsh domstate demo-anew-srv 2>/dev/null)" = running ] && [ "$(vsh domuuid demo-anew-srv)" != "$old" ]; }

# own_pool LAB: a pool of the lab's own, with the machine's second disk in it.
own_pool() {
    mkdir -p "$LIVE/$1"
    cat >>"$LIVE/labs/$1/main.tf" <<TF
resource "libvirt_pool" "own" {
  name = "\${local.prefix}-pool"
  type = "dir"
  target {
    path = "$LIVE/$1"
  }
}
resource "libvirt_volume" "more" {
  name = "\${local.prefix}-more"
  pool = libvirt_pool.own.name
  size = 1048576
}
TF
    sed -i 's/  memory = 32/  memory = 32\n  disk {\n    volume_id = libvirt_volume.more.id\n  }/' "$LIVE/labs/$1/main.tf"
}

@test "machine, network and pool of the lab's own are off: up starts them in an order that works, with no apply" {
    fault "machine, network and pool off" up
    bare off
    own_pool off
    up_bare off
    vsh destroy demo-off-srv
    vsh net-destroy demo-off-lan
    vsh pool-destroy demo-off-pool
    up_bare off
    contains "$errors" "Starting 1 machine"
    lacks "$errors" Creating
    [ "$(vsh domstate demo-off-srv)" = running ]
    said 3 "does not answer after 1 s"
    gone off
}

@test "a pool in which a disk stays, stays too" {
    fault "somebody uses a disk in the lab's pool" down
    bare pooled
    own_pool pooled
    up_bare pooled
    define_domain mine
    vsh attach-disk mine "$LIVE/pooled/demo-pooled-more" vdb --config
    run_split crocum lab down pooled -s demo
    said 5 "volume demo-pooled-more in pool demo-pooled-pool: domain mine uses it"
    contains "$errors" "pool demo-pooled-pool: volume demo-pooled-more in pool demo-pooled-pool stays"
    vsh pool-info demo-pooled-pool
    vsh undefine mine
    gone pooled
}
