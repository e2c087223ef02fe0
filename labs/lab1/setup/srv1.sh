#!/bin/sh
# Runs once in srv1 after its first boot. Everything here may be repeated.
set -eu

hostname srv1
echo srv1 >/etc/hostname
sed -i 's/^127\.0\.1\.1.*/127.0.1.1 srv1/' /etc/hosts
