"""Lists that an agent keeps under a name."""
from dataclasses import asdict
from datetime import datetime
from typing import Any, Dict, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.complaints.kinds import Category, Priority, Status
from bot.complaints.lists import Filter, Order
from bot.complaints.models import ComplaintFilter
from bot.errors import InvalidInput, NotFound

_TYPES: Dict[str, Any] = {"order": Order, "status": Status, "category": Category, "priority": Priority}
_PLAIN = {"assignee": int, "team": str, "locale": str, "overdue": bool, "customer": str, "words": str}


def save(session: Session, actor: Actor, name: str, wanted: Filter, *, now: datetime) -> ComplaintFilter:
    """Keep a filter under a name; one of that name is replaced. InvalidInput("invalid_field") for no name or one of over 64 characters."""
    if not 0 < len(name.strip()) <= 64:
        raise InvalidInput("invalid_field", field="name")
    kept = session.execute(select(ComplaintFilter).where(
        ComplaintFilter.agent_id == actor.agent_id, ComplaintFilter.name == name.strip())).scalar_one_or_none()
    kept = kept or ComplaintFilter(agent_id=actor.agent_id, name=name.strip(), created_at=now)
    kept.terms = {field: value for field, value in asdict(wanted).items() if value is not None and value is not False}
    session.add(kept)
    session.flush()
    return kept


def saved(session: Session, actor: Actor) -> Sequence[ComplaintFilter]:
    """An agent's own filters, by name."""
    return session.execute(select(ComplaintFilter).where(ComplaintFilter.agent_id == actor.agent_id).order_by(ComplaintFilter.name)).scalars().all()


def remove(session: Session, actor: Actor, filter_id: int) -> None:
    """Forget one of one's own filters; NotFound("unknown_filter") for none or another's."""
    if not session.execute(delete(ComplaintFilter).where(ComplaintFilter.id == filter_id, ComplaintFilter.agent_id == actor.agent_id)).rowcount:
        raise NotFound("unknown_filter")


def read(terms: Dict[str, Any]) -> Filter:
    """A filter from its fields; InvalidInput("invalid_field") naming the first that is unknown or odd."""
    values = {}
    for field, value in terms.items():
        try:
            values[field] = _TYPES[field](value) if field in _TYPES else _plain(value, _PLAIN[field])
        except (KeyError, ValueError, TypeError) as error:
            raise InvalidInput("invalid_field", field=field) from error
    return Filter(**values)


def _plain(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value
