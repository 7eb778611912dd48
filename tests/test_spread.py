"""What is counted without locks is told as Prometheus' own histogram tells it, and the loop's lateness with it."""
import asyncio
import random
import time

from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest

from bot.metrics import loop as lag
from bot.metrics.spread import Spread

BOUNDS = (0.001, 0.02, 1)


def told(registry: CollectorRegistry, name: str) -> list:
    return [line for line in generate_latest(registry).decode().splitlines() if name in line and "_created" not in line]


def test_it_is_told_as_a_histogram_is():
    theirs, chance = CollectorRegistry(), random.Random(1)
    ours, histogram = Spread("test_seconds", "About it", BOUNDS), Histogram("test_seconds", "About it", buckets=BOUNDS, registry=theirs)
    try:
        for seconds in [*BOUNDS, 0.0, 7.0, *(chance.expovariate(20) for _ in range(200))]:
            ours.observe(seconds)
            histogram.observe(seconds)
        found, expected = told(REGISTRY, "test_seconds"), told(theirs, "test_seconds")
        assert found[:-1] == expected[:-1] and found[-1].split()[0] == expected[-1].split()[0] == "test_seconds_sum"
        assert abs(float(found[-1].split()[1]) - float(expected[-1].split()[1])) < 1e-9
    finally:
        REGISTRY.unregister(ours)


async def test_a_loop_that_was_blocked_shows_it_and_whose_it_was(monkeypatch):
    lags, own = [], []
    monkeypatch.setattr(lag.LOOP_LAG, "observe", lags.append)
    monkeypatch.setattr(lag.LOOP_BUSY, "observe", own.append)
    watch = lag.LagWatch(asyncio.get_running_loop())
    watch.start()
    await asyncio.sleep(0.02)
    time.sleep(0.05)  # not of this thread's doing
    await asyncio.sleep(0.02)
    watch.stop()
    seen = len(lags)
    await asyncio.sleep(0.02)
    assert max(lags) >= 0.04 and max(own) < 0.04 and len(lags) == seen
