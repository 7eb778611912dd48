"""Several limits at once, shared through a real Redis, and without it when it is gone."""
import asyncio
import logging
import socket
from typing import AsyncIterator, Iterator

import pytest

from bot.channels.limits import counter as module
from bot.channels.limits.counter import Counter
from tests.services import RedisServer

HERS = ("2/10 seconds", "messages", "hers")


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    return "memory://" if request.param == "memory" else request.getfixturevalue("redis_server").url


@pytest.fixture()
async def counter(url: str) -> AsyncIterator[Counter]:
    made = Counter(url)
    yield made
    made.close()


async def test_what_is_beyond_the_limit_waits_as_long_as_it_is_told(counter: Counter):
    limit = ("2/second", "messages", "hers")
    assert [await counter.take(limit) for _ in range(3)] == [0, 0, 1]
    await asyncio.sleep(1.01)
    assert await counter.take(limit) == 0


async def test_the_longest_wait_is_told(counter: Counter):
    limits = (("1/second", "a", "x"), ("1/20 seconds;5/hour", "b", "x"))
    assert await counter.take(*limits) == 0
    assert 5 < await counter.take(*limits) <= 20


async def test_what_one_limit_refuses_uses_up_no_other(counter: Counter):
    wide, narrow = ("3/hour", "wide", "x"), ("1/hour", "narrow", "x")
    assert await counter.take(wide, narrow) == 0
    for _ in range(5):
        assert await counter.take(wide, narrow) > 0
    assert [await counter.take(wide) for _ in range(3)] == [0, 0, pytest.approx(3600, abs=10)]


async def test_many_at_once_are_counted_exactly(counter: Counter):
    waits = await asyncio.gather(*(counter.take(("10/minute", "messages", "hers")) for _ in range(40)))
    assert waits.count(0) == 10


async def test_conversations_and_kinds_are_counted_apart(counter: Counter):
    for limit in (("1/hour", "messages", "a"), ("1/hour", "messages", "b"), ("1/hour", "sessions", "a")):
        assert await counter.take(limit) == 0


@pytest.fixture()
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        yield listening.getsockname()[1]


async def test_two_processes_count_together(redis_server: RedisServer):
    one, other = Counter(redis_server.url), Counter(redis_server.url)
    assert [await one.take(HERS), await other.take(HERS)] == [0, 0]
    assert await one.take(HERS) > 0 and await other.take(HERS) > 0
    assert all(redis_server.client().ttl(key) <= 10 for key in redis_server.client().scan_iter())


async def test_without_redis_it_counts_in_process_and_warns_once(redis_server: RedisServer, caplog: pytest.LogCaptureFixture):
    counter = Counter(redis_server.url.replace("redis://", "redis://:geheim@"))
    redis_server.stop()
    with caplog.at_level(logging.WARNING):
        waits = [await counter.take(HERS) for _ in range(5)]
    assert [wait > 0 for wait in waits] == [False, False, True, True, True]
    warnings = [record.getMessage() for record in caplog.records if record.name == module.__name__]
    assert len(warnings) == 1 and "Redis is away" in warnings[0] and "geheim" not in warnings[0]


async def test_a_redis_that_never_answers_holds_nobody_up(silent_port: int):
    counter = Counter(f"redis://127.0.0.1:{silent_port}/0")
    waits = await asyncio.wait_for(asyncio.gather(*(counter.take(HERS) for _ in range(30))), timeout=5)
    assert waits.count(0) == 2


async def test_redis_is_used_again_when_it_is_back(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_AWAY_SECONDS", 0.0)
    counter = Counter(redis_server.url)
    await counter.take(HERS)
    redis_server.stop()
    await counter.take(HERS)
    redis_server.start()
    await counter.take(HERS)
    assert redis_server.client().keys()
