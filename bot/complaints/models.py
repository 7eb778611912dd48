"""Complaints, their clocks, what was written to them and their audit trail."""
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Optional

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from bot.agents.models import Agent
from bot.conversations.models import Attachment
from bot.db import Base, BigId, Money, UtcDateTime
from bot.wallet.orders import Order

_RESOLVED = sql("kind = 'complaint_resolved'")
_OPEN = {"sqlite_where": sql("due_at IS NOT NULL"), "postgresql_where": sql("due_at IS NOT NULL")}


class Complaint(Base):
    """One complaint. `filed_by` is the key of the confirmation that filed it: once, however often it comes.

    `status` changes by `steps.move` alone; the database refuses another way (see the migrations).
    """

    __tablename__ = "complaints"
    __table_args__ = (
        Index("ix_complaints_status_id", "status", "id"),
        Index("ix_complaints_status_closed", "status", "closed_at"),
        Index("ix_complaints_created", "created_at", "category"),
        Index("ix_complaints_urgency", "priority", "due_at", "id", **_OPEN),
        Index("ix_complaints_due", "due_at", "id", **_OPEN),
        Index("ix_complaints_assignee", "assignee_id", "priority", "due_at", "id", **_OPEN),
    )

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
    outcome: Mapped[Optional[str]] = Column(String(8))
    assignee_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    team: Mapped[Optional[str]] = Column(String(32))
    priority: Mapped[int] = Column(Integer, nullable=False, default=2, server_default="2")
    # The earliest clock still owed; NULL once nothing is.
    due_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    # Grows with everything a person does: who acts on an older one has not seen all.
    version: Mapped[int] = Column(Integer, nullable=False, default=0, server_default="0")
    # The end of the audit trail: how many rows, the last one's hash, and AUDIT_KEY's signature on both.
    event_count: Mapped[int] = Column(Integer, nullable=False, default=0, server_default="0")
    event_head: Mapped[str] = Column(String(64), nullable=False, default="", server_default="")
    event_seal: Mapped[Optional[str]] = Column(String(64))
    assignee: Mapped[Optional[Agent]] = relationship(Agent)
    deadlines: Mapped[List["ComplaintDeadline"]] = relationship("ComplaintDeadline", order_by="ComplaintDeadline.due_at")
    events: Mapped[List["ComplaintEvent"]] = relationship("ComplaintEvent", order_by="ComplaintEvent.sequence")


class ComplaintDeadline(Base):
    """One clock of a complaint."""

    __tablename__ = "complaint_deadlines"
    __table_args__ = (UniqueConstraint("complaint_id", "kind"), Index("ix_deadlines_state_due", "state", "due_at"),
                      Index("ix_deadlines_next_alert", "next_alert_at"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False)
    kind: Mapped[str] = Column(String(16), nullable=False)
    started_at: Mapped[datetime] = Column(UtcDateTime, nullable=False, server_default="1970-01-01 00:00:00.000000")
    due_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    state: Mapped[str] = Column(String(16), nullable=False)
    settled_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    # When the desk has something new to hear of it; NULL when there is no more.
    next_alert_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class ComplaintAlert(Base):
    """What the desk was told of a clock: once for each promise, that is, each moment a clock was set to."""

    __tablename__ = "complaint_alerts"
    __table_args__ = (UniqueConstraint("deadline_id", "due_at", "kind"), Index("ix_complaint_alerts_target", "target", "id"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    deadline_id: Mapped[int] = Column(ForeignKey("complaint_deadlines.id"), nullable=False)
    due_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    kind: Mapped[str] = Column(String(24), nullable=False)
    target: Mapped[str] = Column(String(48), nullable=False)  # agent:ID, team:NAME or supervisors
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    complaint: Mapped[Complaint] = relationship(Complaint)
    clock: Mapped[ComplaintDeadline] = relationship(ComplaintDeadline)


class ComplaintRise(Base):
    """More complaints of a category than is usual at this hour; one goes on at a time for each category."""

    __tablename__ = "complaint_rises"
    __table_args__ = (Index("ux_complaint_rises_open", "category", unique=True,
                            sqlite_where=sql("ended_at IS NULL"), postgresql_where=sql("ended_at IS NULL")),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    category: Mapped[str] = Column(String(32), nullable=False)
    level: Mapped[str] = Column(String(16), nullable=False)
    count: Mapped[int] = Column(Integer, nullable=False)  # the most there were in one hour
    usual: Mapped[float] = Column(Float, nullable=False)
    started_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    seen_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)  # when it was last above the mark
    ended_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class ComplaintNote(Base):
    """Words added to a complaint: by the customer, to her by an operator, or (internal) among operators."""

    __tablename__ = "complaint_notes"

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    key: Mapped[str] = Column(String(64), nullable=False, unique=True)
    author: Mapped[str] = Column(String(16), nullable=False)
    text: Mapped[str] = Column(Text, nullable=False)
    internal: Mapped[bool] = Column(Boolean, nullable=False, default=False, server_default=sql("false"))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class ComplaintKey(Base):
    """The key under which a complaint's trail commits to words; with it gone nobody can test a guess."""

    __tablename__ = "complaint_keys"

    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), primary_key=True)
    key: Mapped[str] = Column(String(64), nullable=False)


class ComplaintEvent(Base):
    """One line of the audit trail, chained to the one before it (see `chain`).

    The database refuses to change or delete it (see the migrations); `details` holds no words of anybody.
    """

    __tablename__ = "complaint_events"
    __table_args__ = (
        UniqueConstraint("complaint_id", "sequence"),
        Index("ix_complaint_events_resolved", "created_at", sqlite_where=_RESOLVED, postgresql_where=_RESOLVED),
    )

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False)
    sequence: Mapped[int] = Column(Integer, nullable=False)
    kind: Mapped[str] = Column(String(32), nullable=False)
    actor: Mapped[str] = Column(String(16), nullable=False)
    actor_name: Mapped[Optional[str]] = Column(String(64))
    details: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)
    note_id: Mapped[Optional[int]] = Column(ForeignKey("complaint_notes.id"))
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    commitment: Mapped[Optional[str]] = Column(String(64))
    previous: Mapped[str] = Column(String(64), nullable=False, default="", server_default="")
    hash: Mapped[str] = Column(String(64), nullable=False, default="", server_default="")
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


