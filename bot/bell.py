"""Rings in every process when something changed, over Redis: whoever watches the tables looks at once, and otherwise seldom.

A ring says nothing: the tables are the truth. While Redis is away rings are lost, and the tables are looked at as often as without it.
"""
import asyncio
import logging
import threading
from contextlib import suppress
from typing import Any, Optional

import redis
from redis import RedisError
from redis.asyncio import Redis

from bot.awaiting import happens
from bot.db import Database
from bot.settings import settings

logger = logging.getLogger(__name__)
CHANNEL = "wallet-support:changes"
OFTEN_SECONDS, SELDOM_SECONDS = 0.15, 2.0  # how often the tables are looked at without rings, and with them
_AT_LEAST_SECONDS = 0.01  # between two looks, however much rings
_SILENCE_SECONDS = 5.0  # then it is asked whether the line still is one
_AGAIN_SECONDS = 1.0


def attach(database: Database) -> None:
    """Ring whenever a transaction of this process has changed what others listen for; nothing without REDIS_URL."""
    if settings().redis_url:
        database.on_changes.append(Ringer(settings().redis_url).ring)


class Ringer:
    """Rings from a thread of its own: a Redis that hangs holds nobody up. Many rings at once are one."""

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._wanted = threading.Event()
        self._thread: Optional[threading.Thread] = None

    def ring(self, *_changes: Any) -> None:
        """Wake everybody, whatever changed; returns at once."""
        self._wanted.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._ring, name="bell", daemon=True)
            self._thread.start()

    def _ring(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            with suppress(RedisError):  # whoever listens looks often while Redis is away
                self._redis.publish(CHANNEL, b"")


class Bell:
    """Hears the rings of all processes, its own too."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._rung = asyncio.Event()
        self._hears = False

    async def wait(self) -> None:
        """Until it rings, or until it is time to look anyway."""
        await asyncio.sleep(_AT_LEAST_SECONDS)
        await happens(self._rung, SELDOM_SECONDS if self._hears else OFTEN_SECONDS)
        self._rung.clear()

    async def listen(self) -> None:
        """Hear rings until cancelled; without REDIS_URL there are none."""
        while self._url:
            try:
                await self._hear()
            except (RedisError, OSError) as error:
                logger.warning("changes are looked for often: Redis is away (%s)", type(error).__name__)
            finally:
                self._hears = False
                self._rung.set()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _hear(self) -> None:
        async with Redis.from_url(self._url, socket_connect_timeout=2) as client, client.pubsub() as line:
            await line.subscribe(CHANNEL)
            while True:
                heard = await line.get_message(timeout=_SILENCE_SECONDS)
                if heard is None:
                    await line.ping()
                elif heard["type"] in {"subscribe", "message"}:
                    self._hears = True
                    self._rung.set()
