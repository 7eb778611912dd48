"""What tests share: settings of their own, and a migrated database on each engine."""
import itertools
import shutil
from pathlib import Path
from typing import Iterator

import pgserver
import pytest
from sqlalchemy import create_engine, text

import bot.db
import bot.settings
import bot.wallet
from bot.db import Database
from bot.migrate import upgrade
from tests.services import RedisServer

_number = itertools.count()


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads the developer's environment or touches her database."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.getbasetemp()}/default_{next(_number)}.db")
    monkeypatch.setenv("ATTACHMENTS", str(tmp_path_factory.getbasetemp() / "attachments"))
    monkeypatch.setenv("DEMO_MODE", "true")
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
    # A test's data need not outlive a power cut; the schema is built once and copied for each test.
    _run(server.get_uri(), *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes")),
         "SELECT pg_reload_conf()", "CREATE DATABASE newest_schema")
    template = Database(_named(server.get_uri(), "newest_schema"))
    upgrade(template)
    template.engine.dispose()
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty database at the newest schema; the process's own `database()` is this one."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite'), tmp_path / 'test.db')}"
    else:
        url = new_database(request.getfixturevalue("postgresql"))
    monkeypatch.setenv("DATABASE_URL", url)
    bot.settings.settings.cache_clear()
    made = bot.db.database()
    yield made
    made.engine.dispose()


@pytest.fixture()
def postgresql_url(postgresql: str) -> str:
    """The address of a PostgreSQL database of this test's own, at the newest schema."""
    return new_database(postgresql)


def new_database(server: str) -> str:
    """The address of an empty database at the newest schema."""
    name = f"test_{next(_number)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE newest_schema STRATEGY FILE_COPY")
    return _named(server, name)


def _named(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _run(server: str, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
