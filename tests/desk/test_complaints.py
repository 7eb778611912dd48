"""Complaints over the desk's API: who reads what, and everything a person does to one."""
import threading
from datetime import timedelta
from typing import Any, Dict, List

import pytest
from sqlalchemy import select

from bot.agents.models import DeskEvent
from bot.complaints.kinds import Category
from bot.complaints.models import ComplaintNote
from bot.db import Database, utc_now
from tests.desk.complaints import events, filed, kept, said, sound
from tests.desk.running import Desk, Person


def act(person: Person, number: str, path: str, **body: Any) -> Any:
    """Do something as somebody who has just looked."""
    body.setdefault("version", person.get(f"/complaints/{number}").json().get("version", 0))
    return person.post(f"/complaints/{number}/{path}", json=body)


def numbers(person: Person, **query: Any) -> List[str]:
    answer = person.get("/complaints", params=query)
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["complaints"]]


def code(answer: Any) -> "tuple[int, str]":
    return answer.status_code, answer.json()["error"]["code"]


# ---- reading

def test_a_list_shows_what_is_needed_to_choose_the_next(desk: Desk, database: Database):
    number = filed(database, amount="328.00", description="付款失败，电话 13800138000 " + "很急" * 100)
    [row] = desk("supervisor").get("/complaints").json()["complaints"]
    assert {name: row[name] for name in ("number", "category", "status", "priority", "amount", "currency", "customer", "assignee", "team", "outcome")} == {
        "number": number, "category": "failed_payment", "status": "acknowledged", "priority": 2, "amount": "328.00", "currency": "CNY",
        "customer": {"id": "demo-chen", "name": ""}, "assignee": None, "team": None, "outcome": None}
    assert row["next_deadline"]["kind"] == "first_reply" and len(row["description"]) == 120 and "13800138000" not in row["description"]


def test_filters_and_searches_of_a_list(desk: Desk, database: Database):
    fraud = filed(database, category=Category.FRAUD, description="老王火锅", key="message:1")
    other = filed(database, category=Category.OTHER, customer="demo-wang", key="message:2")
    lead = desk("supervisor")
    assert numbers(lead, category="fraud") == numbers(lead, words="老王") == numbers(lead, words=fraud[9:]) == numbers(lead, priority=0) == [fraud]
    assert numbers(lead, customer="demo-wang") == [other] and numbers(lead, order="newest") == [other, fraud]
    assert numbers(lead, assignee=0, status="acknowledged", locale="zh", overdue="false") == [fraud, other] and numbers(lead, overdue="true") == []


def test_page_by_page_every_complaint_comes_once(desk: Desk, database: Database):
    wanted = [filed(database, key=f"message:{n}") for n in range(5)]
    lead, found, after = desk("supervisor"), [], None
    while True:
        page = lead.get("/complaints", params={"limit": 2, "order": "newest", **({"after": after} if after else {})}).json()
        found += [row["number"] for row in page["complaints"]]
        after = page["following"]
        if after is None:
            break
    assert found == wanted[::-1]


@pytest.mark.slow
@pytest.mark.parametrize("query", [
    {"order": "x"}, {"status": "gone"}, {"category": "x"}, {"priority": "4"}, {"priority": "-1"}, {"priority": "high"}, {"assignee": "me"}, {"assignee": str(2 ** 31)}, {"locale": "fr"},
    {"overdue": "1"}, {"team": "x" * 33}, {"team": "a\x00"}, {"customer": "\x00"}, {"customer": "x" * 65}, {"words": "x" * 201}, {"after": "nonsense"}, {"after": "\x00"}, {"limit": "0"},
    {"limit": "201"}, {"limit": "-1"}, {"limit": "٣"}])
def test_an_odd_question_is_refused_by_its_field(desk: Desk, query: Dict[str, str]):
    answer = desk("supervisor").get("/complaints", params=query)
    assert code(answer) == (422, "invalid_field") and answer.json()["error"]["field"] == next(iter(query))


