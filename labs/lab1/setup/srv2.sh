#!/bin/sh
# Runs once in srv2 after its first boot. Everything here may be repeated.
set -eu

hostname srv2
echo srv2 >/etc/hostname
sed -i 's/^127\.0\.1\.1.*/127.0.1.1 srv2/' /etc/hosts
