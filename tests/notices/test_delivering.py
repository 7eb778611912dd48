"""Nothing lost, nothing twice: what the worker does with what is due, and what a crash or a bad provider leaves behind."""
import logging
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.db import Database, utc_now
from bot.errors import NotAllowed, NotFound, WalletUnavailable
from bot.notices import deliveries, delivering, sending
from bot.notices.deliveries import LEASE
from bot.notices.delivering import Deliverer
from bot.notices.kinds import Channel
from bot.notices.models import Delivery
from bot.wallet import wallet
from tests.complaints.people import NOW
from tests.notices.receivers import MailServer, Receiver, wait_until
from tests.notices.sent import chose, rows, run, tell

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def states(database: Database) -> list:
    return [(row.state, row.attempts, row.last_error) for row in rows(database)]


def test_what_is_sent_is_not_sent_again_and_its_words_are_gone(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL), kind="complaint_reply", values={"words": "在查了"}, in_chat=False)
    assert run(database) and not run(database, now=NOW + HOUR * 100)
    assert len(mail.messages) == 1
    assert [(row.state, row.details, row.settled_at) for row in rows(database)] == [("sent", {}, NOW)]


def test_what_failed_is_tried_again_later_and_later_under_the_same_id(database: Database, sms: Receiver):
    tell(database, chose(database, Channel.SMS))
    sms.answers = [500, "close", 200]
    now, tries = NOW, 0
    while rows(database)[0].state == "waiting":
        tries += run(database, Channel.SMS, now=now)
        now += timedelta(seconds=10)
    assert tries == 3 and now > NOW + timedelta(seconds=15 + 30)
    assert len({request.headers["webhook-id"] for request in sms.requests}) == 1
    assert states(database) == [("sent", 3, None)]


def test_a_receivers_wish_to_wait_is_kept(database: Database, sms: Receiver):
    tell(database, chose(database, Channel.SMS))
    sms.answers = [(503, {"retry-after": "1800"})]
    run(database, Channel.SMS)
    assert rows(database)[0].due_at == NOW + timedelta(minutes=30)


def test_after_the_set_time_it_is_given_up_into_the_list(database: Database, sms: Receiver, configure: Any, caplog: pytest.LogCaptureFixture):
    configure(NOTICE_GIVE_UP_HOURS="2")
    tell(database, chose(database, Channel.SMS))
    sms.always, now = 503, NOW
    while rows(database)[0].state == "waiting":
        run(database, Channel.SMS, now=now)
        now += MINUTE
    assert NOW + HOUR < now < NOW + HOUR * 3
    assert rows(database)[0].last_error == "status_503" and "given up" in caplog.text


def test_what_can_never_be_delivered_is_given_up_at_once(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL))
    mail.refused["chen@example.com"] = "550 no such user"
    run(database)
    assert states(database) == [("failed", 1, "smtp_550")]


def test_a_customer_of_whom_the_wallet_knows_no_address_is_given_up(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL, customer="demo-new"))
    run(database)
    assert states(database) == [("failed", 1, "no_address")]


class SilentWallet:
    def account(self, customer_id: str) -> None:
        raise WalletUnavailable()


def test_a_wallet_that_does_not_answer_only_delays(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL))
    claimed = delivering.claim(database, Channel.EMAIL, now=NOW)
    delivering.deliver(database, SilentWallet(), claimed, clock=lambda: NOW)  # type: ignore[arg-type]
    assert states(database) == [("waiting", 1, "wallet_unavailable")]
    assert run(database, now=NOW + MINUTE) and states(database) == [("sent", 2, None)]


def test_an_error_of_our_own_is_logged_and_tried_again(database: Database, mail: MailServer, caplog: pytest.LogCaptureFixture):
    tell(database, chose(database, Channel.EMAIL), kind="complaint_extended", values={})  # its text wants a reason
    run(database)
    assert states(database) == [("waiting", 1, "KeyError")] and "could not be sent" in caplog.text


def test_a_claim_keeps_everybody_else_away_until_its_lease_is_over(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL))
    first = delivering.claim(database, Channel.EMAIL, now=NOW)
    assert delivering.claim(database, Channel.EMAIL, now=NOW + LEASE) is None
    second = delivering.claim(database, Channel.EMAIL, now=NOW + LEASE + MINUTE)
    assert second.known_by == first.known_by
    with database.transaction() as session:  # whoever comes too late changes nothing any more
        assert not deliveries.succeed(session, first, now=NOW) and deliveries.fail(session, first, "late", now=NOW, for_good=True) is None
    assert states(database) == [("waiting", 2, None)]


def test_no_sender_may_take_as_long_as_a_lease():
    # Looking up the server's name and its addresses is not counted in the whole, and takes a few steps.
    assert LEASE.total_seconds() > sending.WHOLE_SECONDS + 6 * sending.STEP_SECONDS


def test_a_way_that_is_no_longer_provided_ends_in_the_list_too(database: Database, sms: Receiver, configure: Any):
    tell(database, chose(database, Channel.SMS))
    with database.transaction() as session:
        assert deliveries.give_up_overdue(session, now=NOW + HOUR * 24) == 0
        assert deliveries.give_up_overdue(session, now=NOW + HOUR * 25) == 1
    assert states(database) == [("failed", 0, "not_tried")]


def test_an_operator_tries_a_failed_one_again_under_the_same_id(database: Database, sms: Receiver):
    tell(database, chose(database, Channel.SMS))
    sms.answers = [422]
    run(database, Channel.SMS)
    with database.transaction() as session:
        deliveries.retry(session, rows(database)[0].id, now=NOW + HOUR * 48)
    assert run(database, Channel.SMS, now=NOW + HOUR * 48) and states(database) == [("sent", 2, None)]
    assert len({request.headers["webhook-id"] for request in sms.requests}) == 1 and len(sms.requests) == 2


