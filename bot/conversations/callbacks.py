"""A promise to call or write back, with a number and a time by which it is kept."""
from datetime import datetime, timedelta
from enum import Enum
from typing import List, Optional

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents.roles import Actor, Role
from bot.conversations import desk_queries, service
from bot.conversations.desk_models import Callback
from bot.conversations.live import Kind, emit
from bot.conversations.models import Author, Conversation
from bot.conversations.ownership import Owner, leave, locked, record
from bot.conversations.reasons import Reason
from bot.conversations.redaction import redact
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.numbers import new_number
from bot.settings import settings
from bot.texts import text

_LONGEST_CONTACT = 254


class State(str, Enum):
    """How far a callback is."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"  # and still owed


def request_callback(session: Session, conversation: Conversation, *, contact: str, words: str, key: str, now: datetime,
                     reason: Optional[Reason] = None) -> Callback:
    """Promise to call back within CALLBACK_HOURS of opening time; the same `key` is the same promise.

    Without a `reason` it is that of her last request for a person. Whoever waited in the queue leaves it.
    InvalidInput("needs_contact") without a way to reach her.
    """
    held = locked(session, conversation.id)
    known = session.execute(select(Callback).where(Callback.key == key)).scalar_one_or_none()
    if known:
        return known
    if not 0 < len(contact.strip()) <= _LONGEST_CONTACT:
        raise InvalidInput("needs_contact")
    last = None if reason else desk_queries.last_handoff(session, conversation.id)
    made = Callback(number=new_number(now.astimezone(settings().zone).date(), "B"), key=key, conversation_id=conversation.id,
                    reason=last.reason if last else (reason or Reason.ASKED_FOR).value, contact=contact.strip(), words=redact(words).text,
                    due_at=settings().hours.after(now, timedelta(hours=settings().callback_hours)), state=State.OPEN.value, created_at=now)
    session.add(made)
    session.flush()
    if held.owner == Owner.QUEUE:
        leave(session, conversation.id, outcome="callback", now=now)
    emit(session, Kind.CALLBACK, made.number, now=now)
    return made


def complete(session: Session, number: str, *, actor: Actor, outcome: str, now: datetime) -> Callback:
    """Write down what came of calling back. NotAllowed("callback_done") with `by` if a colleague did it already."""
    if actor.agent_id is None or actor.role is Role.AUDITOR:
        raise NotAllowed("not_your_role")
    if not outcome.strip():
        raise InvalidInput("needs_words")
    found = _held(session, number)
    if found.state == State.DONE.value:
        raise NotAllowed("callback_done")
    found.state, found.agent_id, found.outcome, found.done_at = State.DONE.value, actor.agent_id, redact(outcome).text, now
    session.flush()
    emit(session, Kind.CALLBACK, number, now=now)
    record(session, actor, "callback_completed", found.conversation_id, now, number=number)
    return found


def miss_due(session: Session, *, now: datetime, limit: int = 1) -> int:
    """Mark promises that were not kept in time and tell the customer so, once; they stay owed. Returns how many."""
    due = session.execute(select(Callback.number).where(Callback.state == State.OPEN.value, Callback.due_at < now)
                          .order_by(Callback.due_at).limit(limit)).scalars().all()
    return sum(_miss(session, number, now) for number in due)


def listed(session: Session, *, done: bool = False, after: int = 0, limit: int = 50) -> List[Callback]:
    """What is still owed, the most urgent first, or what was done, the newest first; `after` is the id where the last page ended."""
    last = session.get(Callback, after) if after else None
    if done:
        chosen = select(Callback).where(Callback.state == State.DONE.value).order_by(Callback.id.desc())
        return list(session.execute((chosen.where(Callback.id < last.id) if last else chosen).limit(limit)).scalars())
    chosen = select(Callback).where(Callback.state != State.DONE.value).order_by(Callback.due_at, Callback.id)
    if last:
        chosen = chosen.where(or_(Callback.due_at > last.due_at, and_(Callback.due_at == last.due_at, Callback.id > last.id)))
    return list(session.execute(chosen.limit(limit)).scalars())


def owed(session: Session, conversation_id: str) -> Optional[Callback]:
    """The callback a conversation still waits for, the earliest."""
    return session.execute(select(Callback).where(Callback.conversation_id == conversation_id, Callback.state != State.DONE.value)
                           .order_by(Callback.due_at).limit(1)).scalar_one_or_none()


def mine_by_number(session: Session, conversation_id: str, number: str) -> Optional[Callback]:
    """A conversation's own callback by its number, in either case; None for any other."""
    return session.execute(select(Callback).where(Callback.conversation_id == conversation_id, Callback.number == number.upper())).scalar_one_or_none()


def _miss(session: Session, number: str, now: datetime) -> bool:
    found = _held(session, number)
    if found.state != State.OPEN.value:  # another worker was here, or an agent
        return False
    found.state = State.MISSED.value
    session.flush()
    emit(session, Kind.CALLBACK, number, now=now)
    language = locked(session, found.conversation_id).language
    words = text("notices.callback_missed", language, number=number, when=formats.moment(found.due_at, language))
    service.say(session, found.conversation_id, words, author=Author.SYSTEM, now=now)
    return True


def _held(session: Session, number: str) -> Callback:
    found = session.execute(select(Callback).where(Callback.number == number).with_for_update()
                            .execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_callback")
    return found
