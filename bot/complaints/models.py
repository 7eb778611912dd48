"""Complaints, their clocks, what was written to them and their audit trail."""
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Optional

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from bot.conversations.models import Attachment
from bot.db import Base, BigId, Money, UtcDateTime


class Complaint(Base):
    """One complaint. `filed_by` is the key of the confirmation that filed it: once, however often it comes."""

    __tablename__ = "complaints"
    __table_args__ = (Index("ix_complaints_status_id", "status", "id"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    number: Mapped[str] = Column(String(16), nullable=False, unique=True)
    filed_by: Mapped[str] = Column(String(64), nullable=False, unique=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    customer_id: Mapped[Optional[str]] = Column(String(64), index=True)
    category: Mapped[str] = Column(String(32), nullable=False)
    status: Mapped[str] = Column(String(16), nullable=False)
    description: Mapped[str] = Column(Text, nullable=False)
    remedy: Mapped[str] = Column(String(16), nullable=False)
    remedy_words: Mapped[Optional[str]] = Column(Text)
    transaction_id: Mapped[Optional[str]] = Column(String(32))
    amount: Mapped[Optional[Decimal]] = Column(Money)
    currency: Mapped[Optional[str]] = Column(String(3))
    occurred_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    contact: Mapped[Optional[str]] = Column(String(254))
    locale: Mapped[str] = Column(String(2), nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    closed_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    deadlines: Mapped[List["ComplaintDeadline"]] = relationship("ComplaintDeadline", order_by="ComplaintDeadline.due_at")
    events: Mapped[List["ComplaintEvent"]] = relationship("ComplaintEvent", order_by="ComplaintEvent.sequence")


class ComplaintDeadline(Base):
    """One clock of a complaint."""

    __tablename__ = "complaint_deadlines"
    __table_args__ = (UniqueConstraint("complaint_id", "kind"), Index("ix_deadlines_state_due", "state", "due_at"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False)
    kind: Mapped[str] = Column(String(16), nullable=False)
    due_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    state: Mapped[str] = Column(String(16), nullable=False)
    settled_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class ComplaintNote(Base):
    """Words added to a complaint: by the customer, or to her by an operator."""

    __tablename__ = "complaint_notes"

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    key: Mapped[str] = Column(String(64), nullable=False, unique=True)
    author: Mapped[str] = Column(String(16), nullable=False)
    text: Mapped[str] = Column(Text, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class ComplaintEvent(Base):
    """One line of the audit trail. The database refuses to change or delete it (see the migration)."""

    __tablename__ = "complaint_events"
    __table_args__ = (UniqueConstraint("complaint_id", "sequence"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False)
    sequence: Mapped[int] = Column(Integer, nullable=False)
    kind: Mapped[str] = Column(String(32), nullable=False)
    actor: Mapped[str] = Column(String(16), nullable=False)
    actor_name: Mapped[Optional[str]] = Column(String(64))
    details: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)
    note_id: Mapped[Optional[int]] = Column(ForeignKey("complaint_notes.id"))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    note: Mapped[Optional[ComplaintNote]] = relationship("ComplaintNote")


class ComplaintGrant(Base):
    """A visitor proved that a complaint is hers: from then on this conversation may see it."""

    __tablename__ = "complaint_grants"

    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), primary_key=True)


class ComplaintAttachment(Base):
    """Evidence: what she sent while she filed the complaint or added to it."""

    __tablename__ = "complaint_attachments"

    attachment_id: Mapped[str] = Column(ForeignKey("attachments.id"), primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    attachment: Mapped[Attachment] = relationship(Attachment)


class LookupTry(Base):
    """One wrong attempt to see a complaint by number and contact."""

    __tablename__ = "lookup_tries"
    __table_args__ = (Index("ix_lookup_tries_key", "key", "created_at"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    key: Mapped[str] = Column(String(64), nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
