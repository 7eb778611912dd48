"""Rasa's events to a RabbitMQ, for analytics; conversations neither wait for it nor need it.

Rasa's own (rasa/core/brokers/pika.py:138-313) lets no process start while RabbitMQ is away, forgets what is published before it
is reached, keeps without limit what is published while it is gone, and writes customers' words into the log when it fails.
"""
import asyncio
import itertools
import logging
from asyncio import AbstractEventLoop
from collections import deque
from typing import Any, Deque, Dict, List, Optional, Text

from rasa.core.brokers.pika import PikaEventBroker
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)
_MOST_KEPT = 10_000  # events while RabbitMQ is away, a few kilobytes each
_AT_ONCE = 100
_AGAIN_SECONDS = 5.0
_LEAVING_SECONDS = 5.0
_PATIENCE_SECONDS = 10.0  # for RabbitMQ to say that it has them


class BackgroundEventBroker(PikaEventBroker):
    """Brings events to RabbitMQ in their order, each at least once; while it is away they wait, up to a limit, and end with the process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, connection_attempts=1, **kwargs)
        self._waiting: Deque[Dict[Text, Any]] = deque()
        self._come, self._lost = asyncio.Event(), 0
        self._bringing = asyncio.create_task(self._bring())

    @classmethod
    async def from_endpoint_config(cls, broker_config: Optional[EndpointConfig],
                                   event_loop: Optional[AbstractEventLoop] = None) -> "Optional[BackgroundEventBroker]":
        """The broker that an endpoint describes; it connects in its own time."""
        return cls(broker_config.url, **broker_config.kwargs, event_loop=event_loop) if broker_config else None

    def publish(self, event: Dict[Text, Any], headers: Optional[Dict[Text, Text]] = None) -> None:
        """Put an event behind those that wait; returns at once."""
        if len(self._waiting) < _MOST_KEPT:
            self._waiting.append(event)
            self._come.set()
        else:
            self._lost += 1

    async def close(self) -> None:
        """Bring what waits, if that is soon done, and leave."""
        for _ in range(int(_LEAVING_SECONDS * 10)):
            if not self._come.is_set() or self._bringing.done():
                break
            await asyncio.sleep(0.1)
        self._bringing.cancel()
        await super().close()

    async def _bring(self) -> None:
        while True:
            await self._come.wait()
            some = list(itertools.islice(self._waiting, _AT_ONCE))
            try:
                await asyncio.wait_for(self._deliver(some), _PATIENCE_SECONDS)
            except Exception as error:  # whatever it is, conversations go on; its text may hold an event
                logger.warning("%d events for analytics wait, %d are lost: %s", len(self._waiting), self._lost, type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            for _ in some:
                self._waiting.popleft()
            if not self._waiting:
                self._come.clear()

    async def _deliver(self, events: List[Dict[Text, Any]]) -> None:
        if self._exchange is None:
            await self.connect()
        assert self._exchange is not None, "made by connect()"
        await asyncio.gather(*(self._exchange.publish(self._message(event, None), "") for event in events))
