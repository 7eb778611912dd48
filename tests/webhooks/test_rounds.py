"""Events on their way to a real receiver: every one arrives, whatever the receiver does and whatever kills the sender."""
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, List

import pytest
from sqlalchemy import select

import bot.settings
from bot.db import Database
from bot.webhooks import queries, rounds, service
from bot.webhooks.models import State, Topic, WebhookDelivery, WebhookEvent
from tests.webhooks.receiver import Receiver, is_signed

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
Receiving = Callable[..., Receiver]


def subscribed(database: Database, url: str, *topics: Topic) -> Any:
    with database.transaction() as session:
        return service.subscribe(session, url, topics or (Topic.COMPLAINT,), by=None, now=NOW)


def happened(database: Database, kind: str = "complaint_filed", topic: Topic = Topic.COMPLAINT, now: datetime = NOW, **data: Any) -> None:
    with database.transaction() as session:
        service.record(session, topic, kind, data, now=now)


def sent(database: Database, now: datetime = NOW) -> int:
    return rounds.run(database, lambda: now)


def deliveries(database: Database) -> List[WebhookDelivery]:
    with database.reading() as session:
        return session.execute(select(WebhookDelivery).order_by(WebhookDelivery.id)).scalars().all()


def states(database: Database) -> List[tuple]:
    return [(one.state, one.attempts, one.last_status, one.last_error) for one in deliveries(database)]


def test_a_subscriber_gets_what_it_wants_signed_and_once(database: Database, receiving: Receiving):
    receiver = receiving(200)
    made = subscribed(database, receiver.url)
    happened(database, number="C20261103AAAAAA", status="received")
    happened(database, topic=Topic.MESSAGE, kind="message_stored")
    assert (sent(database), sent(database)) == (1, 0)
    [(path, headers, body)] = receiver.got
    assert path == "/events?key=hidden" and headers["content-type"] == "application/json" and is_signed(made.secret, headers, body)
    assert json.loads(body) == {"type": "complaint_filed", "timestamp": NOW.isoformat(), "data": {"number": "C20261103AAAAAA", "status": "received"}}
    assert states(database) == [("delivered", 1, 200, None)]


def test_what_did_not_happen_is_not_told(database: Database, receiving: Receiving):
    receiver = receiving()
    subscribed(database, receiver.url)
    with pytest.raises(RuntimeError), database.transaction() as session:
        service.record(session, Topic.COMPLAINT, "complaint_filed", {}, now=NOW)
        raise RuntimeError
    assert sent(database) == 0 and receiver.got == []


def test_without_subscribers_nothing_is_kept(database: Database):
    happened(database)
    with database.reading() as session:
        assert session.execute(select(WebhookEvent)).all() == []


@pytest.mark.parametrize("answer, status, error", [
    (500, 500, None), (404, 404, None), ("redirect", 307, None), ("close", None, "RemoteProtocolError"), ("nonsense", None, "RemoteProtocolError"),
    ("hang", None, "timeout"), ("drip", None, "timeout")])
def test_a_receiver_that_fails_gets_the_same_event_again_later(
        database: Database, receiving: Receiving, monkeypatch: pytest.MonkeyPatch, answer: Any, status: Any, error: Any):
    monkeypatch.setenv("WEBHOOK_SECONDS", "1")
    bot.settings.settings.cache_clear()
    receiver = receiving(answer, 204)
    subscribed(database, receiver.url)
    happened(database)
    assert (sent(database), sent(database, NOW + timedelta(seconds=4))) == (1, 0)
    assert states(database) == [("pending", 1, status, error)]
    assert sent(database, NOW + timedelta(seconds=11)) == 1 and states(database) == [("delivered", 2, 204, None)]
    assert len(set(receiver.ids)) == 1 and len({body for _, _, body in receiver.got}) == 1
    assert [path for path, _, _ in receiver.got] == ["/events?key=hidden"] * 2


@pytest.mark.parametrize("answer", ["twice", "flood"])
def test_a_receiver_that_answers_too_much_has_answered(database: Database, receiving: Receiving, answer: str):
    receiver = receiving(answer)
    subscribed(database, receiver.url)
    happened(database)
    assert sent(database) == 1 and states(database) == [("delivered", 1, 200, None)]
    assert len(receiver.got) == 1


