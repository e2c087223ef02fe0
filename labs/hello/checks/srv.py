"""Checks of the lab "hello". They run in srv, as root; the message of an assert is what the student reads."""

import pytest


@pytest.mark.number("1.1")
@pytest.mark.points(1)
def test_card_is_up(host):
    """eth0 is switched on"""
    state = host.check_output("cat /sys/class/net/eth0/operstate")
    assert state == "up", "eth0 is %s: switch it on" % state


@pytest.mark.number("1.2")
@pytest.mark.points(2)
def test_address(host):
    """eth0 has the address 192.168.10.1/24"""
    addresses = host.check_output("ip -4 -brief address show dev eth0").split()[2:]
    assert "192.168.10.1/24" in addresses, "eth0 needs the address 192.168.10.1/24; it has %s" % (
        ", ".join(addresses) or "none"
    )


@pytest.mark.number("2")
@pytest.mark.points(2)
def test_route(host):
    """The branch office is reached through 192.168.10.254"""
    route = host.check_output("ip -4 route show 10.20.0.0/16")
    assert "via 192.168.10.254" in route, "there is no route to 10.20.0.0/16 via 192.168.10.254"


@pytest.mark.number("3.1")
@pytest.mark.points(2)
def test_name_server_runs(host):
    """The name server runs"""
    assert host.service("named").is_running, "the service named does not run"


@pytest.mark.number("3.2")
@pytest.mark.points(1)
def test_name_server_starts_at_boot(host):
    """The name server starts at boot"""
    assert host.service("named").is_enabled, "the service named would not start at the next boot: enable it"


@pytest.mark.number("4.1")
@pytest.mark.points(1)
def test_key_is_whole(host):
    """The key is there"""
    key = host.file("/etc/hello.key")
    assert key.exists and key.contains("the key of the hello lab"), "/etc/hello.key is gone or changed"


@pytest.mark.number("4.2")
@pytest.mark.points(1)
def test_key_is_private(host):
    """Only root reads the key"""
    mode = host.file("/etc/hello.key").mode
    assert mode == 0o600, "/etc/hello.key has mode %04o, not 0600" % mode
