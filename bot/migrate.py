"""Brings the database to the newest schema."""
from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.db import Database


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply what is missing; up to date already, it does nothing."""
    with database.engine.begin() as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Go back to an older schema."""
    with database.engine.begin() as connection:
        command.downgrade(configuration(connection), revision)


def configuration(connection: object) -> Config:
    """Alembic's settings, working on a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
