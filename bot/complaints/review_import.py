"""`python -m bot reviews import FILE`: reviews from a CSV, each row by itself."""
import argparse
import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Optional, Tuple

from bot.complaints import reviews
from bot.db import Database, database, utc_now
from bot.errors import InvalidInput
from bot.settings import settings

COLUMNS = ("source", "link", "author", "stars", "text", "posted_at")
_NEEDED = {"source", "link", "text", "posted_at"}


def add_commands(commands: Any) -> None:
    """Add `reviews import` to a parser."""
    actions = commands.add_parser("reviews", help="reviews from elsewhere: import").add_subparsers(required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="take in a CSV with the columns " + ", ".join(COLUMNS))
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=_import)


def take_in_file(database: Database, path: Path) -> Iterator[Tuple[int, Optional[bool], str]]:
    """Take in a UTF-8 CSV row by row: the line, whether it was new (None: refused), and its number or what is wrong with it.

    InvalidInput("review_file") when it is no such file. The same file again takes in only what was refused before.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from take_in(database, file)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("review_file", reason=str(error)) from error


def take_in(database: Database, lines: Iterable[str]) -> Iterator[Tuple[int, Optional[bool], str]]:
    """The same for the lines of a CSV."""
    for line, row in _rows(lines):
        try:
            with database.transaction() as session:
                review, new = reviews.take_in(session, _found(row), now=utc_now())
                number = review.complaint.number
        except InvalidInput as error:
            yield line, None, str(error.values["field"])
        else:
            yield line, new, number


def _rows(lines: Iterable[str]) -> Iterator[Tuple[int, Dict[str, str]]]:
    try:
        reader = csv.DictReader(lines, restval="")
        missing = _NEEDED - set(reader.fieldnames or ())
        if missing:
            raise InvalidInput("review_file", missing=sorted(missing))
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InvalidInput("review_file", reason=str(error)) from error


def _found(row: Dict[str, str]) -> reviews.Found:
    value = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return reviews.Found(source=value["source"], link=value["link"], text=value["text"], author=value["author"] or None,
                         stars=_read("stars", int, value["stars"]) if value["stars"] else None,
                         posted_at=_read("posted_at", _moment, value["posted_at"]))


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=settings().zone)  # a bare date is the company's


def _read(field: str, kind: Any, text: str) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        raise InvalidInput("invalid_field", field=field) from error


def _import(options: argparse.Namespace) -> int:
    new = known = refused = 0
    for line, fresh, told in take_in_file(database(), options.file):
        if fresh is None:
            refused += 1
            print(f"line {line}: {told} is missing or odd", file=sys.stderr)
        new, known = new + bool(fresh), known + (fresh is False)
    print(f"{new} new, {known} known already, {refused} refused")
    return 1 if refused else 0
