#!/usr/bin/env bats
# A lab in crocum's first form, unmodified: Terraform files with variable "user-id" and the host's libvirt written out,
# pytest/r1.py, no lab.yaml.

load ../common
load private

setup_file() { live_begin; }

teardown_file() { live_end; }

setup() {
    live_here
    # Where a lab says qemu:///system, this is what is to answer.
    unset CROCUM_LIBVIRT_URI
    image=$(readlink -f /usr/local/lib/crocum/image.qcow2)
    mkdir -p "$LIVE/labs/lab1/pytest"
    sed "s|IMAGE|$image|; s|KERNEL|${image%.qcow2}.vmlinuz|; s|INITRD|${image%.qcow2}.initrd|" >"$LIVE/labs/lab1/lab1.tf" <<'TF'
terraform {
  required_providers {
    libvirt = {
      source = "dmacvicar/libvirt"
    }
  }
}

variable "user-id" {
  type = string
}

provider "libvirt" {
  uri = "qemu:///system"
}

resource "libvirt_volume" "r1" {
  name           = "${var.user-id}-lab1-r1.qcow2"
  base_volume_id = "IMAGE"
}

resource "libvirt_domain" "r1" {
  name   = "${var.user-id}-lab1-r1"
  type   = "qemu"
  memory = 256

  kernel = "KERNEL"
  initrd = "INITRD"
  cmdline = [
    { root = "/dev/vda", console = "ttyS0", "net.ifnames" = "0" },
    { _ = "rw quiet" },
  ]

  disk {
    volume_id = libvirt_volume.r1.id
  }

  graphics {
    type        = "vnc"
    listen_type = "none"
  }
}
TF
    cat >"$LIVE/labs/lab1/pytest/r1.py" <<'PY'
def test_forwarding(host):
    assert host.sysctl("net.ipv4.ip_forward") == 1


def test_root(host):
    assert host.user().name == "root"
PY
}

# on_host COMMAND...: with the private libvirt where a host has its own.
on_host() {
    unshare --mount bash -c 'mkdir -p /run/libvirt && mount --bind "$0" /run/libvirt && exec "$@"' "$LIVE/libvirt/run" "$@"
}

@test "a lab of the first form: up, check, down" {
    run_split on_host "$BINARY" lab up lab1 -s ada
    [ "$status" -eq 0 ]
    contains "$output" "lab1 of ada is ready (r1)"
    [ "$(vsh domstate ada-lab1-r1)" = running ]
    run_split on_host "$BINARY" lab check lab1 -s ada --json
    [ "$status" -eq 0 ]
    [ "$(json '[.checks[] | .id + ":" + .verdict] | join(" ")')" = "r1/r1.py::test_forwarding:failed r1/r1.py::test_root:passed" ]
    run_split on_host "$BINARY" lab down lab1 -s ada
    [ "$status" -eq 0 ]
    [ -z "$(what_stands)" ]
}
