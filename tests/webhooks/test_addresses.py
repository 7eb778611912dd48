"""Where events may be sent to."""
import pytest

from bot.webhooks.addresses import is_possible, may_connect


@pytest.mark.parametrize("url", ["https://crm.example", "https://crm.example:8443/events?key=1", "https://8.8.8.8/x", "https://xn--fiqs8s.example/"])
def test_public_https_addresses_are_possible(url: str):
    assert is_possible(url, demo=False)


@pytest.mark.parametrize("url", [
    "", "crm.example", "http://crm.example", "ftp://crm.example", "file:///etc/passwd", "https://", "https:///x", "https://user:pw@crm.example", "https://@crm.example",
    "https://crm.example/#x", "https://crm.example:0", "https://crm.example:99999", "https://crm.example:port", "https://crm.example\\@evil.example",
    "https://crm.example/ x", "https://crm.example/\n", "https://钱包.example", "https://[::1", "javascript:alert(1)", "https://crm.example/" + "x" * 500,
    "http://localhost/x", "http://127.0.0.1:80/"])
def test_what_is_none_is_refused(url: str):
    assert not is_possible(url, demo=False)


@pytest.mark.parametrize("url, fits", [("http://localhost:9000/x", True), ("http://127.0.0.1/", True), ("http://[::1]:9/", True), ("http://crm.example", False),
                                       ("http://localhost.evil.example", False), ("http://127.0.0.2/", False), ("http://2130706433/", False)])
def test_in_demo_mode_this_machine_may_go_without_https(url: str, fits: bool):
    assert is_possible(url, demo=True) is fits


INSIDE = ["127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
          "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
          "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::"]


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_a_network_is_connected_to(address: str):
    assert not may_connect(address, allowed=(), demo=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2606:4700::1111", "64:ff9b::808:808"])
def test_the_public_internet_is(address: str):
    assert may_connect(address, allowed=(), demo=False)


def test_networks_of_our_own_can_be_named():
    assert may_connect("10.1.2.3", allowed=("10.1.0.0/16",), demo=False) and may_connect("fd00::5", allowed=("10.1.0.0/16", "fd00::/8"), demo=False)
    assert not may_connect("10.2.2.3", allowed=("10.1.0.0/16",), demo=False)


def test_in_demo_mode_this_machine_is_connected_to_and_nothing_else_inside():
    assert [address for address in INSIDE if may_connect(address, allowed=(), demo=True)] == ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]
