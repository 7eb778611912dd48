"""How many tries there are, of whom, and since when."""
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.agents import tries
from bot.agents.models import SignInTries
from bot.db import Database
from bot.errors import TooManyTries
from tests import databases

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


def tried(database: Database, email: str = "amy@desk.example", address: str = "203.0.113.9", now: datetime = NOW) -> None:
    with database.transaction() as session:
        tries.count(session, email, address, now=now)


def wait(database: Database, **who: object) -> int:
    with pytest.raises(TooManyTries) as refused:
        tried(database, **who)
    assert refused.value.code == "locked_out"
    return int(str(refused.value.values["retry_after"]))


def test_five_may_be_wrong_within_a_quarter_of_an_hour(database: Database):
    for minute in range(5):
        tried(database, now=NOW + minute * MINUTE)
    assert wait(database, now=NOW + 5 * MINUTE) == 600
    assert wait(database, now=NOW + 15 * MINUTE - timedelta(milliseconds=1)) == 1
    tried(database, now=NOW + 15 * MINUTE)


def test_what_is_refused_does_not_make_the_wait_longer(database: Database):
    for _ in range(5):
        tried(database)
    assert {wait(database) for _ in range(3)} == {900}


@pytest.mark.parametrize("spelling", ["AMY@Desk.Example", " amy@desk.example", "amy@desk.example\n", "\u3000amy@desk.example ", "ａｍｙ@desk.example", "ＡＭＹ＠ｄｅｓｋ．example"])
def test_another_spelling_is_the_same_account(database: Database, spelling: str):
    for _ in range(5):
        tried(database, email=spelling)
    wait(database)


def test_an_address_is_counted_for_all_accounts_together_and_an_account_at_all_addresses(database: Database):
    for number in range(50):
        tried(database, email=f"{number}@desk.example")
    wait(database, email="another@desk.example")
    tried(database, email="another@desk.example", address="198.51.100.1")
    for number in range(4):
        tried(database, email="another@desk.example", address=f"198.51.100.{number}")
    wait(database, email="another@desk.example", address="198.51.100.9")


def test_a_try_that_taught_nothing_is_given_back_and_only_that_one(database: Database):
    for _ in range(5):
        tried(database)
    with database.transaction() as session:
        tries.give_back(session, "amy@desk.example", "203.0.113.9")
    tried(database)
    wait(database)


def test_no_more_is_given_back_than_was_taken(database: Database):
    with database.transaction() as session:
        tries.give_back(session, "amy@desk.example", "203.0.113.9")
    for _ in range(5):
        tried(database)
    wait(database)


def test_what_was_typed_is_not_stored(database: Database):
    tried(database, email="my password, in the wrong field")
    with database.reading() as session:
        rows = session.execute(select(SignInTries.key)).scalars().all()
    assert len(rows) == 2 and not any("password" in row for row in rows)


def test_old_tries_are_forgotten(database: Database):
    tried(database)
    with database.transaction() as session:
        tries.remove_old(session, now=NOW + 14 * MINUTE)
        assert session.execute(select(SignInTries)).first()
        tries.remove_old(session, now=NOW + 15 * MINUTE)
        assert session.execute(select(SignInTries)).first() is None


def test_a_try_survives_another_that_began_first_and_signed_in_meanwhile(postgresql: str):
    database = Database(databases.new_database(postgresql))
    after_first = iter([True])

    def another_is_quicker(session: Session, *_: object) -> None:
        if session.new and next(after_first, False):
            tried(database)

    def and_is_in(session: Session, *_: object) -> None:
        with database.transaction() as others:
            tries.settle(others, "amy@desk.example", "203.0.113.9")

    with database.transaction() as session:
        event.listen(session, "before_flush", another_is_quicker)
        event.listen(session, "after_soft_rollback", and_is_in)
        tries.count(session, "amy@desk.example", "203.0.113.9", now=NOW)
    with database.reading() as session:
        assert {row.tries for row in session.execute(select(SignInTries)).scalars()} == {1}
    database.engine.dispose()
