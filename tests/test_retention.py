"""What is older than it may be goes, little by little; what is owed or still needed stays, and audit trails hold."""
import itertools
import json
from datetime import datetime, timedelta, timezone
from typing import Any, List

import pytest
from sqlalchemy import func, select, text

from bot import retention
from bot.attachments import service as attachments
from bot.attachments import storing
from bot.attachments.checking import Checked
from bot.attachments.sweeping import remove_unsent
from bot.complaints import decisions, queries, verification
from bot.complaints.kinds import Outcome
from bot.complaints.models import Complaint, ComplaintAttachment
from bot.conversations import service
from bot.conversations.models import Attachment, Choice, Message
from bot.conversations.ownership import Owner
from bot.conversations.service import Option, Reply
from bot.db import Database
from bot.language import Language
from bot.notices.models import Delivery
from bot.satisfaction.models import Rating
from bot.settings import settings
from tests.complaints.people import OPERATOR, file
from tests.conversations.together import together

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)
LONG_AGO = NOW - 400 * DAY
PICTURE = Checked(b"x" * 100, "image/png", 4, 3)
_number = itertools.count()


@pytest.fixture(autouse=True)
def a_hundred_days(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("MESSAGES", "EVENTS", "NOTICES", "COMPLAINTS"):
        monkeypatch.setenv(f"RETENTION_{kind}_DAYS", "100")


def said(database: Database, customer: str, words: str, at: datetime, *files: str) -> Message:
    """A customer's message that the bot has answered with a button."""
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=customer, language=Language.ZH, now=at)
        message, _ = service.receive(session, conversation.id, client_message_id=f"m{next(_number)}", text=words, attachment_ids=files, now=at)
        service.answer(session, message.id, [Reply("好的", [Option("优衣库", {"intent": "x"})])], now=at)
        return message


def uploaded(database: Database, customer: str, at: datetime) -> Attachment:
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=customer, language=Language.ZH, now=at)
        made = attachments.reserve(session, conversation.id, PICTURE, name="小票.png", now=at)
    storing.write(made.store_name, PICTURE.content)
    with database.transaction() as session:
        attachments.mark_stored(session, made.id)
    return made


def texts(database: Database) -> List[str]:
    with database.reading() as session:
        return list(session.execute(select(Message.text).where(Message.author == "customer").order_by(Message.id)).scalars())


def count(database: Database, kind: Any) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(kind)).scalar_one()


def test_by_default_everything_is_kept(database: Database, monkeypatch: pytest.MonkeyPatch):
    for kind in ("MESSAGES", "EVENTS", "NOTICES", "COMPLAINTS"):
        monkeypatch.delenv(f"RETENTION_{kind}_DAYS")
    settings.cache_clear()
    said(database, "one", "很久以前", LONG_AGO)
    assert retention.run(database, now=NOW) == {} and texts(database) == ["很久以前"]


def test_old_messages_go_with_buttons_and_files_and_new_ones_stay(database: Database):
    old = uploaded(database, "one", LONG_AGO)
    said(database, "one", "很久以前", LONG_AGO, old.id)
    said(database, "one", "昨天", NOW - DAY)
    assert retention.run(database, now=NOW)["messages"] == 2
    assert texts(database) == ["昨天"] and count(database, Choice) == 1
    assert remove_unsent(database, now=NOW) == 1 and count(database, Attachment) == 0
    with pytest.raises(Exception, match="attachment_store"):
        storing.read(old.store_name)
    assert not any(retention.run(database, now=NOW).values())


def test_the_next_message_counts_on_where_the_old_ones_were(database: Database):
    said(database, "one", "很久以前", LONG_AGO)
    retention.run(database, now=NOW)
    assert said(database, "one", "你好", NOW).sequence == 3


def test_a_message_that_waits_for_its_answer_stays(database: Database):
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id="one", language=Language.ZH, now=LONG_AGO)
        service.receive(session, conversation.id, client_message_id="m", text="还没答", now=LONG_AGO)
    retention.run(database, now=NOW)
    assert texts(database) == ["还没答"]


def ended(database: Database, closed_at: datetime, **kwargs: Any) -> str:
    """A complaint that was resolved then."""
    with database.transaction() as session:
        number = file(session, now=closed_at - DAY, **kwargs).number
        decisions.resolve(session, number, Outcome.UPHELD, "退款已到账", actor=OPERATOR, now=closed_at)
        return number


def test_a_complaint_that_ended_long_ago_loses_its_words_and_its_trail_holds(database: Database):
    old, new = ended(database, LONG_AGO, key="message:1"), ended(database, NOW - DAY, key="message:2")
    assert retention.run(database, now=NOW)["complaints"] == 1
    with database.reading() as session:
        assert (queries.by_number(session, old).description, queries.by_number(session, new).description) == ("—", "付款失败但是扣了钱")
        assert queries.by_number(session, old).category == "failed_payment"
        assert not [problems for _, problems in verification.verify(session) if problems]
    assert retention.run(database, now=NOW)["complaints"] == 0


