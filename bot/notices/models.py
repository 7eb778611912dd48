"""What is to be told by which way, and which ways a customer chose."""
from datetime import datetime
from typing import Any, Dict, Optional

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from bot.conversations.models import Conversation
from bot.db import Base, BigId, UtcDateTime

_WAITING = {"sqlite_where": sql("state = 'waiting'"), "postgresql_where": sql("state = 'waiting'")}


class Delivery(Base):
    """One notice by one way; the same `key` goes by each way once. `details` fill its text, until it is sent.

    `address` is one that was left with this very complaint; without it the wallet knows the customer's.
    `claim` is whose turn it is to send it, until `claimed_until`.
    """

    __tablename__ = "notice_deliveries"
    __table_args__ = (UniqueConstraint("key", "channel"), Index("ix_notice_deliveries_due", "channel", "due_at", **_WAITING),
                      Index("ix_notice_deliveries_state", "state", "id"),
                      Index("ix_notice_deliveries_settled_at", "settled_at"), Index("ix_notice_deliveries_address", "address", "created_at"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    key: Mapped[str] = Column(String(96), nullable=False)
    channel: Mapped[str] = Column(String(8), nullable=False)
    conversation_id: Mapped[str] = Column(ForeignKey(Conversation.id), nullable=False, index=True)
    subject: Mapped[Optional[str]] = Column(String(16), index=True)
    kind: Mapped[str] = Column(String(40), nullable=False)
    language: Mapped[str] = Column(String(2), nullable=False)
    details: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)
    customer_id: Mapped[Optional[str]] = Column(String(64))
    address: Mapped[Optional[str]] = Column(String(254))
    urgent: Mapped[bool] = Column(Boolean, nullable=False)
    state: Mapped[str] = Column(String(8), nullable=False)
    attempts: Mapped[int] = Column(Integer, nullable=False, default=0)
    due_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    give_up_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    claim: Mapped[Optional[str]] = Column(String(32))
    claimed_until: Mapped[Optional[datetime]] = Column(UtcDateTime)
    last_error: Mapped[Optional[str]] = Column(String(64))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    settled_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class ContactPreference(Base):
    """A customer's choice for one way of telling her, besides her conversation.

    `subject` is empty for a signed-in customer, whose choice holds for all; a visitor's holds for the one complaint it names.
    No address is kept here: it is the wallet's, or the complaint's own.
    """

    __tablename__ = "contact_preferences"
    __table_args__ = (UniqueConstraint("conversation_id", "subject", "channel"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey(Conversation.id), nullable=False)
    subject: Mapped[str] = Column(String(16), nullable=False)
    channel: Mapped[str] = Column(String(8), nullable=False)
    chosen: Mapped[bool] = Column(Boolean, nullable=False)
    changed_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
