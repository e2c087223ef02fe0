# Two LANs behind a router, and an ISP that represents the Internet: five machines on three isolated networks. The
# variables come from crocum; each has a default, if a plain "terraform apply" can work without it.

terraform {
  required_providers {
    libvirt = {
      source  = "dmacvicar/libvirt"
      version = "0.8.3"
    }
  }
}

variable "user-id" {
  description = "The student: part of every name, so that the names of instances differ"
  type        = string
  default     = "me"
}

variable "lab" {
  type    = string
  default = "lab1"
}

variable "instance" {
  description = "Eight hex digits, different in every instance: Linux allows 15 characters for a bridge's name"
  type        = string
  default     = "00000000"
}

variable "libvirt_uri" {
  type    = string
  default = "qemu:///system"
}

variable "domain_type" {
  description = "kvm, or qemu when the processor does not support virtualisation"
  type        = string
  default     = "kvm"
}

variable "image" {
  description = "The guest image (labs/setup/image prints its path), a volume of a libvirt pool"
  type        = string
}

variable "kernel" {
  type = string
}

variable "initrd" {
  type = string
}

provider "libvirt" {
  uri = var.libvirt_uri
}

locals {
  prefix = "${var.user-id}-${var.lab}"

  # Each network with the suffix of its bridge's name.
  networks = { wan = "wan", srv-lan = "srv", lan1 = "lan1" }

  # The networks of a machine in the order of its cards: eth0, eth1, …
  machines = {
    isp  = ["wan"]
    r1   = ["wan", "srv-lan", "lan1"]
    srv1 = ["srv-lan"]
    srv2 = ["srv-lan"]
    pc   = ["lan1"]
  }

  # srv1 knows pc by its hardware address.
  macs = { pc = "52:54:00:00:07:10" }
}

resource "libvirt_network" "lan" {
  for_each = local.networks
  name     = "${local.prefix}-${each.key}"
  mode     = "none"
  bridge   = "${var.instance}-${each.value}"
}

resource "libvirt_volume" "disk" {
  for_each       = local.machines
  name           = "${local.prefix}-${each.key}.qcow2"
  base_volume_id = var.image
}

resource "libvirt_domain" "machine" {
  for_each = local.machines
  name     = "${local.prefix}-${each.key}"
  type     = var.domain_type
  memory   = 256
  vcpu     = 1

  # The provider reads the command line back in exactly this form; with any other form each later plan replaces the
  # machine. The image takes its name from systemd.hostname, before anybody can log in.
  kernel = var.kernel
  initrd = var.initrd
  cmdline = [
    { root = "/dev/vda", console = "ttyS0", "net.ifnames" = "0", "systemd.hostname" = each.key },
    { _ = "rw quiet" },
  ]

  disk {
    volume_id = libvirt_volume.disk[each.key].id
  }

  dynamic "network_interface" {
    for_each = each.value
    content {
      network_id = libvirt_network.lan[network_interface.value].id
      mac        = lookup(local.macs, each.key, null)
    }
  }

  console {
    type        = "pty"
    target_type = "serial"
    target_port = "0"
  }

  # No graphics: the console is serial, and a network namespace without addresses has no port for VNC.
  graphics {
    type        = "vnc"
    listen_type = "none"
  }
}