def test_what_was_sent_or_erased_cannot_be_tried_again(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL))
    run(database)
    found = rows(database)[0].id
    with pytest.raises(NotAllowed), database.transaction() as session:
        deliveries.retry(session, found, now=NOW)
    with database.transaction() as session:
        session.execute(update(Delivery).where(Delivery.id == found).values(state="failed", last_error="erased"))
    with pytest.raises(NotAllowed), database.transaction() as session:
        deliveries.retry(session, found, now=NOW)
    with pytest.raises(NotFound), database.transaction() as session:
        deliveries.retry(session, 999, now=NOW)


def test_a_retry_at_night_does_not_wake_anybody(database: Database, sms: Receiver, configure: Any):
    configure(NOTICE_QUIET_HOURS="22-8")
    late = NOW + timedelta(hours=5, minutes=59, seconds=50)  # ten seconds before ten
    tell(database, chose(database, Channel.SMS), now=late)
    sms.answers = [500]
    run(database, Channel.SMS, now=late)
    assert rows(database)[0].due_at == NOW + HOUR * 16  # eight in the morning
    assert run(database, Channel.SMS, now=NOW + HOUR * 16) and states(database) == [("sent", 2, None)]


def test_two_workers_send_each_notice_once(database: Database, sms: Receiver, mail: MailServer):
    hers = chose(database, Channel.SMS, Channel.EMAIL)
    for number in range(25):
        tell(database, hers, key=f"k{number}", now=utc_now())
    workers = [Deliverer(database, wallet()) for _ in range(2)]
    for worker in workers:
        worker.start()
    wait_until(lambda: all(row.state == "sent" for row in rows(database)), "all are sent")
    for worker in workers:
        worker.stop(10)
    assert set(Counter(request.headers["webhook-id"] for request in sms.requests).values()) == {1} and len(sms.requests) == 25
    assert set(Counter(message["Message-ID"] for message in mail.messages).values()) == {1} and len(mail.messages) == 25
    assert {row.attempts for row in rows(database)} == {1}


def test_a_provider_that_hangs_holds_up_nothing_but_itself(database: Database, sms: Receiver, mail: MailServer):
    hers = chose(database, Channel.SMS, Channel.EMAIL)
    sms.always = "hang"
    for number in range(12):
        tell(database, hers, key=f"k{number}", now=utc_now())
    worker = Deliverer(database, wallet())
    worker.start()
    wait_until(lambda: len(mail.messages) == 12 and len(sms.requests) == 4, "mail is out while the few threads for SMS hang")
    with database.transaction() as session:  # nobody holds a lock while the network is waited for
        session.execute(update(Delivery).values(urgent=True))
    assert len(sms.requests) == 4 and {row.state for row in rows(database, Channel.SMS)} == {"waiting"}
    worker.stop(0)


def test_a_stopping_worker_takes_no_more(database: Database, mail: MailServer):
    worker = Deliverer(database, wallet())
    worker.start()
    worker.stop(10)
    tell(database, chose(database, Channel.EMAIL), now=utc_now())
    assert not worker.is_running and states(database) == [("waiting", 0, None)]


def worker_process(database: Database, mail: MailServer) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "bot", "worker"], env={**os.environ, "PYTHONUNBUFFERED": "1"}, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("hold, copies", [("before", 1), ("after", 2)])
def test_a_worker_killed_in_the_middle_of_an_email_loses_nothing(database: Database, mail: MailServer, hold: str, copies: int):
    """Before the server took it: once. After, when nobody can know: again, and by its Message-ID the same message."""
    tell(database, chose(database, Channel.EMAIL), now=utc_now())
    mail.hold = hold
    process = worker_process(database, mail)
    try:
        assert mail.held.wait(60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    mail.hold = None
    mail.release.set()
    assert states(database) == [("waiting", 1, None)]
    later = utc_now() + LEASE + MINUTE
    assert run(database, now=later) and not run(database, now=later + HOUR)
    wait_until(lambda: len(mail.messages) >= copies, "the server has what it took")
    assert states(database) == [("sent", 2, None)]
    assert len(mail.messages) == copies and len({message["Message-ID"] for message in mail.messages}) == 1


def test_the_worker_sends_what_is_due_and_ends_when_told(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL), now=utc_now())
    process = worker_process(database, mail)
    try:
        wait_until(lambda: rows(database)[0].state == "sent", "it is sent")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
    assert len(mail.messages) == 1


def test_no_address_and_no_words_are_logged(database: Database, mail: MailServer, sms: Receiver, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    hers = chose(database, Channel.EMAIL, Channel.SMS)
    tell(database, hers, kind="complaint_reply", values={"words": "秘密的话"}, in_chat=False)
    tell(database, hers, key="bad", kind="complaint_extended", values={})
    mail.answers = ["451 chen@example.com is busy"]
    sms.answers = [500]
    for channel in (Channel.EMAIL, Channel.EMAIL, Channel.SMS, Channel.SMS):
        run(database, channel)
    ours = "\n".join(caplog.handler.format(record) for record in caplog.records if not record.name.startswith("mail."))  # what the test's server logs
    assert "smtp_451" in ours and "KeyError" in ours and "status_500" in ours
    assert [secret for secret in ("chen@example.com", "13800138000", "秘密的话") if secret in ours] == []
