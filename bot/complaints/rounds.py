"""What the worker does for complaints, again and again; each job in transactions of its own."""
import logging
from datetime import datetime
from typing import Callable

from sqlalchemy.orm import Session

from bot.complaints import alerts, assignment, compensations, service, watch
from bot.conversations import presence
from bot.db import Database
from bot.errors import NotAllowed
from bot.wallet.orders import Payment
from bot.wallet.protocol import Wallet

logger = logging.getLogger(__name__)


def run(database: Database, wallet: Wallet, *, now: datetime) -> int:
    """One round: missed clocks, alerts, complaints to close, compensations to pay, complaints that are nobody's, rises; returns how many clocks were missed.

    May run in several processes at once, and be stopped anywhere: nothing happens twice.
    """
    missed = _one_by_one(database, lambda session: service.breach_overdue(session, now=now, limit=1))
    _one_by_one(database, lambda session: len(alerts.raise_due(session, now=now, limit=1)))
    _one_by_one(database, lambda session: service.close_expired(session, now=now, limit=1))
    with database.transaction() as session:
        compensations.lose_unanswered(session, now=now)
    _pay(database, wallet, now)
    _assign(database, now)
    with database.transaction() as session:
        for rise in watch.look(session, now=now):
            logger.warning("%s: %d complaints of %s in an hour, %.1f are usual", rise.level, rise.count, rise.category, rise.usual)
    return missed


def _one_by_one(database: Database, job: Callable[[Session], int]) -> int:
    """Do a job until it finds nothing more. Who holds several complaints at once could lock out an agent who answers one of them."""
    total = 0
    while True:
        with database.transaction() as session:
            done = job(session)
        if not done:
            return total
        total += done


def _assign(database: Database, now: datetime) -> None:
    """Give what is nobody's to those on duty, the most urgent first; while nobody is there it waits."""
    with database.reading() as session:
        people, waiting = presence.on_duty(session, now=now), assignment.unassigned(session)
    for complaint_id in waiting if people else ():
        with database.transaction() as session:
            assignment.assign_by_load(session, complaint_id, people, now=now)


def _pay(database: Database, wallet: Wallet, now: datetime) -> None:
    with database.reading() as session:
        waiting = compensations.due(session)
    for compensation_id in waiting:
        try:
            answer = compensations.pay(database, wallet, compensation_id, now=now)
        except NotAllowed:  # another worker was faster, or the complaint was reopened
            continue
        if answer is not Payment.PAID:
            logger.warning("compensation %d: %s by the wallet; a person must look at it", compensation_id, answer.value)
