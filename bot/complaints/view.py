"""A complaint as its customer sees it: labels, timeline, what comes next."""
from dataclasses import dataclass
from datetime import timedelta
from typing import List, Optional

from bot import formats
from bot.complaints import deadlines, queries
from bot.complaints.kinds import Actor, Event, Status
from bot.complaints.models import Complaint, ComplaintDeadline, ComplaintEvent
from bot.db import utc_now
from bot.language import Language
from bot.settings import settings
from bot.texts import text


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    at: str
    when: str
    label: str
    words: Optional[str]


@dataclass(frozen=True)
class View:
    """A complaint in one language."""

    category: str
    status: str
    timeline: List[Step]
    next_step: str
    is_open: bool
    may_reopen: bool


def described(complaint: Complaint, language: Language) -> View:
    """What its customer may read of a complaint."""
    status = Status(complaint.status)
    return View(
        category=text(f"labels.category_{complaint.category}", language),
        status=text(f"labels.status_{complaint.status}", language),
        timeline=[_step(event, language) for event in complaint.events if Event(event.kind).is_public],
        next_step=_next(complaint, language),
        is_open=status.is_open,
        may_reopen=_may_reopen(complaint))


def next_step(clock: Optional[ComplaintDeadline], language: Language) -> str:
    """The next promise in words; an apology where it was missed."""
    if clock is None:
        return text("labels.nothing_due", language)
    key = "missed_deadline" if clock.due_at < utc_now() else "next_deadline"
    return text(f"labels.{key}", language, label=text(f"labels.deadline_{clock.kind}", language),
                when=formats.moment(clock.due_at, language))


def _next(complaint: Complaint, language: Language) -> str:
    promise = next_step(queries.next_deadline(complaint), language)
    if complaint.status == Status.WAITING.value:
        return text("labels.next_waiting", language, promise=promise)
    if complaint.status == Status.DECIDED.value and complaint.closed_at and _may_reopen(complaint):
        last = complaint.closed_at + timedelta(days=settings().reopen_days)
        return text("labels.next_decided", language, when=formats.moment(last, language))
    return promise


def _may_reopen(complaint: Complaint) -> bool:
    ended = complaint.closed_at if complaint.status != Status.CLOSED.value else None
    return ended is not None and deadlines.may_reopen(ended, utc_now(), settings().reopen_days)


def _step(event: ComplaintEvent, language: Language) -> Step:
    words = event.note.text if event.note and not event.note.internal else None
    label = _BY_THE_OTHER_SIDE.get((Event(event.kind), Actor(event.actor)), f"event_{event.kind}")
    return Step(at=event.created_at.isoformat(), when=formats.moment(event.created_at, language),
                label=text(f"labels.{label}", language), words=words)


_BY_THE_OTHER_SIDE = {(Event.RESOLVED, Actor.CUSTOMER): "step_accepted", (Event.REOPENED, Actor.OPERATOR): "step_reopened_by_us"}
