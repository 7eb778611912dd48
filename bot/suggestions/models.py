"""Suggestions, and the money an adopted one brings."""
from datetime import datetime
from typing import List, Optional

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, relationship

from bot.agents.models import Agent
from bot.conversations.models import Conversation
from bot.db import Base, BigId, UtcDateTime
from bot.wallet.orders import Order


class Suggestion(Base):
    """One idea or praise. `key` is the key of the message that told it: stored once, however often it comes."""

    __tablename__ = "suggestions"
    __table_args__ = (Index("ix_suggestions_state", "state", "id"),)

    id: Mapped[int] = Column(BigId, primary_key=True)
    number: Mapped[str] = Column(String(16), nullable=False, unique=True)
    key: Mapped[str] = Column(String(64), nullable=False, unique=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    customer_id: Mapped[Optional[str]] = Column(String(64))
    kind: Mapped[str] = Column(String(8), nullable=False)
    topic: Mapped[Optional[str]] = Column(String(16))
    state: Mapped[str] = Column(String(16), nullable=False)
    text: Mapped[str] = Column(Text, nullable=False)
    locale: Mapped[str] = Column(String(2), nullable=False)
    answer: Mapped[Optional[str]] = Column(Text)  # what its author was told last
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))  # who dealt with it last
    # Grows with every change: who acts on an older one has not seen all.
    version: Mapped[int] = Column(Integer, nullable=False, default=0, server_default="0")
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    changed_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    conversation: Mapped[Conversation] = relationship(Conversation)
    agent: Mapped[Optional[Agent]] = relationship(Agent)
    rewards: Mapped[List["Reward"]] = relationship("Reward", order_by="Reward.id", back_populates="suggestion")


class Reward(Order, Base):
    """Money for the author of an adopted suggestion."""

    __tablename__ = "rewards"
    __table_args__ = (Index("ix_rewards_state", "state", "id"),)

    suggestion_id: Mapped[int] = Column(ForeignKey("suggestions.id"), nullable=False, index=True)
    reason: Mapped[str] = Column(Text, nullable=False)
    suggestion: Mapped[Suggestion] = relationship(Suggestion, back_populates="rewards")
