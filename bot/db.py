"""The database: engine, sessions, and the column types both databases share."""
import sqlite3
import threading
from contextlib import contextmanager
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Iterator, List, Mapping, Optional, Sequence, Type, TypeVar

from sqlalchemy import BigInteger, DateTime, Integer, create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, class_mapper, declarative_base
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from bot.settings import settings

Base: Any = declarative_base()
T = TypeVar("T")
_PATIENCE_SECONDS = 15.0  # of one who waits for another writer to a SQLite file
QUIETLY = {"synchronize_session": False}  # a statement about rows that no object of the session stands for
CHANGES = "changes"  # in a session's info: what its transaction tells others of (bot/conversations/live.py)

# SQLite only numbers rows by itself when the key is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator):
    """An aware datetime, stored as UTC; refuses naive ones, which nobody could place."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: Optional[datetime], dialect: Any) -> Optional[datetime]:
        return None if value is None else value.replace(tzinfo=timezone.utc)


class Money(TypeDecorator):
    """A sum in the currency's hundredths: exact in both databases, where SQLite knows no decimals."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Optional[Decimal], dialect: Any) -> Optional[int]:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: Optional[int], dialect: Any) -> Optional[Decimal]:
        return None if value is None else Decimal(value) / 100


class Trouble(str, Enum):
    """Why the database cannot do now what it could do a moment ago."""

    AWAY = "store_away"  # gone, restarting, overrun: the same again may work soon
    FULL = "store_full"  # no room to write


_FULL = ("disk is full", "No space left", "could not extend file")
_SQLITE_AWAY = ("locked", "unable to open", "disk I/O error")  # it calls a missing table an operational error, too


def trouble(error: BaseException) -> Optional[Trouble]:
    """Which trouble of the database an error tells of; None where it is about anything else."""
    if isinstance(error, DBAPIError) and any(words in str(error.orig) for words in _FULL):
        return Trouble.FULL
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.Error):
        return Trouble.AWAY if any(words in str(error.orig) for words in _SQLITE_AWAY) else None
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return Trouble.AWAY if gone or isinstance(error, (OperationalError, InterfaceError, PoolTimeout)) else None


class Database:
    """One engine; `transaction` for writes, `reading` for reads, each its own session.

    A session ends its transaction before it gives its connection back, so that the pool need not roll back once more.
    """

    def __init__(self, url: str) -> None:
        # Errors are logged, and their parameters would be customers' words: hence `hide_parameters`.
        self.engine = _sqlite_engine(url) if url.startswith("sqlite") else create_engine(
            url, future=True, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True, pool_reset_on_return=None)
        self.on_changes: List[Callable[[Sequence[Any]], None]] = []  # called after each transaction that told of changes, on its thread
        self._reader = self.engine.execution_options(reads=True)
        self._writing = threading.Lock() if url.startswith("sqlite") else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing: commits at the end, rolls back on any error."""
        with self._one_writer(), Session(self.engine, future=True, expire_on_commit=False) as session, session.begin():
            yield session
        if CHANGES in session.info:
            for hear in tuple(self.on_changes):
                hear(session.info[CHANGES])

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """On SQLite this process's writers wait here: there a writer who waits sleeps, longer each time, and whoever comes later may be quicker.

        One who waited for too long goes on, and hears from SQLite whether it is locked.
        """
        alone = self._writing is not None and self._writing.acquire(timeout=_PATIENCE_SECONDS)
        try:
            yield
        finally:
            if alone:
                self._writing.release()  # type: ignore[union-attr]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, and never waits for a writer."""
        with Session(self._reader, future=True) as session:
            yield session


def read_only(kind: Type[T], columns: Mapping[str, Any]) -> T:
    """What a table holds, as an object of its class that no session knows: to be read, and made in a tenth of the time. To change it is an error."""
    class_mapper(kind)  # in a process that has only read until now its attributes are not ready yet
    made = kind.__new__(kind)
    vars(made).update(columns)
    return made


def known(row: Any, **columns: Any) -> None:
    """Let an object, of a session or read only, have what its table holds already: nothing is to be written."""
    vars(row).update(columns)


def hold(session: Session, name: str) -> None:
    """Until this transaction ends, whoever holds the same name in another waits; on SQLite a writer is alone anyway.

    Unlike a row's lock it is taken before everything else, so that no two transactions wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_HOLD, {"name": name})


_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, future=True, poolclass=QueuePool, pool_use_lifo=True, hide_parameters=True, pool_reset_on_return=None,
                           connect_args={"check_same_thread": False, "timeout": _PATIENCE_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions start too late and too weak; `_begin_sqlite` starts them.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    reads = connection.get_execution_options().get("reads")
    how = "BEGIN" if reads else "BEGIN IMMEDIATE"  # a writer takes the lock at once: a read that later wants to write would fail, not wait
    try:
        connection.connection.dbapi_connection.execute(how)  # past SQLAlchemy, where it is as dear as a question
    except sqlite3.OperationalError as error:
        raise OperationalError(how, None, error) from error


@lru_cache(maxsize=None)
def database() -> Database:
    """The database of this process, connected at first use."""
    return Database(settings().database_url)


def utc_now() -> datetime:
    """The present, aware; edges call it once and pass it on as `now`."""
    return datetime.now(timezone.utc)