def test_an_agent_reads_hers_her_teams_and_what_is_nobodys(desk: Desk, database: Database):
    amy, bob, eve = desk(name="小周", team="pay"), desk(name="小李", team="pay"), desk(name="小伊", team="risk")
    lead, auditor = desk("supervisor"), desk("auditor")
    number = filed(database)
    assert all(numbers(person) == [number] for person in (amy, bob, eve, lead, auditor))
    assert act(lead, number, "assign", agent_id=amy.actor.agent_id).status_code == 200
    assert all(numbers(person) == [number] for person in (amy, bob, lead, auditor)) and numbers(eve) == numbers(eve, words=number) == []
    assert [person.get(f"/complaints/{number}").status_code for person in (amy, bob, lead, auditor, eve)] == [200, 200, 200, 200, 404]
    for path, body in (("reply", {"words": "在查"}), ("notes", {"words": "x"}), ("take-up", {}), ("decision", {"outcome": "upheld", "words": "x"}), ("compensations", {"amount": "1", "words": "x"})):
        assert code(act(eve, number, path, version=99, **body)) == (404, "unknown_complaint")


@pytest.mark.parametrize("number", ["C20261103AAAAAA", "x", "C20261103aaaaaa", "C20261103AAAAAA%00", "%F0%9F%98%80", "..", "C20261103AAAAAAA"])
def test_a_number_there_is_not_is_not_found(desk: Desk, number: str):
    lead = desk("supervisor")
    assert lead.get(f"/complaints/{number}").status_code == 404
    assert lead.post(f"/complaints/{number}/take-up", json={"version": 0}).status_code in {404, 405}


def test_one_complaint_is_shown_whole_and_that_it_was_opened_is_on_record_once(desk: Desk, database: Database):
    number = filed(database, contact="13800138000", amount="50.00")
    before = filed(database, key="message:0", category=Category.OTHER)
    lead = desk("supervisor", name="唐主管", compensation_limit=10_000)
    act(lead, number, "reply", words="在查了")
    act(lead, number, "notes", words="像是重复入账")
    act(lead, number, "compensations", amount="20.00", words="等太久")
    act(lead, number, "extension", words="等银行", until=(utc_now() + timedelta(days=20)).isoformat())
    whole = lead.get(f"/complaints/{number}").json()
    assert [(step["kind"], step["actor_name"], step["text"], step["internal"]) for step in whole["timeline"]][2:] == [
        ("complaint_replied", "唐主管", "在查了", False), ("note_added", "唐主管", "像是重复入账", True),
        ("compensation_proposed", "唐主管", "等太久", True), ("extension_proposed", "唐主管", "等银行", False)]
    [offer], [asked] = whole["compensations"], whole["extensions"]
    assert (offer["state"], offer["amount"], offer["proposed_by"], offer["moves"]) == ("approved", "20.00", "唐主管", [])
    assert (asked["approved"], asked["proposed_by"], asked["moves"]) == (None, "唐主管", ["decline"])
    assert [other["number"] for other in whole["others"]] == [before] and {clock["kind"] for clock in whole["deadlines"]} == {"acknowledge", "first_reply", "final_reply"}
    assert whole["contact"] == "13800138000" and desk("auditor").get(f"/complaints/{number}").json()["contact"] == "138****8000"
    with database.reading() as session:
        opened = session.execute(select(DeskEvent.agent_id).where(DeskEvent.kind == "complaint_opened", DeskEvent.subject == f"complaint:{number}")).scalars().all()
    assert len(opened) == 2 and lead.actor.agent_id in opened


def test_other_complaints_of_the_customer_that_she_may_not_read_are_not_shown(desk: Desk, database: Database):
    secret, number = filed(database, key="message:1"), filed(database, key="message:2")
    lead, amy, eve = desk("supervisor"), desk(team="pay"), desk(team="risk")
    act(lead, secret, "assign", agent_id=eve.actor.agent_id)
    assert amy.get(f"/complaints/{number}").json()["others"] == [] and len(lead.get(f"/complaints/{number}").json()["others"]) == 1


