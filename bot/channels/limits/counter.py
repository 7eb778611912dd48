"""Counts against several limits at once, in Redis or in this process."""
import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from math import ceil
from time import monotonic, time
from typing import List, Sequence, Tuple

from limits import RateLimitItem, parse_many
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError

from bot.channels.limits.memory import InProcessStorage
from bot.settings import IN_PROCESS

logger = logging.getLogger(__name__)
_SOCKET_SECONDS = 0.2
_PATIENCE_SECONDS = 1.0  # for the whole count; looking up a host's name heeds no socket's timeout
_AWAY_SECONDS = 5.0  # so long Redis is left alone once it failed: not every request shall wait for it
_WARNING_SECONDS = 60.0
_NEVER = float("-inf")

Limit = Tuple[str, str, str]  # how much ("30/minute,300/hour"), what is counted, for whom


class Counter:
    """Moving windows, shared through Redis where `url` names one; without Redis it counts in process and goes on."""

    def __init__(self, url: str) -> None:
        self._local = MovingWindowRateLimiter(InProcessStorage())
        self._shared = None if url == IN_PROCESS else MovingWindowRateLimiter(storage_from_string(
            url, key_prefix="wallet-support", socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS))
        # Threads of its own: a Redis that hangs must not take those that the database needs.
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="limits")
        self._away_until = self._silent_until = _NEVER

    async def take(self, *limits: Limit) -> int:
        """Count once against every limit, or against none; 0, or the whole seconds until all of them have room."""
        if self._shared and self._may_try():
            try:
                counting = asyncio.get_running_loop().run_in_executor(self._threads, _take, self._shared, limits)
                wait = await asyncio.wait_for(counting, _PATIENCE_SECONDS)
                self._away_until = _NEVER
                return wait
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                self._fall_back(error)
        return _take(self._local, limits)

    def close(self) -> None:
        """Leave Redis; nothing can be counted afterwards."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _may_try(self) -> bool:
        if monotonic() < self._away_until:
            return False
        if self._away_until != _NEVER:  # one request tries whether it is back; the others need not wait for that
            self._away_until = monotonic() + _AWAY_SECONDS
        return True

    def _fall_back(self, error: Exception) -> None:
        self._away_until = monotonic() + _AWAY_SECONDS
        if monotonic() >= self._silent_until:
            self._silent_until = monotonic() + _WARNING_SECONDS
            logger.warning("Redis is away, limits are counted in this process alone: %s %s", type(error).__name__, error)


def _take(limiter: MovingWindowRateLimiter, limits: Sequence[Limit]) -> int:
    wanted = [(item, what, whom) for amounts, what, whom in limits for item in _items(amounts)]
    # Looked at first: what one limit refuses must not use up another, or Retry-After would be no promise.
    waits = [wait for each in wanted if (wait := _wait(limiter, *each))] if len(wanted) > 1 else []
    if not waits:  # between the look and the count another request may have been quicker
        waits = [_wait(limiter, *each) or 1.0 for each in wanted if not limiter.hit(*each)]
    return max(1, ceil(max(waits))) if waits else 0


def _wait(limiter: MovingWindowRateLimiter, item: RateLimitItem, what: str, whom: str) -> float:
    """Seconds until there is room, 0 if there is some."""
    room = limiter.get_window_stats(item, what, whom)
    return max(room.reset_time - time(), 0.001) if room.remaining < 1 else 0.0


@lru_cache(maxsize=64)
def _items(amounts: str) -> List[RateLimitItem]:
    return parse_many(amounts)
