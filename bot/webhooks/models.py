"""Where events are sent to, what happened, and how far each sending is."""
from datetime import datetime
from enum import Enum
from typing import Any, Dict, List, Optional

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from bot.agents.models import Agent
from bot.db import Base, BigId, UtcDateTime


class Topic(str, Enum):
    """What an event is about; a subscription names those it wants."""

    COMPLAINT = "complaint"
    CONVERSATION = "conversation"  # opened, and whose turn it is
    MESSAGE = "message"  # each line of a conversation
    TEST = "test"  # asked for by an administrator; sent whatever is subscribed to


class State(str, Enum):
    """How far a delivery is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up; `replay` begins anew


class WebhookSubscription(Base):
    """An address that wants events. Its secret signs them and is shown once, when it is made."""

    __tablename__ = "webhook_subscriptions"

    id: Mapped[int] = Column(BigId, primary_key=True)
    url: Mapped[str] = Column(String(500), nullable=False)
    topics: Mapped[List[str]] = Column(JSON, nullable=False)
    secret: Mapped[str] = Column(String(64), nullable=False)
    active: Mapped[bool] = Column(Boolean, nullable=False)
    created_by: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class WebhookEvent(Base):
    """Something that happened, in ids and codes. `key` is the id that receivers see: the same however often it is sent."""

    __tablename__ = "webhook_events"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = Column(BigId, primary_key=True)
    key: Mapped[str] = Column(String(40), nullable=False, unique=True)
    topic: Mapped[str] = Column(String(16), nullable=False)
    kind: Mapped[str] = Column(String(32), nullable=False)
    data: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False, index=True)


class WebhookDelivery(Base):
    """One event on its way to one address."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("event_id", "subscription_id"), Index("ix_webhook_deliveries_due", "subscription_id", "next_attempt_at"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    event_id: Mapped[int] = Column(ForeignKey(WebhookEvent.id), nullable=False)
    subscription_id: Mapped[int] = Column(ForeignKey(WebhookSubscription.id), nullable=False)
    state: Mapped[str] = Column(String(16), nullable=False)
    # Grows with every claim: whoever claimed it last may write down what came of it.
    attempts: Mapped[int] = Column(Integer, nullable=False)
    queued_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    # While it is being sent, the moment from which its sender counts as dead; NULL once nothing more is tried.
    next_attempt_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    last_status: Mapped[Optional[int]] = Column(Integer)
    last_error: Mapped[Optional[str]] = Column(String(64))
    settled_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    event: Mapped[WebhookEvent] = relationship(WebhookEvent)
    subscription: Mapped[WebhookSubscription] = relationship(WebhookSubscription)
