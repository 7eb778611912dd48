"""Agents: the people who take handoffs and work complaints, and what opens the desk to them."""
from datetime import datetime
from typing import Any, Dict, List, Optional

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped

from bot.agents.roles import Role
from bot.db import Base, BigId, UtcDateTime
from bot.language import Language


class Agent(Base):
    """A person; `name` is the one customers see. Without an email she cannot sign in."""

    __tablename__ = "agents"
    __table_args__ = (Index("ux_agents_email", "email", unique=True), Index("ux_agents_oidc_subject", "oidc_subject", unique=True))

    id: Mapped[int] = Column(BigId, primary_key=True)
    name: Mapped[str] = Column(String(64), nullable=False)
    email: Mapped[Optional[str]] = Column(String(254))  # as bot.agents.addresses writes it
    role: Mapped[str] = Column(String(16), nullable=False, default=Role.AGENT.value, server_default=Role.AGENT.value)
    team: Mapped[Optional[str]] = Column(String(32))
    languages: Mapped[List[str]] = Column(JSON, nullable=False, default=lambda: ["zh", "en"], server_default='["zh", "en"]')
    compensation_limit: Mapped[int] = Column(BigInteger, nullable=False, default=0, server_default="0")  # hundredths
    locale: Mapped[str] = Column(String(8), nullable=False, default=Language.ZH.value, server_default=Language.ZH.value)
    active: Mapped[bool] = Column(Boolean, nullable=False, default=True, server_default="1")
    demo: Mapped[bool] = Column(Boolean, nullable=False, default=False, server_default="0")  # her password is known to everybody
    password_hash: Mapped[Optional[str]] = Column(String(200))
    totp_secret: Mapped[Optional[str]] = Column(String(200))  # encrypted with DESK_KEY
    totp_step: Mapped[Optional[int]] = Column(BigInteger)  # of the last code that was used
    oidc_subject: Mapped[Optional[str]] = Column(String(255))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)

    @property
    def language(self) -> Language:
        """The language she reads the desk in."""
        return Language(self.locale)


class DeskSignIn(Base):
    """An open door: who holds the token whose hash this is acts as the agent. `complete` once the second factor is there."""

    __tablename__ = "desk_sign_ins"

    token_hash: Mapped[str] = Column(String(64), primary_key=True)
    agent_id: Mapped[int] = Column(BigId, ForeignKey(Agent.id), nullable=False, index=True)
    complete: Mapped[bool] = Column(Boolean, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    seen_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    expires_at: Mapped[datetime] = Column(UtcDateTime, nullable=False, index=True)
    ended_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class SignInTries(Base):
    """How often an account or an address has tried since a moment."""

    __tablename__ = "desk_sign_in_tries"

    key: Mapped[str] = Column(String(80), primary_key=True)
    tries: Mapped[int] = Column(Integer, nullable=False)
    since: Mapped[datetime] = Column(UtcDateTime, nullable=False, index=True)


class Invitation(Base):
    """A link that makes an account, or gives `agent_id` a new password; works once."""

    __tablename__ = "agent_invitations"

    id: Mapped[int] = Column(BigId, primary_key=True)
    token_hash: Mapped[str] = Column(String(64), nullable=False, unique=True)
    email: Mapped[str] = Column(String(254), nullable=False, index=True)
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    role: Mapped[str] = Column(String(16), nullable=False)
    team: Mapped[Optional[str]] = Column(String(32))
    languages: Mapped[List[str]] = Column(JSON, nullable=False)
    compensation_limit: Mapped[int] = Column(BigInteger, nullable=False)
    locale: Mapped[str] = Column(String(8), nullable=False)
    invited_by: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    expires_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    used_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    withdrawn_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class ApiToken(Base):
    """A program's key to the API, with its owner's role or to read only."""

    __tablename__ = "agent_tokens"

    id: Mapped[int] = Column(BigId, primary_key=True)
    agent_id: Mapped[int] = Column(BigId, ForeignKey(Agent.id), nullable=False, index=True)
    name: Mapped[str] = Column(String(64), nullable=False)
    token_hash: Mapped[str] = Column(String(64), nullable=False, unique=True)
    read_only: Mapped[bool] = Column(Boolean, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    expires_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    used_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    revoked_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class DeskEvent(Base):
    """A row of the desk's audit trail; the database refuses to change or delete it."""

    __tablename__ = "desk_events"
    __table_args__ = (Index("ix_desk_events_subject", "subject", "id"), Index("ix_desk_events_agent", "agent_id", "id"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    actor_name: Mapped[Optional[str]] = Column(String(64))
    role: Mapped[Optional[str]] = Column(String(16))
    kind: Mapped[str] = Column(String(48), nullable=False)
    subject: Mapped[str] = Column(String(64), nullable=False)
    details: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
