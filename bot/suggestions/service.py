"""A suggestion's life: stored with a number, sorted, answered, adopted or declined; its author is told at each step."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict, Mapping, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Actor
from bot.conversations import live
from bot.conversations.models import Conversation
from bot.conversations.redaction import redact
from bot.errors import InvalidInput, NotAllowed
from bot.language import Language
from bot.notices.outbox import Notice, announce
from bot.numbers import new_number
from bot.settings import settings
from bot.suggestions import queries
from bot.suggestions.kinds import Kind, State, Topic
from bot.suggestions.models import Suggestion

_DECISIONS = {State.ADOPTED, State.DECLINED}
# From which states each may be reached; what was adopted stays so.
_BEFORE: Mapping[State, "frozenset[State]"] = {
    State.RECEIVED: frozenset(),
    State.UNDER_REVIEW: frozenset({State.RECEIVED}),
    State.ADOPTED: frozenset({State.RECEIVED, State.UNDER_REVIEW, State.DECLINED}),
    State.DECLINED: frozenset({State.RECEIVED, State.UNDER_REVIEW}),
}


@dataclass(frozen=True)
class Change:
    """What an agent does with a suggestion in one go; None: it stays. `answer` is written to its author."""

    kind: Optional[Kind] = None
    topic: Optional[Topic] = None
    state: Optional[State] = None
    answer: Optional[str] = None


def store(session: Session, conversation: Conversation, words: str, *, kind: Kind, key: str, now: datetime) -> Suggestion:
    """Keep what she told us, redacted; the same key again gives the same suggestion."""
    known = session.execute(select(Suggestion).where(Suggestion.key == key)).scalar_one_or_none()
    if known:
        return known
    suggestion = Suggestion(
        number=new_number(now.astimezone(settings().zone).date(), "S"), key=key, conversation_id=conversation.id, customer_id=conversation.customer_id,
        kind=kind.value, state=State.RECEIVED.value, text=redact(words).text, locale=conversation.locale, version=0, created_at=now, changed_at=now)
    session.add(suggestion)
    session.flush()
    live.emit(session, "suggestion", suggestion.number, now=now)
    return suggestion


def change(session: Session, number: str, wanted: Change, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Suggestion:
    """Sort, answer or decide; the author is told of a new state or an answer, by one notice, and of no sorting.

    NotAllowed("changed_meanwhile") where `version` is not the present one; NotAllowed("suggestion_state") for a move that
    cannot be made, praise makes none; InvalidInput("needs_words") for a decision without its reason.
    """
    suggestion = queries.held(session, number, version)
    state = wanted.state if wanted.state and wanted.state.value != suggestion.state else None
    details = _sort(suggestion, wanted)
    if state:
        _move(suggestion, state, wanted.answer)
        details["state"] = state.value
    if wanted.answer:
        suggestion.answer = redact(wanted.answer).text.strip()
        details["answered"] = True
    if details:
        _on_record(session, suggestion, details, actor, now)
        _tell_change(session, suggestion, state, bool(wanted.answer), now)
    return suggestion


def tell(session: Session, suggestion: Suggestion, kind: str, now: datetime, **values: Any) -> None:
    """Tell the author; each version of a suggestion once."""
    announce(session, Notice(
        kind=kind, key=f"{kind}:{suggestion.id}:{suggestion.version}", conversation_id=suggestion.conversation_id,
        language=Language(suggestion.locale), values={"number": suggestion.number, **values}), now=now)


def _sort(suggestion: Suggestion, wanted: Change) -> Dict[str, Any]:
    """Note kind and topic; what of them is new."""
    if wanted.kind is Kind.PRAISE and (suggestion.state != State.RECEIVED.value or wanted.state not in {None, State.RECEIVED}):
        raise NotAllowed("suggestion_state", number=suggestion.number)
    new: Dict[str, Any] = {}
    for name, value in (("kind", wanted.kind), ("topic", wanted.topic)):
        if value is not None and value.value != getattr(suggestion, name):
            setattr(suggestion, name, value.value)
            new[name] = value.value
    return new


def _move(suggestion: Suggestion, state: State, words: Optional[str]) -> None:
    if suggestion.kind != Kind.IDEA.value or State(suggestion.state) not in _BEFORE[state]:
        raise NotAllowed("suggestion_state", number=suggestion.number)
    if state in _DECISIONS and not (words and words.strip()):
        raise InvalidInput("needs_words")
    suggestion.state = state.value


def _tell_change(session: Session, suggestion: Suggestion, state: Optional[State], answered: bool, now: datetime) -> None:
    if state is State.UNDER_REVIEW:
        tell(session, suggestion, "suggestion_under_review", now, more=f"\n\n{suggestion.answer}" if answered else "")
    elif state is not None:
        tell(session, suggestion, f"suggestion_{state.value}", now, words=suggestion.answer)
    elif answered:
        tell(session, suggestion, "suggestion_answer", now, words=suggestion.answer)


def _on_record(session: Session, suggestion: Suggestion, details: Dict[str, Any], actor: Actor, now: datetime) -> None:
    suggestion.agent_id, suggestion.changed_at = actor.agent_id, now
    suggestion.version += 1
    session.flush()
    session.expire(suggestion, ["agent"])
    audit.record(session, actor, "suggestion_changed", f"suggestion:{suggestion.number}", now, details)
    live.emit(session, "suggestion", suggestion.number, now=now)
