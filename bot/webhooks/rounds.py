"""What the worker does for webhooks: claims what is due, sends it, writes down what came of it.

Each step is a transaction of its own, and none is open while a receiver is waited for. A sender that dies leaves its claims
to the next one after a minute: a receiver may get an event twice, always with the same id, and never loses one.
"""
import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Callable, List

from sqlalchemy.orm import Session

from bot.db import Database
from bot.settings import settings
from bot.webhooks import queries, schedule, sending, service, signing
from bot.webhooks.models import State, WebhookDelivery

_AT_ONCE = 20  # of one subscription, so that a slow one delays no other for long
_LEASE = timedelta(minutes=1)  # longer than WEBHOOK_SECONDS can be


@dataclass(frozen=True)
class Claim:
    """A delivery that this process sends."""

    delivery_id: int
    attempt: int
    url: str
    secret: str
    key: str
    body: bytes


def run(database: Database, clock: Callable[[], datetime]) -> int:
    """One round: send what is due, forget what is old; returns how many requests were made. May run in several processes at once."""
    with database.transaction() as session:
        claims = claim(session, now=clock())
    answers = asyncio.run(_send_all(claims, clock()))
    for one, answer in zip(claims, answers, strict=True):
        with database.transaction() as session:
            settle(session, one, answer, now=clock(), chance=random.random())
    return len(claims)


def forget_old(database: Database, *, now: datetime) -> None:
    """Events are kept for WEBHOOK_KEEP_DAYS, to be sent again on demand."""
    with database.transaction() as session:
        service.prune(session, before=now - timedelta(days=settings().webhook_keep_days))


def claim(session: Session, *, now: datetime) -> List[Claim]:
    """Take what is due, for a minute."""
    found = [delivery for subscription in queries.subscriptions(session) if subscription.active
             for delivery in queries.due(session, subscription.id, now, _AT_ONCE)]
    for delivery in found:
        delivery.attempts, delivery.next_attempt_at = delivery.attempts + 1, now + _LEASE
    session.flush()
    return [_claimed(delivery) for delivery in found]


def settle(session: Session, one: Claim, answer: sending.Answer, *, now: datetime, chance: float) -> None:
    """Write down what came of a claim, unless another has claimed it since."""
    delivery = session.get(WebhookDelivery, one.delivery_id, with_for_update=True)
    if delivery is None or delivery.attempts != one.attempt or delivery.next_attempt_at is None:
        return
    delivery.last_status, delivery.last_error = answer
    if answer[0] is not None and 200 <= answer[0] < 300:
        delivery.state, delivery.next_attempt_at, delivery.settled_at = State.DELIVERED.value, None, now
        return
    delivery.next_attempt_at = schedule.next_attempt(delivery.attempts, queued_at=delivery.queued_at, now=now, chance=chance,
                                                     give_up=timedelta(hours=settings().webhook_give_up_hours))
    if delivery.next_attempt_at is None:
        delivery.state, delivery.settled_at = State.FAILED.value, now


async def _send_all(claims: List[Claim], now: datetime) -> List[sending.Answer]:
    return list(await asyncio.gather(*(sending.post(one.url, one.body, signing.headers(one.secret, one.key, one.body, now)) for one in claims)))


def _claimed(delivery: WebhookDelivery) -> Claim:
    event, to = delivery.event, delivery.subscription
    return Claim(delivery.id, delivery.attempts, to.url, to.secret, event.key, signing.body_of(event.kind, event.created_at, event.data))
