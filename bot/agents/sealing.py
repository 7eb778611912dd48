"""Secrets that have to be read again, encrypted with DESK_KEY: who reads the database alone does not learn them."""
import base64
import hashlib
import logging
import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Optional

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import SettingError
from bot.settings import settings

logger = logging.getLogger(__name__)
_DEMO_KEY = Path("var/desk.key")


def seal(words: str) -> str:
    """The words, encrypted, with the moment it was done."""
    return _box().encrypt(words.encode()).decode()


def unseal(sealed: str) -> str:
    """The words again; SettingError naming DESK_KEY if they were sealed with another key."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        logger.error("DESK_KEY cannot open what was sealed before: was it changed?")
        raise SettingError("desk_key", variable="DESK_KEY", reason="was changed: what was sealed with the old one cannot be read") from error


def unseal_recent(sealed: str, lasting: timedelta) -> Optional[str]:
    """The words of something we gave out and got back; None if it is older, was changed or is not ours."""
    try:
        return _box().decrypt(sealed.encode(errors="surrogatepass"), ttl=int(lasting.total_seconds())).decode()
    except InvalidToken:
        return None


def require_key() -> None:
    """SettingError naming DESK_KEY if there is none; in demo mode one is made, in var/."""
    _key()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(_key().encode()).digest()))


def _key() -> str:
    if settings().desk_key:
        return settings().desk_key
    if not settings().demo_mode:
        raise SettingError("setting", variable="DESK_KEY", reason="is needed: 32 characters or more, random, the same for all processes")
    return _demo_key()


def _demo_key() -> str:
    _DEMO_KEY.parent.mkdir(exist_ok=True)
    draft = _DEMO_KEY.with_suffix(f".{os.getpid()}")
    if not _DEMO_KEY.exists():  # another process may be doing the same: the first link counts
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, _DEMO_KEY)
        draft.unlink()
    return _DEMO_KEY.read_text()
