# A machine that stands within a second and has nothing to boot: for what can go wrong before and after a boot.

terraform {
  required_providers {
    libvirt = {
      source  = "dmacvicar/libvirt"
      version = "0.8.3"
    }
  }
}

variable "user-id" {}
variable "lab" {}
variable "instance" {}
variable "libvirt_uri" {}
variable "domain_type" {}

provider "libvirt" {
  uri = var.libvirt_uri
}

locals {
  prefix = "${var.user-id}-${var.lab}"
}

resource "libvirt_network" "lan" {
  name   = "${local.prefix}-lan"
  mode   = "none"
  bridge = "${var.instance}-lan"
}

resource "libvirt_volume" "srv" {
  name   = "${local.prefix}-srv"
  format = "qcow2"
  size   = 1048576
}

resource "libvirt_domain" "srv" {
  name   = "${local.prefix}-srv"
  type   = var.domain_type
  memory = 32

  disk {
    volume_id = libvirt_volume.srv.id
  }

  network_interface {
    network_id = libvirt_network.lan.id
  }

  graphics {
    type        = "vnc"
    listen_type = "none"
  }
}
