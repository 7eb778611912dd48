"""Agents: the people who take handoffs and work complaints."""
from datetime import datetime

from sqlalchemy import Column, String
from sqlalchemy.orm import Mapped

from bot.db import Base, BigId, UtcDateTime


class Agent(Base):
    """A person; `name` is the one customers see."""

    __tablename__ = "agents"

    id: Mapped[int] = Column(BigId, primary_key=True)
    name: Mapped[str] = Column(String(64), nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
