# shellcheck shell=bash
# What the scripts of labs/setup share: how they speak, and where things are kept.
# Sourced, never run. The paths are also crocum's own defaults (lib/config/paths.cpp).

# The host's own copy of the Terraform providers, and the pointer to the current guest image.
CROCUM_LIBDIR=${CROCUM_LIBDIR:-/usr/local/lib/crocum}
# Where libvirt's pool "default" keeps disks; AppArmor and the qemu user know this folder.
CROCUM_IMAGES=${CROCUM_IMAGES:-/var/lib/libvirt/images}

setup_name=$(basename "$0")

say() { printf '%s: %s\n' "$setup_name" "$*"; }

# die WHAT [WHAT TO DO]
die() {
    printf '%s: error: %s\n' "$setup_name" "$1" >&2
    [ $# -lt 2 ] || printf '%s: %s\n' "$setup_name" "$2" >&2
    exit 1
}

# quietly LOG COMMAND...: shows the end of the log only when the command fails.
quietly() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 && return 0
    local status=$?
    tail -n 25 "$log" >&2
    printf '%s: the whole log: %s\n' "$setup_name" "$log" >&2
    return "$status"
}

need_root() {
    [ "$(id -u)" -eq 0 ] || die "this step changes the host and needs root" "Run it with sudo: sudo $0"
}

has_systemd() { [ -d /run/systemd/system ]; }
