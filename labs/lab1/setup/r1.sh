#!/bin/sh
# Runs once in r1 after its first boot. Everything here may be repeated.
set -eu

hostname r1
echo r1 >/etc/hostname
sed -i 's/^127\.0\.1\.1.*/127.0.1.1 r1/' /etc/hosts
