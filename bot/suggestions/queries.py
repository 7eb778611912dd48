"""Reads of suggestions: everybody of the company may read them; a customer those of her own conversation."""
from dataclasses import dataclass
from typing import Any, Iterator, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot.errors import NotAllowed, NotFound
from bot.suggestions.kinds import Kind, State, Topic
from bot.suggestions.models import Suggestion


@dataclass(frozen=True)
class Filter:
    """Which suggestions a list holds; None: whatever it is."""

    state: Optional[State] = None
    kind: Optional[Kind] = None
    topic: Optional[Topic] = None
    sorted_in: Optional[bool] = None
    words: Optional[str] = None


def page(session: Session, wanted: Filter, *, after: Optional[int], limit: int) -> Sequence[Suggestion]:
    """The newest first; `after` is the id where the last page ended."""
    conditions = [*_conditions(wanted), *([Suggestion.id < after] if after is not None else [])]
    return session.execute(select(Suggestion).options(joinedload(Suggestion.agent), selectinload(Suggestion.rewards)).where(*conditions)
                           .order_by(Suggestion.id.desc()).limit(limit)).scalars().all()


def one(session: Session, number: str) -> Suggestion:
    """A suggestion with its rewards; NotFound("unknown_suggestion") if there is none."""
    return _one(session, number, select(Suggestion).options(joinedload(Suggestion.agent), selectinload(Suggestion.rewards)))


def held(session: Session, number: str, version: Optional[int] = None) -> Suggestion:
    """The same as it is now, held until the transaction ends; NotAllowed("changed_meanwhile") where `version` is not the present one."""
    found = _one(session, number, select(Suggestion).with_for_update().execution_options(populate_existing=True))
    if version is not None and version != found.version:
        raise NotAllowed("changed_meanwhile", number=number)
    return found


def mine(session: Session, conversation_id: str, number: str) -> Optional[Suggestion]:
    """The suggestion of this number that was made in this conversation, None for any other."""
    return session.execute(select(Suggestion).where(
        Suggestion.number == number, Suggestion.conversation_id == conversation_id)).scalar_one_or_none()


def _conditions(wanted: Filter) -> Iterator[Any]:
    for column, value in ((Suggestion.state, wanted.state), (Suggestion.kind, wanted.kind), (Suggestion.topic, wanted.topic)):
        if value is not None:
            yield column == value.value
    if wanted.sorted_in is not None:
        yield Suggestion.topic.is_not(None) if wanted.sorted_in else Suggestion.topic.is_(None)
    if wanted.words:
        yield Suggestion.text.contains(wanted.words, autoescape=True) | (Suggestion.number == wanted.words.upper())


def _one(session: Session, number: str, statement: Any) -> Suggestion:
    found = session.execute(statement.where(Suggestion.number == number)).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_suggestion", number=number)
    return found
