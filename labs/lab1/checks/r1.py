"""Checks of lab1 that run in r1."""

import re

import pytest
from net_helpers import assert_address, assert_gateway


@pytest.mark.number("1.1")
@pytest.mark.points(1)
@pytest.mark.parametrize(
    ("card", "address"),
    [("eth0", "203.0.113.2/24"), ("eth1", "192.168.13.1/24"), ("eth2", "192.168.7.1/24")],
    ids=["wan", "srv-lan", "lan1"],
)
def test_address(host, card, address):
    """r1 has its three addresses"""
    assert_address(host, card, address)


@pytest.mark.number("1.2")
@pytest.mark.points(1)
def test_default_route(host):
    """What r1 does not know goes to the ISP"""
    assert_gateway(host, "203.0.113.1")


@pytest.mark.number("2.1")
@pytest.mark.points(1)
def test_forwarding(host):
    """r1 forwards packets"""
    assert host.sysctl("net.ipv4.ip_forward") == 1, "r1 does not forward: net.ipv4.ip_forward is 0"


@pytest.mark.number("2.2")
@pytest.mark.points(2)
def test_nat_rule(host):
    """r1 has a NAT rule"""
    # What iptables makes is in nft's ruleset, unless it is the legacy one.
    legacy = host.run("iptables-legacy-save -t nat").stdout
    ruleset = host.check_output("nft list ruleset")
    if "hook postrouting" not in ruleset:
        ruleset = ""
    rules = [line for line in (legacy + ruleset).splitlines() if re.search(r"\b(masquerade|snat)\b", line, re.IGNORECASE)]
    assert rules, "there is no rule that translates addresses (masquerade, or snat to 203.0.113.2)"
    # A rule for one of the LANs' cards only translates nothing on its way to the ISP. What else a rule may say shows in
    # its effect, in the checks of srv1 and pc.
    elsewhere = re.compile(r"(oif(name)?|-o) \"?eth[12]\b", re.IGNORECASE)
    assert not all(elsewhere.search(rule) for rule in rules), "addresses are translated on the wrong card: %s" % (
        rules[0].strip()
    )


@pytest.mark.number("4.1")
@pytest.mark.points(1)
def test_relay_runs(host):
    """The DHCP relay runs"""
    assert host.package("isc-dhcp-relay").is_installed, "the package isc-dhcp-relay is gone"
    assert host.service("isc-dhcp-relay").is_running, "the service isc-dhcp-relay does not run"


@pytest.mark.number("4.2")
@pytest.mark.points(1)
def test_relay_starts_at_boot(host):
    """The DHCP relay starts at boot"""
    assert host.service("isc-dhcp-relay").is_enabled, "isc-dhcp-relay would not start at the next boot: enable it"


@pytest.mark.number("4.3")
@pytest.mark.points(1)
def test_relay_leads_to_srv1(host):
    """The DHCP relay asks srv1"""
    relays = [relay.args for relay in host.process.filter(comm="dhcrelay")]
    assert relays, "no dhcrelay is at work"
    servers = [word for args in relays for word in args.split()[1:] if not word.startswith("-")]
    # A name of /etc/hosts is as good as the address.
    asked = servers + [host.run("getent -s files ahostsv4 %s", word).stdout.split(" ")[0] for word in servers]
    assert "192.168.13.11" in asked, "the relay does not ask srv1 (192.168.13.11): %s" % "; ".join(relays)


@pytest.mark.number("4.4")
@pytest.mark.points(1)
def test_relay_listens_on_both_sides(host):
    """The DHCP relay hears pc and srv1"""
    relays = [relay.args for relay in host.process.filter(comm="dhcrelay")]
    assert relays, "no dhcrelay is at work"
    # Without a card named it listens on all.
    cards = re.findall(r"-i[du]? *(\S+)", "; ".join(relays))
    assert not cards or {"eth1", "eth2"} <= set(cards), (
        "the relay has to listen on eth2, where pc asks, and on eth1, where srv1 answers; it listens on %s"
        % ", ".join(cards)
    )
