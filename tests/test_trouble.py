"""What is a passing trouble of the database, and what is an error of ours."""
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Database, Trouble, trouble
from tests.services import free_port


def raised(work: Any) -> BaseException:
    with pytest.raises(SQLAlchemyError) as caught:
        work()
    return caught.value


def execute(database: Database, *statements: str) -> None:
    with database.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def test_a_database_without_room_is_full(tmp_path: Path):
    made = Database(f"sqlite:///{tmp_path}/small.db")
    execute(made, "CREATE TABLE words (word TEXT)", "PRAGMA max_page_count = 4")
    assert trouble(raised(lambda: [execute(made, "INSERT INTO words VALUES (hex(randomblob(4000)))") for _ in range(9)])) is Trouble.FULL


def test_a_database_that_is_not_there_is_away(tmp_path: Path):
    assert trouble(raised(lambda: execute(Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none"), "SELECT 1"))) is Trouble.AWAY
    assert trouble(raised(lambda: execute(Database(f"sqlite:///{tmp_path}"), "SELECT 1"))) is Trouble.AWAY


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_was_ended_is_away(database: Database):
    def end_own() -> None:
        with database.transaction() as session:
            number = session.execute(text("SELECT pg_backend_pid()")).scalar()
            with database.transaction() as other:
                other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
            session.execute(text("SELECT 1"))
    assert trouble(raised(end_own)) is Trouble.AWAY


def test_what_is_wrong_with_a_statement_or_its_data_is_no_passing_trouble(database: Database):
    assert trouble(raised(lambda: execute(database, "SELECT * FROM no_such_table"))) is None
    twice = "INSERT INTO conversations (id, locale, locale_pinned, last_sequence, created_at) VALUES ('c', 'zh', false, 0, '2026-11-03 08:00:00')"
    assert trouble(raised(lambda: execute(database, twice, twice))) is None
    assert trouble(ValueError("disk is full")) is None
