"""A backup is whole, is made while others write, and comes back as it was; into an empty place only."""
import threading
from pathlib import Path
from typing import Any, Dict, List

import pgserver
import pytest
from sqlalchemy import text

import bot.db
import bot.settings
from bot.__main__ import main
from bot.attachments import storing
from bot.complaints import verification
from bot.conversations import service
from bot.conversations.queries import messages_after
from bot.db import Database, utc_now
from bot.language import Language
from bot.models import Base
from tests.databases import named, run
from tests.test_migrate import fill

PROGRAMS = Path(pgserver.__file__).parent / "pginstall" / "bin"  # of the tests' server's own version


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attachments of this test's own, and PostgreSQL's programs."""
    monkeypatch.setenv("ATTACHMENTS", str(tmp_path / "attachments"))
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=":")
    bot.settings.settings.cache_clear()


@pytest.fixture()
def other(database: Database, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Goes to another machine: an empty database of the same engine, an empty folder. Gives that database."""
    def go() -> Database:
        if database.engine.dialect.name == "sqlite":
            url = f"sqlite:///{tmp_path}/other/new.db"
        else:
            server = request.getfixturevalue("postgresql")
            run(server, "DROP DATABASE IF EXISTS restored", "CREATE DATABASE restored")
            url = named(server, "restored")
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("ATTACHMENTS", str(tmp_path / "other" / "attachments"))
        bot.settings.settings.cache_clear()
        bot.db.database.cache_clear()
        made.append(bot.db.database())
        return made[-1]

    made: List[Database] = []
    yield go
    for each in made:
        each.engine.dispose()


def rows(database: Database) -> Dict[str, List[Any]]:
    """Everything, to compare."""
    with database.reading() as session:
        return {name: sorted(map(str, session.execute(text(f"SELECT * FROM {name}")))) for name in [*Base.metadata.tables, "events", "alembic_version"]}


def test_a_backup_brings_back_every_row_and_every_attachment(database: Database, other: Any, tmp_path: Path, capsys: pytest.CaptureFixture):
    fill(database)
    storing.write("picture", b"what she sent")
    before = rows(database)
    assert main(["backup", str(tmp_path / "backup")]) == 0
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0 and "1 attachments" in capsys.readouterr().out
    new = other()
    assert main(["restore", str(tmp_path / "backup")]) == 0
    assert rows(new) == before and storing.read("picture") == b"what she sent"
    with new.reading() as session:
        assert all(problems == [] for _, problems in verification.verify(session))
    assert main(["migrate"]) == 0
    for statement in ("DELETE FROM complaint_events", "UPDATE desk_events SET kind = 'x'"):  # the guards came with it
        with pytest.raises(Exception, match="append-only"), new.transaction() as session:
            session.execute(text(statement))
    with new.transaction() as session:  # numbers go on where they were
        service.open_conversation(session, customer_id=None, language=Language.ZH, now=utc_now())
        fill_one(session, "after")


def fill_one(session: Any, words: str) -> int:
    conversation = service.open_conversation(session, customer_id="demo-li", language=Language.ZH, now=utc_now())
    return service.receive(session, conversation.id, client_message_id=words, text=words, now=utc_now())[0].sequence


def test_a_backup_made_while_others_write_is_of_one_moment(database: Database, other: Any, tmp_path: Path):
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            with database.transaction() as session:
                fill_one(session, f"m{number}")

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert main(["backup", str(tmp_path / "backup")]) == 0
    finally:
        ended.set()
        writing.join()
    new = other()
    assert main(["restore", str(tmp_path / "backup")]) == 0
    with new.reading() as session:
        conversation = service.queries.conversation_of(session, "demo-li")
        said = messages_after(session, conversation.id, 0, 9999) if conversation else []
        assert len(said) == (conversation.last_sequence if conversation else 0)


def test_a_database_that_is_not_empty_is_left_alone(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture):
    assert main(["backup", str(tmp_path / "backup")]) == 0
    fill(database)
    before = rows(database)
    assert main(["restore", str(tmp_path / "backup")]) == 2
    assert "not empty" in capsys.readouterr().err and rows(database) == before


def test_a_file_that_is_cut_or_is_none_of_ours_changes_nothing(database: Database, other: Any, tmp_path: Path, capsys: pytest.CaptureFixture):
    fill(database)
    assert main(["backup", str(tmp_path / "backup")]) == 0
    whole = (tmp_path / "backup").read_bytes()
    new = other()
    for broken in (whole[: len(whole) // 2], whole[:-4], b"", b"not a backup"):
        (tmp_path / "broken").write_bytes(broken)
        assert main(["restore", str(tmp_path / "broken")]) == 2
        assert "no whole backup" in capsys.readouterr().err and bot.backups.stores.is_empty(new)
    assert main(["restore", str(tmp_path / "backup")]) == 0


def test_a_backup_is_not_written_over_another(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture):
    (tmp_path / "backup").write_bytes(b"last night's")
    assert main(["backup", str(tmp_path / "backup")]) == 2
    assert "exists already" in capsys.readouterr().err and (tmp_path / "backup").read_bytes() == b"last night's"
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name or path.name.startswith(".backup")] == []


def test_of_another_engine_a_backup_is_refused(sqlite: Path, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    assert main(["backup", str(tmp_path / "backup")]) == 0
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    bot.settings.settings.cache_clear()
    bot.db.database.cache_clear()
    assert main(["restore", str(tmp_path / "backup")]) == 2
    assert "the backup is of postgresql" in capsys.readouterr().err


def test_attachments_in_a_bucket_are_plainly_not_in_it(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("ATTACHMENTS", "s3://bucket/support")
    bot.settings.settings.cache_clear()
    assert main(["backup", str(tmp_path / "backup")]) == 0
    assert "in a bucket and not in it" in capsys.readouterr().out
