"""Lists of complaints for the company's people: filtered, sorted by an index, a page at a time."""
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Dict, List, Optional, Sequence, Tuple

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql import Select

from bot.agents.roles import Actor
from bot.complaints import queries, search
from bot.complaints.kinds import Category, Priority, Status
from bot.complaints.models import Complaint
from bot.errors import InvalidInput


class Order(str, Enum):
    """How a list is sorted. The first two hold open complaints alone."""

    URGENCY = "urgency"
    DUE = "due"
    NEWEST = "newest"


_KEYS = {Order.URGENCY: (Complaint.priority, Complaint.due_at, Complaint.id), Order.DUE: (Complaint.due_at, Complaint.id),
         Order.NEWEST: (Complaint.id,)}


@dataclass(frozen=True)
class Filter:
    """What a list shows; None: everything. `assignee` 0 means nobody's; `words` are searched for."""

    order: Order = Order.URGENCY
    status: Optional[Status] = None
    category: Optional[Category] = None
    priority: Optional[Priority] = None
    assignee: Optional[int] = None
    team: Optional[str] = None
    locale: Optional[str] = None
    overdue: bool = False
    customer: Optional[str] = None
    words: Optional[str] = None


@dataclass(frozen=True)
class Page:
    """A part of a list, and where it ended, to ask for the next (None: it was the last)."""

    complaints: Sequence[Complaint]
    following: Optional[str]


def page(session: Session, actor: Actor, wanted: Filter, *, now: datetime, after: Optional[str] = None, limit: int = 50) -> Page:
    """A page of what an actor may read; `after` is the last page's `following`, InvalidInput("invalid_field") for anything else."""
    found = session.execute(statement(actor, wanted, now=now, after=after, limit=limit + 1)).scalars().all()
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], last and "|".join(_written(getattr(last, column.key)) for column in _KEYS[wanted.order]))


def statement(actor: Actor, wanted: Filter, *, now: datetime, after: Optional[str] = None, limit: int = 50) -> Select:
    """The query of one page."""
    keys = _KEYS[wanted.order]
    chosen = select(Complaint).where(queries.readable_by(actor), *_conditions(wanted, now)).options(
        joinedload(Complaint.assignee), selectinload(Complaint.deadlines))
    if wanted.order is not Order.NEWEST:
        chosen = chosen.where(Complaint.due_at.is_not(None))
    if after is not None:
        place = tuple_(*_place(after, keys), types=[column.type for column in keys])
        chosen = chosen.where(tuple_(*keys) > place if wanted.order is not Order.NEWEST else tuple_(*keys) < place)
    return chosen.order_by(*(column.desc() if wanted.order is Order.NEWEST else column for column in keys)).limit(limit)


def _conditions(wanted: Filter, now: datetime) -> List[Any]:
    same: Dict[Any, Any] = {
        Complaint.status: wanted.status and wanted.status.value, Complaint.category: wanted.category and wanted.category.value,
        Complaint.priority: None if wanted.priority is None else int(wanted.priority), Complaint.assignee_id: wanted.assignee or None,
        Complaint.team: wanted.team, Complaint.locale: wanted.locale, Complaint.customer_id: wanted.customer}
    conditions = [column == value for column, value in same.items() if value is not None]
    if wanted.assignee == 0:
        conditions.append(Complaint.assignee_id.is_(None))
    if wanted.overdue:
        conditions.append(Complaint.due_at < now)
    return conditions + (search.matching(wanted.words) if wanted.words else [])


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _place(after: str, keys: Tuple[Any, ...]) -> Tuple[Any, ...]:
    try:
        return tuple(_moment(part) if key is Complaint.due_at else _whole(part) for key, part in zip(keys, after.split("|"), strict=True))
    except ValueError as error:
        raise InvalidInput("invalid_field", field="after") from error


def _whole(part: str) -> int:
    value = int(part)
    if abs(value) >= 2 ** 63:
        raise ValueError("no database holds this number")
    return value


def _moment(part: str) -> datetime:
    at = datetime.fromisoformat(part)
    if at.tzinfo is None:
        raise ValueError("a moment without its offset")
    return at
