"""A forged header gains nothing; a proxy's own entry is believed."""
import pytest

from bot.http.address import client_address

PEER = "10.0.0.1"


@pytest.mark.parametrize("forwarded, proxies, address", [
    ([], 0, PEER),
    (["203.0.113.7"], 0, PEER),
    (["203.0.113.7"], 1, "203.0.113.7"),
    (["6.6.6.6, 203.0.113.7"], 1, "203.0.113.7"),
    (["6.6.6.6", "203.0.113.7"], 1, "203.0.113.7"),
    (["6.6.6.6, 203.0.113.7, 10.0.0.2"], 2, "203.0.113.7"),
    (["6.6.6.6,203.0.113.7", "10.0.0.2"], 2, "203.0.113.7"),
    ([], 1, PEER),
    (["203.0.113.7"], 2, PEER),
    (["6.6.6.6, 203.0.113.7"], 3, PEER),
    (["garbage"], 1, PEER),
    (["203.0.113.7, "], 1, PEER),
    (["203.0.113.7, unknown"], 1, PEER),
    (["999.1.1.1"], 1, PEER),
    (["203.0.113.7, <script>"], 1, PEER),
    (["203.0.113.7:51234"], 1, "203.0.113.7"),
    (["[2001:db8:1:2:3:4:5:6]:443"], 1, "2001:db8:1:2::/64"),
    (["[2001:db8:1:2::9]"], 1, "2001:db8:1:2::/64"),
    (["2001:db8:1:2:ffff::"], 1, "2001:db8:1:2::/64"),
    (["2001:db8:1:3::1"], 1, "2001:db8:1:3::/64"),
    (["fe80::1%eth0"], 1, "fe80::/64"),
    (["::ffff:203.0.113.7"], 1, "203.0.113.7"),
    (["[::ffff:203.0.113.7"], 1, "203.0.113.7"),
])
def test_the_entry_of_the_outermost_trusted_proxy_counts_and_nothing_left_of_it(forwarded: "list[str]", proxies: int, address: str):
    assert client_address(PEER, forwarded, proxies) == address


@pytest.mark.parametrize("peer, address", [("", ""), ("/run/support.sock", ""), ("::1", "::/64"), ("2001:db8::1", "2001:db8::/64")])
def test_a_peer_without_an_address_counts_as_nobody_in_particular(peer: str, address: str):
    assert client_address(peer, [], 0) == address


def test_behind_a_unix_socket_the_proxys_entry_counts():
    assert client_address("", ["6.6.6.6, 203.0.113.7"], 1) == "203.0.113.7"
