"""Complaints, their clocks, what was written to them and their audit trail."""
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Optional

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.db import Base, BigId, Money, UtcDateTime


class Complaint(Base):
    """One complaint. `filed_by` is the key of the confirmation that filed it: once, however often it comes."""

    __tablename__ = "complaints"
    __table_args__ = (Index("ix_complaints_status_id", "status", "id"),)

    id: int = Column(BigId, primary_key=True)
    number: str = Column(String(16), nullable=False, unique=True)
    filed_by: str = Column(String(64), nullable=False, unique=True)
    conversation_id: str = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    customer_id: Optional[str] = Column(String(64), index=True)
    category: str = Column(String(32), nullable=False)
    status: str = Column(String(16), nullable=False)
    description: str = Column(Text, nullable=False)
    remedy: str = Column(String(16), nullable=False)
    remedy_words: Optional[str] = Column(Text)
    transaction_id: Optional[str] = Column(String(32))
    amount: Optional[Decimal] = Column(Money)
    currency: Optional[str] = Column(String(3))
    occurred_at: Optional[datetime] = Column(UtcDateTime)
    contact: Optional[str] = Column(String(254))
    locale: str = Column(String(2), nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False)
    closed_at: Optional[datetime] = Column(UtcDateTime)
    deadlines: List["ComplaintDeadline"] = relationship("ComplaintDeadline", order_by="ComplaintDeadline.due_at")
    events: List["ComplaintEvent"] = relationship("ComplaintEvent", order_by="ComplaintEvent.sequence")


class ComplaintDeadline(Base):
    """One clock of a complaint."""

    __tablename__ = "complaint_deadlines"
    __table_args__ = (UniqueConstraint("complaint_id", "kind"), Index("ix_deadlines_state_due", "state", "due_at"))

    id: int = Column(BigId, primary_key=True)
    complaint_id: int = Column(ForeignKey("complaints.id"), nullable=False)
    kind: str = Column(String(16), nullable=False)
    due_at: datetime = Column(UtcDateTime, nullable=False)
    state: str = Column(String(16), nullable=False)
    settled_at: Optional[datetime] = Column(UtcDateTime)


class ComplaintNote(Base):
    """Words added to a complaint: by the customer, or to her by an operator."""

    __tablename__ = "complaint_notes"

    id: int = Column(BigId, primary_key=True)
    complaint_id: int = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    key: str = Column(String(64), nullable=False, unique=True)
    author: str = Column(String(16), nullable=False)
    text: str = Column(Text, nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False)


class ComplaintEvent(Base):
    """One line of the audit trail. The database refuses to change or delete it (see the migration)."""

    __tablename__ = "complaint_events"
    __table_args__ = (UniqueConstraint("complaint_id", "sequence"),)

    id: int = Column(BigId, primary_key=True)
    complaint_id: int = Column(ForeignKey("complaints.id"), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    kind: str = Column(String(32), nullable=False)
    actor: str = Column(String(16), nullable=False)
    actor_name: Optional[str] = Column(String(64))
    details: Dict[str, Any] = Column(JSON, nullable=False)
    note_id: Optional[int] = Column(ForeignKey("complaint_notes.id"))
    created_at: datetime = Column(UtcDateTime, nullable=False)
    note: Optional[ComplaintNote] = relationship("ComplaintNote")


class ComplaintGrant(Base):
    """A visitor proved that a complaint is hers: from then on this conversation may see it."""

    __tablename__ = "complaint_grants"

    conversation_id: str = Column(ForeignKey("conversations.id"), primary_key=True)
    complaint_id: int = Column(ForeignKey("complaints.id"), primary_key=True)


class LookupTry(Base):
    """One wrong attempt to see a complaint by number and contact."""

    __tablename__ = "lookup_tries"
    __table_args__ = (Index("ix_lookup_tries_key", "key", "created_at"),)

    id: int = Column(BigId, primary_key=True)
    key: str = Column(String(64), nullable=False)
    created_at: datetime = Column(UtcDateTime, nullable=False)
