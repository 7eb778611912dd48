"""The event loop's lateness is measured, and whose it was."""
import asyncio
import time

from bot.metrics import loop as lag


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
