"""What every change to a complaint is made of: hold it, move it, write to it, set its clocks, tell the customer."""
import uuid
from datetime import datetime
from typing import Any, Collection, Mapping, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from bot import formats
from bot.agents import roles
from bot.complaints import deadlines, lifecycle, priority, queries, search, trail
from bot.complaints.kinds import Actor, Category, Deadline, DeadlineState, Event, Priority, Status
from bot.complaints.lifecycle import By, Need
from bot.complaints.models import Complaint, ComplaintDeadline, ComplaintExtension, ComplaintNote
from bot.conversations import service as conversations
from bot.conversations.redaction import redact
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from bot.notices.outbox import Notice, announce
from bot.settings import settings
from bot.texts import text
from bot.working_time import working_days_after


def held(session: Session, complaint_id: int) -> Complaint:
    """A complaint as it is now, held until the transaction ends: whoever changes it next waits."""
    return session.execute(select(Complaint).where(Complaint.id == complaint_id).options(selectinload(Complaint.deadlines))
                           .with_for_update().execution_options(populate_existing=True)).scalar_one()


def held_by(session: Session, number: str, actor: roles.Actor, version: Optional[int] = None) -> Complaint:
    """A complaint the actor may read, held; NotFound for others, NotAllowed("changed_meanwhile") where `version` is not the present one."""
    found = session.execute(select(Complaint.id).where(Complaint.number == number, queries.readable_by(actor))).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_complaint", number=number)
    complaint = held(session, found)
    if version is not None and version != complaint.version:
        raise NotAllowed("changed_meanwhile", number=number)
    return complaint


def move(session: Session, complaint: Complaint, event: Event, by: By, now: datetime, *, note: Optional[ComplaintNote] = None,
         given: Collection[Need] = (), details: Optional[Mapping[str, Any]] = None) -> None:
    """Let an event happen to a held complaint, with its row in the audit trail; NotAllowed where the table forbids it."""
    before = Status(complaint.status)
    following = lifecycle.after(before, event, by, {*given, Need.WORDS} if note else given)
    told = {**(details or {}), "from": before.value, "to": following.value} if _changes(event) else details
    trail.record(session, complaint, event, by, now, note=note, details=told)
    complaint.status = following.value
    session.flush()  # the row first, then the status: the database asks for it
    session.expire(complaint, ["events"])


def add_note(session: Session, complaint: Complaint, by: By, words: str, now: datetime, *, key: Optional[str] = None,
             internal: bool = False) -> ComplaintNote:
    """Words added to a complaint, redacted; the same `key` cannot be added twice. InvalidInput("needs_words") for none."""
    if not words.strip():
        raise InvalidInput("needs_words")
    words = redact(words).text
    author = by if isinstance(by, Actor) else Actor.OPERATOR
    note = ComplaintNote(complaint_id=complaint.id, key=key or f"{author.value}:{uuid.uuid4().hex}",
                         author=author.value, text=words, internal=internal, created_at=now)
    session.add(note)
    session.flush()
    search.add(session, complaint.id, words)
    return note


def start_clocks(session: Session, complaint: Complaint, now: datetime) -> None:
    """Set every clock to run from now; an extension of an earlier round is over."""
    running = {clock.kind: clock for clock in complaint.deadlines}
    limits = deadlines.due(now, first_reply_hours=settings().first_reply_hours, final_reply_days=settings().final_reply_days)
    if settings().final_reply_working_days:
        limits[Deadline.FINAL_REPLY] = working_days_after(now, settings().final_reply_working_days, settings().zone, settings().holiday_calendar)
    for kind, due_at in limits.items():
        set_clock(complaint, running.get(kind.value) or ComplaintDeadline(kind=kind.value), due_at, now)
    session.flush()


def end(session: Session, complaint: Complaint, now: datetime, *, void: bool = False) -> None:
    """What an ended complaint leaves behind: no clock running, no extension proposed."""
    complaint.closed_at = now
    settle(complaint, now, void=void)
    session.execute(update(ComplaintExtension).where(ComplaintExtension.complaint_id == complaint.id, ComplaintExtension.decided_at.is_(None))
                    .values(decided_at=now, approved=False))
    refresh(session, complaint, now)


