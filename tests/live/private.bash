# A libvirt for the live tests: private, in a network namespace, in a folder of its own.

private_libvirt() {
    export LIVE=$1
    URI=$("$BATS_TEST_DIRNAME/../../labs/setup/libvirt" --private "$LIVE/libvirt" 3>&- 4>&-)
    export URI
}

stop_private_libvirt() {
    "$BATS_TEST_DIRNAME/../../labs/setup/libvirt" --stop "$LIVE/libvirt"
}

vsh() { virsh -q -c "$URI" "$@"; }

# What stands that a lab could have made: domains, networks, disks with "-hello-" in their names.
what_stands() {
    vsh list --all --name
    vsh net-list --all --name | grep -e -hello- || true
    vsh pool-refresh default
    vsh vol-list default | awk '{ print $1 }' | grep -e -hello- || true
}