def test_an_open_complaint_keeps_everything_however_old(database: Database):
    with database.transaction() as session:
        number = file(session, now=LONG_AGO).number
    assert retention.run(database, now=NOW)["complaints"] == 0
    with database.reading() as session:
        assert queries.by_number(session, number).description == "付款失败但是扣了钱"


def test_evidence_goes_with_its_complaint_and_not_before(database: Database):
    picture = uploaded(database, "demo-chen", LONG_AGO)
    said(database, "demo-chen", "这是截图", LONG_AGO, picture.id)
    number = ended(database, NOW - DAY)
    with database.transaction() as session:
        session.add(ComplaintAttachment(attachment_id=picture.id, complaint_id=queries.by_number(session, number).id))
    retention.run(database, now=NOW)
    remove_unsent(database, now=NOW)
    assert texts(database) == [""] and storing.read(picture.store_name) == PICTURE.content  # the words went, the evidence is there
    later = NOW + 200 * DAY
    retention.run(database, now=later)
    assert remove_unsent(database, now=later) == 1 and count(database, Attachment) == 0 and texts(database) == []


def test_a_rating_outlives_the_message_it_came_with_and_loses_its_comment(database: Database):
    message = said(database, "one", "5", LONG_AGO)
    with database.transaction() as session:
        complaint = file(session, customer="one", now=LONG_AGO)
        session.add(Rating(conversation_id=message.conversation_id, sequence=99, complaint_id=complaint.id, event_sequence=1, category="other", asked_at=LONG_AGO,
                           stars=5, comment="她的话", rated_by=message.id))
    retention.run(database, now=NOW)
    with database.reading() as session:
        rating = session.execute(select(Rating)).scalar_one()
        assert (rating.stars, rating.comment, rating.rated_by) == (5, None, None)


def test_notices_that_were_settled_go_and_those_that_wait_stay(database: Database):
    message = said(database, "one", "你好", NOW)
    with database.transaction() as session:
        for key, state, settled in (("old", "sent", LONG_AGO), ("failed", "failed", LONG_AGO), ("new", "sent", NOW), ("waiting", "waiting", None)):
            session.add(Delivery(key=key, channel="email", conversation_id=message.conversation_id, kind="acknowledged", language="zh", details={}, urgent=False,
                                 state=state, attempts=0, due_at=LONG_AGO, give_up_at=NOW, created_at=LONG_AGO, settled_at=settled))
    assert retention.run(database, now=NOW)["notices"] == 2
    with database.reading() as session:
        assert set(session.execute(select(Delivery.key)).scalars()) == {"new", "waiting"}


def log(database: Database, conversation: str, *events: "tuple[str, datetime]") -> None:
    with database.transaction() as session:
        for kind, at in events:
            session.execute(text("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:c, :k, :t, :d)"),
                            {"c": conversation, "k": kind, "t": at.timestamp(), "d": json.dumps({"event": kind})})


def logged(database: Database, conversation: str) -> List[str]:
    with database.reading() as session:
        return list(session.execute(text("SELECT type_name FROM events WHERE sender_id = :c ORDER BY id"), {"c": conversation}).scalars())


def test_rasas_events_go_but_for_the_session_that_goes_on(database: Database):
    log(database, "silent", ("session_started", LONG_AGO), ("user", LONG_AGO))
    log(database, "goes on", ("session_started", LONG_AGO - DAY), ("bot", LONG_AGO - DAY), ("session_started", LONG_AGO), ("user", LONG_AGO), ("user", NOW))
    log(database, "new", ("session_started", NOW), ("user", NOW))
    assert retention.run(database, now=NOW)["events"] == 4
    assert logged(database, "silent") == [] and logged(database, "goes on") == ["session_started", "user", "user"]
    assert logged(database, "new") == ["session_started", "user"]


def test_two_workers_at_once_erase_each_thing_once(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "_BATCH", 5)
    for number in range(6):
        ended(database, LONG_AGO, key=f"message:{number}")
        said(database, f"c{number}", "很久以前", LONG_AGO)
    found: List[dict] = []
    together(*(lambda: found.append(retention.run(database, now=NOW)) for _ in range(2)))
    retention.run(database, now=NOW)  # what one left to the other in the same instant
    assert sum(each["complaints"] for each in found) == 6 and texts(database) == []
    with database.reading() as session:
        assert [[event.kind for event in complaint.events].count("words_erased") for complaint in session.execute(select(Complaint)).scalars()] == [1] * 6
        assert not [problems for _, problems in verification.verify(session) if problems]


def test_a_round_ends_in_bounds_and_the_next_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "_BATCH", 2)
    monkeypatch.setattr(retention, "_BATCHES", 2)
    for number in range(4):
        said(database, f"c{number}", "很久以前", LONG_AGO)
    assert [retention.run(database, now=NOW)["messages"] for _ in range(3)] == [4, 4, 0]


def test_a_conversation_whose_words_went_goes_on(database: Database):
    message = said(database, "one", "很久以前", LONG_AGO)
    retention.run(database, now=NOW)
    with database.reading() as session:
        found = service.queries.conversation(session, message.conversation_id)
        assert found is not None and found.owner == Owner.BOT and service.queries.transcript(session, found.id) == ""
