"""Herself, her colleagues, invitations, tokens, the audit trail: who may do what, and what attackers try."""
import threading
from datetime import timedelta
from typing import Any, Dict, List

import httpx
import pyotp
import pytest
from sqlalchemy import select, update

from bot.agents import audit, passwords
from bot.agents.models import Agent, ApiToken, DeskSignIn, Invitation
from bot.db import utc_now
from tests.desk.running import PASSWORD, Desk, Person

NEW = "blue lamps over the harbour"
INVITED = {"email": "Li@Desk.example", "role": "supervisor", "team": "payments", "languages": ["zh"], "compensation_limit": 50000, "locale": "en"}


def code_of(answer: httpx.Response) -> tuple:
    return answer.status_code, answer.json()["error"]["code"]


def stored(desk: Desk, person: Person) -> Agent:
    with desk.database.reading() as session:
        return session.get(Agent, person.actor.agent_id)


def token_in(link: str) -> str:
    return httpx.URL(link).params["token"]


def invited(desk: Desk, administrator: Person, **other: Any) -> str:
    answer = administrator.post("/invitations", json={**INVITED, **other})
    assert answer.status_code == 201, answer.text
    return token_in(answer.json()["link"])


def accept(desk: Desk, token: str, name: str = "李敏", password: str = NEW) -> httpx.Response:
    return desk.stranger().post("/invitations/accept", json={"token": token, "name": name, "password": password})


# Herself

def test_she_changes_her_name_language_and_languages(desk: Desk):
    agent = desk(name="小周")
    answer = agent.put("/me", json={"name": "  周 敏 ", "locale": "en", "languages": ["en", "zh"]})
    assert answer.status_code == 200
    assert {key: answer.json()["agent"][key] for key in ("name", "locale", "languages")} == {"name": "周 敏", "locale": "en", "languages": ["en", "zh"]}
    assert agent.get("/me").json()["agent"]["name"] == "周 敏"
    assert "signed out" in desk.stranger(**{"accept-language": "en"}).get("/me").json()["error"]["message"]
    assert "Please check" in agent.put("/me", json={"locale": "fr"}).json()["error"]["message"]  # the desk speaks her language now


@pytest.mark.slow
@pytest.mark.parametrize("body, field", [
    ({"role": "administrator"}, "role"), ({"team": "vip"}, "team"), ({"compensation_limit": 10**9}, "compensation_limit"), ({"active": True}, "active"),
    ({"id": 1}, "id"), ({"demo": True}, "demo"), ({"totp_secret": None}, "totp_secret"), ({"email": "boss@desk.example"}, "email"), ({"name": None}, "name"),
    ({"name": ""}, "name"), ({"name": " \u200b "}, "name"), ({"name": "a\u202eb"}, "name"), ({"name": "a\nb"}, "name"), ({"name": "x" * 65}, "name"), ({"name": 7}, "name"),
    ({"languages": []}, "languages"), ({"languages": ["fr"]}, "languages"), ({"languages": ["zh", "zh"]}, "languages"), ({"languages": "zh"}, "languages"), ({"locale": None}, "locale"),
])
def test_she_makes_nothing_else_of_herself(desk: Desk, body: Dict[str, Any], field: str):
    agent = desk()
    before = stored(desk, agent)
    answer = agent.put("/me", json=body)
    assert code_of(answer) == (422, "invalid_field") and answer.json()["error"]["field"] == field
    after = stored(desk, agent)
    assert all(getattr(before, column.key) == getattr(after, column.key) for column in Agent.__table__.columns)


def test_half_a_character_in_a_name_is_refused(desk: Desk):
    assert code_of(desk().put("/me", content=b'{"name": "\\ud83d"}')) == (422, "invalid_field")
    assert code_of(desk().put("/me", content=b'{"name": "a\\u0000b"}')) == (422, "invalid_field")


