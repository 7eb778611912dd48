"""Finding complaints by number, customer and words.

Words are kept as terms: Latin words and numbers whole (found by their beginning), Chinese in pairs of
characters, for it has no spaces and its words are mostly two characters long. One table with one
index answers on both databases; neither's own full-text search reads Chinese pairs.
"""
import re
from typing import Any, Iterator, List, Optional, Set

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.complaints.models import Complaint, ComplaintTerm
from bot.conversations.text import simplify

_LONGEST = 32
_MOST = 8  # terms of a question that are looked at
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


def add(session: Session, complaint_id: int, *texts: Optional[str]) -> None:
    """Let a complaint be found by the words of some texts."""
    wanted: Set[str] = set().union(*(terms(text) for text in texts if text))
    known = set(session.execute(select(ComplaintTerm.term).where(
        ComplaintTerm.complaint_id == complaint_id, ComplaintTerm.term.in_(wanted))).scalars())
    rows = [{"term": term, "complaint_id": complaint_id} for term in sorted(wanted - known)]
    if rows:
        session.execute(ComplaintTerm.__table__.insert(), rows)


def terms(text: str) -> Set[str]:
    """What a text is kept under."""
    return set(_pieces(text, alone=True))


def matching(question: str) -> List[Any]:
    """The conditions under which a complaint fits all words of a question; never fits where it holds none."""
    pieces = list(dict.fromkeys(_pieces(question, alone=False)))[:_MOST]
    return [Complaint.id.in_(_with(piece)) for piece in pieces] or [Complaint.id.is_(None)]


def _pieces(text: str, *, alone: bool) -> Iterator[str]:
    """The pairs and words of a text; with `alone` a run's last character too, so that one character finds it as a beginning."""
    for run in _RUN.findall(simplify(text)):
        if run.isascii():
            yield run[:_LONGEST]
        else:
            yield from (run[at:at + 2] for at in range(len(run) - (not alone and len(run) > 1)))


def _with(piece: str) -> Select:
    found = select(ComplaintTerm.complaint_id)
    if len(piece) == 2 and not piece.isascii():
        return found.where(ComplaintTerm.term == piece)
    return found.where(ComplaintTerm.term >= piece, ComplaintTerm.term < piece + "\uffff")
