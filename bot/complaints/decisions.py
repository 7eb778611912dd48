"""How a complaint ends: with a decision the customer may accept or not, or settled together with her."""
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents.roles import Actor
from bot.complaints import steps
from bot.complaints.kinds import Event, Outcome
from bot.complaints.lifecycle import Need
from bot.complaints.models import Compensation, Complaint
from bot.errors import NotAllowed
from bot.language import Language
from bot.settings import settings
from bot.texts import text
from bot.wallet.orders import Payment


def decide(session: Session, number: str, outcome: Outcome, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Decide a complaint and tell the customer, with reasons; a rejection names the external route (DISP 1.6.2).

    Compensations approved by then are part of what she is told; NotAllowed("compensation_unapproved") while
    one still waits for its second person.
    """
    complaint = steps.held_by(session, number, actor, version)
    promised = _promised(session, complaint)
    said = _end(session, complaint, Event.DECIDED, outcome, words, actor=actor, now=now)
    steps.tell(session, complaint, f"complaint_decided_{outcome.value}", now, button="reopen", words=said, days=settings().reopen_days,
               more=promised + (_external_route(complaint) if outcome is Outcome.REJECTED else ""))
    return complaint


def resolve(session: Session, number: str, outcome: Outcome, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Decide a complaint with whose result the customer agreed already; she may still reopen it."""
    complaint = steps.held_by(session, number, actor, version)
    promised = _promised(session, complaint)
    said = _end(session, complaint, Event.RESOLVED, outcome, words, actor=actor, now=now)
    steps.tell(session, complaint, "complaint_resolved", now, button="reopen", words=said + promised, days=settings().reopen_days)
    return complaint


def _end(session: Session, complaint: Complaint, event: Event, outcome: Outcome, words: str, *, actor: Actor, now: datetime) -> str:
    note = steps.add_note(session, complaint, actor, words, now)
    details: Any = {"outcome": outcome.value}
    steps.move(session, complaint, event, actor, now, note=note, given={Need.OUTCOME}, details=details)
    complaint.outcome = outcome.value
    steps.end(session, complaint, now)
    return note.text


def _promised(session: Session, complaint: Complaint) -> str:
    """What the customer is told of the money she gets."""
    offers = session.execute(select(Compensation).where(Compensation.complaint_id == complaint.id).order_by(Compensation.id)).scalars().all()
    if any(offer.state == Payment.PROPOSED.value for offer in offers):
        raise NotAllowed("compensation_unapproved", number=complaint.number)
    return "".join(text("labels.decision_compensation", Language(complaint.locale), amount=formats.amount(offer.amount, offer.currency))
                   for offer in offers if offer.state == Payment.APPROVED.value)


def _external_route(complaint: Complaint) -> str:
    route = settings().external_route
    language = Language(complaint.locale)
    return text("labels.external_route", language, route=route) if route else text("labels.external_route_on_request", language)
