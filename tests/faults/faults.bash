# What the tests of faults share: a lab that stands within a second, and the table of what was seen.

# One row for each fault: name, phase, what crocum said, exit status, what stood in the end, seconds.
TABLE=${FAULTS_TABLE:-/dev/null}

# A file that needs something else defines its own.
setup_file() { live_begin; }
setup() { live_here; }
teardown() { faults_teardown; }
teardown_file() { live_end; }

# fault NAME PHASE: the test is about this; its clock starts.
fault() {
    fault=$1 phase=$2 fault_status=- fault_said=- fault_stands=${goes_on_standing:--} fault_start=$EPOCHREALTIME
}

# said STATUS TEXT: crocum ended with STATUS and told TEXT. The last one told is the row's.
said() {
    fault_status=$1
    [ "$status" -eq "$1" ] || { echo "status $status, not $1"; return 1; }
    contains "$output$errors" "$2"
    # The whole line, or as much of it as fits, is the row's.
    fault_said=$(grep -F -m 1 -- "${2%%$'\n'*}" <<<"$errors"$'\n'"$output" | sed "s|$LIVE|…|g; s|qemu:///system?socket=[^ ]*|URI|g; s|^ *||; s|^crocum: error: ||")
    [ "${#fault_said}" -le 110 ] || fault_said="${fault_said:0:109}…"
}

# nothing_stands: what a lab could have made is gone, and so is its record.
nothing_stands() {
    fault_stands=$(what_stands | paste -sd ' ')
    [ -z "$fault_stands" ] || { echo "stands: $fault_stands"; return 1; }
    fault_stands=nothing
}

# gone LAB [STUDENT]: a down takes everything with it.
gone() {
    run_split crocum lab down "$1" -s "${2-demo}"
    [ "$status" -eq 0 ]
    [ ! -e "$CROCUM_STATE/instances/$1/${2-demo}" ]
    nothing_stands
}

row() {
    [ -n "${fault-}" ] || return 0
    awk -v OFS='\t' -v fault="$fault" -v phase="$phase" -v said="${fault_said//$'\n'/ }" -v status="$fault_status" \
        -v stands="$fault_stands" -v start="$fault_start" -v end="$EPOCHREALTIME" \
        'BEGIN { print fault, phase, said, status, stands, sprintf("%.1f", end - start) }' >>"$TABLE"
}

# bare NAME: a copy of the bare lab. Its machine has no agent: up makes it and ends with status 3.
bare() {
    rm -rf "${LIVE:?}/labs/$1"
    mkdir -p "$LIVE/labs/$1"
    cp "$BATS_TEST_DIRNAME/bare/main.tf" "$LIVE/labs/$1/"
    printf 'timeouts: {boot: 1}\n' >"$LIVE/labs/$1/lab.yaml"
}

# up_bare LAB [STUDENT] [OPTIONS]: everything stands afterwards but the agent.
up_bare() {
    run_split crocum lab up "$1" -s "${2-demo}" "${@:3}"
    [ "$status" -eq 3 ]
    contains "$errors" "does not answer after 1 s"
}

# record LAB [STUDENT]
record() { echo "$CROCUM_STATE/instances/$1/${2-demo}/instance.json"; }

# qemu_of DOMAIN: its process.
qemu_of() { cat "$LIVE/libvirt/run/qemu/$1.pid"; }

# A teardown for every test: the row, then whatever a failed test left.
faults_teardown() {
    row
    [ -z "${BATS_TEST_COMPLETED-}" ] || return 0
    clear_everything
}

clear_everything() {
    local name
    # A test that failed while libvirtd was stopped.
    kill -CONT "$(cat "$LIVE/libvirt/libvirtd.pid")" 2>/dev/null || true
    for name in $(vsh list --all --name); do
        vsh destroy "$name" >/dev/null 2>&1 || true
        vsh undefine "$name" --managed-save --snapshots-metadata --nvram >/dev/null 2>&1 || true
    done
    for name in $(vsh net-list --all --name); do
        vsh net-destroy "$name" >/dev/null 2>&1 || true
        vsh net-undefine "$name" >/dev/null 2>&1 || true
    done
    vsh pool-refresh default
    for name in $(vsh vol-list default | awk '{ print $1 }'); do vsh vol-delete "$name" default; done
    rm -rf "$CROCUM_STATE/instances"
}

# libvirtd_ends SIGNAL: the daemon alone; machines go on.
libvirtd_ends() {
    local pid
    pid=$(cat "$LIVE/libvirt/libvirtd.pid")
    kill -s "$1" "$pid"
    wait_until 10 test ! -e "/proc/$pid"
}

libvirtd_comes() { "$BATS_TEST_DIRNAME/../../labs/setup/libvirt" --private "$LIVE/libvirt" >/dev/null 3>&- 4>&-; }

# start_crocum ARGUMENTS...: in the background, with SIGINT as a shell's job has it; its output goes to $LIVE/log.
start_crocum() {
    : >"$LIVE/log"
    env --default-signal=INT "$BINARY" "$@" >"$LIVE/log" 2>&1 3>&- &
    crocum_pid=$!
}

# wait_for_mark TEXT: until that run has printed it.
wait_for_mark() {
    until grep -q "$1" "$LIVE/log"; do
        kill -0 "$crocum_pid" || { cat "$LIVE/log"; return 1; }
        sleep 0.01
    done
}

# stopped SIGNAL: sends it and takes the end of that run for $status and $output.
stopped() {
    kill -s "$1" "$crocum_pid"
    wait "$crocum_pid" && status=0 || status=$?
    output=$(cat "$LIVE/log") errors=
    echo "$output"
}

# no_terraform: none of this libvirt's is at work any more.
no_terraform() {
    ! pgrep -f "terraform.*-chdir=$LIVE"
}
