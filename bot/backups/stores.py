"""Each engine's own way to give a whole and consistent copy while everything runs, and to take one in."""
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Dict, List

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from bot.db import Database
from bot.errors import SettingError


def is_empty(database: Database) -> bool:
    """Whether nothing was ever put into it, no table either."""
    return not inspect(database.engine).get_table_names()


def dump(database: Database, url: str, target: Path) -> None:
    """Write a copy of the database as it is at one moment; nobody waits for it."""
    if database.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(make_url(url).database)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)  # in one step: writers go on beside it, and it need not begin again because of them
        return
    _run("pg_dump", url, ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def load(database: Database, url: str, source: Path) -> None:
    """Put a copy into an empty database: all of it or nothing."""
    if database.engine.dialect.name == "sqlite":
        database.engine.dispose()
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(make_url(url).database)) as target:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise SettingError("setting", variable="the backup", reason="its database is damaged")
            copy.backup(target)
        return
    _run("pg_restore", url, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(source)])


def _run(program: str, url: str, arguments: List[str]) -> None:
    parsed = make_url(url)
    address = parsed.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    # The password goes by the environment: arguments are seen by everybody on the machine.
    secret: Dict[str, str] = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    try:
        done = subprocess.run([program, f"--dbname={address}", *arguments], env={**os.environ, **secret}, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise SettingError("setting", variable=program, reason="not found; install PostgreSQL's client programs of the server's version or newer") from error
    if done.returncode:
        raise SettingError("setting", variable=program, reason=done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"ended with {done.returncode}")