def begin_again(session: Session, complaint: Complaint, now: datetime) -> None:
    """What a reopened complaint starts with: no result, new clocks, known to be received."""
    complaint.closed_at, complaint.outcome = None, None
    start_clocks(session, complaint, now)
    settle(complaint, now, Deadline.ACKNOWLEDGE)
    refresh(session, complaint, now)


def set_clock(complaint: Complaint, clock: ComplaintDeadline, due_at: datetime, now: datetime) -> None:
    """Let a clock run from now to a moment."""
    if clock not in complaint.deadlines:
        complaint.deadlines.append(clock)
    clock.started_at, clock.due_at, clock.state, clock.settled_at = now, due_at, DeadlineState.PENDING.value, None
    clock.next_alert_at = deadlines.next_alert(now, due_at, now)


def settle(complaint: Complaint, now: datetime, *kinds: Deadline, void: bool = False) -> None:
    """End the clocks of some kinds (none named: all) that still run."""
    for clock in complaint.deadlines:
        if clock.settled_at is None and (not kinds or Deadline(clock.kind) in kinds):
            clock.state = (DeadlineState.VOID if void else deadlines.settle(clock.due_at, now)).value
            clock.settled_at, clock.next_alert_at = now, None


def refresh(session: Session, complaint: Complaint, now: datetime) -> None:
    """Bring what lists are sorted by in line: the next clock owed, the priority."""
    clock = queries.next_deadline(complaint)
    complaint.due_at = clock.due_at if clock else None
    complaint.priority = priority.rank(
        Category(complaint.category), complaint.amount, large_amount=settings().large_amount,
        times_before=queries.times_before(session, complaint),
        share_gone=priority.share_gone(clock.started_at, clock.due_at, now) if clock else 0)
    session.flush()


def tell(session: Session, complaint: Complaint, kind: str, now: datetime, *, button: Optional[str] = None, **values: Any) -> None:
    """Tell the customer, with the button that leads on; who wrote elsewhere cannot be told here."""
    language = Language(complaint.locale)
    options = [_option(complaint, button, language)] if button else []
    if button == "reopen" and complaint.status == Status.DECIDED.value:
        options.insert(0, _option(complaint, "accept", language))
    _announce(session, complaint, kind, f"{kind}:{complaint.id}:{complaint.event_count}", now, values, options=options)


def tell_outside(session: Session, complaint: Complaint, kind: str, now: datetime, *, key: Optional[str] = None, **values: Any) -> None:
    """Tell the customer by the other ways she chose, where she did it herself in the chat and the bot's answer tells her there."""
    _announce(session, complaint, kind, key or f"{kind}:{complaint.id}:{complaint.event_count}", now, values, in_chat=False)


def acknowledge(session: Session, complaint: Complaint, now: datetime) -> None:
    """Send the acknowledgement by the ways she chose, by each once: called again when she chooses another."""
    tell_outside(session, complaint, "complaint_acknowledged", now, key=f"complaint_acknowledged:{complaint.id}",
                 first_reply=promised(complaint, Deadline.FIRST_REPLY), final_reply=promised(complaint, Deadline.FINAL_REPLY, exact=False))


def promised(complaint: Complaint, kind: Deadline, *, exact: bool = True) -> str:
    """The moment one of its clocks is set to, as the customer reads it."""
    due_at = next(clock.due_at for clock in complaint.deadlines if clock.kind == kind.value)
    return formats.moment(due_at, Language(complaint.locale), exact=exact)


def _announce(session: Session, complaint: Complaint, kind: str, key: str, now: datetime, values: Mapping[str, Any], **how: Any) -> None:
    if complaint.category != Category.REVIEW.value:
        announce(session, Notice(
            kind=kind, key=key, conversation_id=complaint.conversation_id, language=Language(complaint.locale),
            values={"number": complaint.number, **values}, contact=complaint.contact, subject=complaint.number,
            urgent=complaint.priority == Priority.URGENT, **how), now=now)


def _option(complaint: Complaint, button: str, language: Language) -> conversations.Option:
    accepting = button == "accept"
    return conversations.Option(text(f"labels.button_{button}", language), {
        "intent": "complaint_progress" if accepting else "supplement_complaint", "aspect": None,
        "entities": {"complaint_number": complaint.number, **({"confirmed": "accepted"} if accepting else {})}})


def _changes(event: Event) -> bool:
    return any(rule.event is event and rule.after for rule in lifecycle.MOVES)
