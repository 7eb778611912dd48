"""What the worker does for suggestions, again and again; each order in transactions of its own."""
import logging
from datetime import datetime

from bot.db import Database
from bot.errors import NotAllowed
from bot.suggestions import rewards
from bot.wallet.orders import Payment
from bot.wallet.protocol import Wallet

logger = logging.getLogger(__name__)


def run(database: Database, wallet: Wallet, *, now: datetime) -> None:
    """One round: rewards whose answer was lost, rewards to pay. May run in several processes at once, and be stopped anywhere."""
    with database.transaction() as session:
        rewards.lose_unanswered(session, now=now)
    with database.reading() as session:
        waiting = rewards.due(session)
    for reward_id in waiting:
        try:
            answer = rewards.pay(database, wallet, reward_id, now=now)
        except NotAllowed:  # another worker was faster
            continue
        if answer is not Payment.PAID:
            logger.warning("reward %d: %s by the wallet; a person must look at it", reward_id, answer.value)
