"""How conversations look in the desk API."""
from datetime import datetime
from typing import Any, Dict, List, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations import desk_queries, queue, speaking
from bot.conversations.contacts import mask_contacts
from bot.conversations.desk_models import Callback, CannedAnswer, ConversationNote
from bot.conversations.desk_queries import Line
from bot.conversations.models import Attachment, Conversation, Handoff, Message
from bot.conversations.ownership import Owner
from bot.conversations.queries import messages_after

_PREVIEW = 120


def queue_rows(session: Session, actor: Actor) -> List[Dict[str, Any]]:
    """Who waits, the front first."""
    waiting = queue.waiting(session, actor)
    ids = [handoff.conversation_id for handoff in waiting]
    conversations = {each.id: each for each in session.execute(select(Conversation).where(Conversation.id.in_(ids))).scalars()}
    words = desk_queries.last_words(session, ids)
    return [{**_row(conversations[handoff.conversation_id], handoff), "place": place, "preview": preview(words.get(handoff.conversation_id, ""))}
            for place, handoff in enumerate(waiting, 1)]


def line_rows(session: Session, lines: Sequence[Line]) -> List[Dict[str, Any]]:
    """The rows of a list."""
    names = agent_names(session, [line.conversation.agent_id for line in lines])
    unread = speaking.unread(session, [line.conversation.id for line in lines if line.conversation.owner == Owner.AGENT])
    return [{
        **_row(line.conversation, line.handoff), "agent": named(line.conversation.agent_id, names), "unread": unread.get(line.conversation.id, 0),
        "last_message": {"author": line.last.author, "text": preview(line.last.text), "created_at": line.last.created_at.isoformat()},
    } for line in lines]


def message_rows(session: Session, conversation: Conversation, actor: Actor, after: int, limit: int) -> List[Dict[str, Any]]:
    """The transcript past a sequence. Contacts are shown to the agent who talks with her, and masked for everybody else."""
    hers = actor.agent_id is not None and conversation.agent_id == actor.agent_id
    messages = messages_after(session, conversation.id, after, limit)
    names = agent_names(session, [message.agent_id for message in messages])
    return [_message(message, names, hers) for message in messages]


def note_row(note: ConversationNote, names: Dict[int, str]) -> Dict[str, Any]:
    """An internal note."""
    return {"id": note.id, "author": names.get(note.agent_id or 0), "text": note.text, "created_at": note.created_at.isoformat()}


def callback_row(callback: Callback, conversation: Conversation, names: Dict[int, str], actor: Actor) -> Dict[str, Any]:
    """A callback with how to reach her, which an auditor sees masked."""
    contact = formats.masked(callback.contact) if actor.role is Role.AUDITOR else callback.contact
    return {
        "number": callback.number, "conversation_id": callback.conversation_id, "customer": customer_of(conversation), "language": conversation.locale,
        "reason": callback.reason, "contact": contact, "words": callback.words, "due_at": callback.due_at.isoformat(), "state": callback.state,
        "agent": named(callback.agent_id, names), "outcome": callback.outcome, "created_at": callback.created_at.isoformat(),
        "done_at": moment(callback.done_at)}


def canned_row(answer: CannedAnswer) -> Dict[str, Any]:
    """A canned answer, its placeholders in it."""
    return {name: getattr(answer, name) for name in ("id", "title", "zh", "en", "team")}


def attachment_shape(attachment: Attachment) -> Dict[str, Any]:
    """An attachment; width and height are null for a PDF."""
    return {name: getattr(attachment, name) for name in ("id", "name", "media_type", "size", "width", "height")}


def agent_names(session: Session, ids: Sequence[Optional[int]]) -> Dict[int, str]:
    """What people are called."""
    wanted = {each for each in ids if each is not None}
    return dict(session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(wanted))).all()) if wanted else {}


def named(agent_id: Optional[int], names: Dict[int, str]) -> Optional[Dict[str, Any]]:
    """A person as she stands in a row."""
    return None if agent_id is None else {"id": agent_id, "name": names.get(agent_id, "")}


def customer_of(conversation: Conversation) -> Optional[Dict[str, str]]:
    """The customer; her name is filled in by `Names`."""
    return {"id": conversation.customer_id, "name": ""} if conversation.customer_id else None


def preview(text: str) -> str:
    """The beginning of a message, contacts masked."""
    return mask_contacts(text)[:_PREVIEW]


def moment(at: Optional[datetime]) -> Optional[str]:
    """A moment, or none."""
    return at.isoformat() if at else None


def _row(conversation: Conversation, handoff: Optional[Handoff]) -> Dict[str, Any]:
    waits = handoff is not None and conversation.owner == Owner.QUEUE
    return {
        "conversation_id": conversation.id, "customer": customer_of(conversation), "owner": conversation.owner, "language": conversation.locale,
        "reason": handoff and handoff.reason, "risk": list(handoff.risk) if handoff else [], "team": handoff and handoff.team,
        "lost": bool(handoff and handoff.lost_at), "waiting_since": moment(handoff.queued_at) if handoff and waits else None}


def _message(message: Message, names: Dict[int, str], hers: bool) -> Dict[str, Any]:
    return {
        "sequence": message.sequence, "author": message.author, "agent_name": names.get(message.agent_id or 0),
        "text": message.text if hers else mask_contacts(message.text), "created_at": message.created_at.isoformat(),
        "secrets_removed": bool(message.secrets_removed), "understood": _understood(message), "response": message.response,
        "attachments": [attachment_shape(attachment) for attachment in message.attachments],
        "choices": [{"title": choice.title} for choice in message.choices]}


def _understood(message: Message) -> Optional[Dict[str, Any]]:
    read = message.understood
    if not read or not read.get("intent"):
        return None
    return {"intent": read["intent"], "confidence": read.get("confidence"), "entities": read.get("entities") or []}
