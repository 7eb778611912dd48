"""What the worker does for complaints, again and again; each job in transactions of its own."""
import logging
from datetime import datetime

from bot.complaints import alerts, compensations, service
from bot.complaints.kinds import Payment
from bot.db import Database
from bot.errors import NotAllowed
from bot.wallet.protocol import Wallet

logger = logging.getLogger(__name__)


def run(database: Database, wallet: Wallet, *, now: datetime) -> int:
    """One round: missed clocks, alerts, complaints to close, compensations to pay; returns how many clocks were missed.

    May run in several processes at once, and be stopped anywhere: nothing happens twice.
    """
    with database.transaction() as session:
        missed = service.breach_overdue(session, now=now)
    with database.transaction() as session:
        alerts.raise_due(session, now=now)
    with database.transaction() as session:
        service.close_expired(session, now=now)
    with database.transaction() as session:
        compensations.lose_unanswered(session, now=now)
    _pay(database, wallet, now)
    return missed


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
