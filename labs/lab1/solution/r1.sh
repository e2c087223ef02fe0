#!/bin/sh
# What a student has to do on r1, as a script.
set -eu

# 1 Addresses
ip link set eth0 up
ip address replace 203.0.113.2/24 dev eth0
ip link set eth1 up
ip address replace 192.168.13.1/24 dev eth1
ip link set eth2 up
ip address replace 192.168.7.1/24 dev eth2
ip route replace default via 203.0.113.1

# 2 The router forwards, and hides both LANs behind its own address
sysctl -q -w net.ipv4.ip_forward=1
iptables -t nat -C POSTROUTING -o eth0 -j MASQUERADE 2>/dev/null || iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE

# 4 The relay between pc and srv1
cat >/etc/default/isc-dhcp-relay <<'CONFIG'
SERVERS="192.168.13.11"
INTERFACES="eth1 eth2"
OPTIONS=""
CONFIG
systemctl enable isc-dhcp-relay
systemctl restart isc-dhcp-relay
