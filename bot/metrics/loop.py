"""How long the event loop keeps a task waiting: one that sleeps a little, again and again, and looks how late it wakes.

Lateness has two causes: what the loop's own thread did meanwhile, which is ours to shorten, and what took the processor or
the interpreter from it. So the thread's own time is measured as well.
"""
import asyncio
from time import perf_counter, thread_time

from bot.metrics.measures import LOOP_BUSY, LOOP_LAG

_EVERY_SECONDS = 0.005  # what blocks the loop is seen but for this much of it


async def watch_lag() -> None:
    """Measure until cancelled."""
    while True:
        began, busy = perf_counter(), thread_time()
        await asyncio.sleep(_EVERY_SECONDS)
        LOOP_LAG.observe(max(0.0, perf_counter() - began - _EVERY_SECONDS))
        LOOP_BUSY.observe(thread_time() - busy)
