"""Checks of lab1 that run in pc."""

import re

import pytest
from net_helpers import addresses, assert_address, assert_gateway, seen_by_isp


@pytest.mark.number("5.1")
@pytest.mark.points(1)
def test_address(host):
    """pc has its reserved address"""
    assert_address(host, "eth0", "192.168.7.10/24")


@pytest.mark.number("5.2")
@pytest.mark.points(3)
def test_lease(host):
    """pc's lease came from srv1, through the relay"""
    # dhclient by hand, ifup and systemd-networkd keep theirs in different files: the newest one counts.
    newest = host.run("ls -t /var/lib/dhcp/dhclient*.leases /run/systemd/netif/leases/*").stdout.split("\n")[0]
    text = host.file(newest).content_string if newest else ""
    # dhclient appends: of its leases the last one.
    lease = text[text.rfind("lease {") :] if "lease {" in text else text
    address = re.search(r"(?:fixed-address |^ADDRESS=)([0-9.]+)", lease, re.MULTILINE)
    server = re.search(r"(?:dhcp-server-identifier |^SERVER_ADDRESS=)([0-9.]+)", lease, re.MULTILINE)
    assert address and server, (
        "pc has no lease: ask for one with dhclient. Where none comes, look whether the relay on r1 listens on both "
        "eth1 and eth2, and what dhcpd on srv1 logs (journalctl -u isc-dhcp-server)"
    )
    assert address.group(1) == "192.168.7.10", "pc's lease is for %s, not for 192.168.7.10" % address.group(1)
    assert server.group(1) == "192.168.13.11", "pc's lease came from %s, not from srv1 (192.168.13.11)" % server.group(1)
    assert "192.168.7.10/24" in addresses(host, "eth0"), "pc has had a lease, but does not use its address now"


@pytest.mark.number("5.3")
@pytest.mark.points(1)
def test_gateway(host):
    """pc goes through r1"""
    assert_gateway(host, "192.168.7.1")


@pytest.mark.number("5.4")
@pytest.mark.points(3)
def test_isp_sees_r1(host):
    """pc reaches the ISP, which sees r1"""
    seen = seen_by_isp(host)
    assert seen == "203.0.113.2", "the ISP sees %s, not r1 (203.0.113.2)" % (seen or "nothing of pc")
