"""Messages of one conversation are handled one after the other, whichever of several processes they reach.

Replaces Rasa's RedisLockStore (rasa/core/lock_store.py:71-130), which reads, changes and writes the tickets in three steps that
two processes can interleave, and asks once a second. Here a lock is one key that Redis sets only where there is none, with a
life that is renewed while the turn runs, so that it outlives no process; who waits is woken by the one who leaves.
"""
import asyncio
import logging
import secrets
import time
from contextlib import asynccontextmanager
from typing import Any, AsyncGenerator, Optional, Text

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError
from rasa.utils.endpoints import EndpointConfig
from redis import RedisError
from redis.asyncio import Redis

from bot.awaiting import happens
from bot.dialogue.lock_store import AsyncLockStore

logger = logging.getLogger(__name__)
_LIFE_SECONDS = 10.0  # of a lock whose process died
_RENEWAL_SECONDS = 3.0
_PATIENCE_SECONDS = 1.0  # a wake-up may be lost: then it is looked again
_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('DEL', KEYS[2])
redis.call('RPUSH', KEYS[2], 'free')
redis.call('PEXPIRE', KEYS[2], 5000)
return 1
"""
# A Redis that was restarted has forgotten the lock: then its holder takes it again, before anybody else does.
_RENEW = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_SOCKET_SECONDS = 5.0  # a Redis that hangs is one that is away; longer than anybody waits to be woken


class RedisLockStore(AsyncLockStore):
    """One key for each conversation that is being handled, in a Redis that all processes share."""

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None) -> None:
        super().__init__(endpoint_config)
        assert endpoint_config is not None and endpoint_config.url, "endpoints: the lock store needs the url of a Redis"
        self._redis: Redis[Any] = Redis.from_url(endpoint_config.url, socket_connect_timeout=2, socket_timeout=_SOCKET_SECONDS)

    @asynccontextmanager
    async def lock(self, conversation_id: Text, lock_lifetime: float = LOCK_LIFETIME,
                   wait_time_in_seconds: float = 1) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation's lock in all processes; LockError if it is not free within `lock_lifetime` seconds."""
        async with super().lock(conversation_id, lock_lifetime) as ticket:  # in this process first: one asks Redis
            mark = secrets.token_hex(8)
            await self._take(conversation_id, mark, lock_lifetime)
            ended = asyncio.Event()
            renewing = asyncio.create_task(self._renew(conversation_id, mark, ended))
            try:
                yield ticket
            finally:
                ended.set()  # not cancelled: while it reconnects, the client swallows that, and the lock would be renewed for ever
                await renewing
                await self._release(conversation_id, mark)

    async def _take(self, conversation_id: Text, mark: Text, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not await self._redis.set(_key(conversation_id), mark, nx=True, px=int(_LIFE_SECONDS * 1000)):
            left = end - time.monotonic()
            if left <= 0:
                raise LockError(f"conversation {conversation_id} stayed locked for {seconds} s")
            await self._redis.blpop([_bell(conversation_id)], timeout=min(left, _PATIENCE_SECONDS))

    async def _release(self, conversation_id: Text, mark: Text) -> None:
        try:
            await self._redis.eval(_RELEASE, 2, _key(conversation_id), _bell(conversation_id), mark)
        except (OSError, RedisError):  # what was done under it is done; the lock ends with its life, or is gone with Redis
            logger.warning("a conversation's lock could not be given back")

    async def _renew(self, conversation_id: Text, mark: Text, ended: asyncio.Event) -> None:
        while not await happens(ended, _RENEWAL_SECONDS):
            try:
                await self._redis.eval(_RENEW, 1, _key(conversation_id), mark, int(_LIFE_SECONDS * 1000))
            except (OSError, RedisError):  # the lock lives on for a while; the next try may reach it
                logger.warning("a conversation's lock could not be renewed")


def _key(conversation_id: Text) -> Text:
    return f"wallet-support:lock:{conversation_id}"


def _bell(conversation_id: Text) -> Text:
    return f"wallet-support:unlocked:{conversation_id}"
