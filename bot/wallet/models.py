"""The sandbox wallet's tables."""
from datetime import datetime
from decimal import Decimal
from typing import Optional

from sqlalchemy import Column, ForeignKey, Index, String, Text

from bot.db import Base, Money, UtcDateTime


class SandboxAccount(Base):
    """A demo customer; `story` tells in both languages what her data shows."""

    __tablename__ = "sandbox_accounts"

    customer_id: str = Column(String(64), primary_key=True)
    name: str = Column(String(100), nullable=False)
    story_zh: str = Column(Text, nullable=False)
    story_en: str = Column(Text, nullable=False)
    frozen: Optional[str] = Column(String(16))
    frozen_at: Optional[datetime] = Column(UtcDateTime)
    freeze_key: Optional[str] = Column(String(64))


class SandboxTransaction(Base):
    """A demo transaction."""

    __tablename__ = "sandbox_transactions"
    __table_args__ = (Index("ix_sandbox_transactions_customer", "customer_id", "created_at"),)

    id: str = Column(String(32), primary_key=True)
    customer_id: str = Column(ForeignKey("sandbox_accounts.customer_id"), nullable=False)
    kind: str = Column(String(16), nullable=False)
    state: str = Column(String(24), nullable=False)
    amount: Decimal = Column(Money, nullable=False)
    currency: str = Column(String(3), nullable=False)
    counterparty: str = Column(String(100), nullable=False)
    reason: Optional[str] = Column(String(32))
    created_at: datetime = Column(UtcDateTime, nullable=False)
    expected_at: Optional[datetime] = Column(UtcDateTime)
