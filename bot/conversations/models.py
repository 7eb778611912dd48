"""Conversations, their messages, the choices we offered and the tokens that open them."""
from datetime import datetime
from enum import Enum
from typing import Any, Dict, List, Optional

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from bot.agents.models import Agent
from bot.db import Base, BigId, UtcDateTime
from bot.language import Language


class Author(str, Enum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Conversation(Base):
    """One customer's thread; its id is Rasa's sender_id."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_owner", "owner", "agent_id"),)

    id: Mapped[str] = Column(String(32), primary_key=True)
    customer_id: Mapped[Optional[str]] = Column(String(64), unique=True)
    locale: Mapped[str] = Column(String(2), nullable=False)
    locale_pinned: Mapped[bool] = Column(Boolean, nullable=False, default=False)
    last_sequence: Mapped[int] = Column(Integer, nullable=False, default=0)
    # Changed by `ownership.move` alone.
    owner: Mapped[str] = Column(String(8), nullable=False, default="bot", server_default="bot")
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    owner_since: Mapped[Optional[datetime]] = Column(UtcDateTime)
    # When each side was last seen typing, and the last sequence each has seen.
    customer_typing_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    agent_typing_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    customer_read: Mapped[int] = Column(Integer, nullable=False, default=0, server_default="0")
    agent_read: Mapped[int] = Column(Integer, nullable=False, default=0, server_default="0")
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)

    @property
    def language(self) -> Language:
        """The language we answer in."""
        return Language(self.locale)


class Message(Base):
    """One line of a conversation, already redacted; `sequence` counts within it from 1."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "sequence"),
        UniqueConstraint("conversation_id", "client_message_id"),
        Index("ix_messages_created_at", "created_at"),
        Index("ix_messages_unhandled", "unhandled", "conversation_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = Column(BigId, primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False)
    sequence: Mapped[int] = Column(Integer, nullable=False)
    author: Mapped[str] = Column(String(16), nullable=False)
    text: Mapped[str] = Column(Text, nullable=False)
    client_message_id: Mapped[Optional[str]] = Column(String(64))
    choice_id: Mapped[Optional[str]] = Column(String(32))
    secrets_removed: Mapped[bool] = Column(Boolean, nullable=False, default=False)
    # True while a customer's message waits for its answer; NULL else, which keeps the index small.
    unhandled: Mapped[Optional[bool]] = Column(Boolean)
    # Who of us wrote it; what the bot understood of a customer's message; which response (`utter_*`) a bot's one is.
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))
    understood: Mapped[Optional[Dict[str, Any]]] = Column(JSON)
    response: Mapped[Optional[str]] = Column(String(64))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    choices: Mapped[List["Choice"]] = relationship("Choice", order_by="Choice.position")
    attachments: Mapped[List["Attachment"]] = relationship("Attachment", order_by="Attachment.position")


class Choice(Base):
    """A button we issued; its id means nothing outside its conversation."""

    __tablename__ = "choices"

    id: Mapped[str] = Column(String(32), primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False)
    message_id: Mapped[int] = Column(ForeignKey("messages.id"), nullable=False, index=True)
    position: Mapped[int] = Column(Integer, nullable=False)
    title: Mapped[str] = Column(String(200), nullable=False)
    payload: Mapped[Dict[str, Any]] = Column(JSON, nullable=False)


