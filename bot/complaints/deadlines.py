"""When what is owed to a customer is due, and when the desk hears of it. Pure; every moment is UTC.

ISO 10002 8.2: acknowledge at once. The company's promise: a first substantive reply within 48
hours. Final reply within 15 days, after the China 2020 rule for banks and insurers; an extension
needs approval and says its reason (the same rule, and DISP 1.6.2). Waiting for the customer stops
no clock.
"""
from datetime import datetime, timedelta
from typing import Dict, FrozenSet, Optional

from bot.complaints.kinds import Alert, Deadline, DeadlineState

# Share of a clock that has run: what is told from then on. The ladder: assignee, team, supervisor.
_LADDER = (
    (0.5, frozenset({Alert.WARNED_50})),
    (0.8, frozenset({Alert.WARNED_80, Alert.ESCALATED_TEAM})),
    (1.0, frozenset({Alert.BREACHED, Alert.ESCALATED_TEAM, Alert.ESCALATED_SUPERVISOR})),
)
_MOMENT = timedelta(microseconds=1)  # a clock is met up to its last moment


def due(start: datetime, *, first_reply_hours: int, final_reply_days: int) -> Dict[Deadline, datetime]:
    """The moment each clock runs out, counted from the filing or the reopening."""
    return {
        Deadline.ACKNOWLEDGE: start,
        Deadline.FIRST_REPLY: start + timedelta(hours=first_reply_hours),
        Deadline.FINAL_REPLY: start + timedelta(days=final_reply_days),
    }


def settle(due_at: datetime, now: datetime) -> DeadlineState:
    """How a clock ends when the thing it waits for is done `now`."""
    return DeadlineState.MET if now <= due_at else DeadlineState.BREACHED


def may_reopen(closed_at: datetime, now: datetime, days: int) -> bool:
    """Whether a closed complaint can still be opened again."""
    return now <= closed_at + timedelta(days=days)


def alerts_at(started_at: datetime, due_at: datetime, now: datetime) -> FrozenSet[Alert]:
    """What the desk should have been told of a running clock by now: the highest rung reached and nothing below it."""
    reached: FrozenSet[Alert] = frozenset()
    for share, alerts in _LADDER:
        if now >= _rung(started_at, due_at, share):
            reached = alerts
    return reached


def next_alert(started_at: datetime, due_at: datetime, now: datetime) -> Optional[datetime]:
    """When there will be something new to tell of a running clock; None after the last."""
    moments = (_rung(started_at, due_at, share) for share, _ in _LADDER)
    return next((moment for moment in moments if moment > now), None)


def _rung(started_at: datetime, due_at: datetime, share: float) -> datetime:
    return due_at + _MOMENT if share == 1 else started_at + (due_at - started_at) * share
