"""How messages and complaints look in the customer API."""
from typing import Any, Dict, List, Optional, Sequence

from sqlalchemy.orm import Session

from bot.agents.models import Agent
from bot.complaints import queries
from bot.complaints.models import Complaint
from bot.complaints.view import described
from bot.conversations.models import Attachment, Conversation, Message
from bot.conversations.queries import messages_after
from bot.language import Language
from bot.texts import text


def state_shape(session: Session, conversation_id: str) -> Dict[str, Any]:
    """Who answers a conversation, and in which language."""
    conversation = session.get(Conversation, conversation_id)
    agent = session.get(Agent, conversation.agent_id) if conversation.agent_id else None
    return {"owner": conversation.owner, "agent_name": agent.name if agent else None, "locale": conversation.language.tag}


def message_shapes(session: Session, conversation_id: str, after: int, limit: int) -> List[Dict[str, Any]]:
    """The conversation past a sequence, at most `limit` messages."""
    return [message_shape(message) for message in messages_after(session, conversation_id, after, limit)]


def message_shape(message: Message) -> Dict[str, Any]:
    """A message; its choices without what they mean to the bot."""
    shape: Dict[str, Any] = {
        "sequence": message.sequence, "author": message.author, "text": message.text,
        "choices": [{"id": choice.id, "title": choice.title} for choice in message.choices],
        "attachments": [attachment_shape(attachment) for attachment in message.attachments],
        "created_at": message.created_at.isoformat()}
    if message.client_message_id:
        shape["client_message_id"] = message.client_message_id
    return shape


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
