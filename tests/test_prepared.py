"""A prepared statement gives what SQLAlchemy gives for the same one, on both databases, and fails as SQLAlchemy does."""
import threading
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
from sqlalchemy import JSON, Boolean, Column, Integer, MetaData, String, Table, bindparam, case, exists, func, insert, null, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound, OperationalError
from sqlalchemy.orm import Session

from bot import db
from bot.conversations.models import Conversation
from bot.db import BigId, Database, Money, UtcDateTime, trouble
from bot.prepared import Prepared, PreparedRows

NOW = datetime(2026, 11, 3, 8, 0, 0, 123456, tzinfo=timezone.utc)
NOTES = Table(
    "notes_of_a_test", MetaData(), Column("id", BigId, primary_key=True), Column("words", String(40), nullable=False, unique=True), Column("at", UtcDateTime),
    Column("sum", Money), Column("is_open", Boolean), Column("read", JSON), Column("place", Integer))
COLUMNS = ("words", "at", "sum", "is_open", "read", "place")
FULL = {"words": "百分之 50%", "at": NOW, "sum": Decimal("0.07"), "is_open": True, "read": {"intent": "投诉", "n": [1, None]}, "place": 1}
EMPTY = {"words": "", "at": None, "sum": None, "is_open": None, "read": None, "place": 2}
ADD = Prepared(insert(NOTES), COLUMNS)
HERS = NOTES.c.place == bindparam("place")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    NOTES.create(database.engine)
    with database.transaction() as session:
        yield session


@pytest.fixture
def file(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/own.db")
    NOTES.create(database.engine)
    return database


def rows(session: Session) -> List[Dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(select(NOTES).order_by(NOTES.c.place))]


def test_what_is_added_is_stored_as_it_was_given_and_its_id_is_known(session: Session):
    numbers = [ADD.add(session, given) for given in (FULL, EMPTY)]
    assert rows(session) == [{"id": number, **given} for number, given in zip(numbers, (FULL, EMPTY), strict=True)]


@pytest.mark.parametrize("statement", [
    select(NOTES).where(HERS),
    select(NOTES.c.words, exists().where(NOTES.c.place == 2), case((NOTES.c.is_open.is_(True), "offen 100%"), else_="zu")).where(HERS),
    select(select(NOTES.c.at).where(HERS).scalar_subquery(), select(NOTES.c.read).where(HERS).scalar_subquery(), null()),
    select(NOTES.c.id).where(HERS, NOTES.c.words.like("%50%")).order_by(NOTES.c.id).limit(1),
])
def test_a_question_is_answered_as_sqlalchemy_answers_it(session: Session, statement: Any):
    for given in (FULL, EMPTY):
        ADD.add(session, given)
    for place in (1, 2, 3):
        assert Prepared(statement).all(session, {"place": place}) == [tuple(row) for row in session.execute(statement, {"place": place})]


def test_a_row_is_named_by_its_columns(session: Session):
    ADD.add(session, FULL)
    statement = Prepared(select(NOTES).where(HERS))
    assert statement.mapped(statement.one(session, {"place": 1})) == rows(session)[0]


def test_one_row_that_is_not_there_is_an_error_and_a_first_one_is_none(session: Session):
    statement = Prepared(select(NOTES).where(HERS))
    assert statement.first(session, {"place": 1}) is None
    with pytest.raises(NoResultFound):
        statement.one(session, {"place": 1})


def test_a_change_says_how_many_rows_it_changed_and_puts_values_into_the_databases_form(session: Session):
    for given in (FULL, EMPTY):
        ADD.add(session, given)
    change = Prepared(update(NOTES).where(NOTES.c.place >= bindparam("least")).values(read=bindparam("read_now"), is_open=False, at=bindparam("moment")))
    assert change.change(session, {"least": 2, "read_now": {"甲": 1}, "moment": NOW}) == 1
    assert [(row["read"], row["is_open"], row["at"]) for row in rows(session)] == [(FULL["read"], True, NOW), ({"甲": 1}, False, NOW)]
    assert change.change(session, {"least": 3, "read_now": {}, "moment": NOW}) == 0


@pytest.mark.parametrize("count", [0, 1, 2, 50, 51, 120])
def test_rows_are_added_in_their_order_however_many_they_are(session: Session, count: int):
    given = [{**FULL, "words": str(place), "place": place} for place in range(count)]
    PreparedRows(NOTES, COLUMNS).add(session, given)
    found = rows(session)
    assert [{**row, "id": None} for row in found] == [{**row, "id": None} for row in given]
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)


