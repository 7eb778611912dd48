"""Writes: events with their deliveries, subscriptions, and sending again what was sent before."""
import uuid
from datetime import datetime
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.errors import InvalidInput, NotAllowed
from bot.settings import settings
from bot.webhooks import addresses, queries, signing
from bot.webhooks.models import State, Topic, WebhookDelivery, WebhookEvent, WebhookSubscription

MOST = 20


def record(session: Session, topic: Topic, kind: str, data: Mapping[str, Any], *, now: datetime) -> None:
    """Let subscribers hear of something, if this transaction commits; `data` holds ids and codes, never anybody's words."""
    record_each(session, topic, kind, [data], now=now)


def record_each(session: Session, topic: Topic, kind: str, each: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Let them hear of several things of a kind, one after the other."""
    wanting = queries.wanting(session, topic)
    for data in each if wanting else ():
        _send(session, topic, kind, data, [one.id for one in wanting if one.active], now)


def subscribe(session: Session, url: str, topics: Sequence[Topic], *, by: Optional[int], now: datetime) -> WebhookSubscription:
    """A new subscription. InvalidInput("webhook_url") unless events may be sent there, NotAllowed("too_many_webhooks") beyond 20."""
    if not addresses.is_possible(url, demo=settings().demo_mode):
        raise InvalidInput("webhook_url")
    if len(queries.subscriptions(session)) >= MOST:
        raise NotAllowed("too_many_webhooks", limit=MOST)
    made = WebhookSubscription(url=url, topics=sorted({topic.value for topic in topics}), secret=signing.new_secret(), active=True,
                               created_by=by, created_at=now)
    session.add(made)
    session.flush()
    return made


def set_active(session: Session, subscription_id: int, active: bool) -> WebhookSubscription:
    """Pause a subscription or go on with it; what it missed meanwhile comes by `replay`."""
    found = queries.subscription(session, subscription_id)
    found.active = active
    session.flush()
    return found


def remove(session: Session, subscription_id: int) -> None:
    """Forget a subscription and what was on its way to it."""
    found = queries.subscription(session, subscription_id)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.subscription_id == found.id))
    session.delete(found)
    session.flush()


def test(session: Session, subscription_id: int, *, now: datetime) -> None:
    """Send one subscription an event that means nothing, to try its receiver."""
    _send(session, Topic.TEST, "webhook_tested", {"subscription_id": subscription_id}, [queries.subscription(session, subscription_id).id], now)


def replay(session: Session, since: datetime, *, now: datetime, subscription_id: Optional[int] = None) -> int:
    """Send everything since a moment again, to one subscription or to all that are active; returns how many deliveries are queued.

    A receiver sees the same ids as before. What still waits is not queued twice.
    """
    wanted = [queries.subscription(session, subscription_id)] if subscription_id else [one for one in queries.subscriptions(session) if one.active]
    return sum(_replay_to(session, one, since, now) for one in wanted)


def prune(session: Session, *, before: datetime) -> None:
    """Forget the events from before a moment, but for those still on their way."""
    old = select(WebhookEvent.id).where(WebhookEvent.created_at < before, WebhookEvent.id.not_in(
        select(WebhookDelivery.event_id).where(WebhookDelivery.next_attempt_at.is_not(None))))
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.event_id.in_(old)).execution_options(synchronize_session=False))
    session.execute(delete(WebhookEvent).where(WebhookEvent.created_at < before, WebhookEvent.id.not_in(
        select(WebhookDelivery.event_id))).execution_options(synchronize_session=False))


def _send(session: Session, topic: Topic, kind: str, data: Mapping[str, Any], to: Sequence[int], now: datetime) -> None:
    event = WebhookEvent(key=f"evt_{uuid.uuid4().hex}", topic=topic.value, kind=kind, data=dict(data), created_at=now)
    session.add(event)
    session.flush()
    session.add_all(_queued(event.id, subscription_id, now) for subscription_id in to)
    session.flush()


def _replay_to(session: Session, subscription: WebhookSubscription, since: datetime, now: datetime) -> int:
    events = queries.events_since(session, since, subscription.topics)
    mine = select(WebhookDelivery.event_id).where(WebhookDelivery.subscription_id == subscription.id, WebhookDelivery.event_id >= min(events, default=0))
    known = set(session.execute(mine).scalars())
    session.add_all(_queued(event_id, subscription.id, now) for event_id in events if event_id not in known)
    session.flush()
    again = session.execute(update(WebhookDelivery).where(
        WebhookDelivery.subscription_id == subscription.id, WebhookDelivery.next_attempt_at.is_(None),
        WebhookDelivery.event_id.in_(select(WebhookEvent.id).where(WebhookEvent.created_at >= since, WebhookEvent.topic.in_(subscription.topics))))
        .values(state=State.PENDING.value, queued_at=now, next_attempt_at=now, settled_at=None).execution_options(synchronize_session=False))
    return len(set(events) - known) + int(again.rowcount)


def _queued(event_id: int, subscription_id: int, now: datetime) -> WebhookDelivery:
    return WebhookDelivery(event_id=event_id, subscription_id=subscription_id, state=State.PENDING.value, attempts=0, queued_at=now, next_attempt_at=now)
