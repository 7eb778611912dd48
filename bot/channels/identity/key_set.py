"""The wallet's public keys by their `kid`: a JWKS document in a file or behind an address, kept and renewed."""
import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any, Dict, Optional

import httpx

from bot.channels.identity.key import Key, web_key
from bot.errors import InvalidInput, SupportError

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 30.0  # between two loads: tokens with made-up key names must not make us call the wallet for each
STALE_SECONDS = 3600.0  # a key the wallet withdrew is gone after this at the latest
_TRIES = 2  # in one load
_TIMEOUT_SECONDS = 5.0
_LARGEST_BYTES = 256 * 1024
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError, asyncio.TimeoutError)


class KeySet:
    """Finds keys by name; the keys last read go on working while their place is away."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._keys: Dict[str, Key] = {}
        self._loading: Optional[asyncio.Task[None]] = None
        self._tried_at = self._read_at = float("-inf")

    async def find(self, kid: object) -> Key:
        """The key of that name; InvalidInput("wallet_token") if there is none, SupportError("unavailable") if no key was ever read."""
        if not isinstance(kid, str):
            raise InvalidInput("wallet_token")
        key = self._keys.get(kid)
        if key is None:
            await asyncio.shield(self._load())  # others wait for it too: one who leaves must not end it
            key = self._keys.get(kid)
        elif time.monotonic() - self._read_at > STALE_SECONDS:
            self._load()  # in the background: whoever has a good token does not wait
        if key is None:
            raise InvalidInput("wallet_token") if self._keys else SupportError("unavailable")
        return key

    def _load(self) -> "asyncio.Task[None]":
        """The load under way, the last one if it was a moment ago, or a new one."""
        if self._loading is None or (self._loading.done() and time.monotonic() - self._tried_at >= PAUSE_SECONDS):
            self._tried_at = time.monotonic()
            self._loading = asyncio.get_running_loop().create_task(self._read())
        return self._loading

    async def _read(self) -> None:
        for _ in range(_TRIES):
            try:
                self._keys, self._read_at = parse(await content(self._place)), time.monotonic()
                return
            except _FAILURES as error:
                logger.warning("the wallet's keys at %s could not be read, %d known ones stay: %r", self._place, len(self._keys), error)


async def content(place: str) -> bytes:
    """The document at an address or in a file; ValueError if it is too large or not there, httpx.HTTPError if nobody answers."""
    if "://" not in place:
        return Path(place).read_bytes()
    return await asyncio.wait_for(_fetch(place), 2 * _TIMEOUT_SECONDS)


async def _fetch(url: str) -> bytes:
    found = bytearray()
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as http, \
            http.stream("GET", url, headers={"accept-encoding": "identity"}) as answer:
        if answer.status_code != 200:
            raise ValueError(f"status {answer.status_code}")
        async for piece in answer.aiter_raw():
            found += piece
            if len(found) > _LARGEST_BYTES:
                raise ValueError(f"more than {_LARGEST_BYTES} bytes")
    return bytes(found)


def parse(document: bytes) -> Dict[str, Key]:
    """The usable keys of a JWKS document by name; ValueError if there are none."""
    listed: Any = json.loads(document)
    listed = listed.get("keys") if isinstance(listed, dict) else None
    found: Dict[str, Key] = {}
    for each in listed if isinstance(listed, list) else ():
        try:
            found.setdefault(str(each["kid"]), web_key(each))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # encryption keys and kinds that we do not use stand in such documents too
    if not found:
        raise ValueError("no usable key in the document")
    return found
