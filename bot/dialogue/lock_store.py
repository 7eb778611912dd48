"""Messages of one conversation are handled one after the other, without waiting in between.

Replaces rasa/core/lock_store.py:94, which asks once a second whether the lock is free.
"""
import asyncio
from contextlib import asynccontextmanager
from typing import Any, AsyncGenerator, Dict, Optional, Text

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig


class AsyncLockStore(LockStore):
    """One asyncio lock for each conversation that is being handled in this process."""

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None) -> None:
        self._locks: Dict[Text, asyncio.Lock] = {}
        self._users: Dict[Text, int] = {}

    @asynccontextmanager
    async def lock(self, conversation_id: Text, lock_lifetime: float = LOCK_LIFETIME,
                   wait_time_in_seconds: float = 1) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation's lock; LockError if it is not free within `lock_lifetime` seconds."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._users[conversation_id] = self._users.get(conversation_id, 0) + 1
        try:
            await _acquire(lock, lock_lifetime, conversation_id)
            try:
                yield TicketLock(conversation_id)
            finally:
                lock.release()
        finally:
            self._leave(conversation_id)

    def _leave(self, conversation_id: Text) -> None:
        self._users[conversation_id] -= 1
        if not self._users[conversation_id]:
            del self._users[conversation_id], self._locks[conversation_id]

    def get_lock(self, conversation_id: Text) -> Optional[TicketLock]:
        """Tickets are not used here."""
        return None

    def delete_lock(self, conversation_id: Text) -> None:
        """A lock goes when its last user leaves."""

    def save_lock(self, lock: Any) -> None:
        """Nothing is kept outside the process."""


async def _acquire(lock: asyncio.Lock, seconds: float, conversation_id: Text) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), seconds)
    except asyncio.TimeoutError as error:
        raise LockError(f"conversation {conversation_id} stayed locked for {seconds} s") from error
