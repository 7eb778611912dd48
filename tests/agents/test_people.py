"""What happens at the same moment to one person."""
from datetime import datetime, timezone

import pyotp
import pytest

from bot.agents import codes, people, sealing
from bot.agents.models import Agent
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def hired(database: Database, **facts: object) -> Agent:
    with database.transaction() as session:
        agent = Agent(name="小周", email="zhou@desk.example", created_at=NOW, **facts)
        session.add(agent)
    return agent


def test_a_second_factor_set_meanwhile_is_not_replaced(database: Database):
    agent = hired(database)
    thief = codes.offer(agent)
    hers = sealing.seal("JBSWY3DPEHPK3PXP")
    with database.transaction() as session:
        session.merge(Agent(id=agent.id, totp_secret=hers, totp_step=1))
    with pytest.raises(InvalidInput) as refused, database.transaction() as session:
        people.enrol(session, agent.id, thief.ticket, pyotp.TOTP(thief.secret).at(NOW), instead_of=None, now=NOW)
    assert refused.value.code == "wrong_new_code"
    with database.reading() as session:
        assert session.get(Agent, agent.id).totp_secret == hers


def test_a_password_changed_meanwhile_is_not_replaced(database: Database):
    agent = hired(database, password_hash="new")
    with pytest.raises(NotAllowed), database.transaction() as session:
        people.change_password(session, agent.id, checked_hash="old", password_hash="newer", now=NOW)
    with database.transaction() as session:
        people.rehash(session, agent.id, checked_hash="old", password_hash="newer")
    with database.reading() as session:
        assert session.get(Agent, agent.id).password_hash == "new"
