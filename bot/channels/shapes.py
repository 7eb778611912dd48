"""How messages and complaints look in the customer API."""
from datetime import datetime
from typing import Any, Dict, List, Optional, Sequence, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.models import Agent
from bot.complaints import queries
from bot.complaints.models import Complaint
from bot.complaints.view import described
from bot.conversations import queue, speaking
from bot.conversations.models import Attachment, Author, Conversation, Message
from bot.conversations.ownership import Owner
from bot.conversations.queries import messages_after
from bot.conversations.queue import Availability
from bot.language import Language
from bot.settings import settings
from bot.texts import text


def state_shape(session: Session, conversation: Conversation, there: Availability, *, now: datetime) -> Dict[str, Any]:
    """Who answers a conversation, how it stands in the queue, whether a person can come, and what the agent is doing."""
    agent = session.get(Agent, conversation.agent_id) if conversation.agent_id else None
    waits = conversation.owner == Owner.QUEUE
    expected = queue.expected_wait(session) if waits else None
    return {
        "owner": conversation.owner, "agent_name": agent.name if agent else None, "locale": conversation.language.tag,
        "place": (queue.place(session, conversation.id) or None) if waits else None,
        "expected_wait_seconds": int(expected.total_seconds()) if expected else None,
        "availability": {"kind": there.kind.value, "opens_at": there.opens_at.astimezone(settings().zone).isoformat() if there.opens_at else None},
        "agent_typing": agent is not None and speaking.is_typing(conversation.agent_typing_at, now), "agent_read": conversation.agent_read}


def message_shapes(session: Session, conversation_id: str, after: int, limit: int) -> List[Dict[str, Any]]:
    """The conversation past a sequence, at most `limit` messages."""
    messages = messages_after(session, conversation_id, after, limit)
    names = _names(session, {message.agent_id for message in messages if message.agent_id})
    return [message_shape(message, names.get(message.agent_id)) for message in messages]


def message_shape(message: Message, agent_name: Optional[str]) -> Dict[str, Any]:
    """A message; its choices without what they mean to the bot."""
    shape: Dict[str, Any] = {
        "sequence": message.sequence, "author": message.author, "text": message.text,
        "choices": [{"id": choice.id, "title": choice.title} for choice in message.choices],
        "attachments": [attachment_shape(attachment) for attachment in message.attachments],
        "created_at": message.created_at.isoformat()}
    if message.author == Author.CUSTOMER and message.client_message_id:
        shape["client_message_id"] = message.client_message_id
    if message.author == Author.AGENT:
        shape["agent_name"] = agent_name
    return shape


def _names(session: Session, agent_ids: Set[int]) -> Dict[Optional[int], str]:
    return dict(session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(agent_ids))).all()) if agent_ids else {}


def attachment_shape(attachment: Attachment) -> Dict[str, Any]:
    """An attachment as it is listed; width and height are null for a PDF."""
    return {name: getattr(attachment, name) for name in ("id", "name", "media_type", "size", "width", "height")}


def complaint_row(complaint: Complaint, language: Language) -> Dict[str, Any]:
    """A complaint in a list."""
    return {
        "number": complaint.number, "category": complaint.category,
        "category_label": text(f"labels.category_{complaint.category}", language), "status": complaint.status,
        "status_label": text(f"labels.status_{complaint.status}", language),
        "created_at": complaint.created_at.isoformat(), "next_deadline": _next(complaint, language)}


def complaint_whole(complaint: Complaint, attachments: Sequence[Attachment], language: Language) -> Dict[str, Any]:
    """A complaint with its timeline and attachments."""
    steps = [{"at": step.at, "label": step.label, **({"text": step.words} if step.words else {})}
             for step in described(complaint, language).timeline]
    return {**complaint_row(complaint, language), "description": complaint.description, "timeline": steps,
            "attachments": [attachment_shape(attachment) for attachment in attachments]}


def _next(complaint: Complaint, language: Language) -> Optional[Dict[str, str]]:
    clock = queries.next_deadline(complaint)
    if clock is None:
        return None
    return {"kind": clock.kind, "label": text(f"labels.deadline_{clock.kind}", language), "due_at": clock.due_at.isoformat()}
