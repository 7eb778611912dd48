"""When what is owed to a customer is due. Pure; every moment is UTC.

ISO 10002 8.2: acknowledge at once. The company's promise: a first substantive reply within 48
hours. Final reply within 15 days, after the China 2020 rule for banks and insurers.
"""
from datetime import datetime, timedelta
from typing import Dict

from bot.complaints.kinds import Deadline, DeadlineState


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
