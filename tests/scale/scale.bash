# shellcheck shell=bash
# What the tests at scale share: a class whose machines are real qemu-ga on unix sockets, each with a /run of its own.

TABLE=${SCALE_TABLE:-/dev/null}

# scale_begin SIZE [SECONDS]: for setup. The class "net", an instance of "many" for everybody, a suite that takes SECONDS.
scale_begin() {
    isolate "$BATS_TEST_TMPDIR"
    agents=()
    local student
    class=$(seq -f 's%02.0f' 1 "$1")
    mkdir -p "$CROCUM_LABS/many/checks" "$CROCUM_STATE"
    for student in $class; do start_guest "$student"; done
    for student in $class; do wait_until 20 test -S "$BATS_TEST_TMPDIR/$student/sock"; done
    cat >"$CROCUM_LABS/many/lab.yaml" <<YAML
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}/sock"}}
timeouts: {boot: 5, suite: 60}
YAML
    cat >"$CROCUM_LABS/many/checks/srv.py" <<PY
import time

def test_one(host):
    time.sleep(${2-0})
    assert host.run("true").rc == 0

def test_two(host):
    assert host.file("/etc/passwd").exists

def test_three(host):
    assert host.run("false").rc == 0, "never"
PY
    { echo id && echo "$class"; } >"$BATS_TEST_TMPDIR/net.csv"
}

class_up() {
    crocum class import net "$BATS_TEST_TMPDIR/net.csv" -q
    crocum lab up many --class net -q
}

# start_guest NAME: in namespaces of its own, so that what a kill leaves in it is seen below /proc/PID/root, and goes with it.
# qemu-ga on a socket ends when its client dies with an answer unread (ECONNRESET); systemd starts it again in a guest.
start_guest() {
    local folder=$BATS_TEST_TMPDIR/$1
    mkdir -p "$folder"
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child=KILL --mount-proc bash -c 'mount -t tmpfs -o mode=755 tmpfs /run &&
        while :; do qemu-ga -m unix-listen -p "$0/sock" -t "$0" -f "$0/pid" -l "$0/log"; echo "qemu-ga: $?" >>"$0/ends"; sleep 0.1; done' \
        "$folder" >/dev/null 2>&1 3>&- &
    agents+=($!)
}

# scale_end: for teardown.
scale_end() {
    local pid
    for pid in "${agents[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

# start_check FOLDER [OPTIONS]: a batch in the background, with $pid; FOLDER/out and FOLDER/err are what it prints.
start_check() {
    "$BINARY" lab check many --class net -j 2 "${@:2}" >"$1/out" 2>"$1/err" 3>&- &
    pid=$!
}

# ended FOLDER: waits for it, as run_split has it.
ended() {
    wait "$pid" && status=0 || status=$?
    output=$(cat "$1/out") errors=$(cat "$1/err")
    printf 'status %s\n-- stdout\n%s\n-- stderr\n%s\n' "$status" "$output" "$errors"
}

# kept: how many attempts have been kept to their end.
kept() { find "$CROCUM_STATE/attempts" -name attempt.json 2>/dev/null | wc -l; }

kept_at_least() { [ "$(kept)" -ge "$1" ]; }

# sound PRINTED: everything that is kept is whole (tests/scale/store.py); who was printed as graded is.
sound() { /usr/bin/python3 "$BATS_TEST_DIRNAME/store.py" "$BINARY" net "$1"; }

# all_graded: by the same command once more; nobody who had a grade is graded again.
all_graded() {
    local before size
    before=$(kept) size=$(wc -w <<<"$class")
    run_split crocum lab check many --class net -j 2 --json
    [ "$status" -eq 0 ]
    [ "$(json '.outcomes["already graded"] // 0')" -eq "$before" ]
    [ "$(json '.outcomes.graded // 0')" -eq $((size - before)) ]
    [ "$(kept)" -eq "$size" ]
    sound /dev/null
}

# fault NAME: the test is about this; its clock starts.
fault() { fault=$1 fault_said=- fault_start=$EPOCHREALTIME; }

# said STATUS TEXT: crocum ended with STATUS and told TEXT.
said() {
    [ "$status" -eq "$1" ] || { echo "status $status, not $1"; return 1; }
    contains "$output$errors" "$2"
    fault_said=$(grep -F -m 1 -- "$2" <<<"$errors"$'\n'"$output" | sed "s|$BATS_TEST_TMPDIR|…|g; s|^ *||; s|^crocum: error: ||")
    [ "${#fault_said}" -le 150 ] || fault_said="${fault_said:0:149}…"
}

# row RESULT: of the table.
row() {
    awk -v OFS='\t' -v fault="$fault" -v result="$1" -v said="$fault_said" -v start="$fault_start" -v end="$EPOCHREALTIME" \
        'BEGIN { print fault, result, said, sprintf("%.1f", end - start) }' >>"$TABLE"
}
