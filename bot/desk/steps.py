"""What was tried already, so that nobody asks the customer for it again."""
from datetime import datetime
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.models import Complaint
from bot.conversations.desk_models import Callback
from bot.conversations.models import Handoff, Message
from bot.desk.conversation_shapes import agent_names
from bot.language import Language
from bot.texts import has, text

_MOST = 30
_Step = Tuple[datetime, str]


def steps(session: Session, messages: Sequence[Message], complaints: Sequence[Complaint], language: Language) -> List[_Step]:
    """The steps of a conversation, oldest first; of very many the last ones."""
    if not messages:
        return []
    told = [*_spoken(messages, language), *_filed(complaints, messages[0].conversation_id, language),
            *_promised(session, messages[0].conversation_id, language), *_served(session, messages[0].conversation_id, language)]
    return sorted(told)[-_MOST:]


def step_rows(told: Sequence[_Step]) -> List[Dict[str, Any]]:
    """The steps as the packet shows them."""
    return [{"at": at.isoformat(), "label": label} for at, label in told]


def _spoken(messages: Sequence[Message], language: Language) -> Iterator[_Step]:
    """Each topic she came to, and each that the bot explained; the same one again is no new step."""
    before: Dict[str, Optional[str]] = {}
    for message in messages:
        for kind, intent in (("said", (message.understood or {}).get("intent")), ("answered", _topic(message.response))):
            if intent and intent != before.get(kind) and has(f"labels.intent_{intent}"):
                yield message.created_at, text(f"packet.step_{kind}", language, topic=text(f"labels.intent_{intent}", language))
            before[kind] = intent or before.get(kind)


def _topic(response: Optional[str]) -> Optional[str]:
    return response.removeprefix("utter_").partition("/")[0] if response else None


def _filed(complaints: Sequence[Complaint], conversation_id: str, language: Language) -> Iterator[_Step]:
    for complaint in complaints:
        if complaint.conversation_id == conversation_id:
            yield complaint.created_at, text("packet.step_complaint", language, number=complaint.number)


def _promised(session: Session, conversation_id: str, language: Language) -> Iterator[_Step]:
    for callback in session.execute(select(Callback).where(Callback.conversation_id == conversation_id)).scalars():
        yield callback.created_at, text("packet.step_callback", language, number=callback.number)


def _served(session: Session, conversation_id: str, language: Language) -> Iterator[_Step]:
    handoffs = session.execute(select(Handoff).where(Handoff.conversation_id == conversation_id)).scalars().all()
    names = agent_names(session, [handoff.agent_id for handoff in handoffs])
    for handoff in handoffs:
        yield handoff.created_at, text("packet.step_asked", language)
        if handoff.agent_id and handoff.taken_at:
            yield handoff.taken_at, text("packet.step_served", language, agent=names[handoff.agent_id])
