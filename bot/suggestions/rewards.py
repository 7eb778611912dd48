"""Money for the author of an adopted idea, paid by the wallet as compensations are (see `bot.wallet.orders`)."""
from datetime import datetime
from decimal import Decimal
from typing import Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents import audit
from bot.agents.roles import Actor, Role
from bot.conversations import live
from bot.conversations.redaction import redact
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.suggestions import queries, service
from bot.suggestions.kinds import State
from bot.suggestions.models import Reward, Suggestion
from bot.wallet import orders
from bot.wallet.orders import Held, Payment
from bot.wallet.protocol import Wallet

_LEADS = {Role.SUPERVISOR, Role.ADMINISTRATOR}


def propose(session: Session, number: str, amount: Decimal, words: str, *, actor: Actor, now: datetime, currency: str = "CNY") -> Reward:
    """Give money for an adopted idea, in the currency's main unit: at once within the agent's own limit, else by `approve`.

    InvalidInput("reward_amount") for an impossible sum; NotAllowed("not_adopted"), NotAllowed("no_wallet") for a visitor the
    wallet does not know, NotAllowed("reward_given") where there is a reward already that was not declined.
    """
    suggestion = queries.held(session, number)
    order = orders.new("reward", amount, currency, actor=actor, now=now)
    if suggestion.state != State.ADOPTED.value:
        raise NotAllowed("not_adopted", number=number)
    if suggestion.customer_id is None:
        raise NotAllowed("no_wallet", number=number)
    if any(other.state != Payment.DECLINED.value for other in suggestion.rewards):
        raise NotAllowed("reward_given", number=number)
    if not words.strip():
        raise InvalidInput("needs_words")
    reward = Reward(suggestion_id=suggestion.id, reason=redact(words).text.strip(), **order)
    session.add(reward)
    session.flush()
    session.expire(suggestion, ["rewards"])
    _on_record(session, reward, "reward_proposed", actor, now)
    return reward


def approve(session: Session, number: str, reward_id: int, *, actor: Actor, now: datetime) -> Reward:
    """Let a proposed sum be paid; by a supervisor, and never by the one who proposed it."""
    reward = _proposed(session, number, reward_id, actor)
    if reward.proposed_by == actor.agent_id:
        raise NotAllowed("own_proposal")
    reward.state, reward.approved_by = Payment.APPROVED.value, actor.agent_id
    _on_record(session, reward, "reward_approved", actor, now)
    return reward


def decline(session: Session, number: str, reward_id: int, *, actor: Actor, now: datetime) -> Reward:
    """Refuse a proposed sum."""
    reward = _proposed(session, number, reward_id, actor)
    reward.state, reward.settled_at = Payment.DECLINED.value, now
    _on_record(session, reward, "reward_declined", actor, now)
    return reward


def due(session: Session, limit: int = 50) -> Sequence[int]:
    """The ids of rewards to be paid now, oldest first."""
    return session.execute(select(Reward.id).where(Reward.state.in_(orders.NEW)).order_by(Reward.id).limit(limit)).scalars().all()


def pay(database: Database, wallet: Wallet, reward_id: int, *, now: datetime) -> Payment:
    """Hand an approved reward to the wallet and record what came of it; what is sent already is not sent again."""
    return orders.send(database, wallet, LEDGER, reward_id, by=None, before=orders.NEW, now=now)


def retry(database: Database, wallet: Wallet, number: str, reward_id: int, *, actor: Actor, now: datetime) -> Payment:
    """Send a refused or unanswered reward again, under the same key, at a person's order."""
    with database.reading() as session:
        _of(session, queries.one(session, number), reward_id)
    return orders.send(database, wallet, LEDGER, reward_id, by=actor, before=orders.BY_A_PERSON, now=now)


def lose_unanswered(session: Session, *, now: datetime) -> int:
    """Call `unknown` what was sent and never answered because a process died; returns how many."""
    return orders.lose_unanswered(session, LEDGER, now=now)


def _hold(session: Session, reward_id: int) -> Held:
    number = session.execute(select(Suggestion.number).join(Reward).where(Reward.id == reward_id)).scalar_one()
    suggestion = queries.held(session, number)
    reward = session.get(Reward, reward_id, populate_existing=True)
    return Held(reward, suggestion.customer_id or "", number, suggestion.state == State.ADOPTED.value)


def _sent(session: Session, held: Held, by: Optional[Actor], now: datetime) -> None:
    _on_record(session, held.order, "reward_sent", by, now)


def _settled(session: Session, held: Held, state: Payment, now: datetime) -> None:
    reward: Reward = held.order
    _on_record(session, reward, f"reward_{state.value}", None, now)
    if state is Payment.PAID:
        service.tell(session, reward.suggestion, "suggestion_rewarded", now, amount=formats.amount(reward.amount, reward.currency))


LEDGER = orders.Ledger("reward", Reward, _hold, _sent, _settled)


def _proposed(session: Session, number: str, reward_id: int, actor: Actor) -> Reward:
    if actor.role not in _LEADS:
        raise NotAllowed("not_your_role")
    reward = _of(session, queries.held(session, number), reward_id)
    if reward.state != Payment.PROPOSED.value:
        raise NotAllowed("reward_state", state=reward.state)
    return reward


def _of(session: Session, suggestion: Suggestion, reward_id: int) -> Reward:
    reward = session.get(Reward, reward_id, populate_existing=True)
    if reward is None or reward.suggestion_id != suggestion.id:
        raise NotFound("unknown_reward")
    return reward


def _on_record(session: Session, reward: Reward, kind: str, by: Optional[Actor], now: datetime) -> None:
    """Every step counts as a change of the suggestion: the version grows, the desk hears of it."""
    reward.suggestion.version += 1
    session.flush()
    audit.record(session, by, kind, f"suggestion:{reward.suggestion.number}", now, {"reward": reward.id, "amount": f"{reward.amount:.2f}"})
    live.emit(session, "suggestion", reward.suggestion.number, now=now)
