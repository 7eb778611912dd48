"""A migration that is killed anywhere has changed nothing and is run again; two at once take turns; each step keeps what it knows."""
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, List

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from bot.complaints import verification
from bot.db import Database
from bot.migrate import configuration, downgrade, upgrade
from bot.models import Base
from tests.databases import named, run
from tests.test_migrate import fill, tables

ROOT = Path(__file__).parent.parent
STRIDE = 41  # every so many statements one dies


def revisions() -> List[str]:
    """Oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(configuration(None)).walk_revisions()][::-1]


def revision(database: Database) -> str:
    with database.reading() as session:
        return session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()


def dies(database: Database, work: Any, at: int) -> bool:
    """Do the work in a process that dies before its statement of this number, or before it commits; whether it died."""
    url = database.engine.url.render_as_string(hide_password=False)
    database.engine.dispose()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    own, count = Database(url), 0

    def maybe(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(own.engine, moment, maybe)
    work(own)
    os._exit(0)


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_migration_killed_anywhere_has_changed_nothing_and_is_run_again(database: Database, way: str):
    fill(database)
    if way == "up":
        downgrade(database, revisions()[0])
    before, said = revision(database), spoken(database)
    deaths = 0
    while dies(database, upgrade if way == "up" else lambda own: downgrade(own, revisions()[0]), 1 + deaths * STRIDE):
        deaths += 1
        assert revision(database) == before and spoken(database) == said
    assert deaths >= 3 and revision(database) == (revisions()[-1] if way == "up" else revisions()[0])
    upgrade(database)
    assert tables(database) >= set(Base.metadata.tables) and spoken(database) == said


def spoken(database: Database) -> List[str]:
    with database.reading() as session:
        return list(session.execute(text("SELECT text FROM messages ORDER BY id")).scalars())


def test_each_step_goes_down_and_up_with_data_in_every_table(database: Database):
    fill(database)
    said = spoken(database)
    for older in revisions()[-2::-1]:
        downgrade(database, older)
        upgrade(database)
        assert spoken(database) == said
        with database.reading() as session:
            wrong = [problems for _, problems in verification.verify(session) if problems]
        assert wrong == [], older


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_two_migrations_at_once_on_an_empty_database_both_end_well(engine: str, tmp_path: Path, request: pytest.FixtureRequest):
    url = f"sqlite:///{tmp_path}/new.db"
    if engine == "postgresql":
        server = request.getfixturevalue("postgresql")
        run(server, "DROP DATABASE IF EXISTS twice", "CREATE DATABASE twice")
        url = named(server, "twice")
    both = [subprocess.Popen([sys.executable, "-m", "bot", "migrate"], cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stderr=subprocess.PIPE) for _ in range(2)]
    for each in both:
        assert each.wait(120) == 0, each.stderr and each.stderr.read().decode()[-2000:]
        assert each.stderr and each.stderr.close() is None
    made = Database(url)
    assert tables(made) >= set(Base.metadata.tables)
    made.engine.dispose()
