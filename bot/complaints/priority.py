"""Which complaint to work on first. Pure.

Points: what it is about, how much money, whether it came again, how much of its time has gone.
"""
from datetime import datetime
from decimal import Decimal
from typing import Optional

from bot.complaints.kinds import Category, Priority

_CATEGORY = {
    Category.FRAUD: 3, Category.ACCOUNT_COMPROMISED: 3, Category.ACCOUNT_FREEZE: 2, Category.PRIVACY_CONCERN: 2,
    Category.SLOW_SUPPORT: 0, Category.OTHER: 0, Category.REVIEW: 0}


def rank(category: Category, amount: Optional[Decimal], *, large_amount: int, times_before: int, share_gone: float) -> Priority:
    """The priority of a complaint: of `amount` beside a large one, after so many others of hers, with a share of its next clock gone."""
    points = _CATEGORY.get(category, 1)
    if amount is not None:
        points += 2 if amount >= large_amount else 1 if amount * 10 >= large_amount else 0
    points += min(times_before, 2)
    points += 2 if share_gone >= 1 else 1 if share_gone >= 0.8 else 0
    return Priority(max(Priority.URGENT, Priority.LOW - points))


def share_gone(started_at: datetime, due_at: datetime, now: datetime) -> float:
    """How much of a clock has run: 0 at its start, 1 when it is due, more after."""
    span = (due_at - started_at).total_seconds()
    return (now - started_at).total_seconds() / span if span > 0 else float(now > due_at)
