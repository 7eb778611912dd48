"""The schema goes up, down and up again on both databases, with data in it."""
import hashlib
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from bot.__main__ import main
from bot.agents import audit, sign_ins
from bot.agents.models import Agent, ApiToken, Invitation, SignInTries
from bot.agents.roles import Actor, Role
from bot.attachments.checking import Checked
from bot.attachments.service import mark_stored, reserve
from bot.complaints import alerts, compensations, decisions, extensions, filters, lists, queries, reviews, service, verification, watch, work
from bot.complaints.kinds import Category, Outcome, Remedy
from bot.complaints.lookup import prove
from bot.complaints.models import Complaint
from bot.conversations import access, desk_models, handoffs, presence
from bot.conversations import service as conversations
from bot.conversations.models import Author, Device
from bot.db import Database
from bot.language import Language
from bot.migrate import downgrade, upgrade
from bot.models import Base
from bot.notices import preferences
from bot.notices.kinds import Channel
from bot.satisfaction.models import Rating
from bot.satisfaction.service import rate
from bot.suggestions import service as suggestions
from bot.suggestions.models import Reward
from bot.wallet.seeds import seed
from bot.webhooks import service as webhooks
from bot.webhooks.models import Topic

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
OURS = set(Base.metadata.tables)


def tables(database: Database) -> set:
    return set(inspect(database.engine).get_table_names())


def fill(database: Database) -> str:
    """Something in every table."""
    seed(database)
    with database.transaction() as session:
        visitor = conversations.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        access.sign_in(session, visitor.id, now=NOW, until=NOW + timedelta(hours=1), minutes=15)
        access.use_once(session, "jti", expires_at=NOW)
        conversations.say(session, visitor.id, "选", author=Author.BOT, now=NOW, options=[conversations.Option("a", {})])
        fill_agents(session)
        handoffs.request(session, visitor.id, reason=handoffs.Reason.ASKED_FOR, now=NOW)
        fill_talk(session, visitor.id)
        picture = reserve(session, visitor.id, Checked(b"x", "image/png", 1, 1), name="a.png", now=NOW)
        mark_stored(session, picture.id)
        conversations.receive(session, visitor.id, client_message_id="m", text="", attachment_ids=[picture.id], now=NOW)
        statement = service.Statement(category=Category.OTHER, description="x", remedy=Remedy.OTHER, contact="a@c.io", attachment_ids=[picture.id])
        number = service.file(session, visitor, statement, key="message:1", now=NOW).number
        service.reply(session, number, "在查了", operator="amy", now=NOW)
        prove(session, visitor, number, "a", now=NOW)
        preferences.choose(session, visitor.id, number, {Channel.EMAIL: True}, now=NOW)
        webhooks.subscribe(session, "https://crm.example/events", [Topic.COMPLAINT], by=None, now=NOW)
        webhooks.record(session, Topic.COMPLAINT, "complaint_filed", {"number": number}, now=NOW)
        fill_complaints(session, number)
    with database.reading() as session:
        empty = {name for name in OURS if not session.execute(text(f"SELECT count(*) FROM {name}")).scalar()}
    assert empty == set()
    return number


def fill_agents(session: Session) -> None:
    """What the people of the desk leave."""
    agent = Agent(name="小周", email="zhou@desk.example", created_at=NOW)
    session.add(agent)
    session.flush()
    sign_ins.start(session, agent, complete=True, now=NOW)
    audit.record(session, None, "signed_in", f"agent:{agent.id}", NOW)
    session.add(SignInTries(key="x", tries=1, since=NOW))
    session.add(Invitation(token_hash="x", email="li@desk.example", role="agent", languages=["zh"], compensation_limit=0, locale="zh", created_at=NOW, expires_at=NOW))
    session.add(ApiToken(agent_id=agent.id, name="x", token_hash="x", read_only=True, created_at=NOW, expires_at=NOW))


