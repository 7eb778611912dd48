"""What the company's people do after a rating or a resolution: tasks of supervisors, and calls."""
import hashlib
from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Actor
from bot.complaints import work
from bot.complaints.kinds import Status
from bot.complaints.models import Complaint
from bot.conversations import live
from bot.conversations.redaction import redact
from bot.db import QUIETLY
from bot.errors import InvalidInput, NotAllowed
from bot.notices.outbox import Notice, announce
from bot.satisfaction import follow_up_queries as queries
from bot.satisfaction.kinds import Kind, Outcome, State
from bot.satisfaction.models import FollowUp, Rating
from bot.settings import settings

_ENDED = (Status.RESOLVED.value, Status.CLOSED.value)


def open_task(session: Session, rating: Rating, *, now: datetime) -> None:
    """A supervisor is to look at a low rating, once, however often it is changed; the rating is held by this transaction."""
    _open(session, Kind.TASK, f"rating:{rating.id}", rating, now, now)


def plan_call(session: Session, rating: Rating, *, resolved_at: datetime, now: datetime) -> None:
    """Plan a call some days after a resolution, for the share of complaints that is chosen."""
    if rating.complaint is not None and chosen(rating.complaint.number, settings().follow_up_share):
        _open(session, Kind.CALL, f"call:{rating.id}", rating, resolved_at + timedelta(days=settings().follow_up_days), now)


def chosen(number: str, share: int) -> bool:
    """Whether a complaint is among the chosen per cent; of the same number always the same, and of a larger share all of a smaller one's."""
    return int(hashlib.sha256(f"follow-up:{number}".encode()).hexdigest(), 16) % 100 < share


def take(session: Session, follow_up_id: int, *, actor: Actor, now: datetime) -> FollowUp:
    """Say that one does it; NotAllowed("taken") where a colleague said so before."""
    found = _open_one(session, follow_up_id, actor)
    if found.agent_id not in {None, actor.agent_id}:
        raise NotAllowed("taken", by=found.agent.name if found.agent else "")
    found.agent_id = actor.agent_id
    session.flush()
    _on_record(session, found, "follow_up_taken", actor, now)
    return found


def complete(session: Session, follow_up_id: int, outcome: Outcome, words: str, *, actor: Actor, now: datetime) -> FollowUp:
    """Record what came of it, whoever had taken it. A customer who was called and is not content opens a task.

    InvalidInput("outcome") where a follow-up of this kind cannot end so; InvalidInput("needs_words") where nobody could
    do anything with the outcome alone.
    """
    found = _open_one(session, follow_up_id, actor)
    if Kind(found.kind) not in outcome.kinds or outcome is Outcome.REOPENED:
        raise InvalidInput("outcome")
    if not words.strip() and outcome not in {Outcome.CONTENT, Outcome.NOT_REACHED}:
        raise InvalidInput("needs_words")
    return _complete(session, found, outcome, words, actor, now)


def reopen(session: Session, follow_up_id: int, words: str, *, actor: Actor, now: datetime) -> FollowUp:
    """Take up again the complaint that a task is about, and end the task with that; `words` tell the customer why."""
    found = _open_one(session, follow_up_id, actor)
    if found.kind != Kind.TASK.value or found.complaint is None:
        raise NotAllowed("nothing_to_reopen")
    work.reopen(session, found.complaint.number, words, actor=actor, now=now)
    return _complete(session, found, Outcome.REOPENED, words, actor, now)


def drop_calls(session: Session) -> int:
    """Let go of planned calls whose complaint was reopened: its next resolution has its own; returns how many."""
    moot = select(FollowUp.id).join(Complaint, Complaint.id == FollowUp.complaint_id).where(
        FollowUp.kind == Kind.CALL.value, FollowUp.state == State.OPEN.value, Complaint.status.not_in(_ENDED))
    return session.execute(update(FollowUp).where(FollowUp.id.in_(moot), FollowUp.state == State.OPEN.value).values(state=State.VOID.value),
                           execution_options=QUIETLY).rowcount


def _open(session: Session, kind: Kind, key: str, about: "Rating | FollowUp", due_at: datetime, now: datetime) -> None:
    if session.execute(select(FollowUp.id).where(FollowUp.key == key)).first():
        return
    rating_id = about.id if isinstance(about, Rating) else about.rating_id
    session.add(FollowUp(key=key, kind=kind.value, state=State.OPEN.value, conversation_id=about.conversation_id,
                         complaint_id=about.complaint_id, rating_id=rating_id, due_at=due_at, created_at=now))
    session.flush()
    live.emit(session, "follow_up", key, now=now)


def _open_one(session: Session, follow_up_id: int, actor: Actor) -> FollowUp:
    found = queries.held(session, follow_up_id, actor)
    if found.state != State.OPEN.value:
        raise NotAllowed("follow_up_done")
    return found


def _complete(session: Session, found: FollowUp, outcome: Outcome, words: str, actor: Actor, now: datetime) -> FollowUp:
    found.state, found.outcome, found.words = State.DONE.value, outcome.value, redact(words).text.strip() or None
    found.agent_id, found.done_at = actor.agent_id, now
    session.flush()
    _on_record(session, found, "follow_up_done", actor, now, outcome)
    if outcome is Outcome.NOT_CONTENT:
        _open(session, Kind.TASK, f"after:{found.id}", found, now, now)
    if outcome is Outcome.NOT_REACHED and found.kind == Kind.CALL.value:
        _tell_missed(session, found, now)
    return found


def _tell_missed(session: Session, found: FollowUp, now: datetime) -> None:
    assert found.complaint is not None, "a call is about a complaint"
    announce(session, Notice(
        kind="follow_up_missed", key=f"follow_up:{found.id}", conversation_id=found.conversation_id, language=found.conversation.language,
        values={"number": found.complaint.number}, contact=found.complaint.contact, subject=found.complaint.number), now=now)


def _on_record(session: Session, found: FollowUp, kind: str, actor: Actor, now: datetime, outcome: Optional[Outcome] = None) -> None:
    audit.record(session, actor, kind, f"follow_up:{found.id}", now, {"outcome": outcome.value} if outcome else None)
    live.emit(session, "follow_up", found.key, now=now)
