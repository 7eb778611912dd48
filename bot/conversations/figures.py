"""How much waits in conversations, for those who watch over the service."""
from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations import presence
from bot.conversations.models import Conversation, Handoff, Message
from bot.conversations.ownership import Owner
from bot.conversations.queue import WAITING


@dataclass(frozen=True)
class Standing:
    """Who waits for a person and for the bot, since when the first of them does, and who is there."""

    in_queue: int
    queue_seconds: float
    with_agents: int
    on_duty: int
    unanswered: int
    unanswered_seconds: float


def standing(session: Session, *, now: datetime) -> Standing:
    """How things are at this moment."""
    queue = session.execute(select(func.count(Handoff.id), func.min(Handoff.queued_at)).join(
        Conversation, Conversation.id == Handoff.conversation_id).where(*WAITING)).one()
    unanswered = session.execute(select(func.count(Message.id), func.min(Message.created_at)).where(Message.unhandled.is_(True))).one()
    with_agents = session.execute(select(func.count(Conversation.id)).where(Conversation.owner == Owner.AGENT.value)).scalar_one()
    return Standing(in_queue=queue[0], queue_seconds=_since(queue[1], now), with_agents=with_agents, on_duty=len(presence.on_duty(session, now=now)),
                    unanswered=unanswered[0], unanswered_seconds=_since(unanswered[1], now))


def _since(first: Optional[datetime], now: datetime) -> float:
    return max(0.0, (now - first).total_seconds()) if first else 0.0
