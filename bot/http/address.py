"""Whose request it is, for counting: the client's address behind a known number of trusted proxies."""
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Sequence

from sanic.request import Request

from bot.settings import settings

_IPV6_NETWORK = 64  # one household has a whole /64; single addresses of it cost nothing to change


def address_of(request: Request) -> str:
    """The address that the request is counted for."""
    return client_address(request.ip, request.headers.getall("x-forwarded-for", []), settings().trusted_proxies)


def client_address(peer: str, forwarded: Sequence[str], trusted_proxies: int) -> str:
    """The address to count: an IPv4 address, an IPv6 /64, or "" where there is none (a Unix socket).

    Each trusted proxy appends who spoke to it, so only the last `trusted_proxies` entries of the
    X-Forwarded-For header lines can be believed. Where that entry is missing or is no address, the
    request did not come through all the proxies: it counts for the socket's peer.
    """
    entries = [entry for line in forwarded for entry in line.split(",")]
    believed = entries[-trusted_proxies] if 0 < trusted_proxies <= len(entries) else ""
    return _counted(believed) or _counted(peer)


@lru_cache(maxsize=4096)
def _counted(written: str) -> str:
    try:
        address = ip_address(_without_port(written.strip()))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), _IPV6_NETWORK), strict=False))
    return str(address)


def _without_port(written: str) -> str:
    if written.startswith("["):  # [2001:db8::1]:443
        return written[1:].partition("]")[0]
    return written.partition(":")[0] if written.count(":") == 1 else written
