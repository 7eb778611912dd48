"""Web origins, written exactly as browsers send them."""
import re
from urllib.parse import urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([1-9][0-9]{0,4}))?\Z")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def exact_origin(given: str) -> str:
    """The origin unchanged; ValueError saying what is wrong unless it is https://host[:port], or http on this machine."""
    match = _ORIGIN.match(given)
    if match is None:
        raise ValueError(f"{given!r} is no exact origin like https://wallet.example or https://wallet.example:8443 (lower case, no path, no *)")
    scheme, host, port = match.groups()
    if scheme == "http" and host.strip("[]") not in LOOPBACK:
        raise ValueError(f"{given!r}: http is for localhost only, use https")
    if port == _DEFAULT_PORTS[scheme] or int(port or 1) > 65535:
        raise ValueError(f"{given!r}: leave out the port {port}, browsers never send it")
    return given


def is_safe_address(url: str) -> bool:
    """Whether a URL is https, or http that stays on this machine."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
    except ValueError:
        return False