class ComplaintExtension(Base):
    """A later moment for the final reply: proposed with its reason, approved by somebody else."""

    __tablename__ = "complaint_extensions"
    __table_args__ = (Index("ux_complaint_extensions_open", "complaint_id", unique=True,
                            sqlite_where=sql("decided_at IS NULL"), postgresql_where=sql("decided_at IS NULL")),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False)
    until: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    note_id: Mapped[int] = Column(ForeignKey("complaint_notes.id"), nullable=False)
    proposed_by: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    decided_by: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    approved: Mapped[Optional[bool]] = Column(Boolean)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    decided_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    note: Mapped[ComplaintNote] = relationship("ComplaintNote")


class Compensation(Order, Base):
    """Money for a complaint's customer."""

    __tablename__ = "compensations"
    __table_args__ = (Index("ix_compensations_state", "state", "id"),)

    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    note_id: Mapped[int] = Column(ForeignKey("complaint_notes.id"), nullable=False)
    note: Mapped[ComplaintNote] = relationship("ComplaintNote")
    complaint: Mapped[Complaint] = relationship("Complaint")

    @property
    def reason(self) -> str:
        """Why it is given, in the agent's words."""
        return self.note.text


class ComplaintTerm(Base):
    """One word, or pair of Chinese characters, by which a complaint is found (see `search`)."""

    __tablename__ = "complaint_terms"
    __table_args__ = (Index("ix_complaint_terms_complaint_id", "complaint_id"), {"sqlite_with_rowid": False})

    # Compared byte by byte, so that a beginning is a range of the index.
    term: Mapped[str] = Column(String(32).with_variant(String(32, collation="C"), "postgresql"), primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), primary_key=True)


class ComplaintFilter(Base):
    """A list an agent looks at again and again."""

    __tablename__ = "complaint_filters"
    __table_args__ = (UniqueConstraint("agent_id", "name"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    agent_id: Mapped[int] = Column(BigId, ForeignKey(Agent.id), nullable=False)
    name: Mapped[str] = Column(String(64), nullable=False)
    terms: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class Review(Base):
    """What somebody wrote about us elsewhere; worked as a complaint of the kind `review`."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("source", "link"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    complaint_id: Mapped[int] = Column(ForeignKey("complaints.id"), nullable=False, unique=True)
    source: Mapped[str] = Column(String(32), nullable=False)
    link: Mapped[str] = Column(String(500), nullable=False)
    author: Mapped[Optional[str]] = Column(String(100))
    stars: Mapped[Optional[int]] = Column(Integer)
    posted_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    draft_note_id: Mapped[Optional[int]] = Column(ForeignKey("complaint_notes.id"))
    solution_note_id: Mapped[Optional[int]] = Column(ForeignKey("complaint_notes.id"))
    follow_up_note_id: Mapped[Optional[int]] = Column(ForeignKey("complaint_notes.id"))
    complaint: Mapped[Complaint] = relationship("Complaint")
    draft: Mapped[Optional[ComplaintNote]] = relationship("ComplaintNote", foreign_keys=[draft_note_id])
    solution: Mapped[Optional[ComplaintNote]] = relationship("ComplaintNote", foreign_keys=[solution_note_id])
    follow_up: Mapped[Optional[ComplaintNote]] = relationship("ComplaintNote", foreign_keys=[follow_up_note_id])
