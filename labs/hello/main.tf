# One machine on one isolated network. The variables come from crocum; each has a default where a bare
# "terraform apply" can do without it.

terraform {
  required_providers {
    libvirt = {
      source  = "dmacvicar/libvirt"
      version = "0.8.3"
    }
  }
}

variable "user-id" {
  description = "The student: part of every name, so that instances never meet"
  type        = string
  default     = "me"
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
  description = "kvm, or qemu where the processor cannot virtualise"
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
  prefix = "${var.user-id}-hello"
}

resource "libvirt_network" "lan" {
  name   = "${local.prefix}-lan"
  mode   = "none"
  bridge = "${var.instance}-lan"
}

resource "libvirt_volume" "srv" {
  name           = "${local.prefix}-srv.qcow2"
  base_volume_id = var.image
}

resource "libvirt_domain" "srv" {
  name   = "${local.prefix}-srv"
  type   = var.domain_type
  memory = 384
  vcpu   = 2

  # The provider reads the command line back in exactly this form; any other makes each later plan replace the machine.
  kernel = var.kernel
  initrd = var.initrd
  cmdline = [
    { root = "/dev/vda", console = "ttyS0", "net.ifnames" = "0" },
    { _ = "rw quiet" },
  ]

  disk {
    volume_id = libvirt_volume.srv.id
  }

  network_interface {
    network_id = libvirt_network.lan.id
  }

  console {
    type        = "pty"
    target_type = "serial"
    target_port = "0"
  }

  # No window: the console is serial, and a namespace without addresses has no port to offer.
  graphics {
    type        = "vnc"
    listen_type = "none"
  }
}
