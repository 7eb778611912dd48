"""Changes are heard of at once over Redis; without it, and while it is away, a little later."""
import asyncio
import threading
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import AsyncIterator, List

import pytest

from bot import bell
from bot.bell import Bell, Ringer
from bot.conversations.live import emit
from bot.conversations.signals import Signals
from bot.db import Database
from bot.desk.live import Hub
from tests.services import RedisServer

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
NEVER, LONG_ENOUGH = 3600.0, 20


@pytest.fixture
def only_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who hears rings looks at nothing by himself."""
    monkeypatch.setattr(bell, "SELDOM_SECONDS", NEVER)


@asynccontextmanager
async def watching(database: Database, url: str) -> AsyncIterator[Signals]:
    """As one process does it, which hears rings already."""
    ears = Bell(url)
    signals = Signals(database, ears.wait)
    tasks = [asyncio.create_task(work()) for work in (ears.listen, signals.watch)]
    while not ears._hears:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)  # the look at the beginning is over
    try:
        yield signals
    finally:
        await cancelled(tasks)


async def cancelled(tasks: List[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def ringing(database: Database, url: str) -> Database:
    """The same database as another process has it."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    other.on_changes.append(Ringer(url).ring)
    return other


def write(database: Database, key: str = "one") -> None:
    with database.transaction() as session:
        emit(session, "conversation", key, now=NOW)


async def test_what_another_process_writes_is_heard_of_by_its_ring(database: Database, redis_server: RedisServer, only_rings: None):
    other = ringing(database, redis_server.url)
    async with watching(database, redis_server.url) as signals:
        for _ in range(3):
            news = signals.subscribe("one")
            await asyncio.to_thread(write, other)
            await asyncio.wait_for(news.wait(), LONG_ENOUGH)
            signals.unsubscribe("one", news)
    other.engine.dispose()


async def test_without_a_ring_nobody_would_have_looked(database: Database, redis_server: RedisServer, only_rings: None):
    async with watching(database, redis_server.url) as signals:
        news, silent = signals.subscribe("one"), Database(database.engine.url.render_as_string(hide_password=False))
        await asyncio.to_thread(write, silent)
        await asyncio.sleep(0.6)
        assert not news.is_set()
    silent.engine.dispose()


async def test_a_transaction_that_is_rolled_back_or_changes_nothing_rings_not(database: Database, monkeypatch: pytest.MonkeyPatch):
    rung = []
    monkeypatch.setattr(database, "on_changes", [lambda changes: rung.append([news.key for news in changes])])
    with pytest.raises(RuntimeError), database.transaction() as session:
        emit(session, "conversation", "one", now=NOW)
        raise RuntimeError
    with database.transaction():
        pass
    assert rung == []
    write(database)
    assert rung == [["one"]]


async def test_a_redis_that_goes_and_comes_back_loses_nothing(database: Database, redis_server: RedisServer, only_rings: None):
    other = ringing(database, redis_server.url)
    async with watching(database, redis_server.url) as signals:
        redis_server.stop()
        for key in ("one", "two"):  # looked for often again
            news = signals.subscribe(key)
            await asyncio.to_thread(write, other, key)
            await asyncio.wait_for(news.wait(), LONG_ENOUGH)
        redis_server.start()
        news = signals.subscribe("three")
        await asyncio.to_thread(write, other, "three")
        await asyncio.wait_for(news.wait(), LONG_ENOUGH)
    other.engine.dispose()


async def test_the_desks_streams_hear_rings_as_well(database: Database, redis_server: RedisServer, only_rings: None):
    ears, other = Bell(redis_server.url), ringing(database, redis_server.url)
    hub = Hub(database, ears.wait)
    tasks = [asyncio.create_task(work()) for work in (ears.listen, hub.watch)]
    while not ears._hears:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    heard = hub.subscribe()
    await asyncio.to_thread(write, other)
    assert (await asyncio.wait_for(heard.get(), LONG_ENOUGH)).key == "one"
    await cancelled(tasks)
    other.engine.dispose()


def test_who_writes_never_waits_for_redis(monkeypatch: pytest.MonkeyPatch):
    hangs, entered = threading.Event(), threading.Event()

    def publish(*_: object) -> None:
        entered.set()
        hangs.wait(LONG_ENOUGH)

    ringer = Ringer("redis://localhost:1/0")
    monkeypatch.setattr(ringer._redis, "publish", publish)
    ringer.ring()
    assert entered.wait(LONG_ENOUGH)
    ringer.ring()  # comes back although the ring before it hangs
    assert not hangs.is_set()
    hangs.set()