def fill_talk(session: Session, conversation_id: str) -> None:
    """What agents leave behind in a conversation."""
    agent_id = session.execute(select(Agent.id)).scalars().first()
    presence.set_available(session, agent_id, True, now=NOW)
    session.add(desk_models.Callback(number="B1", key="k", conversation_id=conversation_id, reason="asked_for", contact="a@c.io", words="x", due_at=NOW, state="open", created_at=NOW))
    session.add(desk_models.ConversationNote(conversation_id=conversation_id, agent_id=agent_id, text="x", created_at=NOW))
    session.add(desk_models.CannedAnswer(title="x", zh="x", en="x", created_at=NOW))
    session.add(Device(conversation_id=conversation_id, device="x", first_seen_at=NOW, last_seen_at=NOW))


def fill_complaints(session: Session, number: str) -> None:
    """What agents do with complaints."""
    lead = Actor(agent_id=session.execute(select(Agent.id)).scalars().first(), name="小周", role=Role.SUPERVISOR)
    extensions.propose(session, number, NOW + timedelta(days=20), "等银行", actor=lead, now=NOW)
    filters.save(session, lead, "急", lists.Filter(), now=NOW)
    alerts.raise_due(session, now=NOW + timedelta(days=14))
    reviews.take_in(session, reviews.Found("app_store", "https://apps.example/1", "差评", NOW), now=NOW)
    chen = conversations.open_conversation(session, customer_id="demo-chen", language=Language.ZH, now=NOW)
    hers = service.file(session, chen, service.Statement(category=Category.OTHER, description="y", remedy=Remedy.OTHER), key="message:2", now=NOW)
    compensations.propose(session, hers.number, Decimal("5.00"), "等太久", actor=lead, now=NOW)
    for n in range(5):
        service.file(session, chen, service.Statement(category=Category.FRAUD, description="z", remedy=Remedy.OTHER), key=f"message:rise{n}", now=NOW)
    watch.look(session, now=NOW)
    fill_ratings(session, hers)


def fill_ratings(session: Session, complaint: Complaint) -> None:
    """What customers think of us."""
    rating = Rating(conversation_id=complaint.conversation_id, sequence=1, complaint_id=complaint.id, event_sequence=1, category="other", asked_at=NOW)
    session.add(rating)
    session.flush()
    rate(session, rating, 1, now=NOW)
    idea = suggestions.store(session, rating.conversation, "加个夜间模式", kind=suggestions.Kind.IDEA, key="message:3", now=NOW)
    session.add(Reward(suggestion_id=idea.id, amount=Decimal("5.00"), currency="CNY", reason="好主意", state="proposed", idempotency_key="reward:1",
                       attempts=0, created_at=NOW))


def test_every_table_is_made_and_the_schema_is_the_one_of_the_models(database: Database):
    assert tables(database) >= OURS
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "include_name": lambda name, kind, parents: kind != "table" or name in OURS, "compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_a_filled_database_goes_down_and_up_again(database: Database):
    fill(database)
    downgrade(database, "base")
    assert tables(database) & OURS == set()
    upgrade(database)
    assert tables(database) >= OURS
    fill(database)


def test_a_token_of_an_older_version_still_opens_its_conversation_and_can_be_signed_out(database: Database):
    downgrade(database, "0001")
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO conversations (id, locale, locale_pinned, last_sequence, created_at) "
                                "VALUES ('c', 'zh', false, 0, '2026-11-03 08:00:00')"))
        connection.execute(text("INSERT INTO accesses (token_hash, conversation_id, expires_at) VALUES (:hash, 'c', '2026-11-03 20:00:00')"),
                           {"hash": hashlib.sha256(b"old").hexdigest()})
    upgrade(database)
    for _ in range(2):  # and keeps doing so when the version is taken back for a while
        with database.reading() as session:
            assert access.holder(session, "old", now=NOW).id == "c"
        downgrade(database, "0001")
        upgrade(database)
    with database.transaction() as session:
        assert access.sign_out(session, "old", now=NOW) == "c"
        assert access.holder(session, "old", now=NOW) is None


def test_going_up_twice_changes_nothing_and_keeps_the_data(database: Database):
    number = fill(database)
    upgrade(database)
    with database.reading() as session:
        assert queries.by_number(session, number).number == number


def test_the_audit_trail_is_guarded_after_going_down_and_up(database: Database):
    downgrade(database, "base")
    upgrade(database)
    fill(database)
    for statement in ("DELETE FROM complaint_events", "UPDATE complaint_events SET kind = 'x'", "DELETE FROM desk_events", "UPDATE desk_events SET kind = 'x'"):
        with pytest.raises(Exception, match="append-only"), database.transaction() as session:
            session.execute(text(statement))


