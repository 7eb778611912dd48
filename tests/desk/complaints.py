"""Complaints for the desk's tests, filed now, and the ways to look at what became of them."""
from typing import Any

from bot.complaints import queries, verification
from bot.complaints.models import Complaint
from bot.db import Database, utc_now
from tests.complaints import people


def filed(database: Database, **stated: Any) -> str:
    """A new complaint's number."""
    with database.transaction() as session:
        return people.file(session, now=utc_now(), **stated).number


def kept(database: Database, number: str) -> Complaint:
    """A complaint as it is in the database."""
    with database.reading() as session:
        return queries.by_number(session, number)


def events(database: Database, number: str) -> list:
    with database.reading() as session:
        return [event.kind for event in queries.by_number(session, number).events]


def sound(database: Database) -> bool:
    """Whether every audit trail is as it was written."""
    with database.reading() as session:
        return not [problem for _, problems in verification.verify(session) for problem in problems]


def said(database: Database, number: str) -> list:
    """What the customer reads in her conversation."""
    with database.reading() as session:
        return people.said(session, queries.by_number(session, number))
