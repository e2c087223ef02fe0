# A libvirt for the live tests: private, in a network namespace, in a folder of its own.

# live_begin: for setup_file.
live_begin() {
    # Short: the path of a socket has 107 characters.
    LIVE=$(mktemp -d /tmp/crocum-live.XXXXXX)
    # QEMU runs as another user.
    chmod 0711 "$LIVE"
    URI=$("$BATS_TEST_DIRNAME/../../labs/setup/libvirt" --private "$LIVE/libvirt" 3>&- 4>&-)
    export LIVE URI LAB=$BATS_TEST_DIRNAME/../../labs/hello
}

# live_here: for setup.
live_here() {
    isolate "$LIVE"
    export CROCUM_LIBVIRT_URI=$URI
}

# live_end: for teardown_file.
live_end() {
    "$BATS_TEST_DIRNAME/../../labs/setup/libvirt" --stop "$LIVE/libvirt"
    rm -rf "$LIVE"
}

vsh() { virsh -q -c "$URI" "$@"; }

# What stands that a lab could have made: domains, networks, disks.
what_stands() {
    vsh list --all --name
    vsh net-list --all --name
    vsh pool-refresh default
    vsh vol-list default | awk '{ print $1 }'
}

# plan_says_no_changes LAB: Terraform, asked with the recorded variables, finds demo's instance as the lab's files say.
plan_says_no_changes() {
    local folder=$CROCUM_STATE/instances/$1/demo variables
    mapfile -t variables < <(jq -r '.variables | to_entries[] | "TF_VAR_\(.key)=\(.value)"' "$folder/instance.json")
    contains "$(env "${variables[@]}" TF_CLI_CONFIG_FILE="$folder/.crocum/terraform.rc" \
        terraform -chdir="$folder" plan -no-color -input=false)" "No changes."
}
