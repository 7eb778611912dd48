"""Whoever waits for news of a conversation is woken, by this process or by another."""
import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import AsyncIterator

import pytest

from bot.conversations import service
from bot.conversations import signals as signals_module
from bot.conversations.live import Kind, News, emit
from bot.conversations.models import Author
from bot.conversations.signals import Signals
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
LONG_ENOUGH = 20.0  # only a failing test waits for it
_WRITE = """
import sys
from bot.conversations import service
from bot.conversations.models import Author
from bot.db import Database, utc_now
with Database(sys.argv[1]).transaction() as session:
    service.say(session, sys.argv[2], "我来了", author=Author.AGENT, now=utc_now())
"""


def opened(database: Database) -> str:
    with database.transaction() as session:
        return service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def write(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        service.say(session, conversation_id, "我来了", author=Author.AGENT, now=NOW)


def leave(database: Database) -> None:
    with database.transaction() as session:
        emit(session, Kind.TURN, "left", now=NOW)


@asynccontextmanager
async def watching(signals: Signals) -> AsyncIterator[None]:
    """The watch is on, past its first look at the table."""
    before = len(signals._database.on_changes)
    watch = asyncio.create_task(signals.watch())
    while len(signals._database.on_changes) == before:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def test_a_signal_wakes_everyone_who_listens_to_the_conversation_and_nobody_else(database: Database):
    signals = Signals(database)
    one, two, other = signals.subscribe("a"), signals.subscribe("a"), signals.subscribe("b")
    signals.publish("a")
    assert (one.is_set(), two.is_set(), other.is_set()) == (True, True, False)


async def test_who_has_left_is_not_woken_and_the_others_still_are(database: Database):
    signals = Signals(database)
    left, stays = signals.subscribe("a"), signals.subscribe("a")
    signals.unsubscribe("a", left)
    signals.publish("a")
    assert (left.is_set(), stays.is_set()) == (False, True)


async def test_leaving_twice_or_publishing_to_nobody_is_no_error(database: Database):
    signals = Signals(database)
    event = signals.subscribe("a")
    for _ in range(2):
        signals.unsubscribe("a", event)
    signals.publish("a")
    assert not event.is_set()


async def test_what_another_connection_writes_wakes_a_listener(database: Database):
    conversation_id, other_id = opened(database), opened(database)
    signals = Signals(database)
    news, other = signals.subscribe(conversation_id), signals.subscribe(other_id)
    async with watching(signals):
        write(Database(database.engine.url.render_as_string(hide_password=False)), conversation_id)
        await asyncio.wait_for(news.wait(), LONG_ENOUGH)
    assert not other.is_set()


async def test_what_another_process_writes_wakes_a_listener(database: Database):
    conversation_id = opened(database)
    signals = Signals(database)
    news = signals.subscribe(conversation_id)
    async with watching(signals):
        url = database.engine.url.render_as_string(hide_password=False)
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", _WRITE, url, conversation_id], check=True)
        await asyncio.wait_for(news.wait(), LONG_ENOUGH)


async def test_what_was_written_before_the_watch_began_wakes_nobody(database: Database):
    conversation_id = opened(database)
    write(database, conversation_id)
    signals = Signals(database)
    news = signals.subscribe(conversation_id)
    async with watching(signals):
        await asyncio.sleep(0.3)
    assert not news.is_set()


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_watch(database: Database, monkeypatch: pytest.MonkeyPatch):
    conversation_id = opened(database)
    signals, asked = Signals(database), []
    poll, other = signals._watch.poll, Database(database.engine.url.render_as_string(hide_password=False))

    def away_once() -> list:
        asked.append(1)
        if len(asked) == 1:
            raise OSError("the database is away")
        return poll()

    monkeypatch.setattr(signals._watch, "poll", away_once)
    news = signals.subscribe(conversation_id)
    async with watching(signals):
        write(other, conversation_id)
        await asyncio.wait_for(news.wait(), LONG_ENOUGH)


async def test_what_this_process_commits_wakes_a_listener_once_and_without_a_look_at_the_table(database: Database):
    conversation_id = opened(database)
    looks = asyncio.Event()
    signals = Signals(database, looks.wait)
    news = signals.subscribe(conversation_id)
    async with watching(signals):
        await asyncio.to_thread(write, database, conversation_id)
        await asyncio.wait_for(news.wait(), LONG_ENOUGH)
        news.clear()
        assert signals._watch.poll() == []
    await asyncio.to_thread(write, database, conversation_id)
    assert not news.is_set()


async def test_what_is_followed_up_at_once_wakes_a_listener_together_with_what_follows_or_a_little_later(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signals_module, "_LATER_SECONDS", 0.5)
    signals = Signals(database)
    news = signals.subscribe("one")
    first, answer = (News(number, Kind.CONVERSATION.value, "one", may_wait) for number, may_wait in ((1, True), (2, False)))
    signals._pass_on([first])
    await asyncio.sleep(0.1)
    assert not news.is_set()
    signals._pass_on([answer])
    assert news.is_set()
    news.clear()
    await asyncio.sleep(0.7)
    assert not news.is_set()  # both were heard of together
    signals._pass_on([first])
    await asyncio.wait_for(news.wait(), LONG_ENOUGH)


async def test_what_a_savepoint_took_back_hides_no_change_of_another_process(database: Database):
    conversation_id, other = opened(database), Database(database.engine.url.render_as_string(hide_password=False))
    signals = Signals(database)
    news = signals.subscribe(conversation_id)
    async with watching(signals):
        with database.transaction() as session:
            nested = session.begin_nested()
            emit(session, Kind.CONVERSATION, "elsewhere", now=NOW)
            nested.rollback()
        write(other, conversation_id)  # SQLite gives it the number that was taken back
        await asyncio.wait_for(news.wait(), LONG_ENOUGH)


def test_who_listens_is_counted_for_each_conversation(database: Database):
    signals = Signals(database)
    one, other = signals.subscribe("a"), signals.subscribe("a")
    assert (signals.listeners("a"), signals.listeners("b")) == (2, 0)
    signals.unsubscribe("a", one)
    signals.unsubscribe("a", other)
    assert signals.listeners("a") == 0


async def test_what_a_process_leaves_as_it_ends_is_told_to_the_others(database: Database):
    looks, told = asyncio.Event(), asyncio.Event()
    signals = Signals(database, looks.wait)
    signals.on_turn = told.set
    async with watching(signals):
        leave(database)
        await asyncio.sleep(0.5)
        assert not told.is_set()  # who leaves it does not take it up again
        looks.set()
        leave(Database(database.engine.url.render_as_string(hide_password=False)))
        await asyncio.wait_for(told.wait(), LONG_ENOUGH)
