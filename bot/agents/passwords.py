"""Passwords of agents: argon2id by its library's defaults. Each call takes tens of milliseconds: never within a transaction."""
from functools import lru_cache
from typing import Optional

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import InvalidInput

SHORTEST, LONGEST = 12, 128


def hashed(password: str) -> str:
    """The hash to be stored."""
    return _hasher().hash(password.encode(errors="surrogatepass"))


def matches(password_hash: Optional[str], password: str) -> bool:
    """Whether it is the password of this hash; without a hash it never is, and costs the same time."""
    try:
        return _hasher().verify(password_hash or _nobodys(), password.encode(errors="surrogatepass")) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made by weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def require_strong(password: str, *known: str) -> None:
    """InvalidInput("weak_password") for a new password that is short, long, of few characters, or holds a name that is `known`."""
    folded = password.casefold()
    named = any(word and word.casefold() in folded for word in known)
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5 or named:
        raise InvalidInput("weak_password", shortest=SHORTEST)


@lru_cache(maxsize=None)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=None)
def _nobodys() -> str:
    return hashed("of an account that does not exist")
