"""Whether the audit trails are as they were written."""
from dataclasses import dataclass
from typing import Iterator, List, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.complaints import chain, trail
from bot.complaints.kinds import Event
from bot.complaints.models import Complaint, ComplaintEvent, ComplaintKey
from bot.settings import settings

_AT_ONCE = 200


@dataclass(frozen=True)
class Problem:
    """Something wrong with a complaint's trail; `sequence` is the row, None where it is the complaint as a whole."""

    number: str
    wrong: str
    sequence: Optional[int] = None


def verify(session: Session, number: Optional[str] = None) -> Iterator["tuple[Complaint, List[Problem]]"]:
    """Each complaint (or the one of a number) with what is wrong with its trail: an empty list where all is well.

    Wrong with rows: changed, removed, inserted, reordered; `words_changed` for a note, or the filing, that is not what
    the row committed to. Wrong with the whole: `status` is not what the trail leads to, `seal` is not AUDIT_KEY's,
    `unsealed` while AUDIT_KEY is set, `key` was lost without an erasure.
    """
    last = 0
    while True:
        wanted = select(Complaint).where(Complaint.id > last).order_by(Complaint.id).limit(_AT_ONCE).options(
            selectinload(Complaint.events).selectinload(ComplaintEvent.note))
        batch = session.execute(wanted.where(Complaint.number == number) if number else wanted).scalars().all()
        if not batch:
            return
        yield from ((complaint, problems(session, complaint)) for complaint in batch)
        last = batch[-1].id
        session.expunge_all()


def problems(session: Session, complaint: Complaint) -> List[Problem]:
    """What is wrong with one trail."""
    rows = [trail.as_row(event) for event in complaint.events]
    found = [Problem(complaint.number, finding.wrong.value, finding.sequence) for finding in chain.examine(
        complaint.number, rows, count=complaint.event_count, head=complaint.event_head)]
    return found + [Problem(complaint.number, wrong, sequence) for wrong, sequence in (*_words(session, complaint), *_whole(complaint))]


def seal_all(session: Session) -> int:
    """Sign every trail that is well with the present AUDIT_KEY: after setting or changing it. Returns how many were signed."""
    signed = 0
    for complaint in session.execute(select(Complaint).order_by(Complaint.id).with_for_update()).scalars():
        if not {problem.wrong for problem in problems(session, complaint)} - {"seal", "unsealed"}:
            complaint.event_seal = trail.sealed(complaint)
            signed += 1
    return signed


def _words(session: Session, complaint: Complaint) -> Iterator["tuple[str, Optional[int]]"]:
    key = session.get(ComplaintKey, complaint.id)
    if key is None:
        if not any(event.kind == Event.WORDS_ERASED.value for event in complaint.events):
            yield "key", None
        return
    for event in complaint.events:
        words = trail.stated(complaint) if event.kind == Event.FILED.value else trail.words_of(event.note) if event.note else None
        if (chain.commit(key.key, words) if words else None) != event.commitment:
            yield "words_changed", event.sequence


def _whole(complaint: Complaint) -> Iterator["tuple[str, Optional[int]]"]:
    led_to = [event.details["to"] for event in complaint.events if "to" in event.details]
    if led_to and led_to[-1] != complaint.status:
        yield "status", None
    if settings().audit_key and complaint.event_seal is None:
        yield "unsealed", None
    elif settings().audit_key and complaint.event_seal != trail.sealed(complaint):
        yield "seal", None
