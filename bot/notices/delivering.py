"""Sends what is due: each way has its own few threads, so that a provider that hangs holds up nothing but itself."""
import logging
import threading
import time
from datetime import datetime
from typing import Callable, Dict, List

from bot import request_ids
from bot.db import Database, utc_now
from bot.errors import WalletUnavailable
from bot.notices import channels, deliveries, email, push, sms
from bot.notices.deliveries import Job
from bot.notices.kinds import Channel, State
from bot.notices.sending import Undelivered
from bot.wallet.protocol import Wallet

logger = logging.getLogger(__name__)
SENDERS: Dict[Channel, Callable[[Job, str], None]] = {Channel.EMAIL: email.send, Channel.SMS: sms.send, Channel.PUSH: push.send}
_AT_ONCE = 4
_LOOK_SECONDS = 1.0
Clock = Callable[[], datetime]


class Deliverer:
    """The worker's threads for notices; any number of workers may run them."""

    def __init__(self, database: Database, wallet: Wallet, clock: Clock = utc_now) -> None:
        self._database, self._wallet, self._clock = database, wallet, clock
        self._stopping = threading.Event()
        self._threads: List[threading.Thread] = []

    def start(self) -> None:
        """Begin to send, by every way that settings provide."""
        for channel in channels.offered():
            thread = threading.Thread(target=self._serve, args=(channel,), name=f"notices-{channel.value}", daemon=True)
            thread.start()
            self._threads.append(thread)

    @property
    def is_running(self) -> bool:
        """Whether anything is sent or looked for."""
        return any(thread.is_alive() for thread in self._threads)

    def stop(self, seconds: float) -> None:
        """Take no more; what is under way may end within some seconds, the rest is found by its lease."""
        self._stopping.set()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _serve(self, channel: Channel) -> None:
        free = threading.Semaphore(_AT_ONCE)
        while not self._stopping.is_set():
            job = self._next(channel, free)
            if job:
                threading.Thread(target=self._run, args=(job, free), name=f"notice-{job.id}", daemon=True).start()
            else:
                self._stopping.wait(_LOOK_SECONDS)
        for _ in range(_AT_ONCE):  # what is under way
            free.acquire()

    def _next(self, channel: Channel, free: threading.Semaphore) -> "Job | None":
        """Something to send once a thread is free for it; None where nothing is due."""
        if not free.acquire(timeout=_LOOK_SECONDS):
            return None
        try:
            job = claim(self._database, channel, now=self._clock())
        except Exception:  # a database that is away for a moment must not end the thread
            logger.exception("looking for notices failed")
            job = None
        if job is None:
            free.release()
        return job

    def _run(self, job: Job, free: threading.Semaphore) -> None:
        request_ids.begin()
        try:
            deliver(self._database, self._wallet, job, clock=self._clock)
        except Exception:
            logger.exception("notice %d by %s: nothing could be recorded; it is tried again when its lease is over", job.id, job.channel.value)
        finally:
            free.release()


def claim(database: Database, channel: Channel, *, now: datetime) -> "Job | None":
    """One delivery that is due, claimed; on SQLite nothing is locked where there is none."""
    with database.reading() as session:
        if not deliveries.are_due(session, channel, now=now):
            return None
    with database.transaction() as session:
        return next(iter(deliveries.claim(session, channel, 1, now=now)), None)


def deliver(database: Database, wallet: Wallet, job: Job, *, clock: Clock) -> None:
    """Send a claimed delivery and record what came of it."""
    try:
        SENDERS[job.channel](job, _address(wallet, job))
    except Exception as raised:
        error = raised if isinstance(raised, Undelivered) else Undelivered(type(raised).__name__)
        if error is not raised:
            logger.exception("notice %d by %s could not be sent", job.id, job.channel.value)
        with database.transaction() as session:
            state = deliveries.fail(session, job, error.code, now=clock(), for_good=error.for_good, after=error.after)
        given_up = state is State.FAILED
        logger.log(logging.WARNING if given_up else logging.INFO, "notice %d by %s: %s%s", job.id, job.channel.value, error.code,
                   "; given up, see python -m bot notices list" if given_up else "")
        return
    with database.transaction() as session:
        deliveries.succeed(session, job, now=clock())


def _address(wallet: Wallet, job: Job) -> str:
    if job.address:
        return job.address
    try:
        account = wallet.account(job.customer_id) if job.customer_id else None
    except WalletUnavailable as error:
        raise Undelivered("wallet_unavailable") from error
    found = channels.address_in(account, job.channel)
    if found is None:
        raise Undelivered("no_address", for_good=True)
    return found
