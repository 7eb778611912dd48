"""How things stand, counted over what somebody may read."""
from datetime import datetime
from typing import Any, Dict, Tuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.complaints.kinds import Deadline, DeadlineState, Status
from bot.complaints.models import Complaint, ComplaintDeadline
from bot.complaints.queries import readable_by


def standing(session: Session, actor: Actor, *, now: datetime) -> Dict[str, Any]:
    """Counts: by status (each, 0 too), of the open ones all, those overdue, nobody's, and one's own."""
    counted = dict(session.execute(select(Complaint.status, func.count(Complaint.id)).where(readable_by(actor)).group_by(Complaint.status)).all())
    by_status = {status.value: counted.get(status.value, 0) for status in Status}
    owed = Complaint.due_at.is_not(None)

    def count(*conditions: Any) -> int:
        return session.execute(select(func.count(Complaint.id)).where(owed, readable_by(actor), *conditions)).scalar_one()

    return {
        "by_status": by_status, "open": sum(counted.get(status.value, 0) for status in Status if status.is_open), "waiting": by_status[Status.WAITING.value],
        "overdue": count(Complaint.due_at < now), "unassigned": count(Complaint.assignee_id.is_(None)),
        "mine": count(Complaint.assignee_id == actor.agent_id)}


def clocks(session: Session, *, now: datetime) -> Dict[Tuple[str, bool], int]:
    """How many clocks of each kind still run or are owed, by whether their moment has passed; each kind, 0 too."""
    late = case((ComplaintDeadline.due_at < now, 1), else_=0)
    owed = or_(ComplaintDeadline.state == DeadlineState.PENDING.value,
               and_(ComplaintDeadline.state == DeadlineState.BREACHED.value, ComplaintDeadline.settled_at.is_(None)))
    rows = session.execute(select(ComplaintDeadline.kind, late, func.count(ComplaintDeadline.id)).where(owed).group_by(ComplaintDeadline.kind, late)).all()
    counted = {(kind, bool(passed)): count for kind, passed, count in rows}
    return {(kind.value, passed): counted.get((kind.value, passed), 0) for kind in Deadline for passed in (False, True)}
