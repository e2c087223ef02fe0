#!/bin/sh
# Runs once in pc after its first boot. Everything here may be repeated.
set -eu

hostname pc
echo pc >/etc/hostname
sed -i 's/^127\.0\.1\.1.*/127.0.1.1 pc/' /etc/hosts