def test_what_sqlalchemy_adds_at_each_execution_is_refused(session: Session):
    with pytest.raises(ValueError, match="cannot be prepared"):
        Prepared(select(NOTES).where(NOTES.c.place.in_(bindparam("places", expanding=True)))).all(session, {"places": [1]})
    with pytest.raises(ValueError, match="cannot be prepared"):
        Prepared(insert(Conversation.__table__), ("id", "locale", "created_at")).add(session, {})  # its owner has a default that is set here


def test_what_the_session_was_told_is_written_before_it_is_asked(session: Session):
    asked = Prepared(select(Conversation.__table__.c.locale).where(Conversation.__table__.c.id == bindparam("id")))
    session.add(Conversation(id="c", locale="zh", created_at=NOW))
    assert asked.all(session, {"id": "c"}) == [("zh",)]


def test_an_error_is_sqlalchemys_own_and_shows_nobodys_words(database: Database):
    NOTES.create(database.engine)
    with pytest.raises(IntegrityError) as caught, database.transaction() as session:
        for _ in range(2):
            ADD.add(session, {**FULL, "read": {"said": "我的密码"}})
    assert "parameters hidden" in str(caught.value) and "我的密码" not in str(caught.value)
    with database.reading() as session:
        assert rows(session) == []


def test_a_lost_connection_is_noticed_and_the_next_one_works(postgresql_url: str):
    database = Database(postgresql_url)
    NOTES.create(database.engine)
    with pytest.raises(DBAPIError) as caught, database.transaction() as session:
        ADD.add(session, FULL)
        number = session.execute(text("SELECT pg_backend_pid()")).scalar()
        with database.transaction() as another:
            another.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        ADD.add(session, EMPTY)
    assert caught.value.connection_invalidated and trouble(caught.value) is db.Trouble.AWAY
    with database.transaction() as session:
        ADD.add(session, FULL)
        assert len(rows(session)) == 1
    database.engine.dispose()


def test_a_row_that_cannot_be_read_is_sqlalchemys_error_too(file: Database):
    asked = Prepared(select(func.refuses_two(NOTES.c.place)).order_by(NOTES.c.id))
    with file.transaction() as session:
        for given in (FULL, EMPTY):
            ADD.add(session, given)
        session.connection().connection.create_function("refuses_two", 1, {1: "one"}.__getitem__)  # the driver has begun to read by then
        with pytest.raises(OperationalError):
            asked.all(session, {})
        assert len(rows(session)) == 2


# Writers to a SQLite file

def writer(database: Database, failed: List[OperationalError]) -> threading.Thread:
    def write() -> None:
        try:
            with database.transaction() as session:
                ADD.add(session, EMPTY)
        except OperationalError as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def test_a_writer_waits_for_another_and_both_are_written(file: Database):
    failed: List[OperationalError] = []
    with file.transaction() as session:
        thread = writer(file, failed)
        thread.join(0.2)
        assert thread.is_alive()
        ADD.add(session, FULL)
    thread.join(10)
    with file.reading() as session:
        assert sorted((row["id"], row["place"]) for row in rows(session)) == [(1, 1), (2, 2)] and not failed


def test_a_writer_who_waited_too_long_hears_that_the_file_is_locked_and_the_next_one_writes(file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(db, "_PATIENCE_SECONDS", 0.1)
    impatient, failed = Database(f"sqlite:///{tmp_path}/own.db"), list[OperationalError]()
    with impatient.transaction() as session:
        ADD.add(session, FULL)
        writer(impatient, failed).join(10)
    assert [trouble(error) for error in failed] == [db.Trouble.AWAY]
    writer(impatient, failed).join(10)
    with file.reading() as session:
        assert [row["place"] for row in rows(session)] == [1, 2] and len(failed) == 1
