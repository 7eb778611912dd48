"""The sandbox wallet's tables."""
from datetime import datetime
from decimal import Decimal
from typing import Optional

from sqlalchemy import Column, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from bot.db import Base, Money, UtcDateTime


class SandboxAccount(Base):
    """A demo customer; `story` tells in both languages what her data shows."""

    __tablename__ = "sandbox_accounts"

    customer_id: Mapped[str] = Column(String(64), primary_key=True)
    name: Mapped[str] = Column(String(100), nullable=False)
    story_zh: Mapped[str] = Column(Text, nullable=False)
    story_en: Mapped[str] = Column(Text, nullable=False)
    frozen: Mapped[Optional[str]] = Column(String(16))
    frozen_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    freeze_key: Mapped[Optional[str]] = Column(String(64))
    email: Mapped[Optional[str]] = Column(String(254))
    phone: Mapped[Optional[str]] = Column(String(20))


class SandboxTransaction(Base):
    """A demo transaction."""

    __tablename__ = "sandbox_transactions"
    __table_args__ = (Index("ix_sandbox_transactions_customer", "customer_id", "created_at"),)

    id: Mapped[str] = Column(String(32), primary_key=True)
    customer_id: Mapped[str] = Column(ForeignKey("sandbox_accounts.customer_id"), nullable=False)
    kind: Mapped[str] = Column(String(16), nullable=False)
    state: Mapped[str] = Column(String(24), nullable=False)
    amount: Mapped[Decimal] = Column(Money, nullable=False)
    currency: Mapped[str] = Column(String(3), nullable=False)
    counterparty: Mapped[str] = Column(String(100), nullable=False)
    reason: Mapped[Optional[str]] = Column(String(32))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    expected_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
