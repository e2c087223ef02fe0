"""Checks of lab1 that run in srv1."""

import re

import pytest
from net_helpers import assert_address, assert_gateway, seen_by_isp


@pytest.mark.number("1.3")
@pytest.mark.points(1)
def test_address(host):
    """srv1 has the address 192.168.13.11/24"""
    assert_address(host, "eth0", "192.168.13.11/24")


@pytest.mark.number("1.4")
@pytest.mark.points(1)
def test_gateway(host):
    """srv1 goes through r1"""
    assert_gateway(host, "192.168.13.1")


@pytest.mark.number("2.3")
@pytest.mark.points(1)
def test_reaches_isp(host):
    """srv1 reaches the ISP, which sees r1"""
    seen = seen_by_isp(host)
    assert seen == "203.0.113.2", "the ISP sees %s, not r1 (203.0.113.2)" % (seen or "nothing of srv1")


@pytest.mark.number("3.1")
@pytest.mark.points(1)
def test_server_runs(host):
    """The DHCP server runs"""
    assert host.package("isc-dhcp-server").is_installed, "the package isc-dhcp-server is gone"
    assert host.service("isc-dhcp-server").is_running, (
        "the service isc-dhcp-server does not run (journalctl -u isc-dhcp-server says why; "
        "INTERFACESv4 in /etc/default/isc-dhcp-server names the card that it serves on)"
    )


@pytest.mark.number("3.2")
@pytest.mark.points(1)
def test_server_starts_at_boot(host):
    """The DHCP server starts at boot"""
    assert host.service("isc-dhcp-server").is_enabled, "isc-dhcp-server would not start at the next boot: enable it"


def configuration(host):
    """dhcpd.conf with what it includes, as one lower-case line.

    Args:
        host: testinfra's host.

    Returns:
        str: without comments, with one blank between words.
    """
    text = ""
    waiting = ["/etc/dhcp/dhcpd.conf"]
    seen = set()
    while waiting:
        path = waiting.pop()
        if path in seen or not host.file(path).is_file:
            continue
        seen.add(path)
        lines = [line.split("#")[0] for line in host.file(path).content_string.splitlines()]
        waiting += re.findall(r'\binclude\s+"([^"]+)"', " ".join(lines))
        text += " ".join(lines) + " "
    return " ".join(text.split()).lower()


@pytest.mark.number("3.3")
@pytest.mark.points(1)
def test_serves_lan1(host):
    """dhcpd.conf serves lan1, without mistakes"""
    assert "subnet 192.168.7.0 netmask 255.255.255.0" in configuration(host), "dhcpd.conf has no subnet 192.168.7.0"
    result = host.run("dhcpd -t -4 -cf /etc/dhcp/dhcpd.conf")
    assert result.rc == 0, "dhcpd finds a mistake in /etc/dhcp/dhcpd.conf:\n%s" % result.stderr.strip()


@pytest.mark.number("3.4")
@pytest.mark.points(2)
def test_reservation(host):
    """An address is reserved for pc"""
    for block in re.findall(r"host \S+ ?\{([^}]*)\}", configuration(host)):
        card = re.search(r"hardware ethernet ([0-9a-f:]+) ?;", block)
        if card and [int(part, 16) for part in card.group(1).split(":")] == [0x52, 0x54, 0, 0, 7, 0x10]:
            reserved = re.search(r"fixed-address ([^;]*);", block)
            assert reserved, "dhcpd.conf knows pc, but gives it no fixed-address"
            assert reserved.group(1).strip() == "192.168.7.10", "dhcpd.conf keeps %s for pc, not 192.168.7.10" % (
                reserved.group(1).strip()
            )
            return
    pytest.fail("dhcpd.conf has no host with pc's hardware address (52:54:00:00:07:10)", pytrace=False)