def test_tables_of_others_are_left_alone(database: Database):
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE reports (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO events (sender_id, type_name) VALUES ('c', 'user')"))  # Rasa's log, which we only widen
    downgrade(database, "base")
    upgrade(database)
    assert "reports" in tables(database)
    with database.reading() as session:
        assert session.execute(text("SELECT sender_id FROM events")).scalars().all() == ["c"]


def test_the_command_brings_an_empty_database_up(capsys: pytest.CaptureFixture):
    import bot.db
    assert main(["migrate"]) == 0
    assert tables(bot.db.database()) >= OURS


def test_the_seed_command_says_how_many_customers_there_are(database: Database, capsys: pytest.CaptureFixture):
    assert main(["seed"]) == 0 and main(["seed"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("11 demo customers\n") == 2 and printed.count("zhou@demo.example") == 2


def test_an_audit_trail_from_before_the_chain_is_chained_and_its_complaint_is_found(database: Database):
    downgrade(database, "0004")
    with database.transaction() as session:
        session.execute(text("INSERT INTO conversations (id, locale, locale_pinned, last_sequence, created_at) VALUES ('c', 'zh', false, 0, '2026-11-03 08:00:00')"))
        session.execute(text(
            "INSERT INTO complaints (number, filed_by, conversation_id, category, status, description, remedy, amount, occurred_at, locale, created_at) "
            "VALUES ('C20261103AAAAAA', 'message:9', :c, 'fraud', 'investigating', '被骗了一笔', 'refund', 6850, :at, 'zh', :at)"),
            {"c": "c", "at": "2026-11-03 08:00:00.000000"})
        session.execute(text("INSERT INTO complaint_notes (complaint_id, key, author, text, created_at) "
                             "SELECT id, 'k', 'operator', '在查', '2026-11-03 09:00:00.000000' FROM complaints"))
        session.execute(text("INSERT INTO complaint_deadlines (complaint_id, kind, due_at, state) "
                             "SELECT id, 'final_reply', '2026-11-18 08:00:00.000000', 'pending' FROM complaints"))
        for sequence, kind, details in ((1, "complaint_filed", "{}"), (2, "complaint_replied", '{"to": "investigating"}')):
            session.execute(text(
                "INSERT INTO complaint_events (complaint_id, sequence, kind, actor, details, note_id, created_at) SELECT c.id, :s, :k, 'operator', :d, "
                "CASE WHEN :s = 2 THEN n.id END, '2026-11-03 09:00:00.000000' FROM complaints c, complaint_notes n"), {"s": sequence, "k": kind, "d": details})
    upgrade(database)
    with database.transaction() as session:
        complaint = queries.by_number(session, "C20261103AAAAAA")
        assert verification.problems(session, complaint) == []
        assert complaint.event_count == 2 and all(event.commitment for event in complaint.events)
        lead = Actor(agent_id=None, name="amy", role=Role.SUPERVISOR)
        assert lists.page(session, lead, lists.Filter(words="被骗"), now=NOW).complaints == [complaint]
        assert {alert.kind for alert in alerts.raise_due(session, now=NOW + timedelta(days=8))} == {"warned_50"}


@pytest.mark.parametrize("status, before", [("decided", "resolved"), ("waiting", "investigating")])
def test_a_status_the_older_schema_does_not_know_goes_back_to_the_one_nearest_to_it(database: Database, status: str, before: str):
    lead = Actor(agent_id=None, name="amy", role=Role.SUPERVISOR)
    with database.transaction() as session:
        visitor = conversations.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        statement = service.Statement(category=Category.OTHER, description="x", remedy=Remedy.OTHER)
        number = service.file(session, visitor, statement, key="message:1", now=NOW).number
        if status == "decided":
            decisions.decide(session, number, Outcome.UPHELD, "好", actor=lead, now=NOW)
        else:
            work.ask(session, number, "哪一天", actor=lead, now=NOW)
    downgrade(database, "0004")
    with database.reading() as session:
        assert session.execute(text("SELECT status FROM complaints")).scalar() == before
