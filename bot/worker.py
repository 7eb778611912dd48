"""`python -m bot worker`: what runs by the clock."""
import logging
import signal
import threading
from typing import Callable

from bot import backlog, bell, request_ids, retention, tracing
from bot.agents import sign_ins, tries
from bot.attachments.sweeping import remove_unsent
from bot.complaints import rounds
from bot.conversations import rounds as conversations
from bot.conversations.access import remove_expired
from bot.db import Database, database, utc_now
from bot.metrics import exposition
from bot.metrics.measures import FAILED_ROUNDS, MISSED_DEADLINES, ROUNDS
from bot.notices import deliveries
from bot.notices.delivering import Deliverer
from bot.satisfaction import asking, follow_ups
from bot.suggestions import rounds as suggestions
from bot.wallet import wallet
from bot.webhooks import rounds as webhooks

logger = logging.getLogger(__name__)
_EVERY_SECONDS = 15.0
_RARELY_SECONDS = 60.0
_OFTEN_SECONDS = 2.0  # somebody is waiting at the other end
_STOP_SECONDS = 3.0  # for what is being sent; the rest is found again by its lease


def work() -> None:
    """Run every job again and again until the process is told to stop; a failing round is logged and tried again."""
    ours = database()  # a wrong setting ends the process here, not in each round
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    bell.attach(ours)
    backlog.expose(ours)
    exposition.expose()
    tracing.start("worker")
    deliverer = Deliverer(ours, wallet())
    deliverer.start()
    # A thread of its own: payments may wait for the wallet, and who waits for a person must not wait for that.
    often = threading.Thread(target=_repeat, args=("often", lambda: run_often(ours), _OFTEN_SECONDS, stopping))
    often.start()
    events = threading.Thread(target=_repeat, args=("events", lambda: _send_events(ours), _OFTEN_SECONDS, stopping), daemon=True)  # a receiver may hang
    events.start()
    kept = threading.Thread(target=_repeat, args=("retention", lambda: retention.run(ours, now=utc_now()), _RARELY_SECONDS, stopping))
    kept.start()
    _repeat("clock", lambda: run_once(ours), _EVERY_SECONDS, stopping)
    often.join()
    kept.join()
    events.join(_STOP_SECONDS)
    deliverer.stop(_STOP_SECONDS)


def _repeat(name: str, job: Callable[[], None], seconds: float, stopping: threading.Event) -> None:
    failed = FAILED_ROUNDS.labels(name)
    while not stopping.is_set():
        request_ids.begin()
        try:
            with ROUNDS.labels(name).time(), tracing.span(f"round {name}"):
                job()
        except Exception:
            failed.inc()
            logger.exception("a round of the worker failed")
        stopping.wait(seconds)


def run_often(database: Database) -> None:
    """One round of what must not wait: conversations in the queue, questions how content she is."""
    now = utc_now()
    conversations.run(database, now=now)
    asking.ask_due(database, now=now)


def _send_events(database: Database) -> None:
    while webhooks.run(database, utc_now):
        pass


def run_once(database: Database) -> None:
    """One round: complaints' clocks, payments, tokens that expired, attachments that nobody sent."""
    now = utc_now()
    breached = rounds.run(database, wallet(), now=now)
    suggestions.run(database, wallet(), now=now)
    with database.transaction() as session:
        follow_ups.drop_calls(session)
        remove_expired(session, now=now)
        sign_ins.remove_expired(session, now=now)
        tries.remove_old(session, now=now)
        deliveries.give_up_overdue(session, now=now)
    MISSED_DEADLINES.inc(breached)
    if breached:
        logger.warning("%d complaint deadlines were missed", breached)
    remove_unsent(database, now=now)
    conversations.tidy(database, now=now)
    webhooks.forget_old(database, now=now)
