"""How long the event loop keeps a task waiting: one that sleeps a little, again and again, and looks how late it wakes."""
import asyncio
from time import perf_counter

from bot.metrics.measures import LOOP_LAG

_EVERY_SECONDS = 0.005  # what blocks the loop is seen but for this much of it


async def watch_lag() -> None:
    """Measure until cancelled."""
    while True:
        began = perf_counter()
        await asyncio.sleep(_EVERY_SECONDS)
        LOOP_LAG.observe(max(0.0, perf_counter() - began - _EVERY_SECONDS))
