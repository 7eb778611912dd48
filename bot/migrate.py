"""Brings the database to the newest schema."""
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.db import Database

_TURN = 0x77616C6C  # of migrations on PostgreSQL; on SQLite the transaction itself lets nobody else write


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply what is missing, all of it or nothing; up to date already, it does nothing. Two at once take turns."""
    with database.engine.begin() as connection:
        _wait_for_turn(connection)
        command.upgrade(configuration(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Go back to an older schema, whole or not at all."""
    with database.engine.begin() as connection:
        _wait_for_turn(connection)
        command.downgrade(configuration(connection), revision)


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def configuration(connection: object) -> Config:
    """Alembic's settings, working on a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
