"""Money for a customer: proposed, approved by a second person above the agent's limit, paid by the wallet once decided.

The wallet is asked outside every database transaction: `sent` is stored first, then the wallet is called, then its
answer is stored. What crashes in between stays `sent` and becomes `unknown`; only a person sends it again, with the
same key, so that the wallet can tell a repetition from a second payment.
"""
import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import List, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents.roles import Actor
from bot.complaints import queries, steps
from bot.complaints.kinds import Actor as Party
from bot.complaints.kinds import Event, Payment
from bot.complaints.lifecycle import By, Need
from bot.complaints.models import Compensation, Complaint
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.settings import settings
from bot.wallet.protocol import Outcome, Wallet

_EVENTS = {Payment.PAID: Event.COMPENSATION_PAID, Payment.REFUSED: Event.COMPENSATION_REFUSED, Payment.UNKNOWN: Event.COMPENSATION_UNKNOWN}
_AFTER_DECISION = [Payment.APPROVED.value]
_BY_A_PERSON = [Payment.REFUSED.value, Payment.UNKNOWN.value]
_ANSWER_WITHIN = timedelta(minutes=5)  # far longer than the wallet's client waits


def propose(session: Session, number: str, amount: Decimal, words: str, *, actor: Actor, now: datetime, currency: str = "CNY") -> Compensation:
    """Offer money, in the currency's main unit: approved at once within the agent's own limit, else by `approve`.

    InvalidInput("compensation_amount") for an impossible sum; NotAllowed("no_wallet") for a visitor the wallet does not know.
    """
    complaint = steps.held_by(session, number, actor)
    if not amount.is_finite() or not 0 < amount <= settings().largest_amount or amount != round(amount, 2):
        raise InvalidInput("compensation_amount")
    if complaint.customer_id is None:
        raise NotAllowed("no_wallet", number=number)
    note = steps.add_note(session, complaint, actor, words, now, internal=True)
    within = amount * 100 <= actor.compensation_limit
    offer = Compensation(
        complaint_id=complaint.id, amount=amount, currency=currency, note_id=note.id, proposed_by=actor.agent_id, attempts=0,
        state=(Payment.APPROVED if within else Payment.PROPOSED).value, idempotency_key=f"compensation:{uuid.uuid4().hex}", created_at=now)
    session.add(offer)
    session.flush()
    steps.move(session, complaint, Event.COMPENSATION_PROPOSED, actor, now, note=note, details={**_details(offer), "within_limit": within})
    return offer


def approve(session: Session, number: str, compensation_id: int, *, actor: Actor, now: datetime) -> Compensation:
    """Let a proposed sum be promised; never by the one who proposed it."""
    complaint, offer = _proposed(session, number, compensation_id, actor)
    second = {Need.SECOND_PERSON} if offer.proposed_by != actor.agent_id else set()
    steps.move(session, complaint, Event.COMPENSATION_APPROVED, actor, now, given=second, details=_details(offer))
    offer.state, offer.approved_by = Payment.APPROVED.value, actor.agent_id
    session.flush()
    return offer


def decline(session: Session, number: str, compensation_id: int, *, actor: Actor, now: datetime) -> Compensation:
    """Refuse a proposed sum."""
    complaint, offer = _proposed(session, number, compensation_id, actor)
    steps.move(session, complaint, Event.COMPENSATION_DECLINED, actor, now, details=_details(offer))
    offer.state, offer.settled_at = Payment.DECLINED.value, now
    session.flush()
    return offer


def due(session: Session, limit: int = 50) -> Sequence[int]:
    """The ids of compensations that were approved and whose complaint is decided: to be paid now, oldest first."""
    return session.execute(select(Compensation.id).join(Complaint).where(
        Compensation.state.in_(_AFTER_DECISION), Complaint.outcome.is_not(None)).order_by(Compensation.id).limit(limit)).scalars().all()


