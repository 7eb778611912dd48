"""What is written down when a customer is told something."""
from datetime import timedelta
from typing import Any

import pytest

from bot.conversations.queries import messages_after
from bot.db import Database
from bot.language import Language
from bot.notices import outbox, preferences
from bot.notices.kinds import Channel
from bot.notices.outbox import Notice, announce
from tests.complaints.people import NOW, OPERATOR, file, said
from tests.notices.receivers import MailServer, Receiver
from tests.notices.sent import chose, rows, tell

NIGHT = NOW + timedelta(hours=8)  # midnight in Shanghai
DAY = timedelta(days=1)


def heard(database: Database, conversation_id: str) -> list:
    with database.reading() as session:
        return [message.text for message in messages_after(session, conversation_id, 0, 99)]


def test_a_notice_is_in_the_chat_whatever_she_chose(database: Database):
    hers = chose(database)
    tell(database, hers)
    assert len(heard(database, hers)) == 1 and rows(database) == []


def test_a_notice_goes_by_each_way_she_chose_and_no_other(database: Database, mail: MailServer, sms: Receiver, push: Receiver):
    hers = chose(database, Channel.EMAIL, Channel.PUSH)
    tell(database, hers)
    assert [row.channel for row in rows(database)] == ["email", "push"]


def test_a_way_that_was_turned_off_is_used_no_more(database: Database, mail: MailServer):
    hers = chose(database, Channel.EMAIL)
    with database.transaction() as session:
        preferences.choose(session, hers, "", {Channel.EMAIL: False}, now=NOW)
    tell(database, hers)
    assert rows(database) == []


def test_a_way_that_nothing_provides_is_not_written_down(database: Database, mail: MailServer):
    hers = chose(database, Channel.EMAIL, Channel.SMS)
    tell(database, hers)
    assert [row.channel for row in rows(database)] == ["email"]


def test_what_is_rolled_back_is_told_to_nobody(database: Database, mail: MailServer):
    hers = chose(database, Channel.EMAIL)
    with pytest.raises(RuntimeError), database.transaction() as session:
        announce(session, Notice("complaint_taken_up", "k", hers, Language.ZH, {"number": "C1"}), now=NOW)
        raise RuntimeError("the change failed")
    assert rows(database) == [] and heard(database, hers) == []


def test_the_same_key_is_told_once_by_each_way(database: Database, mail: MailServer):
    hers = chose(database, Channel.EMAIL)
    for _ in range(2):
        tell(database, hers)
    tell(database, hers, key="another")
    assert len(heard(database, hers)) == 2 and [row.key for row in rows(database)] == ["k", "another"]


def test_a_way_chosen_later_gets_what_is_announced_again(database: Database, mail: MailServer, push: Receiver):
    hers = chose(database, Channel.EMAIL)
    tell(database, hers, in_chat=False)
    with database.transaction() as session:
        preferences.choose(session, hers, "", {Channel.PUSH: True}, now=NOW)
    tell(database, hers, in_chat=False)
    assert [row.channel for row in rows(database)] == ["email", "push"] and heard(database, hers) == []


def test_what_is_for_the_chat_alone_goes_nowhere_else(database: Database, mail: MailServer):
    hers = chose(database, Channel.EMAIL)
    tell(database, hers, outside=False)
    assert rows(database) == [] and len(heard(database, hers)) == 1


def test_a_signed_in_customers_address_is_not_copied(database: Database, mail: MailServer):
    tell(database, chose(database, Channel.EMAIL))
    assert [(row.customer_id, row.address) for row in rows(database)] == [("demo-chen", None)]


def visitor(database: Database, contact: str, *channels: Channel, key: str = "message:7") -> Any:
    """A visitor's complaint with the ways chosen for it."""
    with database.transaction() as session:
        complaint = file(session, customer=None, contact=contact, key=key)
        preferences.choose(session, complaint.conversation_id, complaint.number, dict.fromkeys(channels, True), now=NOW)
        return complaint


def test_a_visitors_address_is_used_for_the_complaint_it_was_left_with_alone(database: Database, mail: MailServer):
    complaint = visitor(database, "me@visitor.example", Channel.EMAIL)
    tell(database, complaint.conversation_id, subject=complaint.number, contact="me@visitor.example")
    tell(database, complaint.conversation_id, key="other", subject="C20261103ZZZZZZ", contact="me@visitor.example")
    tell(database, complaint.conversation_id, key="none", subject=None, contact="me@visitor.example")
    assert [(row.key, row.address) for row in rows(database)] == [("k", "me@visitor.example")]


@pytest.mark.parametrize("contact, expected", [("me@visitor.example", ["email"]), ("+8613912345678", ["sms"])])
def test_a_contact_is_good_for_what_it_is(database: Database, mail: MailServer, sms: Receiver, push: Receiver, contact: str, expected: list):
    complaint = visitor(database, contact, Channel.EMAIL, Channel.SMS, Channel.PUSH)
    tell(database, complaint.conversation_id, subject=complaint.number, contact=contact)
    assert [row.channel for row in rows(database)] == expected


def test_nobody_can_flood_an_address_that_may_be_another_persons(database: Database, mail: MailServer):
    complaint = visitor(database, "victim@example.com", Channel.EMAIL)
    for number in range(25):
        tell(database, complaint.conversation_id, key=f"k{number}", subject=complaint.number, contact="victim@example.com")
    assert len(rows(database)) == 20
    tell(database, complaint.conversation_id, key="later", subject=complaint.number, contact="victim@example.com", now=NOW + DAY)
    assert len(rows(database)) == 21


def test_an_sms_that_can_wait_is_not_due_at_night_and_an_email_is(database: Database, mail: MailServer, sms: Receiver, configure: Any):
    configure(NOTICE_QUIET_HOURS="22-8")
    tell(database, chose(database, Channel.EMAIL, Channel.SMS), now=NIGHT)
    due = {row.channel: row.due_at for row in rows(database)}
    assert due == {"email": NIGHT, "sms": NOW + timedelta(hours=16)}  # eight in the morning


def test_what_is_urgent_does_not_wait_for_the_morning(database: Database, sms: Receiver, configure: Any):
    configure(NOTICE_QUIET_HOURS="22-8")
    tell(database, chose(database, Channel.SMS), urgent=True, now=NIGHT)
    assert [row.due_at for row in rows(database)] == [NIGHT]


def test_erasing_a_complaint_erases_what_was_told_and_stops_what_was_not_sent(database: Database, mail: MailServer):
    from bot.complaints import decisions, erasure
    from bot.complaints.kinds import Outcome
    complaint = visitor(database, "me@visitor.example", Channel.EMAIL)
    with database.transaction() as session:
        decisions.decide(session, complaint.number, Outcome.REJECTED, "涉及隐私的理由", actor=OPERATOR, now=NOW)
        erasure.erase_words(session, complaint.id, by=OPERATOR, now=NOW)
    assert [(row.state, row.details, row.address) for row in rows(database)] == [("failed", {}, None)]
    with database.transaction() as session:
        outbox.forget(session, "C20261103ZZZZZZ")  # nothing was told of it
        assert said(session, complaint)
