#!/bin/sh
# What a student has to do on srv2, as a script.
set -eu

# 1 The address
ip link set eth0 up
ip address replace 192.168.13.12/24 dev eth0
ip route replace default via 192.168.13.1
