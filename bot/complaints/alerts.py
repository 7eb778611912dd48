"""The desk hears of clocks that run: at half, at four fifths, when missed; up the ladder of assignee, team, supervisors."""
from datetime import datetime
from typing import List, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bot.agents.roles import Actor, Role
from bot.complaints import deadlines, queries, steps
from bot.complaints.kinds import Alert
from bot.complaints.models import Complaint, ComplaintAlert, ComplaintDeadline
from bot.conversations import live

SUPERVISORS = "supervisors"


def raise_due(session: Session, *, now: datetime, limit: int = 100) -> List[ComplaintAlert]:
    """Write down every alert that is due and was not raised before, however many workers run; returns the new ones.

    A moment a clock is set to is alerted once; an extended or restarted clock is another promise with alerts of its own.
    """
    ready = session.execute(select(ComplaintDeadline.id, ComplaintDeadline.complaint_id).where(
        ComplaintDeadline.next_alert_at <= now).order_by(ComplaintDeadline.next_alert_at).limit(limit)).all()
    raised = []
    for clock_id, complaint_id in ready:
        complaint = steps.held(session, complaint_id)
        clock = next(clock for clock in complaint.deadlines if clock.id == clock_id)
        if clock.next_alert_at is not None and clock.next_alert_at <= now:  # else another worker was here
            raised += _raise(session, complaint, clock, now)
    return raised


def of(session: Session, actor: Actor, *, after: int = 0, limit: int = 50) -> Sequence[ComplaintAlert]:
    """The alerts meant for somebody, of complaints she may still read, newest first."""
    targets = [f"agent:{actor.agent_id}", *([f"team:{actor.team}"] if actor.team else [])]
    if actor.role in {Role.SUPERVISOR, Role.ADMINISTRATOR}:
        targets.append(SUPERVISORS)
    return session.execute(
        select(ComplaintAlert).join(ComplaintAlert.complaint).where(
            ComplaintAlert.target.in_(targets), ComplaintAlert.id > after, queries.readable_by(actor))
        .options(contains_eager(ComplaintAlert.complaint), joinedload(ComplaintAlert.clock)).order_by(ComplaintAlert.id.desc()).limit(limit)).scalars().all()


def target(alert: Alert, complaint: Complaint) -> str:
    """Who is told: the rung's own people, or the next ones up where there are none."""
    if alert is Alert.ESCALATED_SUPERVISOR:
        return SUPERVISORS
    if alert is not Alert.ESCALATED_TEAM and complaint.assignee_id is not None:
        return f"agent:{complaint.assignee_id}"
    return f"team:{complaint.team}" if complaint.team else SUPERVISORS


def _raise(session: Session, complaint: Complaint, clock: ComplaintDeadline, now: datetime) -> List[ComplaintAlert]:
    known = set(session.execute(select(ComplaintAlert.kind).where(
        ComplaintAlert.deadline_id == clock.id, ComplaintAlert.due_at == clock.due_at)).scalars())
    new = [ComplaintAlert(complaint_id=complaint.id, deadline_id=clock.id, due_at=clock.due_at, kind=alert.value,
                          target=target(alert, complaint), created_at=now)
           for alert in sorted(deadlines.alerts_at(clock.started_at, clock.due_at, now)) if alert.value not in known]
    session.add_all(new)
    clock.next_alert_at = deadlines.next_alert(clock.started_at, clock.due_at, now)
    steps.refresh(session, complaint, now)
    live.emit(session, "complaint", complaint.number, now=now)
    return new
