# Machines that are a real qemu-ga on a unix socket, on this host.

# agents_begin: for setup.
agents_begin() {
    isolate "$BATS_TEST_TMPDIR"
    agents=()
}

# start_agent NAME [OPTION]: behind $BATS_TEST_TMPDIR/NAME.sock; in $AGENTS, where that is set, with its pid in NAME.agent.
start_agent() {
    local folder=${AGENTS:-$BATS_TEST_TMPDIR}
    qemu-ga -m unix-listen -p "$folder/$1.sock" -t "$folder" -f "$folder/$1.pid" -l "$folder/$1.log" "${@:2}" 3>&- 4>&- &
    agents+=($!)
    echo $! >"$folder/$1.agent"
    wait_until 10 test -S "$folder/$1.sock"
}

# agents_end: for teardown.
agents_end() {
    local pid
    # Never SIGTERM: qemu-ga's handler can wait for itself for ever (test_guest.cpp).
    for pid in "${agents[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

# Where crocum works in the "machine", which is this host.
scratch_folders() { ls -d /run/crocum-* 2>/dev/null || true; }
