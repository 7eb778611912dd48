"""How complaints look in the desk API."""
from datetime import datetime
from typing import Any, Dict, Optional

from bot import formats
from bot.agents.roles import Actor, Role
from bot.complaints import queries, whole
from bot.complaints.models import (
    Compensation,
    Complaint,
    ComplaintAlert,
    ComplaintDeadline,
    ComplaintEvent,
    ComplaintExtension,
    ComplaintFilter,
    ComplaintRise,
    Review,
)
from bot.conversations.contacts import mask_contacts
from bot.conversations.models import Attachment

_PREVIEW = 120


def complaint_row(complaint: Complaint) -> Dict[str, Any]:
    """A complaint in a list; of what she wrote the beginning, with contacts masked."""
    clock = queries.next_deadline(complaint)
    return {
        "number": complaint.number, "category": complaint.category, "status": complaint.status, "priority": complaint.priority,
        "description": mask_contacts(complaint.description)[:_PREVIEW], "amount": _sum(complaint.amount), "currency": complaint.currency,
        "customer": _customer(complaint), "locale": complaint.locale, "team": complaint.team,
        "assignee": complaint.assignee and {"id": complaint.assignee.id, "name": complaint.assignee.name},
        "created_at": complaint.created_at.isoformat(), "next_deadline": clock and clock_shape(clock), "outcome": complaint.outcome,
        "version": complaint.version}


def complaint_whole(found: whole.Whole, actor: Actor) -> Dict[str, Any]:
    """A complaint with all that belongs to it, and the events that the actor may make happen."""
    complaint = found.complaint
    contact = complaint.contact and formats.masked(complaint.contact) if actor.role is Role.AUDITOR else complaint.contact
    return {
        **complaint_row(complaint), "description": complaint.description, "remedy": complaint.remedy, "remedy_words": complaint.remedy_words,
        "transaction_id": complaint.transaction_id, "occurred_at": _moment(complaint.occurred_at), "contact": contact,
        "conversation_id": complaint.conversation_id, "closed_at": _moment(complaint.closed_at),
        "deadlines": [clock_shape(clock) for clock in complaint.deadlines], "timeline": [_step(event, found.names) for event in complaint.events],
        "alerts": [{"kind": alert.kind, "deadline": kind, "target": alert.target, "at": alert.created_at.isoformat()} for alert, kind in found.alerts],
        "extensions": [_extension(asked, found, actor) for asked in found.extensions],
        "compensations": [_compensation(offer, found, actor) for offer in found.compensations],
        "attachments": [attachment_shape(attachment) for attachment in found.attachments],
        "others": [{"number": other.number, "category": other.category, "status": other.status, "created_at": other.created_at.isoformat()}
                   for other in found.others],
        "review": found.review and review_shape(found.review),
        "moves": sorted(event.value for event in whole.moves(found, actor))}


def changed(complaint: Complaint) -> Dict[str, Any]:
    """What an act on a complaint is answered with."""
    return {"number": complaint.number, "status": complaint.status, "version": complaint.version}


def offered(offer: Compensation) -> Dict[str, Any]:
    """What an act on a compensation is answered with."""
    return {**changed(offer.complaint), "compensation": {"id": offer.id, "state": offer.state}}


def clock_shape(clock: ComplaintDeadline) -> Dict[str, Any]:
    """One clock."""
    return {"kind": clock.kind, "started_at": clock.started_at.isoformat(), "due_at": clock.due_at.isoformat(), "state": clock.state,
            "settled_at": _moment(clock.settled_at)}


def attachment_shape(attachment: Attachment) -> Dict[str, Any]:
    """An attachment; width and height are null for a PDF."""
    return {name: getattr(attachment, name) for name in ("id", "name", "media_type", "size", "width", "height")}


def review_shape(review: Review) -> Dict[str, Any]:
    """Where a review stands, and what was written down about it."""
    return {"source": review.source, "link": review.link, "author": review.author, "stars": review.stars, "posted_at": review.posted_at.isoformat(),
            "draft": review.draft and review.draft.text, "solution": review.solution and review.solution.text,
            "follow_up": review.follow_up and review.follow_up.text}


def alert_row(alert: ComplaintAlert) -> Dict[str, Any]:
    """An alert in a list."""
    return {"id": alert.id, "kind": alert.kind, "number": alert.complaint.number, "category": alert.complaint.category, "deadline": alert.clock.kind,
            "due_at": alert.due_at.isoformat(), "target": alert.target, "at": alert.created_at.isoformat()}


def rise_row(rise: ComplaintRise) -> Dict[str, Any]:
    """A rise in a list."""
    return {"id": rise.id, "category": rise.category, "level": rise.level, "count": rise.count, "usual": round(rise.usual, 2),
            "started_at": rise.started_at.isoformat(), "ended_at": _moment(rise.ended_at)}


def filter_row(kept: ComplaintFilter) -> Dict[str, Any]:
    """A filter and its name."""
    return {"id": kept.id, "name": kept.name, "terms": kept.terms}


def offer_row(offer: Compensation, actor: Actor) -> Dict[str, Any]:
    """A compensation in the list of those that wait for a person."""
    return {"number": offer.complaint.number, "version": offer.complaint.version, "id": offer.id, "amount": _sum(offer.amount), "currency": offer.currency,
            "state": offer.state, "reason": offer.reason, "attempts": offer.attempts, "last_error": offer.last_error,
            "created_at": offer.created_at.isoformat(), "moves": whole.moves_of_compensation(offer, offer.complaint, actor)}


def _step(event: ComplaintEvent, names: Dict[int, str]) -> Dict[str, Any]:
    details = dict(event.details)
    if "agent" in details:
        details["assignee"] = names.get(details["agent"])
    return {"sequence": event.sequence, "kind": event.kind, "actor": event.actor, "actor_name": event.actor_name, "at": event.created_at.isoformat(),
            "text": event.note.text if event.note else None, "internal": bool(event.note and event.note.internal), "details": details}


def _extension(asked: ComplaintExtension, found: whole.Whole, actor: Actor) -> Dict[str, Any]:
    return {"id": asked.id, "until": asked.until.isoformat(), "reason": asked.note.text, "approved": asked.approved,
            "proposed_by": _name(found, asked.proposed_by), "decided_by": _name(found, asked.decided_by),
            "created_at": asked.created_at.isoformat(), "decided_at": _moment(asked.decided_at),
            "moves": whole.moves_of_extension(asked, found.complaint, actor)}


def _compensation(offer: Compensation, found: whole.Whole, actor: Actor) -> Dict[str, Any]:
    return {"id": offer.id, "amount": _sum(offer.amount), "currency": offer.currency, "state": offer.state, "reason": offer.reason,
            "proposed_by": _name(found, offer.proposed_by), "approved_by": _name(found, offer.approved_by), "attempts": offer.attempts,
            "last_error": offer.last_error, "created_at": offer.created_at.isoformat(), "sent_at": _moment(offer.sent_at),
            "settled_at": _moment(offer.settled_at), "moves": whole.moves_of_compensation(offer, found.complaint, actor)}


def _name(found: whole.Whole, agent_id: Optional[int]) -> Optional[str]:
    return found.names.get(agent_id) if agent_id is not None else None


def _customer(complaint: Complaint) -> Optional[Dict[str, str]]:
    return {"id": complaint.customer_id, "name": ""} if complaint.customer_id else None


def _sum(amount: Any) -> Optional[str]:
    return None if amount is None else f"{amount:.2f}"


def _moment(at: Optional[datetime]) -> Optional[str]:
    return at.isoformat() if at else None