class SignIn(Base):
    """Somebody opened a conversation; its tokens can be renewed until then, unless she signs out before."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = Column(String(32), primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    renewable_until: Mapped[datetime] = Column(UtcDateTime, nullable=False, index=True)
    ended_at: Mapped[Optional[datetime]] = Column(UtcDateTime)


class Device(Base):
    """A browser or phone that a conversation was opened with: a hash that means nothing elsewhere."""

    __tablename__ = "devices"

    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), primary_key=True)
    device: Mapped[str] = Column(String(64), primary_key=True)
    first_seen_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    last_seen_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)


class Attachment(Base):
    """A picture or PDF, rebuilt. `stored` is true while its file is there; no message: uploaded and not sent.

    `internal` ones were added by the company's people for each other; no customer ever sees them.
    """

    __tablename__ = "attachments"

    id: Mapped[str] = Column(String(32), primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    message_id: Mapped[Optional[int]] = Column(ForeignKey("messages.id"), index=True)
    position: Mapped[Optional[int]] = Column(Integer)
    name: Mapped[str] = Column(String(120), nullable=False)
    media_type: Mapped[str] = Column(String(32), nullable=False)
    size: Mapped[int] = Column(Integer, nullable=False)
    width: Mapped[Optional[int]] = Column(Integer)
    height: Mapped[Optional[int]] = Column(Integer)
    store_name: Mapped[str] = Column(String(32), nullable=False, unique=True)
    stored: Mapped[bool] = Column(Boolean, nullable=False)
    internal: Mapped[bool] = Column(Boolean, nullable=False, default=False, server_default=sql("false"))
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False, index=True)


class Access(Base):
    """A bearer token's hash: it opens its sign-in's conversation until it expires."""

    __tablename__ = "accesses"

    token_hash: Mapped[str] = Column(String(64), primary_key=True)
    sign_in_id: Mapped[str] = Column(ForeignKey("sign_ins.id"), nullable=False, index=True)
    expires_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    renewed_at: Mapped[Optional[datetime]] = Column(UtcDateTime)  # when it was last exchanged for a new one


class UsedWalletToken(Base):
    """The hash of a wallet token's `jti`: each opens one session only."""

    __tablename__ = "used_wallet_tokens"

    jti_hash: Mapped[str] = Column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = Column(UtcDateTime, nullable=False, index=True)


class Handoff(Base):
    """A person is wanted, for a reason; the transcript up to `sequence` goes with it. One open request a conversation.

    Its place in the queue: lost ones first, then by `priority` (0 first), then by `created_at`.
    """

    __tablename__ = "handoffs"
    __table_args__ = (Index("ux_handoffs_open", "conversation_id", unique=True,
                            sqlite_where=sql("ended_at IS NULL"), postgresql_where=sql("ended_at IS NULL")),
                      Index("ix_handoffs_ended", "ended_at"), Index("ix_handoffs_taken_at", "taken_at"))

    id: Mapped[int] = Column(BigId, primary_key=True)
    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), nullable=False, index=True)
    reason: Mapped[str] = Column(String(32), nullable=False)
    sequence: Mapped[int] = Column(Integer, nullable=False)
    message_id: Mapped[Optional[int]] = Column(BigId, ForeignKey("messages.id"))
    agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))  # who has or last had the conversation
    team: Mapped[Optional[str]] = Column(String(32))  # whose it is to take; None: everybody's
    wanted_agent_id: Mapped[Optional[int]] = Column(BigId, ForeignKey(Agent.id))  # a colleague passed it to her
    priority: Mapped[int] = Column(Integer, nullable=False, default=2, server_default="2")
    risk: Mapped[List[str]] = Column(JSON, nullable=False, default=list, server_default="[]")
    created_at: Mapped[datetime] = Column(UtcDateTime, nullable=False)
    queued_at: Mapped[Optional[datetime]] = Column(UtcDateTime)  # since when it waits, or last waited; None: it never did
    offered_at: Mapped[Optional[datetime]] = Column(UtcDateTime)  # when she was offered something else than waiting
    lost_at: Mapped[Optional[datetime]] = Column(UtcDateTime)  # when its agent had gone silent
    taken_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    ended_at: Mapped[Optional[datetime]] = Column(UtcDateTime)
    outcome: Mapped[Optional[str]] = Column(String(16))


class Mirror(Base):
    """Up to which sequence Rasa's tracker knows a conversation; followed from a handoff until the bot has it again and knows all."""

    __tablename__ = "mirrors"
    __table_args__ = (Index("ix_mirrors_following", "following", sqlite_where=sql("following"), postgresql_where=sql("following")),)

    conversation_id: Mapped[str] = Column(ForeignKey("conversations.id"), primary_key=True)
    sequence: Mapped[int] = Column(Integer, nullable=False)
    following: Mapped[bool] = Column(Boolean, nullable=False)
