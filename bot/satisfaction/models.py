"""Questions and their answers, and what is to be done about them."""
from datetime import datetime
from typing import Optional

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from bot.agents.models import Agent
from bot.complaints.models import Complaint
from bot.conversations.models import Conversation
from bot.db import Base, BigId, UtcDateTime
from bot.satisfaction.kinds import About


class Rating(Base):
    """A question after a resolution or a handoff; `stars` once she answered. The database allows no second for the same."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("complaint_id", "event_sequence"),
        UniqueConstraint("handoff_id"),
        UniqueConstraint("conversation_id", "sequence"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="ck_ratings_stars"),
        CheckConstraint("(complaint_id IS NULL) <> (handoff_id IS NULL)", name="ck_ratings_about"),
        Index("ix_ratings_asked", "asked_at", "id"),
        Index("ix_ratings_agent", "agent_id", "id"),
    )

    id: Mapped[int] = Column(BigId, primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False)
    sequence: Mapped[int] = Column(Integer, nullable=False)  # of the message that asks
    complaint_id: Mapped[Optional[int]] = Column(ForeignKey("complaints.id"))
    event_sequence: Mapped[Optional[int]] = Column(Integer)  # of the audit row that resolved it
    handoff_id: Mapped[Optional[int]] = Column(ForeignKey("handoffs.id"))
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))  # whose work she rates
    category: Mapped[str] = Column(String(32), nullable=False)  # the complaint's, or the handoff's reason
    asked_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    stars: Mapped[Optional[int]] = Column(Integer)
    comment: Mapped[Optional[str]] = Column(Text)
    rated_at: Mapped[Optional[datetime]] = Column(UtcDateTime)  # the first time
    changed_at: Mapped[Optional[datetime]] = Column(UtcDateTime)  # the last time
    rated_by: Mapped[Optional[int]] = Column(ForeignKey("messages.id"), index=True)  # her message; NULL by the link
    commented_by: Mapped[Optional[int]] = Column(ForeignKey("messages.id"))
    complaint: Mapped[Optional[Complaint]] = relationship(Complaint)
    conversation: Mapped[Conversation] = relationship(Conversation)
    agent: Mapped[Optional[Agent]] = relationship(Agent)

    @property
    def about(self) -> About:
        """What she is asked to rate."""
        return About.HANDOFF if self.complaint_id is None else About.RESOLUTION


class FollowUp(Base):
    """A task for a supervisor, or a planned call to the customer; `key` names its cause, which opens it once."""

    __tablename__ = "follow_ups"
    __table_args__ = (Index("ix_follow_ups_state", "state", "kind", "due_at", "id"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    key: Mapped[str] = Column(String(64), nullable=False, unique=True)
    kind: Mapped[str] = Column(String(8), nullable=False)
    state: Mapped[str] = Column(String(8), nullable=False)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False)
    complaint_id: Mapped[Optional[int]] = Column(ForeignKey("complaints.id"), index=True)
    rating_id: Mapped[Optional[int]] = Column(ForeignKey("ratings.id"), index=True)
    due_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))  # who does it, or did
    outcome: Mapped[Optional[str]] = Column(String(12))
    words: Mapped[Optional[str]] = Column(Text)  # the company's own; the customer never reads them
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    done_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    complaint: Mapped[Optional[Complaint]] = relationship(Complaint)
    conversation: Mapped[Conversation] = relationship(Conversation)
    rating: Mapped[Optional[Rating]] = relationship(Rating)
    agent: Mapped[Optional[Agent]] = relationship(Agent)
