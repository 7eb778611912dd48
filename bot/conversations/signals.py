"""Wakes whoever waits for news of a conversation, in this process or another.

A signal says only that there is something new: the messages table is the truth. Between processes
it is found by asking for message ids past the last one seen, which is one step into an index.
"""
import asyncio
import logging
from collections import defaultdict
from typing import DefaultDict, Set

from bot.conversations import queries
from bot.db import Database

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.15


class Signals:
    """Local wake-ups, and a watch over the table for what other processes wrote."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: DefaultDict[str, Set[asyncio.Event]] = defaultdict(set)
        self._seen = 0

    def subscribe(self, conversation_id: str) -> asyncio.Event:
        """An event that is set whenever the conversation has news."""
        event = asyncio.Event()
        self._waiting[conversation_id].add(event)
        return event

    def unsubscribe(self, conversation_id: str, event: asyncio.Event) -> None:
        """Stop listening."""
        self._waiting[conversation_id].discard(event)
        if not self._waiting[conversation_id]:
            del self._waiting[conversation_id]

    def listeners(self, conversation_id: str) -> int:
        """How many listen to a conversation in this process."""
        return len(self._waiting.get(conversation_id, ()))

    def publish(self, conversation_id: str) -> None:
        """Wake everyone here who listens to a conversation."""
        for event in self._waiting.get(conversation_id, ()):
            event.set()

    async def watch(self) -> None:
        """Pass on what other processes write, until cancelled."""
        self._seen = await asyncio.to_thread(self._newest)
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                for conversation_id in await asyncio.to_thread(self._changed):
                    self.publish(conversation_id)
            except Exception:  # a database that is away for a moment must not end the watch
                logger.exception("looking for new messages failed")

    def _newest(self) -> int:
        with self._database.reading() as session:
            return queries.newest_message_id(session)

    def _changed(self) -> Set[str]:
        with self._database.reading() as session:
            self._seen, conversations = queries.changed_since(session, self._seen)
            return set(conversations)