def test_one_that_hangs_keeps_no_other_waiting(database: Database, receiving: Receiving, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEBHOOK_SECONDS", "1")
    bot.settings.settings.cache_clear()
    hanging, well = receiving("hang"), receiving(200)
    for receiver in (hanging, well):
        subscribed(database, receiver.url)
    for n in range(30):
        happened(database, n=n)
    sent(database)
    assert len(well.got) == len(hanging.got) == 20
    assert {one.state for one in deliveries(database) if one.subscription_id == 2 and one.attempts} == {"delivered"}


def test_after_three_days_it_is_given_up_and_shown(database: Database, receiving: Receiving):
    receiver = receiving(503)
    made = subscribed(database, receiver.url)
    happened(database)
    for hours in (0, 1, 71, 73, 100):
        sent(database, NOW + hours * HOUR)
    assert [(state, attempts) for state, attempts, *_ in states(database)] == [("failed", 4)]
    with database.reading() as session:
        [failed] = queries.deliveries(session, made.id, state=State.FAILED)
        assert failed.event.kind == "complaint_filed" and failed.last_status == 503


@pytest.mark.parametrize("url", ["https://10.0.0.5/x", "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/", "https://localhost:1/"])
def test_an_address_inside_is_never_connected_to(database: Database, monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("DEMO_MODE", "false")
    bot.settings.settings.cache_clear()
    subscribed(database, url)
    happened(database)
    sent(database)
    assert states(database) == [("pending", 1, None, "not_public")]


def test_a_name_that_points_inside_is_never_connected_to(database: Database, receiving: Receiving, monkeypatch: pytest.MonkeyPatch):
    import asyncio
    receiver = receiving()

    async def resolve(self: Any, host: str, port: int, **_: Any) -> list:
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("asyncio.events._event_loop_policy", asyncio.DefaultEventLoopPolicy())  # the desk's own loop has a resolver of its own
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
    subscribed(database, f"https://rebinding.example:{receiver.port}/")
    happened(database)
    sent(database)
    assert states(database) == [("pending", 1, None, "not_public")] and receiver.got == []


def test_what_was_subscribed_in_demo_mode_is_not_called_without_it(database: Database, receiving: Receiving, monkeypatch: pytest.MonkeyPatch):
    receiver = receiving()
    subscribed(database, receiver.url)
    happened(database)
    monkeypatch.setenv("DEMO_MODE", "false")
    bot.settings.settings.cache_clear()
    sent(database)
    assert receiver.got == [] and states(database) == [("pending", 1, None, "not_public")]


def test_a_proxy_in_the_environment_is_not_asked(database: Database, receiving: Receiving, monkeypatch: pytest.MonkeyPatch):
    receiver, proxy = receiving(), receiving()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    subscribed(database, receiver.url)
    happened(database)
    sent(database)
    assert len(receiver.got) == 1 and proxy.got == []


def test_a_certificate_nobody_vouches_for_is_refused(database: Database, receiving: Receiving):
    receiver = receiving()
    subscribed(database, f"https://127.0.0.1:{receiver.port}/")  # no TLS at all
    happened(database)
    sent(database)
    assert receiver.got == [] and states(database)[0][3] in {"ConnectError", "SSLError"}


def test_no_log_line_holds_an_address_or_a_secret(database: Database, receiving: Receiving, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    made = subscribed(database, receiving("close").url)
    happened(database)
    sent(database)
    assert not [word for word in ("hidden", made.secret, made.secret.removeprefix("whsec_")) if word in caplog.text]


def test_a_paused_subscription_misses_nothing_that_is_sent_again(database: Database, receiving: Receiving):
    receiver = receiving()
    made = subscribed(database, receiver.url)
    happened(database, "complaint_filed")
    sent(database)
    with database.transaction() as session:
        service.set_active(session, made.id, False)
    happened(database, "complaint_replied", now=NOW + HOUR)
    assert sent(database, NOW + HOUR) == 0
    with database.transaction() as session:
        service.set_active(session, made.id, True)
        assert service.replay(session, NOW + HOUR, now=NOW + HOUR) == 1
    sent(database, NOW + HOUR)
    assert [json.loads(body)["type"] for _, _, body in receiver.got] == ["complaint_filed", "complaint_replied"]


def test_replayed_events_come_again_under_their_ids_and_what_waits_is_not_queued_twice(database: Database, receiving: Receiving):
    receiver, other = receiving(), receiving(500)
    subscribed(database, receiver.url)
    subscribed(database, other.url)
    for hour in range(3):
        happened(database, now=NOW + hour * HOUR)
        sent(database, NOW + hour * HOUR)
    with database.transaction() as session:
        assert service.replay(session, NOW + HOUR, now=NOW + 2 * HOUR) == 2  # the other's are still on their way
        assert service.replay(session, NOW + HOUR, now=NOW + 2 * HOUR) == 0
    sent(database, NOW + 2 * HOUR)
    # The two are sent at once, so either may come first.
    assert len(receiver.ids) == 5 and sorted(receiver.ids[3:]) == sorted(receiver.ids[1:3])


def test_replay_reaches_a_subscription_that_is_younger_than_the_events(database: Database, receiving: Receiving):
    receiver = receiving()
    subscribed(database, receiving().url)
    happened(database)
    young = subscribed(database, receiver.url)
    with database.transaction() as session:
        assert service.replay(session, NOW, now=NOW, subscription_id=young.id) == 1
    sent(database)
    assert len(receiver.got) == 1


def test_a_removed_subscription_leaves_nothing_on_its_way(database: Database, receiving: Receiving):
    receiver = receiving()
    made = subscribed(database, receiver.url)
    happened(database)
    with database.transaction() as session:
        service.remove(session, made.id)
    assert sent(database) == 0 and receiver.got == [] and deliveries(database) == []


def test_old_events_are_forgotten_but_for_those_on_their_way(database: Database, receiving: Receiving):
    subscribed(database, receiving(200).url)
    happened(database)
    sent(database)
    subscribed(database, receiving(500).url)
    happened(database, kind="complaint_replied")
    sent(database)
    rounds.forget_old(database, now=NOW + 31 * 24 * HOUR)
    with database.reading() as session:
        assert session.execute(select(WebhookEvent.kind)).scalars().all() == ["complaint_replied"]


def test_two_senders_at_once_send_each_event_once(database: Database, receiving: Receiving):
    receiver = receiving()
    subscribed(database, receiver.url)
    for n in range(40):
        happened(database, n=n)

    def send() -> None:
        while sent(database):
            pass

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(receiver.ids) == len(set(receiver.ids)) == 40 and {one.state for one in deliveries(database)} == {"delivered"}


def test_an_answer_that_comes_after_another_sender_claimed_it_changes_nothing(database: Database, receiving: Receiving):
    subscribed(database, receiving(500).url)
    happened(database)
    with database.transaction() as session:
        [slow] = rounds.claim(session, now=NOW)
    with database.transaction() as session:
        assert rounds.claim(session, now=NOW + timedelta(seconds=59)) == []
        [fast] = rounds.claim(session, now=NOW + timedelta(seconds=61))
    with database.transaction() as session:
        rounds.settle(session, fast, (200, None), now=NOW, chance=0)
        rounds.settle(session, slow, (None, "timeout"), now=NOW, chance=0)
    assert states(database) == [("delivered", 2, 200, None)]


def test_a_sender_killed_while_it_waits_for_the_receiver_loses_nothing(database: Database, receiving: Receiving):
    receiver = receiving("hang", 200)
    subscribed(database, receiver.url)
    happened(database, number="C20261103AAAAAA")
    script = ("from datetime import datetime, timezone; from bot.db import database; from bot.webhooks import rounds; "
              f"rounds.run(database(), lambda: datetime.fromisoformat('{NOW.isoformat()}'))")
    sender = subprocess.Popen([sys.executable, "-c", script], env={**os.environ})
    receiver.wait_for(1)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    assert states(database) == [("pending", 1, None, None)]
    assert (sent(database), sent(database, NOW + timedelta(seconds=61))) == (0, 1)
    assert receiver.ids[0] == receiver.ids[1] and states(database) == [("delivered", 2, 200, None)]
