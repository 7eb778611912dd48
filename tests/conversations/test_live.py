"""Every change is heard of once, in whichever order transactions end."""
from datetime import datetime, timedelta, timezone
from typing import Optional

import pytest
from sqlalchemy.orm import Session

from bot.conversations import live
from bot.conversations.desk_models import Change
from bot.conversations.live import News, Watch, emit
from bot.db import Database

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def keys(found: list) -> list:
    return [news.key for news in found]


def test_a_change_is_given_once(database: Database):
    watch = Watch(database)
    watch.start()
    with database.transaction() as session:
        emit(session, "queue", "all", now=NOW)
    assert watch.poll() == [News(1, "queue", "all")]
    assert watch.poll() == []


def test_what_was_there_before_the_start_is_passed_over(database: Database):
    with database.transaction() as session:
        emit(session, "queue", "before", now=NOW)
    watch = Watch(database)
    watch.start()
    with database.transaction() as session:
        emit(session, "queue", "after", now=NOW)
    assert keys(watch.poll()) == ["after"]


def test_what_is_rolled_back_is_never_heard_of(database: Database):
    watch = Watch(database)
    watch.start()
    with pytest.raises(RuntimeError), database.transaction() as session:
        emit(session, "queue", "x", now=NOW)
        raise RuntimeError
    assert watch.poll() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_lower_number_that_is_committed_after_a_higher_one_is_not_lost(database: Database):
    watch = Watch(database)
    watch.start()
    slow = Session(database.engine, future=True)
    emit(slow, "conversation", "slow", now=NOW)
    with database.transaction() as session:
        emit(session, "conversation", "fast", now=NOW)
    assert keys(watch.poll()) == ["fast"]
    slow.commit()
    slow.close()
    assert keys(watch.poll()) == ["slow"]


def write(database: Database, key: str, number: Optional[int] = None) -> None:
    with database.transaction() as session:
        session.add(Change(id=number, kind="queue", key=key, created_at=NOW))


def test_what_has_settled_is_not_read_again(database: Database, monkeypatch: pytest.MonkeyPatch):
    clock = [100.0]
    monkeypatch.setattr(live.time, "monotonic", lambda: clock[0])
    watch = Watch(database)
    watch.start()
    write(database, "a")
    assert keys(watch.poll()) == ["a"] and (watch._floor, watch._seen) == (1, {})
    write(database, "after a gap", number=3)
    assert keys(watch.poll()) == ["after a gap"] and (watch._floor, set(watch._seen)) == (1, {3})  # 2 may still come
    clock[0] += live.SETTLED_SECONDS + 1
    assert watch.poll() == [] and (watch._floor, watch._seen) == (3, {})
    assert watch.unseen([News(2, "queue", "x"), News(3, "queue", "x"), News(4, "queue", "y")]) == [News(4, "queue", "y")]


def test_an_unknown_kind_is_refused(database: Database):
    with pytest.raises(ValueError), database.transaction() as session:
        emit(session, "weather", "x", now=NOW)


def test_changes_are_forgotten_after_an_hour_and_numbers_never_used_again(database: Database):
    with database.transaction() as session:
        emit(session, "queue", "old", now=NOW - timedelta(minutes=61))
        assert live.prune(session, now=NOW) == 1
        assert live.prune(session, now=NOW) == 0
    watch = Watch(database)
    watch.start()
    with database.transaction() as session:
        emit(session, "queue", "new", now=NOW)
    assert watch.poll() == [News(2, "queue", "new")]
