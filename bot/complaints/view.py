"""A complaint as its customer sees it: labels, timeline, what comes next."""
from dataclasses import dataclass
from typing import List, Optional

from bot import formats
from bot.complaints import deadlines, queries
from bot.complaints.kinds import Status
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
        timeline=[_step(event, language) for event in complaint.events],
        next_step=next_step(queries.next_deadline(complaint), language),
        is_open=status.is_open,
        may_reopen=not status.is_open and complaint.closed_at is not None and deadlines.may_reopen(
            complaint.closed_at, utc_now(), settings().reopen_days))


def next_step(clock: Optional[ComplaintDeadline], language: Language) -> str:
    """The next promise in words; an apology where it was missed."""
    if clock is None:
        return text("labels.nothing_due", language)
    key = "missed_deadline" if clock.due_at < utc_now() else "next_deadline"
    return text(f"labels.{key}", language, label=text(f"labels.deadline_{clock.kind}", language),
                when=formats.moment(clock.due_at, language))


def _step(event: ComplaintEvent, language: Language) -> Step:
    words = event.note.text if event.note else None
    return Step(at=event.created_at.isoformat(), when=formats.moment(event.created_at, language),
                label=text(f"labels.event_{event.kind}", language), words=words)
