"""The schema goes up, down and up again on both databases, with data in it."""
import hashlib
from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.__main__ import main
from bot.agents.models import Agent
from bot.attachments.checking import Checked
from bot.attachments.service import mark_stored, reserve
from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.complaints.lookup import prove
from bot.conversations import access, handoffs
from bot.conversations import service as conversations
from bot.conversations.models import Author
from bot.db import Database
from bot.language import Language
from bot.migrate import downgrade, upgrade
from bot.models import Base
from bot.wallet.seeds import seed

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
        session.add(Agent(name="小周", created_at=NOW))
        handoffs.request(session, visitor.id, reason="asked_for", now=NOW)
        picture = reserve(session, visitor.id, Checked(b"x", "image/png", 1, 1), name="a.png", now=NOW)
        mark_stored(session, picture.id)
        conversations.receive(session, visitor.id, client_message_id="m", text="", attachment_ids=[picture.id], now=NOW)
        statement = service.Statement(category=Category.OTHER, description="x", remedy=Remedy.OTHER, contact="a@c.io", attachment_ids=[picture.id])
        number = service.file(session, visitor, statement, key="message:1", now=NOW).number
        service.reply(session, number, "在查了", operator="amy", now=NOW)
        prove(session, visitor, number, "a", now=NOW)
    with database.reading() as session:
        empty = {name for name in OURS if not session.execute(text(f"SELECT count(*) FROM {name}")).scalar()}
    assert empty == set()
    return number


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
    for statement in ("DELETE FROM complaint_events", "UPDATE complaint_events SET kind = 'x'"):
        with pytest.raises(Exception, match="append-only"), database.transaction() as session:
            session.execute(text(statement))


def test_tables_of_others_are_left_alone(database: Database):
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY)"))  # Rasa's own
    downgrade(database, "base")
    upgrade(database)
    assert "events" in tables(database)


def test_the_command_brings_an_empty_database_up(capsys: pytest.CaptureFixture):
    import bot.db
    assert main(["migrate"]) == 0
    assert tables(bot.db.database()) >= OURS


def test_the_seed_command_says_how_many_customers_there_are(database: Database, capsys: pytest.CaptureFixture):
    assert main(["seed"]) == 0 and main(["seed"]) == 0
    assert capsys.readouterr().out == "11 demo customers\n" * 2
