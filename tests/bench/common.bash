# shellcheck shell=bash
# What the benchmarks share: a Release build and one booted labs/hello, in a libvirt of their own.

repo=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
work=$(mktemp -d /tmp/crocum-bench.XXXXXX)
# QEMU runs as another user.
chmod 0711 "$work"
agents=()

at_exit() {
    local agent
    for agent in "${agents[@]}"; do kill -KILL "$agent" 2>/dev/null || true; wait "$agent" 2>/dev/null || true; done
    [ -z "${URI-}" ] || crocum lab down hello -s bench -q || true
    [ ! -d "$work/libvirt" ] || "$repo/labs/setup/libvirt" --stop "$work/libvirt" >/dev/null
    rm -rf "$work"
}
trap at_exit EXIT

build() {
    cmake -G Ninja -S "$repo" -B "$repo/build/release" -DCROCUM_DEV=ON -DCROCUM_BENCH=ON && ninja -C "$repo/build/release" crocum guest_bench
}
# CROCUM=PROGRAM measures one that is there already.
[ -n "${CROCUM-}" ] || build >"$work/build.log" 2>&1 || {
    tail -n 30 "$work/build.log"
    exit 1
}
CROCUM=$(readlink -f "${CROCUM:-$repo/build/release/crocum}")

crocum() { "$CROCUM" "$@"; }

# A real agent on a socket, without a machine.
socket_agent() {
    qemu-ga -m unix-listen -p "$work/agent.sock" -t "$work" -l "$work/agent.log" &
    agents+=($!)
    until [ -S "$work/agent.sock" ]; do sleep 0.1; done
}

# An instance of labs/hello for the student "bench"; its domain is bench-hello-srv at $URI.
machine() {
    URI=$("$repo/labs/setup/libvirt" --private "$work/libvirt")
    export CROCUM_LIBVIRT_URI=$URI CROCUM_STATE=$work/state CROCUM_LABS=$repo/labs
    crocum lab up hello -s bench -q
    # What a boot leaves to do in the background would fall on whoever is measured first.
    sleep 15
}

host() { printf '%s, %s CPUs, %s, load %s\n' "$(date -u +%F)" "$(nproc)" "$(uname -r)" "$(cut -d' ' -f1 /proc/loadavg)"; }