def test_a_new_password_ends_her_other_sign_ins_and_works_at_once(desk: Desk):
    here = desk()
    elsewhere = Person(desk.url, here.actor, here.email)
    elsewhere._step = here._step
    elsewhere.sign_in()
    before = here.cookies["desk_session"]
    answer = here.put("/me/password", json={"current": PASSWORD, "new": NEW})
    assert answer.status_code == 200
    here.keep(answer)
    assert (here.get("/me").status_code, elsewhere.get("/me").status_code) == (200, 401)
    assert here.cookies["desk_session"] != before and desk.stranger(cookie=f"desk_session={before}").get("/me").status_code == 401
    assert code_of(elsewhere.try_to_sign_in(code=None)) == (401, "wrong_sign_in")
    assert code_of(elsewhere.try_to_sign_in(password=NEW, code=None)) == (401, "code_required")
    elsewhere.close()


@pytest.mark.parametrize("new", ["short", "x" * 129, "aaaaaaaaaaaaaaaa", "abababababababab", "小周小周 is my name", "AGENT1 and then some"])
def test_a_password_that_can_be_guessed_is_refused(desk: Desk, new: str):
    agent = desk(name="小周")
    new = new.replace("AGENT1", agent.email.partition("@")[0].upper())
    assert code_of(agent.put("/me/password", json={"current": PASSWORD, "new": new})) == (422, "weak_password")
    assert passwords.matches(stored(desk, agent).password_hash, PASSWORD)


def test_her_present_password_is_needed_and_cannot_be_guessed_on_an_open_desk(desk: Desk):
    agent = desk()
    for _ in range(5):
        assert code_of(agent.put("/me/password", json={"current": "guess", "new": NEW})) == (403, "wrong_password")
    assert code_of(agent.put("/me/password", json={"current": PASSWORD, "new": NEW})) == (429, "locked_out")
    assert code_of(agent.post("/me/second-factor", json={"password": PASSWORD})) == (429, "locked_out")


