"""Databases for tests. One of each engine is emptied and used again: a new one for each test costs more than most tests do."""
import itertools
import shutil
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.db import Database
from bot.migrate import upgrade

_number = itertools.count()
_SIDECARS = ("", "-wal", "-shm", "-journal")

# In the database that all are copied from: what a migration has written, how far numbers had been counted, and what the schema is.
_REMEMBER = """
CREATE SCHEMA kept;
CREATE FUNCTION kept.digest() RETURNS text LANGUAGE sql AS $$ SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
    SELECT concat(tgrelid::regclass, tgname, tgenabled) AS line FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat(conrelid::regclass, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat(indexrelid::regclass) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat(attrelid::regclass, attname, atttypid) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') lines $$;
CREATE TABLE kept.state AS SELECT kept.digest() AS digest;
CREATE TABLE kept.counters AS SELECT schemaname || '.' || quote_ident(sequencename) AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
DO $$ DECLARE found bool; name text; BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO found;
        IF found THEN EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_' || name, name); END IF;
    END LOOP; END $$;
CREATE FUNCTION kept.begin_again() RETURNS bool LANGUAGE plpgsql AS $$ DECLARE found bool; name text; BEGIN
    IF kept.digest() <> (SELECT digest FROM kept.state) THEN RETURN false; END IF;
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO found;
        IF found THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
    END LOOP;
    FOR name IN SELECT substr(relname, 6) FROM pg_class WHERE relnamespace = 'kept'::regnamespace AND relname LIKE 'rows_%' LOOP
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, 'rows_' || name);
    END LOOP;
    PERFORM setval(counters.name::regclass, coalesce(counters.last_value, 1), counters.last_value IS NOT NULL) FROM kept.counters;
    RETURN true; END $$;
"""


class Sqlite:
    """One file, the same for all tests; `template` holds the newest schema."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._path = template, folder / "test.db"
        self.url = f"sqlite:///{self._path}"
        self.database = Database(self.url)

    def begin_again(self) -> None:
        """Empty, at the newest schema. Whoever still holds the old file writes into what is no longer there."""
        self.database.engine.dispose()
        for ending in _SIDECARS:
            Path(f"{self._path}{ending}").unlink(missing_ok=True)
        shutil.copy(self._template, self._path)


class Postgresql:
    """One database of a server, as long as tests leave it as it was."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._open(new_database(server))

    def begin_again(self) -> None:
        """Empty, at the newest schema; another one, if somebody is still in it or has changed the schema."""
        if not self._emptied():
            self.database.engine.dispose()
            self._open(new_database(self._server))

    def _open(self, url: str) -> None:
        self.url, self.database = url, Database(url)

    def _emptied(self) -> bool:
        pool = self.database.engine.pool
        if pool.checkedout():  # type: ignore[attr-defined]
            return False
        try:
            with self.database.engine.begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = '1s'"))
                here = connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")).scalar_one()
                ours = pool.checkedin() + pool.checkedout()  # type: ignore[attr-defined]
                return here <= ours and bool(connection.execute(text("SELECT kept.begin_again()")).scalar_one())
        except OperationalError:
            return False


def make_template(server: str) -> None:
    """The database that `new_database` copies."""
    run(server, "CREATE DATABASE newest_schema")
    template = Database(named(server, "newest_schema"))
    upgrade(template)
    template.engine.dispose()
    run(named(server, "newest_schema"), _REMEMBER)


def new_database(server: str) -> str:
    """The address of an empty database at the newest schema."""
    name = f"test_{next(_number)}"
    run(server, f"CREATE DATABASE {name} TEMPLATE newest_schema STRATEGY FILE_COPY")
    return named(server, name)


def run(server: str, *statements: str) -> None:
    """Each statement by itself, outside of a transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def named(server: str, name: str) -> str:
    """The address of another database of the server."""
    return server.replace("/postgres?", f"/{name}?")
