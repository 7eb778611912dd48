"""Statements that every turn runs: compiled once for each kind of database, then given to its driver as they are.

sqlalchemy/engine/base.py:1620-1700 looks a statement up by all its parts, and builds a context, a result and a row class for each execution: measured in
a turn, 98 us, of which the driver's work is 17, and a turn has some twenty. Errors, events and lost connections stay SQLAlchemy's own business.
"""
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from sqlalchemy import Table, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement, Insert

_AT_ONCE = 50  # rows by one statement: each number of them is a statement of its own
Made = Optional[Callable[[Any], Any]]  # how a value is put into the driver's form, or out of it; None: it is as it is


class _Plan(NamedTuple):
    """A statement in one database's words: its parameters in order, which of them need to be changed, what those are that are not given, and its columns."""

    words: str
    order: Sequence[str]
    binds: Sequence[Tuple[str, Callable[[Any], Any]]]
    constants: Mapping[str, Any]
    results: Sequence[Made]
    by_name: bool
    returns_id: bool


class Prepared:
    """A statement whose values are given by name at each execution.

    As with SQLAlchemy, what the session was told is written before it is asked, and not before another change.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] = ()) -> None:
        """`columns`: those of an INSERT that are given."""
        self._statement, self._columns, self._plans = statement, columns, dict[str, _Plan]()
        self.names = [column.key for column in getattr(statement, "selected_columns", ())]

    def all(self, session: Session, values: Mapping[str, Any]) -> List[Tuple[Any, ...]]:
        """The rows."""
        if session.autoflush:
            session.flush()
        plan, rows = self._run(session, values, lambda cursor, plan: cursor.fetchall())
        return [tuple(value if made is None else made(value) for value, made in zip(row, plan.results, strict=True)) for row in rows]

    def one(self, session: Session, values: Mapping[str, Any]) -> Tuple[Any, ...]:
        """The first row; NoResultFound where there is none."""
        found = self.first(session, values)
        if found is None:
            raise NoResultFound(str(self._statement))
        return found

    def first(self, session: Session, values: Mapping[str, Any]) -> Optional[Tuple[Any, ...]]:
        """The first row, or None."""
        rows = self.all(session, values)
        return rows[0] if rows else None

    def mapped(self, row: Sequence[Any]) -> Dict[str, Any]:
        """A row by its columns' names."""
        return dict(zip(self.names, row, strict=True))

    def change(self, session: Session, values: Mapping[str, Any]) -> int:
        """How many rows were changed."""
        count: int = self._run(session, values, lambda cursor, plan: cursor.rowcount)[1]
        return count

    def add(self, session: Session, values: Mapping[str, Any]) -> int:
        """The id that the database gave to the row that was added."""
        number: int = self._run(session, values, lambda cursor, plan: cursor.fetchone()[0] if plan.returns_id else cursor.lastrowid)[1]
        return number

    def _run(self, session: Session, values: Mapping[str, Any], take: Callable[[Any, _Plan], Any]) -> "Tuple[_Plan, Any]":
        connection = session.connection()
        plan = self._plans.get(connection.dialect.name) or self._planned(connection.dialect)
        given = {**plan.constants, **values}
        for name, made in plan.binds:
            given[name] = made(given[name])
        cursor = connection.connection.cursor()
        connection._cursor_execute(cursor, plan.words, given if plan.by_name else [given[name] for name in plan.order])
        try:
            return plan, take(cursor, plan)
        except Exception as error:  # SQLite reads on at each row, and may fail at any
            connection._handle_dbapi_exception(error, plan.words, None, cursor, None)
            raise
        finally:
            cursor.close()

    def _planned(self, dialect: Dialect) -> _Plan:
        compiled = self._statement.compile(dialect=dialect, column_keys=list(self._columns) or None)
        if compiled.post_compile_params or compiled.literal_execute_params or getattr(compiled, "prefetch", ()):
            raise ValueError(f"what SQLAlchemy adds at each execution cannot be prepared: {compiled}")
        made = {name: _bind(bind.type, dialect) for bind, name in compiled.bind_names.items()}
        constants = {name: made[name](bind.value) if made[name] else bind.value  # type: ignore[misc]
                     for bind, name in compiled.bind_names.items() if not bind.required and name not in self._columns}
        changed = [(name, make) for name, make in made.items() if make and name not in constants]
        results = [_result(column.type, dialect) for column in getattr(self._statement, "selected_columns", ())]
        return self._plans.setdefault(dialect.name, _Plan(
            str(compiled), compiled.positiontup or (), changed, constants, results, not compiled.positional,
            returns_id=isinstance(self._statement, Insert) and bool(compiled.returning)))


class PreparedRows:
    """Rows of a table that are added by one statement, which is prepared for each number of them."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self._table, self._columns, self._statements = table, columns, dict[int, Prepared]()

    def add(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add some rows, all with the same columns."""
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first:first + _AT_ONCE]
            statement = self._statements.get(len(some)) or self._prepared(len(some))
            statement.change(session, {f"{column}_{place}": row[column] for place, row in enumerate(some) for column in self._columns})

    def _prepared(self, count: int) -> Prepared:
        values = [{column: bindparam(f"{column}_{place}", type_=self._table.c[column].type) for column in self._columns} for place in range(count)]
        return self._statements.setdefault(count, Prepared(insert(self._table).values(values)))


def _bind(kind: Any, dialect: Dialect) -> Made:
    found: Made = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _result(kind: Any, dialect: Dialect) -> Made:
    found: Made = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found