@pytest.mark.parametrize("role, status, allowed", [
    ("agent", None, {"complaint_assigned", "complaint_replied", "complaint_taken_up", "customer_asked", "note_added", "evidence_added", "extension_proposed",
                     "compensation_proposed", "complaint_decided", "complaint_resolved"}),
    ("supervisor", "decided", {"note_added", "evidence_added", "complaint_reopened"}), ("agent", "decided", {"note_added", "evidence_added"}), ("auditor", None, set())])
def test_the_moves_are_those_that_are_allowed_now(desk: Desk, database: Database, role: str, status: Any, allowed: set):
    number = filed(database)
    if status:
        act(desk("supervisor"), number, "decision", outcome="upheld", words="是我们的错")
    assert set(desk(role).get(f"/complaints/{number}").json()["moves"]) == allowed


# ---- acting

def test_a_complaint_is_worked_from_the_first_look_to_the_decision(desk: Desk, database: Database):
    number, amy = filed(database), desk(name="小周")
    for path, body, status in (("assign", {"agent_id": amy.actor.agent_id}, "acknowledged"), ("take-up", {}, "investigating"), ("ask", {"words": "哪一天付的？"}, "waiting"),
                               ("reply", {"words": "查到了"}, "investigating"), ("notes", {"words": "重复入账"}, "investigating"),
                               ("decision", {"outcome": "upheld", "words": "是我们的错，已退款"}, "decided")):
        answer = act(amy, number, path, **body)
        assert (answer.status_code, answer.json().get("status")) == (200, status), (path, answer.text)
    assert events(database, number)[2:] == ["complaint_assigned", "complaint_taken_up", "customer_asked", "complaint_replied", "note_added", "complaint_decided"]
    told = "\n".join(said(database, number))
    assert all(words in told for words in ("小周", "哪一天付的？", "查到了", "是我们的错，已退款")) and "重复入账" not in told
    assert sound(database)


def test_what_the_customer_agreed_to_is_resolved_at_once(desk: Desk, database: Database):
    number = filed(database)
    assert act(desk(), number, "decision", outcome="partly", words="说好了", settled=True).json()["status"] == "resolved"


def test_words_are_redacted_before_they_are_stored(desk: Desk, database: Database):
    number = filed(database)
    act(desk(), number, "notes", words="她的密码是 Abc12345!，卡号 6222021234567890128")
    with database.reading() as session:
        [text] = session.execute(select(ComplaintNote.text)).scalars()
    assert "Abc12345" not in text and "6222021234567890128" not in text


ODD = [("reply", {}), ("reply", {"words": ""}), ("reply", {"words": "  \u200b"}), ("reply", {"words": 5}), ("reply", {"words": "x" * 5001}), ("reply", {"words": "x", "version": "1"}),
       ("reply", {"words": "x", "version": -1}), ("reply", {"words": "x", "version": True}), ("reply", {"words": "x", "role": "supervisor"}), ("decision", {"words": "x"}),
       ("decision", {"words": "x", "outcome": "maybe"}), ("decision", {"words": "x", "outcome": "upheld", "settled": "yes"}), ("extension", {"words": "x", "until": "tomorrow"}),
       ("extension", {"words": "x", "until": "2026-11-20T00:00:00"}), ("extension", {"words": "x", "until": 5}), ("extension", {"words": "x", "until": "0001-01-01T00:00:00Z"}),
       ("assign", {"agent_id": 0}), ("assign", {"agent_id": "1"}), ("assign", {}), ("compensations", {"words": "x", "amount": "1.005"}), ("compensations", {"words": "x", "amount": 5}),
       ("compensations", {"words": "x", "amount": "-5"}), ("compensations", {"words": "x", "amount": "NaN"}), ("compensations", {"words": "x", "amount": "1e3"}),
       ("compensations", {"words": "x", "amount": "0"}), ("compensations", {"words": "x", "amount": "5", "currency": "USD"})]


