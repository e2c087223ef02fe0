"""What tests/bench/class grades: five checks, as ordinary as they come."""


def test_kernel(host):
    assert host.run("uname -s").stdout.strip() == "Linux"


def test_root(host):
    assert host.user("root").uid == 0


def test_passwd(host):
    assert host.file("/etc/passwd").contains("^root:")


def test_address(host):
    assert host.run("cat /proc/net/dev").rc == 0


def test_missing(host):
    assert host.file("/etc/no-such-file").exists, "never"
