"""What the worker does for conversations every few seconds; each job in transactions of its own."""
import logging
from datetime import datetime
from typing import Callable, Tuple

from sqlalchemy.orm import Session

from bot.conversations import callbacks, handoffs, live, patience
from bot.db import Database

logger = logging.getLogger(__name__)
_JOBS: Tuple[Callable[..., int], ...] = (handoffs.lose_silent, handoffs.release_unclaimed, patience.offer_due, callbacks.miss_due)


def run(database: Database, *, now: datetime) -> None:
    """One round: agents who fell silent, colleagues who do not come, patience, promises. May run in several processes at once."""
    for job in _JOBS:
        try:
            while _once(database, lambda session, job=job: job(session, now=now)):  # type: ignore[misc]
                pass
        except Exception:  # the other jobs have others waiting
            logger.exception("a job for conversations failed: %s", job.__name__)


def tidy(database: Database, *, now: datetime) -> None:
    """Forget changes that everybody has heard of."""
    with database.transaction() as session:
        live.prune(session, now=now)


def _once(database: Database, job: Callable[[Session], int]) -> int:
    """One conversation at a time: who holds several could lock out an agent who answers one of them."""
    with database.transaction() as session:
        return job(session)
