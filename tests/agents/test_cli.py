"""`python -m bot agents`, and the demo agents that `seed` makes."""
import re
from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.agents import audit, invitations, passwords
from bot.agents.models import Agent, Invitation
from bot.agents.seeds import DEMO_AGENTS, PASSWORD
from bot.db import Database, utc_now
from bot.settings import settings

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def hired(database: Database, **facts: object) -> int:
    with database.transaction() as session:
        agent = Agent(**{"name": "小周", "email": "zhou@desk.example", "created_at": NOW, **facts})
        session.add(agent)
        session.flush()
        return agent.id


def test_the_first_administrator_is_invited_from_the_server(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("DESK_URL", "https://desk.example")
    settings.cache_clear()
    assert main(["agents", "invite", "Boss@Desk.example", "--role", "administrator", "--locale", "en"]) == 0
    printed = capsys.readouterr().out
    token = re.fullmatch(r"https://desk\.example/invitation\?token=(\S+)\n", printed)[1]
    with database.transaction() as session:
        invitation = invitations.pending(session, token, now=utc_now())
        assert (invitation.email, invitation.role, invitation.locale, invitation.agent_id) == ("boss@desk.example", "administrator", "en", None)
        assert audit.listed(session)[0].kind == "agent_invited" and audit.listed(session)[0].actor_name


def test_who_is_there_already_gets_a_link_to_set_her_password_anew(database: Database, capsys: pytest.CaptureFixture):
    agent_id = hired(database)
    assert main(["agents", "invite", "zhou@desk.example", "--role", "administrator"]) == 0
    assert capsys.readouterr().out.startswith("http://127.0.0.1:5006/invitation?token=")
    with database.reading() as session:
        made = session.execute(select(Invitation)).scalar_one()
        assert (made.agent_id, made.role) == (agent_id, "agent")  # a link changes no role


def test_who_is_there_is_listed_and_can_be_made_to_leave(database: Database, capsys: pytest.CaptureFixture):
    hired(database, role="supervisor", team="payments")
    hired(database, name="小林", email=None)
    assert main(["agents", "deactivate", "ZHOU@desk.example"]) == 0
    assert main(["agents", "list"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("zhou@desk.example: left\n")
    assert re.search(r"zhou@desk\.example +supervisor +left +payments +小周\n", printed) and re.search(r"- +agent +active +- +小林\n", printed)


@pytest.mark.parametrize("arguments, code", [
    (["invite", "nobody"], "agent_email"), (["deactivate", "nobody@desk.example"], "unknown_agent"), (["deactivate", "nobody"], "unknown_agent"),
    (["deactivate", "boss@desk.example"], "last_administrator"),
])
def test_what_cannot_be_done_is_one_clear_line(database: Database, capsys: pytest.CaptureFixture, arguments: list, code: str):
    hired(database, email="boss@desk.example", role="administrator")
    assert main(["agents", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(f"{code}: ") and captured.err.count("\n") == 1 and captured.out == ""


def test_seeding_makes_agents_of_every_role_once_and_says_how_they_sign_in(database: Database, capsys: pytest.CaptureFixture):
    assert main(["seed"]) == 0
    with database.transaction() as session:
        made = session.execute(select(Agent)).scalars().all()
        assert {agent.email for agent in made} == {demo.email for demo in DEMO_AGENTS} and {agent.role for agent in made} == {"agent", "supervisor", "auditor", "administrator"}
        assert all(agent.demo and passwords.matches(agent.password_hash, PASSWORD) for agent in made)
        made[0].name = "改过的名字"
    assert main(["seed"]) == 0
    printed = capsys.readouterr().out
    assert PASSWORD in printed and "no second factor" in printed and all(demo.email in printed for demo in DEMO_AGENTS)
    with database.reading() as session:
        assert len(session.execute(select(Agent)).scalars().all()) == len(DEMO_AGENTS)
        assert session.execute(select(Agent).where(Agent.name == "改过的名字")).scalar_one()


def test_out_of_demo_mode_nobody_is_made_whose_password_is_known(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("DEMO_MODE", "false")
    settings.cache_clear()
    assert main(["seed"]) == 0
    assert PASSWORD not in capsys.readouterr().out
    with database.reading() as session:
        assert session.execute(select(Agent)).first() is None


def test_the_desk_does_not_start_without_its_key(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    from tests.services import free_port
    monkeypatch.setenv("DEMO_MODE", "false")
    monkeypatch.setenv("DESK_KEY", "")
    monkeypatch.setenv("DESK_PORT", str(free_port()))
    settings.cache_clear()
    assert main(["desk"]) == 2
    assert capsys.readouterr().err.startswith("DESK_KEY: is needed")
