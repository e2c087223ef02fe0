"""Functions for the suites of lab1. The name contains "_", so it is not the suite of a machine."""


def addresses(host, card):
    """IPv4 addresses of a network card, as the kernel lists them.

    Args:
        host: testinfra's host.
        card (str): its name, for example "eth0".

    Returns:
        list[str]: addresses with prefix length, for example ["192.168.7.10/24"]; empty when there are none, or no card.
    """
    return host.run("ip -4 -brief address show dev %s", card).stdout.split()[2:]


def assert_address(host, card, wanted):
    """Asserts that a card is up and has an address.

    Args:
        host: testinfra's host.
        card (str): its name.
        wanted (str): address with prefix length.

    Raises:
        AssertionError: with what the student is to read.
    """
    found = addresses(host, card)
    assert wanted in found, "%s needs the address %s; it has %s" % (card, wanted, ", ".join(found) or "none")
    flags = host.run("ip -brief link show dev %s", card).stdout
    assert "LOWER_UP" in flags, "%s has its address, but is switched off" % card


def assert_gateway(host, wanted):
    """Asserts that the default route leads to a gateway.

    Args:
        host: testinfra's host.
        wanted (str): the gateway's address.

    Raises:
        AssertionError: with what the student is to read.
    """
    route = host.run("ip -4 route show default").stdout.strip()
    assert "via %s " % wanted in route + " ", "the default route has to lead to %s; there is %s" % (
        wanted,
        route or "none",
    )


def seen_by_isp(host):
    """Asks the web server of isp from which address this machine comes.

    Args:
        host: testinfra's host.

    Returns:
        str: the address; empty when isp cannot be reached within 5 seconds.
    """
    answer = host.run("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 203.0.113.1 80")
    return answer.stdout.strip().splitlines()[-1] if answer.rc == 0 and answer.stdout.strip() else ""
