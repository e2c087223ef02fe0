"""Ten checks as a course has them: 23 commands in the machine."""


def test_hostname(host):
    assert host.check_output("hostname") == "srv"


def test_card(host):
    assert host.interface("lo").exists
    assert "LOOPBACK" in host.check_output("ip -brief link show lo")


def test_addresses(host):
    assert "127.0.0.1/8" in host.check_output("ip -4 -brief address show dev lo")
    assert host.run("ip -4 route show").rc == 0


def test_forwarding(host):
    assert host.file("/proc/sys/net/ipv4/ip_forward").content_string.strip() in ("0", "1")


def test_service(host):
    assert host.service("qemu-guest-agent").is_running
    assert not host.service("named").is_enabled


def test_file(host):
    file = host.file("/etc/passwd")
    assert file.exists and file.is_file
    assert file.user == "root" and file.mode == 0o644
    assert file.contains("^root:")


def test_user(host):
    assert host.user("root").uid == 0
    assert host.user("root").home == "/root"


def test_command(host):
    assert host.exists("ip") and host.exists("ping")


def test_package(host):
    assert host.package("iproute2").is_installed


def test_text(host):
    assert host.check_output("printf %s", "a b") == "a b"
