"""What the desk keeps beside the messages: changes to hear of, who is there, callbacks, notes, canned answers."""
from datetime import datetime
from typing import Optional

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from bot.agents.models import Agent
from bot.db import Base, BigId, UtcDateTime


class Change(Base):
    """Something changed: written with the change itself, read by every process, forgotten after an hour."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_created_at", "created_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = Column(BigId, primary_key=True)
    kind: Mapped[str] = Column(String(16), nullable=False)
    key: Mapped[str] = Column(String(64), nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class Presence(Base):
    """Whether an agent takes conversations now, and when her desk was last heard of."""

    __tablename__ = "presences"

    agent_id: Mapped[int] = Column(BigId, ForeignKey(Agent.id), primary_key=True)
    available: Mapped[bool] = Column(Boolean, nullable=False)
    seen_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class Callback(Base):
    """A promise to call or write back by `due_at`; `key` makes the same request one promise."""

    __tablename__ = "callbacks"
    __table_args__ = (Index("ix_callbacks_state_due", "state", "due_at"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    number: Mapped[str] = Column(String(16), nullable=False, unique=True)
    key: Mapped[str] = Column(String(64), nullable=False, unique=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    reason: Mapped[str] = Column(String(32), nullable=False)
    contact: Mapped[str] = Column(String(254), nullable=False)
    words: Mapped[str] = Column(Text, nullable=False)
    due_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    state: Mapped[str] = Column(String(8), nullable=False)
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    outcome: Mapped[Optional[str]] = Column(Text)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    done_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class ConversationNote(Base):
    """What agents tell each other about a conversation; no customer ever reads it."""

    __tablename__ = "conversation_notes"

    id: Mapped[int] = Column(BigId, primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    text: Mapped[str] = Column(Text, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class CannedAnswer(Base):
    """An answer kept ready in both languages, for a team or (None) for all."""

    __tablename__ = "canned_answers"

    id: Mapped[int] = Column(BigId, primary_key=True)
    title: Mapped[str] = Column(String(80), nullable=False)
    zh: Mapped[str] = Column(Text, nullable=False)
    en: Mapped[str] = Column(Text, nullable=False)
    team: Mapped[Optional[str]] = Column(String(32))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
