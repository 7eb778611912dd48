"""Orders to pay a customer: promised within one's own limit or by a second person, sent to the wallet once.

The wallet is asked outside every database transaction: `sent` is stored first, then the wallet is called, then its
answer is stored. What crashes in between stays `sent` and becomes `unknown`; only a person sends it again, with the
same key, so that the wallet can tell a repetition from a second payment.
"""
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Callable, Dict, NamedTuple, Optional, Sequence, Type

from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, Session, declarative_mixin, declared_attr

from bot.agents.models import Agent
from bot.agents.roles import Actor
from bot.db import BigId, Database, Money, UtcDateTime
from bot.errors import InvalidInput, NotAllowed
from bot.settings import settings
from bot.wallet.protocol import Outcome, Wallet


class Payment(str, Enum):
    """How far an order is."""

    PROPOSED = "proposed"  # above its agent's limit: waits for a second person
    APPROVED = "approved"
    DECLINED = "declined"  # by the second person
    SENT = "sent"  # to the wallet, whose answer is not known yet
    PAID = "paid"
    REFUSED = "refused"  # by the wallet
    UNKNOWN = "unknown"  # the wallet's answer never came: it may have paid


NEW = (Payment.APPROVED.value,)  # what the worker sends
BY_A_PERSON = (Payment.REFUSED.value, Payment.UNKNOWN.value)  # what only a person sends again
_ANSWER_WITHIN = timedelta(minutes=5)  # far longer than the wallet's client waits


@declarative_mixin
class Order:
    """The columns of an order: who proposed and approved it, and what became of it in the wallet."""

    id: Mapped[int] = Column(BigId, primary_key=True)
    amount: Mapped[Decimal] = Column(Money, nullable=False)
    currency: Mapped[str] = Column(String(3), nullable=False)
    state: Mapped[str] = Column(String(16), nullable=False)
    idempotency_key: Mapped[str] = Column(String(64), nullable=False, unique=True)
    attempts: Mapped[int] = Column(Integer, nullable=False, default=0)
    last_error: Mapped[Optional[str]] = Column(String(64))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    sent_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    settled_at: Mapped[Optional[datetime]] = Column(UtcDateTime)

    @declared_attr
    def proposed_by(cls) -> Any:
        """The agent who proposed it; None at the command line."""
        return Column(BigId, ForeignKey(Agent.id))

    @declared_attr
    def approved_by(cls) -> Any:
        """The second person."""
        return Column(BigId, ForeignKey(Agent.id))


class Held(NamedTuple):
    """An order whose row, and what it belongs to, this transaction holds; `payable` once what it is paid for is decided."""

    order: Any
    customer_id: str
    reason: str
    payable: bool


@dataclass(frozen=True)
class Ledger:
    """One kind of order: its name in keys and error codes, how one is held, and what is put on record. `by` None is the worker."""

    name: str
    model: Type[Any]
    hold: Callable[[Session, int], Held]
    sent: Callable[[Session, Held, Optional[Actor], datetime], None]
    settled: Callable[[Session, Held, Payment, datetime], None]


def new(name: str, amount: Decimal, currency: str, *, actor: Actor, now: datetime, before: Decimal = Decimal(0)) -> Dict[str, Any]:
    """The columns of a fresh order, approved at once within the agent's own limit; InvalidInput("NAME_amount") for an impossible sum.

    `before` is what was promised for the same cause already: no limit is passed in pieces.
    """
    if not amount.is_finite() or not 0 < amount <= settings().largest_amount or amount != round(amount, 2):
        raise InvalidInput(f"{name}_amount")
    within = (before + amount) * 100 <= actor.compensation_limit
    return {"amount": amount, "currency": currency, "proposed_by": actor.agent_id, "attempts": 0, "created_at": now,
            "state": (Payment.APPROVED if within else Payment.PROPOSED).value, "idempotency_key": f"{name}:{uuid.uuid4().hex}"}


def send(database: Database, wallet: Wallet, ledger: Ledger, order_id: int, *, by: Optional[Actor], before: Sequence[str], now: datetime) -> Payment:
    """Hand an order in one of these states to the wallet and record what came of it; what is sent already is not sent again."""
    with database.transaction() as session:
        held = ledger.hold(session, order_id)
        order = held.order
        if order.state not in before or not held.payable:
            raise NotAllowed(f"{ledger.name}_state", state=order.state)
        order.state, order.sent_at, order.attempts = Payment.SENT.value, now, order.attempts + 1
        ledger.sent(session, held, by, now)
        asked, key = (held.customer_id, order.amount, order.currency), order.idempotency_key
    answer: Outcome = wallet.compensate(*asked, key=key, reason=held.reason)
    with database.transaction() as session:
        _settle(session, ledger, order_id, Payment(answer.state.value), answer.error, now)
    return Payment(answer.state.value)


def lose_unanswered(session: Session, ledger: Ledger, *, now: datetime) -> int:
    """Call `unknown` what was sent and never answered because a process died; returns how many."""
    model = ledger.model
    lost = session.execute(select(model.id).where(model.state == Payment.SENT.value, model.sent_at < now - _ANSWER_WITHIN)).scalars().all()
    return sum(_settle(session, ledger, found, Payment.UNKNOWN, "no answer", now) for found in lost)


def _settle(session: Session, ledger: Ledger, order_id: int, state: Payment, error: Optional[str], now: datetime) -> bool:
    held = ledger.hold(session, order_id)
    order = held.order
    if order.state != Payment.SENT.value:
        return False
    order.state, order.last_error, order.settled_at = state.value, error, now if state is Payment.PAID else None
    ledger.settled(session, held, state, now)
    return True