def test_two_changes_of_a_password_at_once_one_of_them_counts(desk: Desk):
    agent, answers = desk(), []
    threads = [threading.Thread(target=lambda new: answers.append(httpx.put(
        f"{desk.url}/api/v1/me/password", json={"current": PASSWORD, "new": new}, timeout=30,
        headers={"x-csrf-token": agent.headers["x-csrf-token"], "cookie": f"desk_session={agent.cookies['desk_session']}"})), args=(f"{NEW} {number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200 and set(statuses[1:]) <= {401, 403}
    assert sum(passwords.matches(stored(desk, agent).password_hash, f"{NEW} {number}") for number in range(3)) == 1


# The second factor

def test_who_has_none_can_do_nothing_before_it_is_enrolled(desk: Desk):
    person = desk.hire("administrator", totp_secret=None, totp_step=None)
    answer = person.try_to_sign_in(code=None)
    assert answer.status_code == 200 and answer.json()["enrol"] is True
    person.keep(answer)
    assert person.get("/me").json()["enrol"] is True
    for refused in (person.get("/agents"), person.post("/invitations", json=INVITED), person.put("/me", json={"name": "x"}), person.get("/audit"),
                    person.post("/tokens", json={"name": "x"}), person.put("/me/password", json={"current": PASSWORD, "new": NEW})):
        assert code_of(refused) == (403, "second_factor")


def test_she_scans_shows_a_code_and_is_in_with_a_new_cookie(desk: Desk):
    person = desk.hire("administrator", totp_secret=None, totp_step=None)
    person.keep(person.try_to_sign_in(code=None))
    before = person.cookies["desk_session"]
    offered = person.post("/me/second-factor", json={}).json()
    assert offered["qr"].startswith("data:image/svg+xml") and offered["secret"] in offered["uri"] and offered["secret"] not in offered["ticket"]
    assert stored(desk, person).totp_secret is None
    answer = person.put("/me/second-factor", json={"ticket": offered["ticket"], "code": pyotp.TOTP(offered["secret"]).now()})
    assert answer.status_code == 200 and answer.json()["enrol"] is False
    person.keep(answer)
    assert person.get("/agents").status_code == 200
    assert desk.stranger(cookie=f"desk_session={before}").get("/me").status_code == 401
    assert offered["secret"] not in stored(desk, person).totp_secret  # encrypted


def test_a_wrong_code_an_others_ticket_and_an_odd_ticket_enrol_nothing(desk: Desk):
    people = [desk.hire(totp_secret=None, totp_step=None) for _ in range(2)]
    for person in people:
        person.keep(person.try_to_sign_in(code=None))
    hers, other = (person.post("/me/second-factor", json={}).json() for person in people)
    right = pyotp.TOTP(other["secret"]).now()
    for ticket, code in ((hers["ticket"], "000000"), (other["ticket"], right), ("x", right), ("", ""), (hers["ticket"][:-2] + "xx", right)):
        assert code_of(people[0].put("/me/second-factor", json={"ticket": ticket, "code": code})) == (422, "wrong_new_code")
    assert stored(desk, people[0]).totp_secret is None


def test_who_learned_her_password_cannot_enrol_his_phone_after_she_has_hers(desk: Desk):
    her = desk.hire(totp_secret=None, totp_step=None)
    thief = Person(desk.url, her.actor, her.email)
    for each in (her, thief):
        each.keep(each.try_to_sign_in(code=None))
    his, hers = (each.post("/me/second-factor", json={}).json() for each in (thief, her))
    assert her.put("/me/second-factor", json={"ticket": hers["ticket"], "code": pyotp.TOTP(hers["secret"]).now()}).status_code == 200
    assert thief.put("/me/second-factor", json={"ticket": his["ticket"], "code": pyotp.TOTP(his["secret"]).now()}).status_code == 401
    thief.close()


def test_another_phone_needs_her_password_and_the_old_one_works_until_then(desk: Desk):
    agent = desk()
    before = stored(desk, agent).totp_secret
    assert code_of(agent.post("/me/second-factor", json={})) == (403, "wrong_password")
    offered = agent.post("/me/second-factor", json={"password": PASSWORD}).json()
    assert stored(desk, agent).totp_secret == before
    assert agent.put("/me/second-factor", json={"ticket": offered["ticket"], "code": pyotp.TOTP(offered["secret"]).now()}).status_code == 200
    assert stored(desk, agent).totp_secret != before


# Colleagues

def test_colleagues_see_names_and_administrators_see_accounts(desk: Desk):
    desk.hire("agent", name="走了的", active=False)
    for role, whole in (("agent", False), ("supervisor", False), ("auditor", True), ("administrator", True)):
        person = desk(role)
        rows = person.get("/agents").json()["agents"]
        mine = next(row for row in rows if row["id"] == person.actor.agent_id)
        assert {"id", "name", "role", "team", "languages", "active"} <= set(mine)
        assert ("email" in mine, "compensation_limit" in mine, any(not row["active"] for row in rows)) == (whole, whole, whole)
        assert "password_hash" not in mine and "totp_secret" not in mine


def test_a_colleague_who_left_is_unknown_to_those_who_may_not_see_her(desk: Desk):
    gone = desk.hire(active=False)
    assert code_of(desk("agent").get(f"/agents/{gone.actor.agent_id}")) == (404, "unknown_agent")
    assert desk("auditor").get(f"/agents/{gone.actor.agent_id}").json()["active"] is False


@pytest.mark.parametrize("role", ["agent", "supervisor", "auditor"])
def test_nobody_but_an_administrator_changes_people(desk: Desk, role: str):
    person, other = desk(role), desk.hire("agent")
    for agent_id in (person.actor.agent_id, other.actor.agent_id):
        for refused in (person.put(f"/agents/{agent_id}", json={"role": "administrator"}), person.post(f"/agents/{agent_id}/reset")):
            assert code_of(refused) == (403, "not_your_role")
    for refused in (person.post("/invitations", json=INVITED), person.delete("/invitations/1")):
        assert code_of(refused) == (403, "not_your_role")
    assert stored(desk, person).role == role and stored(desk, other).role == "agent"


def test_a_change_of_role_takes_effect_at_once_and_ends_her_sign_ins(desk: Desk):
    administrator, supervisor = desk("administrator"), desk("supervisor")
    answer = administrator.put(f"/agents/{supervisor.actor.agent_id}", json={"role": "agent", "team": None, "compensation_limit": 0})
    assert answer.status_code == 200 and answer.json()["role"] == "agent"
    assert supervisor.get("/me").status_code == 401
    with desk.database.reading() as session:
        event = audit.listed(session, kind="agent_changed")[0]
    assert (event.agent_id, event.subject, event.details["from"], event.details["to"]) == (
        administrator.actor.agent_id, f"agent:{supervisor.actor.agent_id}", {"role": "supervisor"}, {"role": "agent"})


def test_other_changes_leave_her_signed_in(desk: Desk):
    administrator, agent = desk("administrator"), desk()
    assert administrator.put(f"/agents/{agent.actor.agent_id}", json={"team": "payments", "name": "小林"}).status_code == 200
    assert agent.get("/me").json()["agent"]["team"] == "payments"


def test_who_leaves_is_out_at_once_with_her_tokens_and_comes_back_without_them(desk: Desk):
    administrator, agent = desk("administrator"), desk()
    words = agent.post("/tokens", json={"name": "nightly"}).json()["token"]
    program = desk.stranger(authorization=f"Bearer {words}")
    assert program.get("/me").status_code == 200
    path = f"/agents/{agent.actor.agent_id}"
    assert administrator.put(path, json={"active": False}).json()["active"] is False
    assert (agent.get("/me").status_code, program.get("/me").status_code, agent.try_to_sign_in(code=None).status_code) == (401, 401, 401)
    administrator.put(path, json={"active": True})
    assert (agent.get("/me").status_code, program.get("/me").status_code) == (401, 401)
    agent.sign_in()


def test_the_last_administrator_can_neither_leave_nor_be_demoted(desk: Desk):
    administrator = desk("administrator")
    desk.hire("administrator", active=False)
    path = f"/agents/{administrator.actor.agent_id}"
    for change in ({"active": False}, {"role": "agent"}):
        assert code_of(administrator.put(path, json=change)) == (409, "last_administrator")
    assert administrator.get("/me").status_code == 200
    desk.hire("administrator")
    assert administrator.put(path, json={"role": "agent"}).status_code == 200


def test_nobody_raises_her_own_limit_but_another_administrator_does(desk: Desk):
    administrator, other = desk("administrator"), desk("administrator")
    path = f"/agents/{administrator.actor.agent_id}"
    before = administrator.get("/me").json()["agent"]["compensation_limit"]
    assert code_of(administrator.put(path, json={"compensation_limit": before + 1, "name": "大老板"})) == (409, "own_limit")
    assert administrator.get("/me").json()["agent"]["name"] != "大老板"  # nothing of it is done
    assert other.put(path, json={"compensation_limit": before + 100}).status_code == 200
    assert administrator.put(path, json={"compensation_limit": before + 50}).status_code == 200  # less is no harm


def test_two_administrators_who_demote_each_other_at_once_leave_one(desk: Desk):
    people, answers = [desk("administrator") for _ in range(2)], []
    threads = [threading.Thread(target=lambda by, whom: answers.append(by.put(f"/agents/{whom.actor.agent_id}", json={"role": "agent"}).status_code), args=pair)
               for pair in ((people[0], people[1]), (people[1], people[0]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with desk.database.reading() as session:
        left = session.execute(select(Agent).where(Agent.role == "administrator", Agent.active.is_(True))).scalars().all()
    assert len(left) == 1 and sorted(answers)[0] == 200 and sorted(answers)[1] in (401, 409)


@pytest.mark.parametrize("agent_id", ["0", "-1", "999999", str(2**63), "9" * 40])
def test_nobody_is_there_under_an_odd_number(desk: Desk, agent_id: str):
    administrator = desk("administrator")
    for answer in (administrator.get(f"/agents/{agent_id}"), administrator.put(f"/agents/{agent_id}", json={"name": "x"}), administrator.post(f"/agents/{agent_id}/reset"),
                   administrator.delete(f"/invitations/{agent_id}"), administrator.delete(f"/tokens/{agent_id}")):
        assert answer.status_code == 404, answer.text


@pytest.mark.slow
@pytest.mark.parametrize("body", [
    {"role": "root"}, {"role": None}, {"role": 1}, {"compensation_limit": -1}, {"compensation_limit": "5"}, {"compensation_limit": 1.5}, {"compensation_limit": 10**12},
    {"active": "no"}, {"active": None}, {"team": ""}, {"team": "x" * 33}, {"password_hash": "x"}, {"demo": False}, {"id": 3}, {"languages": None},
])
def test_an_odd_change_is_refused_whole(desk: Desk, body: Dict[str, Any]):
    administrator, agent = desk("administrator"), desk.hire()
    answer = administrator.put(f"/agents/{agent.actor.agent_id}", json={"name": "改了", **body})
    assert code_of(answer) == (422, "invalid_field") and answer.json()["error"]["field"] == next(iter(body))
    assert stored(desk, agent).name == "小周"


# Invitations

def test_an_invited_person_sets_name_and_password_enrols_and_is_what_she_was_invited_as(desk: Desk):
    administrator = desk("administrator")
    token = invited(desk, administrator)
    newcomer = desk.stranger()
    answer = newcomer.post("/invitations/accept", json={"token": token, "name": "李敏", "password": NEW})
    assert answer.status_code == 201 and answer.json()["enrol"] is True
    assert {key: answer.json()["agent"][key] for key in ("name", "email", "role", "team", "languages", "locale", "compensation_limit")} == {
        "name": "李敏", "email": "li@desk.example", "role": "supervisor", "team": "payments", "languages": ["zh"], "locale": "en", "compensation_limit": 50000}
    newcomer.headers["x-csrf-token"] = answer.json()["csrf"]
    assert code_of(newcomer.get("/agents")) == (403, "second_factor")
    offered = newcomer.post("/me/second-factor", json={}).json()
    assert newcomer.put("/me/second-factor", json={"ticket": offered["ticket"], "code": pyotp.TOTP(offered["secret"]).now()}).status_code == 200
    assert newcomer.get("/agents").status_code == 200
    assert administrator.get("/invitations").json()["invitations"] == []


def test_a_link_works_once(desk: Desk):
    token = invited(desk, desk("administrator"))
    assert accept(desk, token).status_code == 201
    assert code_of(accept(desk, token, name="另一个", password=NEW + "!")) == (404, "unknown_invitation")


def test_of_two_who_use_a_link_at_once_one_gets_the_account(desk: Desk):
    token, answers = invited(desk, desk("administrator")), []
    threads = [threading.Thread(target=lambda number: answers.append(accept(desk, token, password=f"{NEW} {number}").status_code), args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [201, 404, 404]
    with desk.database.reading() as session:
        assert len(session.execute(select(Agent).where(Agent.email == "li@desk.example")).scalars().all()) == 1


def test_a_link_works_for_72_hours(desk: Desk):
    token = invited(desk, desk("administrator"))
    with desk.database.transaction() as session:
        made = session.execute(select(Invitation)).scalar_one()
        assert made.expires_at - made.created_at == timedelta(hours=72) and token not in made.token_hash
        made.expires_at = utc_now()
    assert code_of(accept(desk, token)) == (404, "unknown_invitation")


def test_a_newer_link_and_a_withdrawal_end_a_link(desk: Desk):
    administrator = desk("administrator")
    first, second = invited(desk, administrator), invited(desk, administrator, email="li@desk.example", role="agent")
    assert code_of(accept(desk, first)) == (404, "unknown_invitation")
    waiting = administrator.get("/invitations").json()["invitations"]
    assert [(row["email"], row["role"]) for row in waiting] == [("li@desk.example", "agent")] and "link" not in waiting[0]
    assert administrator.delete(f"/invitations/{waiting[0]['id']}").status_code == 204
    assert code_of(accept(desk, second)) == (404, "unknown_invitation")
    assert code_of(administrator.delete(f"/invitations/{waiting[0]['id']}")) == (404, "unknown_invitation")


def test_whoever_has_an_account_is_not_invited_again(desk: Desk):
    administrator = desk("administrator")
    desk.hire(email="li@desk.example", active=False)
    assert code_of(administrator.post("/invitations", json=INVITED)) == (409, "already_agent")


def test_an_invitation_to_somebody_who_got_an_account_meanwhile_makes_no_second_one(desk: Desk):
    token = invited(desk, desk("administrator"))
    desk.hire(email="li@desk.example")
    assert code_of(accept(desk, token)) == (409, "already_agent")


@pytest.mark.parametrize("token", ["", "x", "\u0000", "0" * 1000, "' OR 1=1"])
def test_a_link_that_never_was_is_refused(desk: Desk, token: str):
    assert code_of(accept(desk, token)) == (404, "unknown_invitation")


def test_a_weak_password_leaves_the_link_working(desk: Desk):
    token = invited(desk, desk("administrator"))
    for password in ("short", "li is my name here", "李敏的密码就是李敏的密码"):
        assert code_of(accept(desk, token, password=password)) == (422, "weak_password")
    assert accept(desk, token).status_code == 201


@pytest.mark.parametrize("body, code", [
    ({"email": "nobody"}, "agent_email"), ({"email": "a@b"}, "agent_email"), ({"email": "a b@c.example"}, "agent_email"), ({"email": "x" * 250 + "@c.example"}, "agent_email"),
    ({"email": "а@desk.example"}, "agent_email"), ({"email": "\u0000@desk.example"}, "agent_email"), ({"email": None}, "invalid_field"), ({"role": "root"}, "invalid_field"),
    ({"role": None}, "invalid_field"), ({"agent_id": 1}, "invalid_field"), ({"compensation_limit": -1}, "invalid_field"),
])
def test_an_odd_invitation_is_refused(desk: Desk, body: Dict[str, Any], code: str):
    administrator = desk("administrator")
    assert code_of(administrator.post("/invitations", json={**INVITED, **body})) == (422, code)
    assert administrator.get("/invitations").json()["invitations"] == []


def test_a_person_who_lost_her_phone_sets_password_and_code_anew_and_stays_who_she_is(desk: Desk):
    administrator, agent = desk("administrator"), desk("agent", team="payments")
    link = administrator.post(f"/agents/{agent.actor.agent_id}/reset")
    assert link.status_code == 201 and agent.get("/me").status_code == 200  # nothing changes before she uses it
    answer = accept(desk, token_in(link.json()["link"]), name="小周")
    assert answer.status_code == 201 and answer.json()["agent"]["id"] == agent.actor.agent_id and answer.json()["enrol"] is True
    assert agent.get("/me").status_code == 401 and stored(desk, agent).totp_secret is None and stored(desk, agent).team == "payments"


def test_no_link_is_made_for_who_has_left_and_one_made_before_dies_with_her_account(desk: Desk):
    administrator, agent = desk("administrator"), desk.hire()
    token = token_in(administrator.post(f"/agents/{agent.actor.agent_id}/reset").json()["link"])
    administrator.put(f"/agents/{agent.actor.agent_id}", json={"active": False})
    assert code_of(accept(desk, token)) == (404, "unknown_invitation")
    assert code_of(administrator.post(f"/agents/{agent.actor.agent_id}/reset")) == (409, "inactive_agent")


# API tokens

def made(person: Person, **body: Any) -> httpx.Client:
    answer = person.post("/tokens", json={"name": "nightly export", **body})
    assert answer.status_code == 201, answer.text
    return httpx.Client(base_url=person.base_url, headers={"authorization": f"Bearer {answer.json()['token']}"}, timeout=30)


def test_a_token_acts_as_its_owner_without_csrf(desk: Desk):
    program = made(desk("agent", name="小周"), read_only=False)
    assert program.get("/me").json()["agent"]["name"] == "小周" and program.get("/me").json()["csrf"] is None
    assert program.put("/me", json={"name": "小周周"}).status_code == 200
    assert code_of(program.put("/agents/1", json={"role": "administrator"})) == (403, "not_your_role")


def test_a_token_only_reads_unless_more_is_asked_for(desk: Desk):
    program = made(desk("administrator"))
    assert program.get("/agents").status_code == 200
    for refused in (program.put("/me", json={"name": "x"}), program.post("/invitations", json=INVITED), program.put("/agents/1", json={"active": False})):
        assert code_of(refused) == (403, "read_only_token")


def test_a_token_makes_no_tokens_and_changes_no_password(desk: Desk):
    program = made(desk("administrator"), read_only=False)
    for refused in (program.post("/tokens", json={"name": "x"}), program.put("/me/password", json={"current": PASSWORD, "new": NEW}), program.delete("/tokens/1"),
                    program.post("/me/second-factor", json={"password": PASSWORD}), program.post("/sign-out")):
        assert code_of(refused) == (403, "not_by_token")


def test_a_token_loses_what_its_owner_loses(desk: Desk):
    administrator, other = desk("administrator"), desk("administrator")
    program = made(other, read_only=False)
    administrator.put(f"/agents/{other.actor.agent_id}", json={"role": "auditor"})
    assert code_of(program.post("/invitations", json=INVITED)) == (403, "not_your_role")
    assert program.get("/audit").status_code == 200


def test_tokens_are_shown_once_and_kept_as_hashes(desk: Desk):
    agent = desk()
    answer = agent.post("/tokens", json={"name": "export"}).json()
    assert answer["token"].startswith("desk_")
    listed = agent.get("/tokens").json()["tokens"]
    assert [row["name"] for row in listed] == ["export"] and "token" not in listed[0] and listed[0]["used_at"] is None
    with desk.database.reading() as session:
        row = session.execute(select(ApiToken)).scalar_one()
        assert answer["token"] not in str(vars(row)) and row.expires_at - row.created_at == timedelta(days=90)
    desk.stranger(authorization=f"Bearer {answer['token']}").get("/me")
    assert agent.get("/tokens").json()["tokens"][0]["used_at"] is not None


def test_revoked_and_old_tokens_open_nothing(desk: Desk):
    agent = desk()
    program, other = made(agent), made(agent, days=1)
    first, second = sorted(agent.get("/tokens").json()["tokens"], key=lambda row: row["id"])
    assert agent.delete(f"/tokens/{first['id']}").status_code == 204
    assert program.get("/me").status_code == 401 and code_of(agent.delete(f"/tokens/{first['id']}")) == (404, "unknown_token")
    with desk.database.transaction() as session:
        session.execute(update(ApiToken).where(ApiToken.id == second["id"]).values(expires_at=utc_now()))
    assert other.get("/me").status_code == 401 and agent.get("/tokens").json()["tokens"] == []


def test_she_sees_and_ends_her_own_tokens_an_administrator_everybodys(desk: Desk):
    agent, colleague, administrator = desk(), desk("supervisor"), desk("administrator")
    program = made(agent)
    hers = agent.get("/tokens").json()["tokens"][0]["id"]
    assert colleague.get("/tokens").json()["tokens"] == [] and code_of(colleague.delete(f"/tokens/{hers}")) == (404, "unknown_token")
    assert program.get("/me").status_code == 200
    assert administrator.delete(f"/tokens/{hers}").status_code == 204
    assert program.get("/me").status_code == 401


def test_nobody_hoards_tokens(desk: Desk):
    agent = desk()
    for _ in range(20):
        made(agent).close()
    assert code_of(agent.post("/tokens", json={"name": "one more"})) == (409, "too_many_tokens")


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "bearer desk_x", "Basic YTpi", "Bearer \u00ff", "Bearer a b"])
def test_an_odd_authorization_is_nobodys(desk: Desk, header: str):
    answer = desk.stranger(authorization=header.encode("latin-1")).get("/me")  # type: ignore[arg-type]
    assert code_of(answer) == (401, "unauthorised")


def test_a_wrong_token_is_not_helped_by_a_cookie(desk: Desk):
    agent = desk()
    assert agent.get("/me", headers={"authorization": "Bearer desk_wrong"}).status_code == 401


@pytest.mark.parametrize("body", [{"days": 0}, {"days": 367}, {"days": "90"}, {"days": True}, {"read_only": "no"}, {"name": ""}, {"name": None}, {"agent_id": 1}, {"scope": "all"}])
def test_an_odd_token_is_refused(desk: Desk, body: Dict[str, Any]):
    assert code_of(desk().post("/tokens", json={"name": "x", **body})) == (422, "invalid_field")


# Roles and the trail

def test_an_auditor_reads_and_changes_nothing_but_her_own_account(desk: Desk):
    auditor = desk("auditor")
    assert auditor.get("/audit").status_code == auditor.get("/agents").status_code == auditor.get("/invitations").status_code == 200
    assert auditor.put("/me", json={"name": "审计"}).status_code == 200
    for refused in (auditor.post("/invitations", json=INVITED), auditor.put(f"/agents/{auditor.actor.agent_id}", json={"role": "administrator"})):
        assert code_of(refused) == (403, "not_your_role")


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_the_trail_is_for_auditors_and_administrators(desk: Desk, role: str):
    assert code_of(desk(role).get("/audit")) == (403, "not_your_role")
    assert code_of(desk(role).get("/invitations")) == (403, "not_your_role")


def test_the_trail_is_read_a_page_at_a_time_and_chosen_from(desk: Desk):
    auditor, agent = desk("auditor"), desk()
    for number in range(3):
        agent.put("/me", json={"name": f"小周{number}"})
    found: List[Dict[str, Any]] = []
    following = None
    while not found or following:
        page = auditor.get("/audit", params={"limit": 2, **({"before": following} if following else {})}).json()
        found, following = found + page["events"], page["following"]
    assert [event["kind"] for event in found] == ["agent_changed"] * 3 + ["signed_in"] * 2
    assert all(event["actor_name"] and event["created_at"] for event in found)
    assert {event["subject"] for event in auditor.get("/audit", params={"kind": "agent_changed"}).json()["events"]} == {f"agent:{agent.actor.agent_id}"}
    assert len(auditor.get("/audit", params={"agent": agent.actor.agent_id}).json()["events"]) == 4
    assert len(auditor.get("/audit", params={"subject": f"agent:{auditor.actor.agent_id}"}).json()["events"]) == 1


@pytest.mark.parametrize("query", ["limit=x", "limit=201", "before=-1", "agent=99999999999", "kind=%00", "kind=a%20b", "subject=" + "x" * 65, "kind=%F0%9F%98%80"])
def test_an_odd_query_of_the_trail_is_refused(desk: Desk, query: str):
    assert code_of(desk("auditor").get(f"/audit?{query}")) == (422, "invalid_field")


def test_a_sign_in_that_only_streams_still_ends(desk: Desk):
    agent = desk()
    with desk.database.transaction() as session:
        session.execute(update(DeskSignIn).values(ended_at=utc_now()))
    assert agent.get("/me").status_code == 401
