"""The worker watches how many complain of what, and tells the supervisors of a rise: once when it begins, once more if it grows worse."""
from datetime import datetime, timedelta
from typing import Dict, List, Optional, Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.agents.roles import Actor, Role
from bot.complaints import rises
from bot.complaints.models import Complaint, ComplaintRise
from bot.complaints.rises import Level
from bot.conversations import live
from bot.settings import settings

_HOUR, _WEEK, _WEEKS = timedelta(hours=1), timedelta(weeks=1), 4
_OVER_AFTER = timedelta(hours=1)  # below the mark for so long: what comes next is another rise


def look(session: Session, *, now: datetime) -> List[ComplaintRise]:
    """Hold the last hour against the weeks before; returns the rises that are new or worse. May run in several processes at once."""
    counts, before = _counts(session, now), [_counts(session, now - week * _WEEK) for week in range(1, _weeks_known(session, now) + 1)]
    open_rises = {rise.category: rise for rise in session.execute(select(ComplaintRise).where(ComplaintRise.ended_at.is_(None)).with_for_update()).scalars()}
    told = []
    for category in sorted({*counts, *open_rises}):
        earlier = [week.get(category, 0) for week in before]
        found = rises.level(counts.get(category, 0), earlier, warning=settings().rise_warning, emergency=settings().rise_emergency)
        rise = _noted(session, open_rises.get(category), category, counts.get(category, 0), rises.usual(earlier), found, now)
        told += [rise] if rise else []
    return told


def of(session: Session, actor: Actor, *, limit: int = 20) -> Sequence[ComplaintRise]:
    """The rises, for those who lead and those who audit; agents are told of none. Those that go on come first, then the newest."""
    if actor.role is Role.AGENT:
        return []
    return session.execute(select(ComplaintRise).order_by(ComplaintRise.ended_at.is_not(None), ComplaintRise.id.desc()).limit(limit)).scalars().all()


def _noted(session: Session, rise: Optional[ComplaintRise], category: str, count: int, usual: float, found: Optional[Level],
           now: datetime) -> Optional[ComplaintRise]:
    """Write down what was found; the rise where it is new or worse."""
    if found is None:
        if rise and now - rise.seen_at >= _OVER_AFTER:
            rise.ended_at = now
            session.flush()
        return None
    if rise is None:
        return _begun(session, ComplaintRise(category=category, level=found.value, count=count, usual=usual, started_at=now, seen_at=now), now)
    worse = found is Level.EMERGENCY and rise.level != found.value
    rise.level, rise.count, rise.seen_at = found.value if worse else rise.level, max(count, rise.count), now
    if worse:
        _tell(session, rise, now)
    session.flush()
    return rise if worse else None


def _begun(session: Session, rise: ComplaintRise, now: datetime) -> Optional[ComplaintRise]:
    try:
        with session.begin_nested():
            session.add(rise)
    except IntegrityError:  # another worker saw it at the same moment
        return None
    _tell(session, rise, now)
    return rise


def _tell(session: Session, rise: ComplaintRise, now: datetime) -> None:
    live.emit(session, live.Kind.NOTICE, f"rise:{rise.id}", now=now)


def _counts(session: Session, until: datetime) -> Dict[str, int]:
    return dict(session.execute(select(Complaint.category, func.count(Complaint.id)).where(
        Complaint.created_at > until - _HOUR, Complaint.created_at <= until).group_by(Complaint.category)).all())


def _weeks_known(session: Session, now: datetime) -> int:
    """How many whole weeks lie behind us, at most four: a week before the first complaint says nothing."""
    first = session.execute(select(func.min(Complaint.created_at))).scalar()
    return min(_WEEKS, (now - first) // _WEEK) if first else 0
