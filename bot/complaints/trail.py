"""Writing the audit trail: one chain for each complaint, its rows written one after the other."""
from datetime import datetime, timezone
from typing import Any, Dict, Mapping, Optional

from sqlalchemy.orm import Session

from bot.agents import roles
from bot.complaints import chain
from bot.complaints.kinds import Actor, Event
from bot.complaints.lifecycle import By
from bot.complaints.models import Complaint, ComplaintEvent, ComplaintKey, ComplaintNote
from bot.conversations import live
from bot.errors import NotAllowed
from bot.settings import settings
from bot.webhooks import service as webhooks
from bot.webhooks.models import Topic

_CODES = ("from", "outcome", "deadline", "agent", "compensation")  # of a row's details, what subscribers hear


def record(session: Session, complaint: Complaint, event: Event, by: By, now: datetime, *, note: Optional[ComplaintNote] = None,
           details: Optional[Mapping[str, Any]] = None) -> ComplaintEvent:
    """Add a row to the trail of a complaint whose row this transaction has locked, and note the chain's new end.

    `details` holds codes, ids, moments and sums, never words: those are in the note, to which the row commits.
    """
    person = by if isinstance(by, roles.Actor) else None
    # Before the chain's end is noted: that must be written together with the status, and a query would write it at once.
    webhooks.record(session, Topic.COMPLAINT, event.value, _told(complaint, details or {}), now=now)
    row = ComplaintEvent(
        complaint_id=complaint.id, sequence=complaint.event_count + 1, kind=event.value,
        actor=Actor.OPERATOR.value if person else by.value,  # type: ignore[union-attr]
        actor_name=person and person.name, agent_id=person and person.agent_id, details=dict(details or {}),
        note_id=note.id if note else None, created_at=now, previous=complaint.event_head,
        commitment=_commitment(session, complaint, event, note))
    row.hash = chain.digest(complaint.number, as_row(row))
    session.add(row)
    session.flush()
    _note_end(complaint, row)
    complaint.version += by is not Actor.SYSTEM
    live.emit(session, "complaint", complaint.number, now=now)
    return row


def start(session: Session, complaint: Complaint) -> None:
    """Give a new complaint the key of its trail."""
    session.add(ComplaintKey(complaint_id=complaint.id, key=chain.new_key()))
    session.flush()


def as_row(event: ComplaintEvent) -> chain.Row:
    """A row as the chain's arithmetic reads it."""
    return chain.Row(event.sequence, event.kind, event.actor, event.agent_id, event.actor_name, event.details, event.commitment,
                     event.created_at, event.previous, event.hash)


def words_of(note: ComplaintNote) -> Dict[str, Any]:
    """What a row commits to of a note."""
    return {"author": note.author, "internal": bool(note.internal), "text": note.text}


def stated(complaint: Complaint) -> Dict[str, Any]:
    """What the first row commits to: what was stated at the filing."""
    at, amount = complaint.occurred_at, complaint.amount
    return {"category": complaint.category, "description": complaint.description, "remedy": complaint.remedy,
            "remedy_words": complaint.remedy_words, "transaction_id": complaint.transaction_id, "currency": complaint.currency,
            "amount": None if amount is None else int((amount * 100).to_integral_value()),
            "occurred_at": at and at.astimezone(timezone.utc).isoformat()}


def sealed(complaint: Complaint) -> Optional[str]:
    """The signature that belongs on the end of a trail; None while AUDIT_KEY is not set."""
    key = settings().audit_key
    return chain.seal(key, complaint.number, complaint.event_count, complaint.event_head) if key else None


def _commitment(session: Session, complaint: Complaint, event: Event, note: Optional[ComplaintNote]) -> Optional[str]:
    words = stated(complaint) if event is Event.FILED else words_of(note) if note else None
    if words is None:
        return None
    key = session.get(ComplaintKey, complaint.id)
    if key is None:
        raise NotAllowed("words_erased", number=complaint.number)
    return chain.commit(key.key, words)


def _told(complaint: Complaint, details: Mapping[str, Any]) -> Dict[str, Any]:
    return {"number": complaint.number, "sequence": complaint.event_count + 1, "category": complaint.category,
            "status": details.get("to", complaint.status), **{name: details[name] for name in _CODES if name in details}}


def _note_end(complaint: Complaint, row: ComplaintEvent) -> None:
    complaint.event_count, complaint.event_head = row.sequence, row.hash
    complaint.event_seal = sealed(complaint)
