"""Which addresses events may be sent to: none through which somebody could reach into our own network. Pure."""
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Optional, Sequence, Union
from urllib.parse import urlsplit

Address = Union[IPv4Address, IPv6Address]

_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address


def is_possible(url: str, *, demo: bool) -> bool:
    """Whether a URL is https://host/..., without a name or password in it; in demo mode also http:// on this machine."""
    if len(url) > 500 or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or parts.fragment or port == 0:
        return False
    return parts.scheme == "https" or (demo and parts.scheme == "http" and is_this_machine(parts.hostname))


def is_this_machine(host: str) -> bool:
    """Whether a host name can only be this machine."""
    return host in {"localhost", "127.0.0.1", "::1"}


def may_connect(address: str, *, allowed: Sequence[str], demo: bool) -> bool:
    """Whether a resolved address is of the public internet, or in one of the `allowed` networks, or (in demo mode) this machine."""
    found = _inner(ip_address(address.partition("%")[0]))
    if any(found in network for network in map(ip_network, allowed) if network.version == found.version):
        return True
    return (demo and found.is_loopback) or (found.is_global and not found.is_multicast)


def _inner(address: Address) -> Address:
    """The IPv4 address that is dressed as an IPv6 one."""
    if isinstance(address, IPv4Address):
        return address
    dressed: Optional[IPv4Address] = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if dressed is None and address in _TRANSLATED:
        dressed = IPv4Address(int(address) & 0xFFFFFFFF)
    return dressed or address
