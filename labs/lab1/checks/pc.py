"""Checks of lab1 that run in pc."""

import re

import pytest
from net_helpers import assert_address, assert_gateway, seen_by_isp


@pytest.mark.number("5.1")
@pytest.mark.points(2)
def test_address(host):
    """pc has its reserved address"""
    assert_address(host, "eth0", "192.168.7.10/24")


@pytest.mark.number("5.2")
@pytest.mark.points(3)
def test_lease(host):
    """pc's lease came from srv1, through the relay"""
    # dhclient by hand and ifup keep theirs in two files: the newer one counts, and the last lease in it.
    leases = host.run("cat $(ls -tr /var/lib/dhcp/dhclient*.leases | tail -n 1)").stdout
    given = re.findall(r"lease \{.*?\n\}", leases, re.DOTALL)
    assert given, "pc has no lease: ask for one with dhclient"
    assert "fixed-address 192.168.7.10;" in given[-1], "pc's last lease is not for 192.168.7.10"
    server = re.search(r"dhcp-server-identifier ([0-9.]+);", given[-1])
    assert server and server.group(1) == "192.168.13.11", "pc's lease came from %s, not from srv1 (192.168.13.11)" % (
        server.group(1) if server else "nobody"
    )


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
