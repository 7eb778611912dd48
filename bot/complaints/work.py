"""What the company's people do with a complaint between its filing and its decision.

Everywhere: `actor` is who does it and must be allowed to read the complaint (NotFound else) and to make the move
(NotAllowed); `version`, where given, is the one she has seen: NotAllowed("changed_meanwhile") if somebody was faster.
"""
from datetime import datetime
from typing import Optional

from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.complaints import steps
from bot.complaints.kinds import Deadline, Event
from bot.complaints.models import Complaint, ComplaintNote


def take_up(session: Session, number: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Begin to look into a complaint."""
    complaint = steps.held_by(session, number, actor, version)
    steps.move(session, complaint, Event.TAKEN_UP, actor, now)
    steps.tell(session, complaint, "complaint_taken_up", now, button="supplement")
    return complaint


def reply(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Answer the customer in substance; it meets the first-reply clock and reaches her conversation."""
    complaint = steps.held_by(session, number, actor, version)
    note = steps.add_note(session, complaint, actor, words, now)
    steps.move(session, complaint, Event.REPLIED, actor, now, note=note)
    steps.settle(complaint, now, Deadline.FIRST_REPLY)
    steps.refresh(session, complaint, now)
    steps.tell(session, complaint, "complaint_reply", now, button="supplement", words=note.text)
    return complaint


def ask(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Ask the customer for what is missing and wait for it. A question is no answer: it meets no clock and stops none."""
    complaint = steps.held_by(session, number, actor, version)
    note = steps.add_note(session, complaint, actor, words, now)
    steps.move(session, complaint, Event.ASKED, actor, now, note=note)
    steps.tell(session, complaint, "complaint_waiting", now, button="supplement", words=note.text)
    return complaint


def add_note(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> ComplaintNote:
    """Write something down for colleagues; the customer never sees it."""
    complaint = steps.held_by(session, number, actor, version)
    note = steps.add_note(session, complaint, actor, words, now, internal=True)
    steps.move(session, complaint, Event.NOTED, actor, now, note=note)
    return note


def reopen(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Take an ended complaint up again of our own accord, however long ago it ended; `words` tell the customer why."""
    complaint = steps.held_by(session, number, actor, version)
    note = steps.add_note(session, complaint, actor, words, now)
    steps.move(session, complaint, Event.REOPENED, actor, now, note=note)
    steps.begin_again(session, complaint, now)
    steps.tell(session, complaint, "complaint_reopened", now, button="supplement", words=note.text)
    return complaint
