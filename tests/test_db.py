"""What both databases keep in the same way."""
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import UnmappedInstanceError

from bot.conversations.models import Conversation
from bot.db import Base, Database, Money, UtcDateTime, hold, read_only, utc_now

NOW = datetime(2026, 11, 3, 8, 0, 0, 123456, tzinfo=timezone.utc)


class Kept(Base):
    """A row of this test's own."""

    __tablename__ = "kept_by_a_test"

    id = Column(Integer, primary_key=True)
    at = Column(UtcDateTime)
    money = Column(Money)


Base.metadata.remove(Kept.__table__)  # else it would seem to belong to our schema


@pytest.fixture
def table(database: Database) -> Database:
    Kept.__table__.create(database.engine)
    return database


def kept(database: Database, **values: object) -> Kept:
    with database.transaction() as session:
        session.add(Kept(id=1, **values))
    with database.reading() as session:
        return session.execute(select(Kept)).scalar_one()


@pytest.mark.parametrize("at", [NOW, NOW.astimezone(timezone(timedelta(hours=8))), None])
def test_a_moment_comes_back_in_utc_to_the_microsecond(table: Database, at: datetime):
    found = kept(table, at=at).at
    assert found == at and (found is None or found.tzinfo is timezone.utc)


def test_a_moment_without_a_zone_is_refused(table: Database):
    with pytest.raises(Exception, match="naive"):
        kept(table, at=datetime(2026, 11, 3))


@pytest.mark.parametrize("sum_", ["0.01", "0.07", "1.10", "10000000.00", "-5.25", "90071992547409.93"])
def test_a_sum_comes_back_to_the_last_hundredth(table: Database, sum_: str):
    assert kept(table, money=Decimal(sum_)).money == Decimal(sum_)


def test_what_is_read_only_is_read_as_its_class_and_cannot_be_changed(table: Database):
    with table.transaction() as session:
        session.add(Kept(id=7, money=Decimal("1.10")))
        session.flush()
        row = session.execute(select(*Kept.__table__.columns)).one()
    seen = read_only(Kept, row._mapping)
    assert isinstance(seen, Kept) and (seen.id, seen.money) == (7, Decimal("1.10"))
    with pytest.raises(AttributeError):
        seen.money = Decimal(0)
    with table.transaction() as session, pytest.raises(UnmappedInstanceError):
        session.add(seen)


def test_in_a_process_that_has_only_read_until_now_what_is_read_only_can_be_read():
    asks = "from bot.conversations.models import Conversation; from bot.db import read_only; print(read_only(Conversation, {'id': 'c'}).id)"
    assert subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True).stdout == "c\n"


def test_of_two_that_hold_the_same_name_the_second_sees_what_the_first_did(table: Database):
    began, seen = threading.Event(), []

    def second() -> None:
        began.wait()
        with table.transaction() as session:
            hold(session, "one name")
            seen.append(session.execute(select(Kept.id)).scalars().all())

    waiting = threading.Thread(target=second)
    waiting.start()
    with table.transaction() as session:
        hold(session, "one name")
        session.execute(select(Kept.id)).all()
        began.set()
        waiting.join(0.3)
        session.add(Kept(id=1))
    waiting.join()
    assert seen == [[1]]


def test_a_transaction_is_all_or_nothing(database: Database):
    def add(session: Session, name: str) -> None:
        session.add(Conversation(id=name, locale="zh", created_at=NOW))
        session.flush()

    with pytest.raises(RuntimeError), database.transaction() as session:
        add(session, "lost")
        raise RuntimeError
    with database.transaction() as session:
        add(session, "kept")
    with database.reading() as session:
        assert session.execute(select(Conversation.id)).scalars().all() == ["kept"]


def test_reading_never_waits_for_a_writer(database: Database):
    with database.transaction() as writer:
        writer.add(Conversation(id="unseen", locale="zh", created_at=NOW))
        writer.flush()
        with database.reading() as reader:
            assert reader.execute(select(Conversation.id)).scalars().all() == []


def test_a_row_that_belongs_to_nothing_is_refused(database: Database):
    from bot.conversations.models import Access
    with pytest.raises(Exception, match="(?i)foreign key"), database.transaction() as session:
        session.add(Access(token_hash="x", sign_in_id="none", expires_at=NOW))


def test_the_present_is_aware():
    assert utc_now().tzinfo is timezone.utc


def test_an_error_names_no_value_of_its_statement(database: Database):
    with pytest.raises(IntegrityError) as error, database.transaction() as session:
        for words in ("first", "my words"):
            session.execute(insert(Conversation).values(id="1", customer_id=words, locale="zh", locale_pinned=False, last_sequence=0, created_at=NOW))
    assert "my words" not in str(error.value)