def pay(database: Database, wallet: Wallet, compensation_id: int, *, now: datetime) -> Payment:
    """Hand a decided compensation to the wallet and record what came of it; what is sent already is not sent again."""
    return _send(database, wallet, compensation_id, Party.SYSTEM, _AFTER_DECISION, now)


def retry(database: Database, wallet: Wallet, number: str, compensation_id: int, *, actor: Actor, now: datetime) -> Payment:
    """Send a refused or unanswered compensation again, under the same key, at a person's order."""
    with database.reading() as session:
        complaint = queries.readable(session, number, actor)
        if complaint.id != _found(session, compensation_id).complaint_id:
            raise NotFound("unknown_compensation")
    return _send(database, wallet, compensation_id, actor, _BY_A_PERSON, now)


def lose_unanswered(session: Session, *, now: datetime) -> int:
    """Call `unknown` what was sent and never answered because a process died; returns how many."""
    lost = session.execute(select(Compensation.id).where(
        Compensation.state == Payment.SENT.value, Compensation.sent_at < now - _ANSWER_WITHIN)).scalars().all()
    return sum(_record(session, found, Payment.UNKNOWN, "no answer", now) for found in lost)


def waiting_for_a_person(session: Session, actor: Actor) -> List[Compensation]:
    """What the wallet refused or did not answer, of the complaints an actor may read, oldest first."""
    return list(session.execute(select(Compensation).join(Complaint).where(
        Compensation.state.in_(_BY_A_PERSON), queries.readable_by(actor)).order_by(Compensation.id)).scalars())


def _send(database: Database, wallet: Wallet, compensation_id: int, by: By, before: List[str], now: datetime) -> Payment:
    with database.transaction() as session:
        complaint, offer = _both_held(session, compensation_id)
        if offer.state not in before or complaint.outcome is None:
            raise NotAllowed("compensation_state", state=offer.state)
        offer.state, offer.sent_at, offer.attempts = Payment.SENT.value, now, offer.attempts + 1
        steps.move(session, complaint, Event.COMPENSATION_SENT, by, now, details={**_details(offer), "attempt": offer.attempts})
        order = (complaint.customer_id, offer.amount, offer.currency)
        key, reason = offer.idempotency_key, complaint.number
    answer: Outcome = wallet.compensate(*order, key=key, reason=reason)
    with database.transaction() as session:
        _record(session, compensation_id, Payment(answer.state.value), answer.error, now)
    return Payment(answer.state.value)


def _record(session: Session, compensation_id: int, state: Payment, error: "str | None", now: datetime) -> bool:
    complaint, offer = _both_held(session, compensation_id)
    if offer.state != Payment.SENT.value:
        return False
    offer.state, offer.last_error, offer.settled_at = state.value, error, now if state is Payment.PAID else None
    steps.move(session, complaint, _EVENTS[state], Party.SYSTEM, now, details={**_details(offer), **({"error": error} if error else {})})
    if state is Payment.PAID:
        steps.tell(session, complaint, "compensation_paid", now, amount=formats.amount(offer.amount, offer.currency))
    return True


def _both_held(session: Session, compensation_id: int) -> "tuple[Complaint, Compensation]":
    complaint = steps.held(session, _found(session, compensation_id).complaint_id)
    offer = session.get(Compensation, compensation_id, populate_existing=True)
    return complaint, offer


def _proposed(session: Session, number: str, compensation_id: int, actor: Actor) -> "tuple[Complaint, Compensation]":
    complaint = steps.held_by(session, number, actor)
    offer = session.get(Compensation, compensation_id, populate_existing=True)
    if offer is None or offer.complaint_id != complaint.id:
        raise NotFound("unknown_compensation")
    if offer.state != Payment.PROPOSED.value:
        raise NotAllowed("compensation_state", state=offer.state)
    return complaint, offer


def _found(session: Session, compensation_id: int) -> Compensation:
    offer = session.get(Compensation, compensation_id)
    if offer is None:
        raise NotFound("unknown_compensation")
    return offer


def _details(offer: Compensation) -> dict:
    return {"compensation": offer.id, "amount": f"{offer.amount:.2f}", "currency": offer.currency}
