"""The SMTP server and the sender that SMTP_URL and SMTP_FROM name. Pure."""
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import getaddresses
from typing import Optional
from urllib.parse import unquote, urlsplit

_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z]{{2,24}}\Z")


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in. `smtps` is TLS from the first byte, `smtp` STARTTLS and nothing without it, `smtp+plain` no TLS at all."""

    scheme: str
    host: str
    port: int
    user: Optional[str]
    password: Optional[str]


def smtp_server(url: str) -> SmtpServer:
    """The server a URL names; ValueError saying what is wrong."""
    parts = urlsplit(url)  # its port raises ValueError for anything but a number
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("smtps://USER:PASSWORD@HOST:465, smtp://USER:PASSWORD@HOST:587 (STARTTLS) or smtp+plain://HOST:25 (no TLS)")
    if (parts.username is None) != (parts.password is None):
        raise ValueError("a user and a password, or neither")
    if parts.scheme == "smtp+plain" and parts.username:
        raise ValueError("a password is never sent without TLS: use smtps:// or smtp://")
    return SmtpServer(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme],
                      unquote(parts.username) if parts.username else None, unquote(parts.password) if parts.password else None)


def sender(given: str) -> Address:
    """The name and address that mail comes from; ValueError unless it is one address, like `U Wallet <no-reply@wallet.example>`."""
    found = getaddresses([given])
    name, address = found[0]
    if len(found) > 1 or not is_address(address) or not given.isprintable():
        raise ValueError("one address, like: U Wallet <no-reply@wallet.example>")
    return Address(display_name=name, addr_spec=address)


def is_address(given: str) -> bool:
    """Whether something is one plain e-mail address, fit for a header: no name, comment, blank or line end."""
    return len(given) <= 254 and len(given.partition("@")[0]) <= 64 and _ADDRESS.match(given) is not None
