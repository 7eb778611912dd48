"""Wakes whoever waits for news of a conversation, in this process or another.

A signal says only that there is something new: the tables are the truth. Between processes it is
found by asking for changes past the last ones seen (see `live`), which is one step into an index.
"""
import asyncio
import logging
from collections import defaultdict
from typing import Awaitable, Callable, DefaultDict, Sequence, Set

from bot.conversations.live import Kind, News, Watch
from bot.db import Database

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.15
_MOVES_QUEUE = {Kind.QUEUE, Kind.PRESENCE}


class Signals:
    """Local wake-ups, and a watch over the table for what other processes wrote."""

    def __init__(self, database: Database, wait: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(POLL_SECONDS)) -> None:
        self._watch, self._wait = Watch(database), wait
        self._waiting: DefaultDict[str, Set[asyncio.Event]] = defaultdict(set)
        self._in_queue: Set[asyncio.Event] = set()
        self.on_turn: Callable[[], None] = lambda: None  # a process that ends leaves messages to the others

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

    def follow_queue(self, event: asyncio.Event, wanted: bool) -> None:
        """Set an event also when the queue moves or an agent comes or goes; or no longer."""
        (self._in_queue.add if wanted else self._in_queue.discard)(event)

    def listeners(self, conversation_id: str) -> int:
        """How many listen to a conversation in this process."""
        return len(self._waiting.get(conversation_id, ()))

    def publish(self, conversation_id: str) -> None:
        """Wake everyone here who listens to a conversation."""
        for event in self._waiting.get(conversation_id, ()):
            event.set()

    def wake_all(self) -> None:
        """Wake everyone here."""
        for events in self._waiting.values():
            for event in events:
                event.set()

    async def watch(self) -> None:
        """Pass on what other processes write, until cancelled."""
        await asyncio.to_thread(self._watch.start)
        while True:
            await self._wait()
            try:
                self._pass_on(await asyncio.to_thread(self._watch.poll))
            except Exception:  # a database that is away for a moment must not end the watch
                logger.exception("looking for changes failed")

    def _pass_on(self, changes: Sequence[News]) -> None:
        for conversation_id in {news.key for news in changes if news.kind == Kind.CONVERSATION}:
            self.publish(conversation_id)
        if any(news.kind == Kind.TURN for news in changes):
            self.on_turn()
        if any(news.kind in _MOVES_QUEUE for news in changes):
            for event in self._in_queue:
                event.set()
