"""Wakes whoever waits for news of a conversation, in this process or another.

A signal says only that there is something new: the tables are the truth. What this process commits wakes its listeners by
that alone; what others do is found by asking for changes past the last ones seen (see `live`), which is one step into an index.
"""
import asyncio
import logging
from collections import defaultdict
from contextlib import contextmanager, suppress
from typing import Awaitable, Callable, DefaultDict, Dict, Iterator, Sequence, Set

from bot.conversations.live import Kind, News, Watch
from bot.db import Database

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.15
_LATER_SECONDS = 0.1  # most turns take less: a customer's message is then shown together with its answer, which spares a look
_MOVES_QUEUE = {Kind.QUEUE, Kind.PRESENCE}


class Signals:
    """Local wake-ups, and a watch over the table for what other processes wrote."""

    def __init__(self, database: Database, wait: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(POLL_SECONDS)) -> None:
        self._database, self._watch, self._wait = database, Watch(database), wait
        self._waiting: DefaultDict[str, Set[asyncio.Event]] = defaultdict(set)
        self._in_queue: Set[asyncio.Event] = set()
        self._later: Dict[str, asyncio.TimerHandle] = {}
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
        if conversation_id in self._later:
            self._later.pop(conversation_id).cancel()
        for event in self._waiting.get(conversation_id, ()):
            event.set()

    def wake_all(self) -> None:
        """Wake everyone here."""
        for events in self._waiting.values():
            for event in events:
                event.set()

    async def watch(self) -> None:
        """Pass on what this process and others write, until cancelled."""
        await asyncio.to_thread(self._watch.start)
        with self._hearing():
            while True:
                await self._wait()
                try:
                    self._pass_on(await asyncio.to_thread(self._watch.poll))
                except Exception:  # a database that is away for a moment must not end the watch
                    logger.exception("looking for changes failed")

    @contextmanager
    def _hearing(self) -> Iterator[None]:
        """What this process commits is passed on at once, and not again when it is found in the table."""
        loop = asyncio.get_running_loop()

        def hear(changes: Sequence[News]) -> None:
            fresh = [news for news in self._watch.unseen(changes) if news.kind != Kind.TURN]  # who leaves something takes it not up again
            with suppress(RuntimeError):  # the loop has ended, and all listeners with it
                loop.call_soon_threadsafe(self._pass_on, fresh)

        self._database.on_changes.append(hear)
        try:
            yield
        finally:
            self._database.on_changes.remove(hear)

    def _pass_on(self, changes: Sequence[News]) -> None:
        talks = [news for news in changes if news.kind == Kind.CONVERSATION]
        for conversation_id in {news.key for news in talks if not news.may_wait}:
            self.publish(conversation_id)
        for conversation_id in {news.key for news in talks if news.may_wait}:
            self._publish_later(conversation_id)
        if any(news.kind == Kind.TURN for news in changes):
            self.on_turn()
        if any(news.kind in _MOVES_QUEUE for news in changes):
            for event in self._in_queue:
                event.set()

    def _publish_later(self, conversation_id: str) -> None:
        if self.listeners(conversation_id) and conversation_id not in self._later:
            self._later[conversation_id] = asyncio.get_running_loop().call_later(_LATER_SECONDS, self.publish, conversation_id)
