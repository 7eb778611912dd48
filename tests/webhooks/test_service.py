"""Subscriptions, and the command that sends again."""
from datetime import datetime, timezone

import pytest

from bot.__main__ import main
from bot.db import Database, utc_now
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.webhooks import queries, rounds, service
from bot.webhooks.models import Topic
from tests.webhooks.receiver import Receiver

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def test_an_address_that_cannot_be_used_is_refused(database: Database):
    with database.transaction() as session, pytest.raises(InvalidInput, match="webhook_url"):
        service.subscribe(session, "http://crm.example", [Topic.COMPLAINT], by=None, now=NOW)


def test_there_are_no_more_than_twenty(database: Database):
    with database.transaction() as session:
        for n in range(service.MOST):
            service.subscribe(session, f"https://crm.example/{n}", [Topic.COMPLAINT, Topic.COMPLAINT], by=None, now=NOW)
        with pytest.raises(NotAllowed, match="too_many_webhooks"):
            service.subscribe(session, "https://crm.example", [Topic.COMPLAINT], by=None, now=NOW)
        assert queries.subscription(session, 1).topics == ["complaint"]


@pytest.mark.parametrize("act", [service.remove, lambda session, one: service.set_active(session, one, False), lambda session, one: service.test(session, one, now=NOW),
                                 lambda session, one: service.replay(session, NOW, now=NOW, subscription_id=one)])
def test_what_there_is_not_is_not_found(database: Database, act):
    with database.transaction() as session, pytest.raises(NotFound, match="unknown_webhook"):
        act(session, 9)


def test_a_test_event_goes_to_one_alone_whatever_it_wants(database: Database, receiving):
    wanted, other = receiving(), receiving()
    with database.transaction() as session:
        for receiver in (wanted, other):
            service.subscribe(session, receiver.url, [Topic.COMPLAINT], by=None, now=NOW)
        service.test(session, 1, now=NOW)
    rounds.run(database, lambda: NOW)
    assert len(wanted.got) == 1 and other.got == []


def test_the_command_lists_without_keys_and_sends_again(database: Database, receiving, capsys: pytest.CaptureFixture):
    receiver: Receiver = receiving()
    with database.transaction() as session:
        made = service.subscribe(session, receiver.url, [Topic.COMPLAINT, Topic.MESSAGE], by=None, now=NOW)
        service.record(session, Topic.COMPLAINT, "complaint_filed", {}, now=utc_now())
    assert main(["webhooks", "list"]) == 0
    told = capsys.readouterr().out
    assert told == f"{made.id}  active  complaint,message  http://127.0.0.1:{receiver.port}/events\n1 deliveries wait\n"
    rounds.run(database, utc_now)
    assert main(["webhooks", "replay", "--since", "2020-01-01"]) == 0
    assert capsys.readouterr().out == "1 deliveries queued; the worker sends them\n"
    rounds.run(database, utc_now)
    assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1
    assert main(["webhooks", "replay", "--since", "2999-01-01T00:00:00Z", "--webhook", str(made.id)]) == 0
    assert capsys.readouterr().out.startswith("0 deliveries")
    with pytest.raises(SystemExit):
        main(["webhooks", "replay", "--since", "yesterday"])