@pytest.mark.slow
@pytest.mark.parametrize("path, body", ODD)
def test_an_odd_act_is_refused_and_nothing_is_stored(desk: Desk, database: Database, path: str, body: Dict[str, Any]):
    number = filed(database)
    answer = act(desk("supervisor"), number, path, **body)
    assert answer.status_code == 422 and answer.json()["error"]["message"], answer.text
    assert len(events(database, number)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"null", b'"x"', b"[" * 5000])
def test_a_body_that_is_none_is_refused(desk: Desk, database: Database, content: bytes):
    number = filed(database)
    assert code(desk().post(f"/complaints/{number}/reply", content=content)) == (400, "invalid_json")


def test_words_of_any_script_are_taken(desk: Desk, database: Database):
    number = filed(database)
    assert act(desk(), number, "reply", words="您好👨‍👩‍👧 – naïve\n第二行 \u0000\ud800").status_code == 200
    assert "naïve\n第二行" in "\n".join(said(database, number))


def test_who_acts_upon_an_older_version_is_told_and_nothing_is_done(desk: Desk, database: Database):
    number, amy, bob = filed(database), desk(name="小周"), desk(name="小李")
    seen = amy.get(f"/complaints/{number}").json()["version"]
    assert act(bob, number, "reply", words="我来答").status_code == 200
    for path, body in (("reply", {"words": "在查"}), ("take-up", {}), ("decision", {"outcome": "upheld", "words": "好"}), ("notes", {"words": "x"}), ("assign", {"agent_id": amy.actor.agent_id}),
                       ("extension", {"words": "x", "until": (utc_now() + timedelta(days=20)).isoformat()}), ("compensations", {"amount": "1", "words": "x"}), ("ask", {"words": "？"})):
        assert code(act(amy, number, path, version=seen, **body)) == (409, "changed_meanwhile")
    assert events(database, number)[2:] == ["complaint_replied"]


