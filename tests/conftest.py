"""What tests share: settings of their own, and a migrated database on each engine."""
import itertools
from pathlib import Path
from typing import Iterator, List

import pgserver
import pytest
from argon2 import PasswordHasher

import bot.db
import bot.settings
import bot.wallet
from bot.agents import passwords
from bot.db import Database
from bot.migrate import upgrade
from tests import brief, databases
from tests.services import RedisServer

_number = itertools.count()
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # what argon2 is good for would be most of the time of all tests


def pytest_collection_modifyitems(config: pytest.Config, items: List[pytest.Item]) -> None:
    """The short form leaves tests out, and says how many."""
    left = brief.left_out(items) if brief.BRIEF else set()
    config.hook.pytest_deselected(items=[items[place] for place in left])
    items[:] = [item for place, item in enumerate(items) if place not in left]


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads the developer's environment or touches her database."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.getbasetemp()}/default_{next(_number)}.db")
    monkeypatch.setenv("ATTACHMENTS", str(tmp_path_factory.getbasetemp() / "attachments"))
    monkeypatch.setenv("DEMO_MODE", "true")
    monkeypatch.setattr(passwords, "_hasher", lambda: _QUICK)
    monkeypatch.setenv("DESK_KEY", "a key for tests, made for nothing else")
    for cached in (bot.settings.settings, bot.db.database, bot.wallet.wallet):
        cached.cache_clear()
    yield
    for cached in (bot.settings.settings, bot.db.database, bot.wallet.wallet):
        cached.cache_clear()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, started for this run."""
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    # A test's data need not outlive a power cut; the schema is built once and copied.
    databases.run(server.get_uri(), *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes")),
                  "SELECT pg_reload_conf()")
    databases.make_template(server.get_uri())
    yield server.get_uri()
    server.cleanup()


@pytest.fixture()
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A real Redis, empty, started for this test; it may be stopped."""
    running = RedisServer(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema, to be copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "newest_schema.db"
    template = Database(f"sqlite:///{path}")
    upgrade(template)
    template.engine.dispose()
    return path


@pytest.fixture(scope="session")
def kept_sqlite(sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> databases.Sqlite:
    return databases.Sqlite(sqlite, tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def kept_postgresql(postgresql: str) -> Iterator[databases.Postgresql]:
    kept = databases.Postgresql(postgresql)
    yield kept
    kept.database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An empty database at the newest schema; the process's own `database()` is this one."""
    kept = request.getfixturevalue(f"kept_{request.param}")
    kept.begin_again()
    monkeypatch.setenv("DATABASE_URL", kept.url)
    monkeypatch.setattr(bot.db, "Database", lambda url: kept.database if url == kept.url else Database(url))
    bot.settings.settings.cache_clear()
    return bot.db.database()


@pytest.fixture()
def postgresql_url(postgresql: str) -> str:
    """The address of a PostgreSQL database of this test's own, at the newest schema."""
    return databases.new_database(postgresql)
