"""Checks of lab1 that run in srv2."""

import pytest
from net_helpers import assert_address, assert_gateway


@pytest.mark.number("1.5")
@pytest.mark.points(1)
def test_address(host):
    """srv2 has the address 192.168.13.12/24"""
    assert_address(host, "eth0", "192.168.13.12/24")


@pytest.mark.number("1.6")
@pytest.mark.points(1)
def test_gateway(host):
    """srv2 goes through r1"""
    assert_gateway(host, "192.168.13.1")


@pytest.mark.number("1.7")
@pytest.mark.points(1)
def test_reaches_srv1(host):
    """srv2 reaches srv1"""
    assert host.run("ping -c 1 -W 5 192.168.13.11").rc == 0, "srv1 (192.168.13.11) does not answer srv2"