def test_of_two_decisions_at_the_same_moment_one_is_refused_and_leaves_nothing(desk: Desk, database: Database):
    number, people = filed(database), [desk(name=name) for name in ("小周", "小李", "小王", "小陈")]
    version = people[0].get(f"/complaints/{number}").json()["version"]
    start, answers = threading.Barrier(len(people)), {}

    def decide(place: int) -> None:
        start.wait()
        answers[place] = people[place].post(f"/complaints/{number}/decision", json={"outcome": "upheld", "words": f"决定{place}", "version": version})

    threads = [threading.Thread(target=decide, args=(place,)) for place in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    won = [place for place, answer in answers.items() if answer.status_code == 200]
    assert len(won) == 1 and sorted(answer.status_code for answer in answers.values()) == [200, 409, 409, 409]
    assert events(database, number).count("complaint_decided") == 1 and sound(database)
    with database.reading() as session:
        assert session.execute(select(ComplaintNote.text)).scalars().all() == [f"决定{won[0]}"]
    assert len([words for words in said(database, number) if "决定" in words]) == 1


def test_a_decision_on_what_another_has_just_ended_is_refused(desk: Desk, database: Database):
    number, amy, bob = filed(database), desk(name="小周"), desk(name="小李")
    act(bob, number, "decision", outcome="rejected", words="不符合条件")
    now = amy.get(f"/complaints/{number}").json()["version"]
    refused = act(amy, number, "decision", outcome="upheld", words="退款", version=now)
    assert code(refused) == (409, "not_now")
    assert kept(database, number).outcome == "rejected" and sound(database)


def test_an_agent_takes_what_is_nobodys_and_passes_on_what_is_hers(desk: Desk, database: Database):
    number, amy, bob, lead = filed(database), desk(name="小周", team="pay"), desk(name="小李", team="pay"), desk("supervisor")
    assert act(amy, number, "assign", agent_id=amy.actor.agent_id).status_code == 200
    refused = act(bob, number, "assign", agent_id=bob.actor.agent_id)
    assert code(refused) == (409, "taken") and refused.json()["error"]["by"] == "小周"
    assert "complaint_assigned" not in bob.get(f"/complaints/{number}").json()["moves"]
    assert act(amy, number, "assign", agent_id=bob.actor.agent_id).status_code == 200 and act(lead, number, "assign", agent_id=amy.actor.agent_id).status_code == 200


def test_given_to_another_team_it_is_gone_from_ones_own(desk: Desk, database: Database):
    number, amy, eve = filed(database), desk(team="pay"), desk(team="risk")
    act(amy, number, "assign", agent_id=amy.actor.agent_id)
    assert act(amy, number, "assign", agent_id=eve.actor.agent_id).status_code == 200
    assert amy.get(f"/complaints/{number}").status_code == 404 and numbers(eve) == [number]


@pytest.mark.parametrize("who, expected", [("auditor", (409, "not_your_role")), ("gone", (409, "not_active")), ("nobody", (404, "unknown_agent"))])
def test_nothing_is_given_to_who_cannot_work_on_it(desk: Desk, database: Database, who: str, expected: Any):
    number, lead = filed(database), desk("supervisor")
    agent_id = 999 if who == "nobody" else desk.hire("auditor" if who == "auditor" else "agent", active=who != "gone").actor.agent_id
    answer = act(lead, number, "assign", agent_id=agent_id)
    assert answer.json()["error"]["code"] == expected[1] and answer.status_code in {expected[0], 403} and kept(database, number).assignee_id is None


def test_many_are_given_at_once_and_those_that_cannot_be_are_named(desk: Desk, database: Database):
    amy, eve, lead = desk(name="小周", team="pay"), desk(name="小伊", team="risk"), desk("supervisor")
    wanted = [filed(database, key=f"message:{n}") for n in range(4)]
    act(lead, wanted[1], "decision", outcome="upheld", words="好")
    act(lead, wanted[2], "assign", agent_id=eve.actor.agent_id)
    answer = amy.post("/complaints/assign", json={"numbers": [*wanted, wanted[0], "C20261103AAAAAA"], "agent_id": amy.actor.agent_id})
    assert answer.json() == {"assigned": 2, "refused": [{"number": wanted[1], "code": "not_now"}, {"number": wanted[2], "code": "unknown_complaint"},
                                                        {"number": "C20261103AAAAAA", "code": "unknown_complaint"}]}
    assert sorted(numbers(amy, assignee=amy.actor.agent_id)) == sorted([wanted[0], wanted[3]])


@pytest.mark.parametrize("body", [{"numbers": [], "agent_id": 1}, {"numbers": ["x"], "agent_id": 1}, {"numbers": "C20261103AAAAAA", "agent_id": 1}, {"agent_id": 1},
                                  {"numbers": ["C20261103AAAAAA"] * 201, "agent_id": 1}])
def test_odd_numbers_are_refused(desk: Desk, body: Dict[str, Any]):
    assert code(desk("supervisor").post("/complaints/assign", json=body)) == (422, "invalid_field")


def test_more_time_is_granted_by_somebody_else(desk: Desk, database: Database):
    number, lead, other, amy = filed(database), desk("supervisor", name="唐"), desk("supervisor", name="宋"), desk()
    until = (utc_now() + timedelta(days=20)).isoformat()
    assert act(lead, number, "extension", words="等银行", until=until).status_code == 200
    assert code(act(lead, number, "extension", words="等银行", until=until)) == (409, "extension_pending")
    assert code(act(lead, number, "extension/approve")) == (409, "own_proposal") and code(act(amy, number, "extension/approve"))[1] == "not_your_role"
    assert other.get(f"/complaints/{number}").json()["extensions"][0]["moves"] == ["approve", "decline"]
    assert act(other, number, "extension/approve").status_code == 200
    whole = other.get(f"/complaints/{number}").json()
    assert whole["extensions"][0]["decided_by"] == "宋" and {clock["kind"]: clock["state"] for clock in whole["deadlines"]}["extension"] == "pending"
    assert code(act(other, number, "extension/decline")) == (404, "unknown_extension")
    late = act(lead, number, "extension", words="再等", until=(utc_now() + timedelta(days=99)).isoformat())
    assert code(late) == (422, "extension_date")


def test_an_auditor_reads_and_changes_nothing(desk: Desk, database: Database):
    number, auditor = filed(database), desk("auditor")
    for path, body in (("reply", {"words": "x"}), ("notes", {"words": "x"}), ("take-up", {}), ("assign", {"agent_id": auditor.actor.agent_id}), ("decision", {"outcome": "upheld", "words": "x"})):
        assert code(act(auditor, number, path, **body)) == (403, "not_your_role")
    assert len(events(database, number)) == 2


def test_a_reopened_complaint_starts_again_for_a_supervisor_alone(desk: Desk, database: Database):
    number, amy, lead = filed(database), desk(), desk("supervisor")
    act(amy, number, "decision", outcome="rejected", words="不符合")
    assert act(amy, number, "reopen", words="再看看").json()["error"]["code"] == "not_your_role"
    assert act(lead, number, "reopen", words="再看看").json()["status"] == "reopened"


# ---- filters and alerts

def test_a_filter_is_kept_by_its_person_alone(desk: Desk):
    amy, bob = desk(), desk()
    terms = {"order": "due", "status": "waiting", "priority": 0, "assignee": 0, "overdue": True, "words": "退款"}
    made = amy.post("/filters", json={"name": " 急 ", "terms": terms})
    assert made.status_code == 201 and made.json() == {"id": made.json()["id"], "name": "急", "terms": terms}
    assert amy.get("/filters").json()["filters"] == [made.json()] and bob.get("/filters").json()["filters"] == []
    assert code(bob.delete(f"/filters/{made.json()['id']}")) == (404, "unknown_filter")
    assert amy.delete(f"/filters/{made.json()['id']}").status_code == 204 and amy.get("/filters").json()["filters"] == []
    assert amy.delete("/filters/0").status_code == amy.delete(f"/filters/{2 ** 70}").status_code == 404


@pytest.mark.parametrize("body", [{}, {"name": "", "terms": {}}, {"name": "x", "terms": {"status": "gone"}}, {"name": "x", "terms": {"sql": "1"}}, {"name": "x" * 65, "terms": {}},
                                  {"name": "x", "terms": []}, {"name": "a\x00", "terms": {}}, {"name": "x", "terms": {"priority": 9}}, {"name": "x", "terms": {"assignee": True}}])
def test_an_odd_filter_is_refused(desk: Desk, body: Dict[str, Any]):
    assert code(desk().post("/filters", json=body)) == (422, "invalid_field")


def test_alerts_come_to_those_they_are_meant_for(desk: Desk, database: Database):
    from bot.complaints import alerts
    number, amy, lead, eve = filed(database), desk(team="pay"), desk("supervisor"), desk(team="risk")
    act(lead, number, "assign", agent_id=amy.actor.agent_id)
    with database.transaction() as session:
        alerts.raise_due(session, now=utc_now() + timedelta(hours=49))
    heard = {person.actor.role.value: [alert["kind"] for alert in person.get("/alerts").json()["alerts"]] for person in (amy, lead)}
    assert heard == {"agent": ["escalated_team", "breached"], "supervisor": ["escalated_supervisor"]} and eve.get("/alerts").json()["alerts"] == []
    [alert] = lead.get("/alerts").json()["alerts"]
    assert alert["number"] == number and alert["deadline"] == "first_reply"
    assert lead.get("/alerts", params={"after": alert["id"]}).json()["alerts"] == [] and lead.get("/alerts", params={"limit": 0}).status_code == 422
