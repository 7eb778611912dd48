"""Answers kept ready in both languages, for a team or for all; `{customer}`, `{agent}` and `{number}` are filled in."""
import re
from dataclasses import dataclass
from datetime import datetime
from typing import List, Optional, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor, Role
from bot.conversations.desk_models import CannedAnswer
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from bot.texts import text

PLACEHOLDERS = ("customer", "agent", "number")
_BRACES = re.compile(r"\{([^{}]*)\}")
_KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_LONGEST, _LONGEST_TITLE = 2000, 80


@dataclass(frozen=True)
class Filled:
    """An answer as it can be sent, and the placeholders nothing was known for, which stand in it still."""

    text: str
    missing: List[str]


def listed(session: Session, actor: Actor) -> Sequence[CannedAnswer]:
    """The answers for everybody and for one's own team, by title; keepers see every team's."""
    mine = or_(CannedAnswer.team.is_(None), CannedAnswer.team == actor.team)
    found = select(CannedAnswer).order_by(CannedAnswer.title, CannedAnswer.id)
    return session.execute(found if actor.role in _KEEPERS else found.where(mine)).scalars().all()


def find(session: Session, answer_id: int, actor: Actor) -> CannedAnswer:
    """One of the answers an actor sees; NotFound else."""
    found = next((answer for answer in listed(session, actor) if answer.id == answer_id), None)
    if found is None:
        raise NotFound("unknown_canned")
    return found


def save(session: Session, actor: Actor, *, title: str, zh: str, en: str, team: Optional[str], now: datetime,
         answer_id: Optional[int] = None) -> CannedAnswer:
    """A new answer, or another wording of one; keepers only. InvalidInput naming what is wrong, an unknown placeholder among it."""
    _require_keeper(actor)
    values = {"title": _given("title", title, _LONGEST_TITLE), "zh": _template("zh", zh), "en": _template("en", en), "team": team or None}
    if answer_id is None:
        answer = CannedAnswer(created_at=now, **values)
        session.add(answer)
    else:
        answer = find(session, answer_id, actor)
        for name, value in values.items():
            setattr(answer, name, value)
    session.flush()
    return answer


def remove(session: Session, actor: Actor, answer_id: int) -> None:
    """Take an answer away; keepers only."""
    _require_keeper(actor)
    session.delete(find(session, answer_id, actor))
    session.flush()


def filled(answer: CannedAnswer, language: Language, *, agent: str, customer: Optional[str] = None, number: Optional[str] = None) -> Filled:
    """The answer in a language with what is known put in; a customer without a name is addressed as one."""
    known = {"agent": agent, "customer": customer or text("labels.customer_unnamed", language), "number": number}
    template = answer.zh if language is Language.ZH else answer.en
    missing = [name for name in dict.fromkeys(_BRACES.findall(template)) if not known.get(name)]
    return Filled(_BRACES.sub(lambda match: known.get(match.group(1)) or match.group(0), template), missing)


def _require_keeper(actor: Actor) -> None:
    if actor.role not in _KEEPERS:
        raise NotAllowed("not_your_role")


def _given(field: str, value: str, longest: int) -> str:
    if not 0 < len(value.strip()) <= longest:
        raise InvalidInput("invalid_field", field=field)
    return value.strip()


def _template(field: str, value: str) -> str:
    given = _given(field, value, _LONGEST)
    if not set(_BRACES.findall(given)) <= set(PLACEHOLDERS):
        raise InvalidInput("canned_placeholder", field=field, names=" ".join(f"{{{name}}}" for name in PLACEHOLDERS))
    return given
