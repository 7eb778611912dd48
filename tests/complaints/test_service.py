import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Optional

import pytest
from sqlalchemy import select, text

import bot.settings
from bot.attachments.checking import Checked
from bot.attachments.service import mark_stored, reserve
from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.conversations import service as conversations
from bot.conversations.models import Conversation
from bot.conversations.queries import messages_after
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.errors import NotAllowed, NotFound
from bot.language import Language
from bot.numbers import ALPHABET

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
STATEMENT = service.Statement(category=Category.FAILED_PAYMENT, description="付款失败但是扣了钱", remedy=Remedy.REFUND)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def file_one(session, key="message:1", customer="demo-chen", now=NOW):
    conversation = open_conversation(session, customer_id=customer, language=Language.ZH, now=now)
    return conversation, service.file(session, conversation, STATEMENT, key=key, now=now)


def states(complaint):
    return {clock.kind: clock.state for clock in complaint.deadlines}


def kinds(complaint):
    return [event.kind for event in complaint.events]


def said_to(session, conversation):
    return [(message.author, message.text) for message in messages_after(session, conversation.id, 0, 50)]


def test_a_complaint_is_acknowledged_the_moment_it_is_filed(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        assert complaint.status == "acknowledged"
        assert kinds(complaint) == ["complaint_filed", "complaint_acknowledged"]
        assert states(complaint) == {"acknowledge": "met", "first_reply": "pending", "final_reply": "pending"}


def test_the_clocks_run_as_long_as_the_settings_say(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FIRST_REPLY_HOURS", "24")
    monkeypatch.setenv("FINAL_REPLY_DAYS", "7")
    bot.settings.settings.cache_clear()
    with database.transaction() as session:
        _, complaint = file_one(session)
        assert {clock.kind: clock.due_at - NOW for clock in complaint.deadlines} == {
            "acknowledge": 0 * HOUR, "first_reply": 24 * HOUR, "final_reply": 7 * DAY}


@pytest.mark.parametrize("utc, day", [
    (datetime(2026, 11, 3, 15, 59, tzinfo=timezone.utc), "C20261103"), (datetime(2026, 11, 3, 16, 0, tzinfo=timezone.utc), "C20261104")])
def test_the_day_in_a_number_is_the_companys_day(database: Database, utc: datetime, day: str):
    with database.transaction() as session:
        _, complaint = file_one(session, now=utc)
        assert complaint.number[:9] == day and set(complaint.number[9:]) <= set(ALPHABET)


def test_what_was_stated_is_kept_as_it_was(database: Database):
    from decimal import Decimal
    stated = service.Statement(
        category=Category.FRAUD, description="被骗了", remedy=Remedy.OTHER, remedy_words="开除他", transaction_id="T2026110312345678",
        amount=Decimal("0.07"), currency="USD", occurred_at=NOW - DAY, contact="a@c.io")
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id=None, language=Language.EN, now=NOW)
        number = service.file(session, conversation, stated, key="message:1", now=NOW).number
    with database.reading() as session:
        kept = queries.by_number(session, number)
        assert (kept.category, kept.description, kept.remedy, kept.remedy_words) == ("fraud", "被骗了", "other", "开除他")
        assert (kept.transaction_id, kept.amount, kept.currency) == ("T2026110312345678", Decimal("0.07"), "USD")
        assert (kept.occurred_at, kept.contact, kept.locale, kept.customer_id) == (NOW - DAY, "a@c.io", "en", None)


def test_the_same_confirmation_twice_files_one_complaint(database: Database):
    with database.transaction() as session:
        _, first = file_one(session)
    with database.transaction() as session:
        conversation, second = file_one(session)
        assert first.number == second.number and len(kinds(second)) == 2
        assert len(queries.mine(session, conversation)) == 1


def test_two_confirmations_file_two_complaints(database: Database):
    with database.transaction() as session:
        _, first = file_one(session)
        _, second = file_one(session, key="message:2")
        assert first.number != second.number


@pytest.mark.parametrize("statement", ["UPDATE complaint_events SET kind = 'x'", "DELETE FROM complaint_events"])
def test_the_database_refuses_to_change_the_audit_trail(database: Database, statement: str):
    with database.transaction() as session:
        file_one(session)
    with pytest.raises(Exception, match="append-only"), database.transaction() as session:
        session.execute(text(statement))


def test_a_reply_meets_its_clock_and_reaches_the_conversation(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.reply(session, complaint.number, "在查了", operator="amy", now=NOW + HOUR)
        assert complaint.status == "investigating"
        assert states(complaint) == {"acknowledge": "met", "first_reply": "met", "final_reply": "pending"}
        assert said_to(session, conversation) == [("system", f"您的投诉 {complaint.number} 有回复了：\n\n在查了")]
        event = complaint.events[-1]
        assert (event.kind, event.actor, event.actor_name, event.note.text, event.created_at) == (
            "complaint_replied", "operator", "amy", "在查了", NOW + HOUR)
        assert event.details == {"from": "acknowledged", "to": "investigating"}


@pytest.mark.parametrize("work, title", [(service.reply, "补充信息"), (service.resolve, "重新处理")])
def test_what_an_operator_writes_comes_with_the_button_that_leads_on(database: Database, work, title: str):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        work(session, complaint.number, "在查了", operator="amy", now=NOW)
        [message] = messages_after(session, conversation.id, 0, 50)
        assert [(c.title, c.payload) for c in message.choices] == [(title, {
            "intent": "supplement_complaint", "aspect": None, "entities": {"complaint_number": complaint.number}})]


def test_a_reply_speaks_the_language_the_complaint_was_filed_in(database: Database):
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id=None, language=Language.EN, now=NOW)
        complaint = service.file(session, conversation, STATEMENT, key="message:1", now=NOW)
        conversation.locale = "zh"
        service.reply(session, complaint.number, "We are on it", operator="amy", now=NOW)
        assert said_to(session, conversation)[0][1].startswith("There is a reply to your complaint")


def test_braces_in_an_operators_words_reach_the_customer_as_they_are(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.reply(session, complaint.number, "{number} {x} 100%", operator="amy", now=NOW)
        assert said_to(session, conversation)[0][1].endswith("{number} {x} 100%")


def test_a_second_reply_leaves_the_first_clock_as_it_was(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        service.reply(session, complaint.number, "在查了", operator="amy", now=NOW + HOUR)
        service.reply(session, complaint.number, "还在查", operator="amy", now=NOW + 60 * HOUR)
        clock = next(d for d in complaint.deadlines if d.kind == "first_reply")
        assert (clock.state, clock.settled_at) == ("met", NOW + HOUR)


def test_a_late_first_reply_leaves_its_clock_breached(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        service.reply(session, complaint.number, "在查了", operator="amy", now=NOW + timedelta(hours=49))
        clock = next(d for d in complaint.deadlines if d.kind == "first_reply")
        assert clock.state == "breached"


def test_a_result_closes_the_complaint_meets_its_clocks_and_says_how_to_reopen(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW + DAY)
        assert (complaint.status, complaint.closed_at) == ("resolved", NOW + DAY)
        assert set(states(complaint).values()) == {"met"}
        [(author, words)] = said_to(session, conversation)
        assert author == "system" and "已退款" in words and "30 天" in words and complaint.number in words


def test_a_late_result_leaves_both_clocks_breached(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW + 16 * DAY)
        assert states(complaint) == {"acknowledge": "met", "first_reply": "breached", "final_reply": "breached"}


@pytest.mark.parametrize("work", [service.reply, service.resolve])
def test_a_closed_complaint_is_not_answered_and_nobody_is_told(database: Database, work):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.withdraw(session, conversation, complaint.number, now=NOW)
    with pytest.raises(NotAllowed), database.transaction() as session:
        work(session, complaint.number, "晚了", operator="amy", now=NOW)
    with database.reading() as session:
        assert kinds(queries.by_number(session, complaint.number))[-1] == "complaint_withdrawn"
        assert said_to(session, conversation) == []


@pytest.mark.parametrize("work", [service.reply, service.resolve])
def test_an_unknown_number_is_not_answered(database: Database, work):
    with pytest.raises(NotFound), database.transaction() as session:
        work(session, "C20261103AAAAAA", "x", operator="amy", now=NOW)


def test_her_words_are_added_once_however_often_they_come(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        for _ in range(2):
            service.supplement(session, conversation, complaint.number, "还有截图", key="message:2", now=NOW + HOUR)
        assert kinds(complaint).count("complaint_supplemented") == 1
        event = complaint.events[-1]
        assert (event.actor, event.note.text, event.note.author, complaint.status) == ("customer", "还有截图", "customer", "acknowledged")


def test_a_supplement_stops_no_clock(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        before = [(d.kind, d.due_at, d.state) for d in complaint.deadlines]
        service.supplement(session, conversation, complaint.number, "还有截图", key="message:2", now=NOW + HOUR)
        assert [(d.kind, d.due_at, d.state) for d in complaint.deadlines] == before


def test_a_closed_complaint_takes_no_more_words(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.withdraw(session, conversation, complaint.number, now=NOW)
        with pytest.raises(NotAllowed):
            service.supplement(session, conversation, complaint.number, "还有", key="message:2", now=NOW)


def test_words_added_before_it_closed_are_still_added_when_they_come_again(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.supplement(session, conversation, complaint.number, "还有截图", key="message:2", now=NOW)
        service.withdraw(session, conversation, complaint.number, now=NOW)
        assert service.supplement(session, conversation, complaint.number, "还有截图", key="message:2", now=NOW) is complaint


def test_withdrawing_ends_every_running_clock_and_happens_once(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.withdraw(session, conversation, complaint.number, now=NOW + HOUR)
        service.withdraw(session, conversation, complaint.number, now=NOW + 2 * HOUR)
        assert (complaint.status, complaint.closed_at) == ("withdrawn", NOW + HOUR)
        assert states(complaint) == {"acknowledge": "met", "first_reply": "void", "final_reply": "void"}
        assert kinds(complaint).count("complaint_withdrawn") == 1


def test_a_resolved_complaint_cannot_be_withdrawn(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW)
        with pytest.raises(NotAllowed):
            service.withdraw(session, conversation, complaint.number, now=NOW)


def test_reopening_starts_the_clocks_anew_and_happens_once(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW + DAY)
        for _ in range(2):
            service.reopen(session, conversation, complaint.number, now=NOW + 2 * DAY)
        assert (complaint.status, complaint.closed_at) == ("reopened", None)
        assert kinds(complaint).count("complaint_reopened") == 1
        assert states(complaint) == {"acknowledge": "met", "first_reply": "pending", "final_reply": "pending"}
        assert {d.kind: d.due_at for d in complaint.deadlines} == {
            "acknowledge": NOW + 2 * DAY, "first_reply": NOW + 4 * DAY, "final_reply": NOW + 17 * DAY}


def test_a_reopened_complaint_can_be_answered_and_closed_again(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.withdraw(session, conversation, complaint.number, now=NOW)
        service.reopen(session, conversation, complaint.number, now=NOW + DAY)
        service.reply(session, complaint.number, "再查", operator="amy", now=NOW + 2 * DAY)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW + 3 * DAY)
        assert complaint.status == "resolved" and set(states(complaint).values()) == {"met"}
        assert [event.sequence for event in complaint.events] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("late, code", [(30 * DAY, None), (30 * DAY + timedelta(seconds=1), "reopen_too_late")])
def test_a_complaint_is_reopened_up_to_the_last_day(database: Database, late: timedelta, code: str):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW)
        if code is None:
            assert service.reopen(session, conversation, complaint.number, now=NOW + late).status == "reopened"
        else:
            with pytest.raises(NotAllowed, match=code):
                service.reopen(session, conversation, complaint.number, now=NOW + late)
            assert complaint.status == "resolved"


@pytest.mark.parametrize("work", [
    lambda session, stranger, number: service.supplement(session, stranger, number, "x", key="message:9", now=NOW),
    lambda session, stranger, number: service.withdraw(session, stranger, number, now=NOW),
    lambda session, stranger, number: service.reopen(session, stranger, number, now=NOW),
], ids=["supplement", "withdraw", "reopen"])
def test_nobody_can_touch_anothers_complaint(database: Database, work):
    with database.transaction() as session:
        _, complaint = file_one(session)
        stranger = open_conversation(session, customer_id="demo-wang", language=Language.ZH, now=NOW)
        with pytest.raises(NotFound):
            work(session, stranger, complaint.number)
        assert kinds(complaint) == ["complaint_filed", "complaint_acknowledged"]


def test_another_customer_cannot_learn_that_a_complaint_exists(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        stranger = open_conversation(session, customer_id="demo-wang", language=Language.ZH, now=NOW)
        assert queries.mine(session, stranger) == []
        with pytest.raises(Exception, match="unknown_complaint"):
            queries.mine_by_number(session, stranger, complaint.number)


def test_a_missed_clock_is_marked_once_and_put_on_record(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        assert service.breach_overdue(session, now=NOW + 48 * HOUR) == 0
        assert service.breach_overdue(session, now=NOW + 49 * HOUR) == 1
        assert service.breach_overdue(session, now=NOW + 50 * HOUR) == 0
        assert states(complaint)["first_reply"] == "breached" and complaint.status == "acknowledged"
        event = complaint.events[-1]
        assert (event.kind, event.actor, event.details) == ("deadline_breached", "system", {"deadline": "first_reply"})


def test_two_clocks_of_one_complaint_can_be_missed_in_one_round(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        assert service.breach_overdue(session, now=NOW + 16 * DAY) == 2
        assert [event.details["deadline"] for event in complaint.events[2:]] == ["first_reply", "final_reply"]


def test_a_missed_clock_stays_missed_after_the_reply_that_was_owed(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        service.breach_overdue(session, now=NOW + 49 * HOUR)
        service.reply(session, complaint.number, "对不起，在查了", operator="amy", now=NOW + 50 * HOUR)
        clock = next(d for d in complaint.deadlines if d.kind == "first_reply")
        assert (clock.state, clock.settled_at) == ("breached", NOW + 50 * HOUR)


@pytest.mark.parametrize("end", ["withdraw", "resolve"])
def test_a_closed_complaint_misses_nothing_any_more(database: Database, end: str):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
        if end == "withdraw":
            service.withdraw(session, conversation, complaint.number, now=NOW)
        else:
            service.resolve(session, complaint.number, "好了", operator="amy", now=NOW)
        assert service.breach_overdue(session, now=NOW + 99 * DAY) == 0


def test_an_error_leaves_no_half_of_a_change(database: Database):
    with pytest.raises(RuntimeError), database.transaction() as session:
        file_one(session)
        raise RuntimeError
    with database.reading() as session:
        assert queries.listed(session, open_only=False, limit=9) == []


def test_a_supplement_and_a_reply_at_the_same_moment_are_both_kept(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
    failed = _while_another_writes(
        database,
        lambda session: service.reply(session, complaint.number, "在查了", operator="amy", now=NOW + HOUR),
        lambda session: service.supplement(session, conversation, complaint.number, "还有", key="message:2", now=NOW + HOUR))
    assert failed == []
    with database.reading() as session:
        assert kinds(queries.by_number(session, complaint.number))[2:] == ["complaint_replied", "complaint_supplemented"]


def test_of_a_result_and_a_withdrawal_at_the_same_moment_the_second_is_refused(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
    failed = _while_another_writes(
        database,
        lambda session: service.resolve(session, complaint.number, "好了", operator="amy", now=NOW + HOUR),
        lambda session: service.withdraw(session, conversation, complaint.number, now=NOW + HOUR))
    assert [type(error) for error in failed] == [NotAllowed]
    with database.reading() as session:
        assert queries.by_number(session, complaint.number).status == "resolved"


def test_of_two_operators_results_at_the_same_moment_the_customer_reads_one(database: Database):
    with database.transaction() as session:
        conversation, complaint = file_one(session)
    failed = _while_another_writes(
        database,
        lambda session: service.resolve(session, complaint.number, "已退款", operator="amy", now=NOW + HOUR),
        lambda session: service.resolve(session, complaint.number, "不退", operator="bob", now=NOW + 2 * HOUR))
    assert [type(error) for error in failed] == [NotAllowed]
    with database.reading() as session:
        [(_, words)] = said_to(session, conversation)
        assert "已退款" in words


def test_two_workers_at_once_put_a_missed_clock_on_record_once(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
    work = lambda session: service.breach_overdue(session, now=NOW + 49 * HOUR)  # noqa: E731
    assert _while_another_writes(database, work, work) == []
    with database.reading() as session:
        assert kinds(queries.by_number(session, complaint.number)).count("deadline_breached") == 1


def _while_another_writes(database, first, second):
    """Run `second` in a thread while the transaction of `first` is still open; the errors of `second`."""
    failed = []

    def run():
        try:
            with database.transaction() as session:
                second(session)
        except Exception as error:
            failed.append(error)

    with database.transaction() as session:
        first(session)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(0.3)
    thread.join(10)
    return failed


def pictures(database: Database, conversation_id: str, count: int, *, sent: bool = True) -> list:
    with database.transaction() as session:
        ids = [reserve(session, conversation_id, Checked(b"x", "image/png", 1, 1), name=f"{n}.png", now=NOW).id for n in range(count)]
        for each in ids:
            mark_stored(session, each)
        if sent:
            conversations.receive(session, conversation_id, client_message_id=ids[0], text="", attachment_ids=ids, now=NOW)
    return ids


def names(database: Database, number: str, reader: Optional[Conversation] = None) -> list:
    with database.reading() as session:
        return [a.name for a in queries.attachments(session, queries.by_number(session, number), reader)]


def test_evidence_belongs_to_the_complaint_it_was_filed_with_or_added_to_and_to_no_other(database: Database):
    with database.transaction() as session:
        chen, other = (conversations.open_conversation(session, customer_id=name, language=Language.ZH, now=NOW) for name in ("chen", "li"))
    ids, foreign, unsent = pictures(database, chen.id, 3), pictures(database, other.id, 1), pictures(database, chen.id, 1, sent=False)
    with database.transaction() as session:
        number = service.file(session, chen, replace(STATEMENT, attachment_ids=[*ids[:1], *foreign, *unsent, "nonsense"]), key="message:e1", now=NOW).number
        second = service.file(session, chen, replace(STATEMENT, attachment_ids=ids[:1]), key="message:e2", now=NOW).number
    assert (names(database, number), names(database, second)) == (["0.png"], [])
    for _ in range(2):
        with database.transaction() as session:
            service.supplement(session, chen, number, "附件 2 个", key="message:e3", now=NOW, attachment_ids=ids)
    assert names(database, number) == ["0.png", "1.png", "2.png"]
    assert names(database, number, chen) == names(database, number) and names(database, number, other) == []
    with database.reading() as session:
        assert all("png" not in str(event.details) for event in queries.by_number(session, number).events)


def test_subscribers_hear_of_every_event_in_codes_and_never_in_words(database: Database):
    from bot.webhooks import service as webhooks
    from bot.webhooks.models import Topic, WebhookEvent
    with database.transaction() as session:
        webhooks.subscribe(session, "https://crm.example/", [Topic.COMPLAINT], by=None, now=NOW)
        _, complaint = file_one(session)
        service.reply(session, complaint.number, "在查了", operator="amy", now=NOW)
        events = session.execute(select(WebhookEvent).order_by(WebhookEvent.id)).scalars().all()
        assert [event.kind for event in events] == kinds(queries.by_number(session, complaint.number))
        assert events[-1].data == {"number": complaint.number, "sequence": 3, "category": complaint.category, "status": "investigating", "from": "acknowledged"}
        assert not [words for words in (complaint.description, "在查了", "amy") if any(words in str(event.data) for event in events)]
