"""How long the event loop keeps a task waiting: it is called every few milliseconds, and looks how late it comes.

Lateness has two causes: what the loop's own thread did meanwhile, which is ours to shorten, and what took the processor or
the interpreter from it. So the thread's own time is measured as well.
"""
import asyncio
from time import perf_counter, thread_time

from bot.metrics.measures import LOOP_BUSY, LOOP_LAG

_EVERY_SECONDS = 0.005  # what blocks the loop is seen but for this much of it


class LagWatch:
    """Measures from `start` to `stop`: by a plain callback, for a task that sleeps costs the loop half as much again, two hundred times a second."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def start(self) -> None:
        """Look again and again."""
        self._began, self._busy = perf_counter(), thread_time()
        self._next = self._loop.call_later(_EVERY_SECONDS, self._look)

    def stop(self) -> None:
        """Look no more."""
        self._next.cancel()

    def _look(self) -> None:
        LOOP_LAG.observe(max(0.0, perf_counter() - self._began - _EVERY_SECONDS))
        LOOP_BUSY.observe(thread_time() - self._busy)
        self.start()
