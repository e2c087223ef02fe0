#!/bin/sh
# What a student has to do on srv1, as a script.
set -eu

# 1 The address
ip link set eth0 up
ip address replace 192.168.13.11/24 dev eth0
ip route replace default via 192.168.13.1

# 3 The DHCP server
cat >/etc/dhcp/dhcpd.conf <<'CONFIG'
authoritative;
# Its own network: dhcpd serves no addresses there, but needs its declaration.
subnet 192.168.13.0 netmask 255.255.255.0 {
}
subnet 192.168.7.0 netmask 255.255.255.0 {
    option routers 192.168.7.1;
    host pc {
        hardware ethernet 52:54:00:00:07:10;
        fixed-address 192.168.7.10;
    }
}
CONFIG
cat >/etc/default/isc-dhcp-server <<'CONFIG'
INTERFACESv4="eth0"
INTERFACESv6=""
CONFIG
systemctl enable isc-dhcp-server
systemctl restart isc-dhcp-server
