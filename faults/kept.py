"""What the database holds at the end, read once for the checker."""
import hashlib
from dataclasses import dataclass, field
from typing import Any, Dict, List, NamedTuple, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.models import DeskEvent
from bot.complaints import verification
from bot.complaints.models import Complaint
from bot.conversations.models import Conversation, Handoff, Message
from bot.notices.models import Delivery

_SUBJECT = "conversation:"


class Line(NamedTuple):
    """A message of a transcript."""

    id: int
    conversation_id: str
    sequence: int
    author: str
    text: str
    client_message_id: Optional[str] = None
    choice_id: Optional[str] = None
    unhandled: Optional[bool] = None


class Owned(NamedTuple):
    """Who has a conversation now, and how many messages it counts."""

    owner: str
    agent_id: Optional[int]
    last_sequence: int


class Filed(NamedTuple):
    """A complaint."""

    number: str
    conversation_id: str
    filed_by: str


class Moved(NamedTuple):
    """A row of the desk's audit trail about a conversation."""

    conversation_id: str
    kind: str
    agent_id: Optional[int]
    details: Dict[str, Any]


class Sent(NamedTuple):
    """A notice by one way; `known_by` is what its receiver knows it by."""

    key: str
    channel: str
    state: str
    known_by: str


@dataclass
class Kept:
    """All of it."""

    conversations: Dict[str, Owned] = field(default_factory=dict)
    messages: List[Line] = field(default_factory=list)
    complaints: List[Filed] = field(default_factory=list)
    requests: Dict[str, List[Optional[int]]] = field(default_factory=dict)  # of each conversation the open ones, each with its agent
    moves: List[Moved] = field(default_factory=list)
    notices: List[Sent] = field(default_factory=list)
    broken_trails: List[str] = field(default_factory=list)


def read(session: Session) -> Kept:
    """What a database holds."""
    kept = Kept()
    for row in session.execute(select(Conversation)).scalars():
        kept.conversations[row.id] = Owned(row.owner, row.agent_id, row.last_sequence)
    columns = (Message.id, Message.conversation_id, Message.sequence, Message.author, Message.text, Message.client_message_id,
               Message.choice_id, Message.unhandled)
    kept.messages = [Line(*row) for row in session.execute(select(*columns).order_by(Message.conversation_id, Message.sequence))]
    kept.complaints = [Filed(*row) for row in session.execute(select(Complaint.number, Complaint.conversation_id, Complaint.filed_by))]
    for conversation_id, agent_id in session.execute(select(Handoff.conversation_id, Handoff.agent_id).where(Handoff.ended_at.is_(None))):
        kept.requests.setdefault(conversation_id, []).append(agent_id)
    for event in session.execute(select(DeskEvent).where(DeskEvent.subject.like(f"{_SUBJECT}%")).order_by(DeskEvent.id)).scalars():
        kept.moves.append(Moved(event.subject.removeprefix(_SUBJECT), event.kind, event.agent_id, event.details))
    kept.notices = [Sent(key, channel, state, hashlib.sha256(f"{key}:{channel}".encode()).hexdigest()[:32])
                    for key, channel, state in session.execute(select(Delivery.key, Delivery.channel, Delivery.state))]
    kept.broken_trails = [f"{problem.number}: {problem.wrong} at {problem.sequence}" for _, problems in verification.verify(session) for problem in problems]
    return kept
