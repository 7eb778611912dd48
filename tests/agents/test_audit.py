"""The desk's trail is only ever added to."""
from datetime import datetime, timezone

import pytest
from sqlalchemy import text

from bot.agents import audit, queries
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.db import Database

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
AMY = Actor(agent_id=None, name="amy", role=Role.SUPERVISOR)


def test_an_event_says_who_did_what_to_what(database: Database):
    with database.transaction() as session:
        audit.record(session, AMY, "transcript_opened", "conversation:c", NOW, {"why": "queue"})
        audit.record(session, None, "sign_in_failed", "agent:1", NOW)
    with database.reading() as session:
        failed, opened = audit.listed(session)
    assert (opened.actor_name, opened.role, opened.kind, opened.subject, opened.details, opened.created_at) == (
        "amy", "supervisor", "transcript_opened", "conversation:c", {"why": "queue"}, NOW)
    assert (failed.actor_name, failed.kind) == (None, "sign_in_failed")


def test_the_newest_come_first_a_page_at_a_time_and_can_be_chosen(database: Database):
    with database.transaction() as session:
        for number in range(5):
            audit.record(session, AMY, "even" if number % 2 == 0 else "odd", f"agent:{number}", NOW)
    with database.reading() as session:
        page = audit.listed(session, limit=2)
        assert [event.subject for event in page] == ["agent:4", "agent:3"]
        assert [event.subject for event in audit.listed(session, before=page[-1].id)] == ["agent:2", "agent:1", "agent:0"]
        assert [event.subject for event in audit.listed(session, kind="odd")] == ["agent:3", "agent:1"]
        assert [event.kind for event in audit.listed(session, subject="agent:2")] == ["even"]


def test_who_may_not_read_the_trail_reads_only_what_she_did_herself(database: Database):
    with database.transaction() as session:
        hers, other = (Agent(name=name, created_at=NOW) for name in ("小周", "小林"))
        session.add_all([hers, other])
        session.flush()
        for agent in (hers, other):
            audit.record(session, queries.actor_of(agent), "transcript_opened", "conversation:c", NOW)
        ids = [hers.id, other.id]
    with database.reading() as session:
        for role, seen in ((Role.AGENT, ids[:1]), (Role.SUPERVISOR, ids[:1]), (Role.AUDITOR, ids), (Role.ADMINISTRATOR, ids)):
            reader = Actor(agent_id=ids[0], name="小周", role=role)
            assert sorted(event.agent_id for event in audit.listed(session, reader=reader)) == sorted(seen)


@pytest.mark.parametrize("statement", ["DELETE FROM desk_events", "UPDATE desk_events SET kind = 'x'"])
def test_the_database_refuses_to_change_or_delete_an_event(database: Database, statement: str):
    with database.transaction() as session:
        audit.record(session, AMY, "signed_in", "agent:1", NOW)
    with pytest.raises(Exception, match="append-only"), database.transaction() as session:
        session.execute(text(statement))
