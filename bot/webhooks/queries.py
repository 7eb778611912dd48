"""Reads."""
from datetime import datetime
from typing import List, NamedTuple, Optional, Sequence, Set

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.errors import NotFound
from bot.prepared import Prepared
from bot.webhooks.models import State, Topic, WebhookDelivery, WebhookEvent, WebhookSubscription

_SUBSCRIPTIONS = select(WebhookSubscription).order_by(WebhookSubscription.id)
_WANTS = Prepared(select(WebhookSubscription.id, WebhookSubscription.topics, WebhookSubscription.active).order_by(WebhookSubscription.id))


def subscriptions(session: Session) -> Sequence[WebhookSubscription]:
    """Every subscription, the oldest first."""
    return session.execute(_SUBSCRIPTIONS).scalars().all()


def subscription(session: Session, subscription_id: int) -> WebhookSubscription:
    """One subscription; NotFound("unknown_webhook") if there is none."""
    found = session.get(WebhookSubscription, subscription_id)
    if found is None:
        raise NotFound("unknown_webhook")
    return found


class Wish(NamedTuple):
    """A subscription that wants a topic, and whether it is active or paused."""

    id: int
    active: bool


def wanting(session: Session, topic: Topic) -> List[Wish]:
    """The subscriptions that want a topic, paused ones too."""
    return [Wish(number, active) for number, topics, active in _WANTS.all(session, {}) if topic.value in topics]


def deliveries(session: Session, subscription_id: int, *, state: Optional[State] = None, before: Optional[int] = None,
               limit: int = 50) -> Sequence[WebhookDelivery]:
    """A subscription's deliveries with their events, the newest first; `before`: only smaller ids."""
    wanted = select(WebhookDelivery).where(WebhookDelivery.subscription_id == subscription_id).options(joinedload(WebhookDelivery.event))
    if state is not None:
        wanted = wanted.where(WebhookDelivery.state == state.value)
    if before is not None:
        wanted = wanted.where(WebhookDelivery.id < before)
    return session.execute(wanted.order_by(WebhookDelivery.id.desc()).limit(limit)).scalars().all()


def failing(session: Session) -> Set[int]:
    """The ids of the subscriptions whose receiver has given something up, or has failed three times with what still waits."""
    trouble = or_(WebhookDelivery.state == State.FAILED.value, and_(WebhookDelivery.state == State.PENDING.value, WebhookDelivery.attempts >= 3))
    return set(session.execute(select(WebhookDelivery.subscription_id).where(trouble).distinct()).scalars())


def due(session: Session, subscription_id: int, now: datetime, limit: int) -> Sequence[WebhookDelivery]:
    """What is to be sent to a subscription now, the oldest first, held until the transaction ends; what another holds is left out."""
    return session.execute(select(WebhookDelivery).where(
        WebhookDelivery.subscription_id == subscription_id, WebhookDelivery.next_attempt_at <= now)
        .order_by(WebhookDelivery.next_attempt_at, WebhookDelivery.id).limit(limit).with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)).scalars().all()


def events_since(session: Session, since: datetime, topics: Sequence[str]) -> Sequence[int]:
    """The ids of the events of some topics since a moment."""
    return session.execute(select(WebhookEvent.id).where(WebhookEvent.created_at >= since, WebhookEvent.topic.in_(topics))
                           .order_by(WebhookEvent.id)).scalars().all()


def waiting(session: Session) -> int:
    """How many deliveries wait to be sent."""
    return session.execute(select(func.count(WebhookDelivery.id)).where(WebhookDelivery.next_attempt_at.is_not(None))).scalar_one()


def given_up(session: Session) -> int:
    """How many deliveries were given up."""
    return session.execute(select(func.count(WebhookDelivery.id)).where(WebhookDelivery.state == State.FAILED.value)).scalar_one()
