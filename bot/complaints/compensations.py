"""Money for a complaint's customer: proposed, approved by a second person above the agent's limit, paid once it is decided.

How an order reaches the wallet is in `bot.wallet.orders`; here is what it means to the complaint and its trail.
"""
from datetime import datetime
from decimal import Decimal
from typing import List, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents.roles import Actor
from bot.complaints import queries, steps
from bot.complaints.kinds import Actor as Party
from bot.complaints.kinds import Event
from bot.complaints.lifecycle import Need
from bot.complaints.models import Compensation, Complaint
from bot.db import Database
from bot.errors import NotAllowed, NotFound
from bot.wallet import orders
from bot.wallet.orders import Held, Payment
from bot.wallet.protocol import Wallet

_EVENTS = {Payment.PAID: Event.COMPENSATION_PAID, Payment.REFUSED: Event.COMPENSATION_REFUSED, Payment.UNKNOWN: Event.COMPENSATION_UNKNOWN}


def propose(session: Session, number: str, amount: Decimal, words: str, *, actor: Actor, now: datetime, currency: str = "CNY",
            version: Optional[int] = None) -> Compensation:
    """Offer money, in the currency's main unit: approved at once within the agent's own limit, else by `approve`.

    The limit is for the complaint: what anybody offered before and nobody declined counts.
    InvalidInput("compensation_amount") for an impossible sum; NotAllowed("no_wallet") for a visitor the wallet does not know.
    """
    complaint = steps.held_by(session, number, actor, version)
    order = orders.new("compensation", amount, currency, actor=actor, now=now, before=_offered(session, complaint))
    if complaint.customer_id is None:
        raise NotAllowed("no_wallet", number=number)
    note = steps.add_note(session, complaint, actor, words, now, internal=True)
    offer = Compensation(complaint_id=complaint.id, note_id=note.id, **order)
    session.add(offer)
    session.flush()
    within = offer.state == Payment.APPROVED.value
    steps.move(session, complaint, Event.COMPENSATION_PROPOSED, actor, now, note=note, details={**_details(offer), "within_limit": within})
    return offer


def approve(session: Session, number: str, compensation_id: int, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Compensation:
    """Let a proposed sum be promised; never by the one who proposed it."""
    complaint, offer = _proposed(session, number, compensation_id, actor, version)
    second = {Need.SECOND_PERSON} if offer.proposed_by != actor.agent_id else set()
    steps.move(session, complaint, Event.COMPENSATION_APPROVED, actor, now, given=second, details=_details(offer))
    offer.state, offer.approved_by = Payment.APPROVED.value, actor.agent_id
    session.flush()
    return offer


def decline(session: Session, number: str, compensation_id: int, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Compensation:
    """Refuse a proposed sum."""
    complaint, offer = _proposed(session, number, compensation_id, actor, version)
    steps.move(session, complaint, Event.COMPENSATION_DECLINED, actor, now, details=_details(offer))
    offer.state, offer.settled_at = Payment.DECLINED.value, now
    session.flush()
    return offer


def due(session: Session, limit: int = 50) -> Sequence[int]:
    """The ids of compensations that were approved and whose complaint is decided: to be paid now, oldest first."""
    return session.execute(select(Compensation.id).join(Complaint).where(
        Compensation.state.in_(orders.NEW), Complaint.outcome.is_not(None)).order_by(Compensation.id).limit(limit)).scalars().all()


def pay(database: Database, wallet: Wallet, compensation_id: int, *, now: datetime) -> Payment:
    """Hand a decided compensation to the wallet and record what came of it; what is sent already is not sent again."""
    return orders.send(database, wallet, LEDGER, compensation_id, by=None, before=orders.NEW, now=now)


def retry(database: Database, wallet: Wallet, number: str, compensation_id: int, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Payment:
    """Send a refused or unanswered compensation again, under the same key, at a person's order."""
    with database.reading() as session:
        complaint = queries.readable(session, number, actor)
        if complaint.id != _found(session, compensation_id).complaint_id:
            raise NotFound("unknown_compensation")
        if version is not None and version != complaint.version:
            raise NotAllowed("changed_meanwhile", number=number)
    return orders.send(database, wallet, LEDGER, compensation_id, by=actor, before=orders.BY_A_PERSON, now=now)


def lose_unanswered(session: Session, *, now: datetime) -> int:
    """Call `unknown` what was sent and never answered because a process died; returns how many."""
    return orders.lose_unanswered(session, LEDGER, now=now)


def waiting_for_a_person(session: Session, actor: Actor, limit: int = 200) -> List[Compensation]:
    """What the wallet refused or did not answer, and what waits for a second person, of the complaints an actor may read, oldest first."""
    return list(session.execute(select(Compensation).join(Complaint).where(
        Compensation.state.in_([*orders.BY_A_PERSON, Payment.PROPOSED.value]), queries.readable_by(actor)).order_by(Compensation.id).limit(limit)).scalars())


def one(session: Session, compensation_id: int) -> Compensation:
    """A compensation; NotFound("unknown_compensation") if there is none."""
    return _found(session, compensation_id)


def _hold(session: Session, compensation_id: int) -> Held:
    complaint = steps.held(session, _found(session, compensation_id).complaint_id)
    offer = session.get(Compensation, compensation_id, populate_existing=True)
    return Held(offer, complaint.customer_id or "", complaint.number, complaint.outcome is not None)


def _sent(session: Session, held: Held, by: Optional[Actor], now: datetime) -> None:
    details = {**_details(held.order), "attempt": held.order.attempts}
    steps.move(session, held.order.complaint, Event.COMPENSATION_SENT, by or Party.SYSTEM, now, details=details)


def _settled(session: Session, held: Held, state: Payment, now: datetime) -> None:
    offer: Compensation = held.order
    error = {"error": offer.last_error} if offer.last_error else {}
    steps.move(session, offer.complaint, _EVENTS[state], Party.SYSTEM, now, details={**_details(offer), **error})
    if state is Payment.PAID:
        steps.tell(session, offer.complaint, "compensation_paid", now, amount=formats.amount(offer.amount, offer.currency))


LEDGER = orders.Ledger("compensation", Compensation, _hold, _sent, _settled)


def _proposed(session: Session, number: str, compensation_id: int, actor: Actor, version: Optional[int]) -> "tuple[Complaint, Compensation]":
    complaint = steps.held_by(session, number, actor, version)
    offer = session.get(Compensation, compensation_id, populate_existing=True)
    if offer is None or offer.complaint_id != complaint.id:
        raise NotFound("unknown_compensation")
    if offer.state != Payment.PROPOSED.value:
        raise NotAllowed("compensation_state", state=offer.state)
    return complaint, offer


def _offered(session: Session, complaint: Complaint) -> Decimal:
    offered = session.execute(select(Compensation.amount).where(
        Compensation.complaint_id == complaint.id, Compensation.state != Payment.DECLINED.value)).scalars()
    return sum(offered, Decimal(0))


def _found(session: Session, compensation_id: int) -> Compensation:
    offer = session.get(Compensation, compensation_id)
    if offer is None:
        raise NotFound("unknown_compensation")
    return offer


def _details(offer: Compensation) -> dict:
    return {"compensation": offer.id, "amount": f"{offer.amount:.2f}", "currency": offer.currency}
