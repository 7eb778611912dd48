"""Ratings, follow-ups and suggestions at the desk."""
from typing import Any

import pytest

import bot.settings
from bot.agents import audit
from bot.complaints import queries as complaints
from bot.complaints import service
from bot.complaints.kinds import Category, Remedy
from bot.conversations import handoffs
from bot.conversations.queries import messages_after
from bot.conversations.reasons import Reason
from bot.conversations.service import open_conversation
from bot.db import Database, utc_now
from bot.language import Language
from bot.satisfaction import asking, queries
from bot.satisfaction.service import rate
from bot.suggestions import rounds
from bot.suggestions import service as suggestions
from bot.suggestions.kinds import Kind
from bot.wallet.models import SandboxAccount
from bot.wallet.sandbox import SandboxWallet
from tests.complaints.people import OPERATOR
from tests.desk.running import Desk


def rated(database: Database, stars: int, customer: str = "demo-chen", contact: str = "13812345678") -> str:
    """A settled complaint that its customer rated; its number."""
    now = utc_now()
    with database.transaction() as session:
        hers = open_conversation(session, customer_id=customer, language=Language.ZH, now=now)
        statement = service.Statement(category=Category.SLOW_SUPPORT, description="没人回答", remedy=Remedy.APOLOGY, contact=contact)
        number = service.file(session, hers, statement, key=f"message:{customer}", now=now).number
        service.resolve(session, number, "已经道歉", operator="amy", now=now)
    asking.ask_due(database, now=now)
    with database.transaction() as session:
        [rating_id] = [one.id for one in queries.page(session, OPERATOR, queries.Filter(rated=False), after=None, limit=9)]
        rate(session, queries.rating(session, rating_id), stars, now=now)
    return number


def suggested(database: Database, words: str = "加个夜间模式", customer: str = "demo-chen", kind: Kind = Kind.IDEA) -> str:
    with database.transaction() as session:
        hers = open_conversation(session, customer_id=customer, language=Language.ZH, now=utc_now())
        return suggestions.store(session, hers, words, kind=kind, key=f"message:{words}", now=utc_now()).number


def code(answer: Any) -> "tuple[int, str]":
    return answer.status_code, answer.json()["error"]["code"]


def test_ratings_are_listed_a_page_at_a_time_and_summed_up(desk: Desk):
    lead = desk("supervisor")
    first, second = rated(desk.database, 5), rated(desk.database, 2, "demo-wang")
    listed = lead.get("/satisfaction", params={"limit": 1}).json()
    assert [(one["complaint"], one["stars"], one["about"], one["agent"]) for one in listed["ratings"]] == [(second, 2, "resolution", None)]
    assert [one["complaint"] for one in lead.get("/satisfaction", params={"after": listed["following"]}).json()["ratings"]] == [first]
    assert [one["complaint"] for one in lead.get("/satisfaction", params={"at_most": 2, "state": ""}).json()["ratings"]] == [second]
    found = lead.get("/satisfaction/summary").json()
    assert (found["asked"], found["rated"], found["average"], found["low"], found["response_rate"]) == (2, 2, 3.5, 1, 1.0)
    assert found["distribution"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1} and found["categories"][0]["category"] == "slow_support"
    assert len(found["weeks"]) in {12, 13} and found["weeks"][-1]["asked"] == 2


def test_an_agent_sees_only_what_customers_think_of_her_own_work(desk: Desk):
    agent = desk()
    rated(desk.database, 5)
    assert agent.get("/satisfaction").json()["ratings"] == [] and agent.get("/satisfaction/summary").json()["asked"] == 0


@pytest.mark.parametrize("query", [
    {"at_most": "0"}, {"at_most": "x"}, {"about": "x"}, {"since": "5"}, {"since": "2026-02-30"}, {"until": "9999-12-31"}, {"limit": "0"}, {"limit": "201"}, {"after": "99999999999"},
    {"category": "a'b"}, {"category": "\x00"}, {"rated": "perhaps"}])
def test_an_odd_query_is_refused_by_the_name_of_its_parameter(desk: Desk, query: dict):
    answer = desk("supervisor").get("/satisfaction", params=query)
    assert code(answer) == (422, "invalid_field") and answer.json()["error"]["field"] == next(iter(query))


@pytest.mark.parametrize("query", [{"since": "2020-01-01"}, {"since": "2026-02-02", "until": "2026-02-01"}])
def test_a_summary_is_of_a_year_at_most(desk: Desk, query: dict):
    assert code(desk("auditor").get("/satisfaction/summary", params=query)) == (422, "invalid_field")


def test_a_supervisor_ends_a_task_and_an_agent_does_not_see_it(desk: Desk):
    with desk.database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))
    number = rated(desk.database, 1)
    lead, agent = desk("supervisor", "唐主管"), desk()
    [task] = [one for one in lead.get("/follow-ups", params={"state": "open"}).json()["follow_ups"] if one["kind"] == "task"]
    assert (task["complaint"], task["rating"], task["customer"]) == (number, {"stars": 1, "comment": None}, {"id": "demo-chen", "name": "陈静"})
    path = f"/follow-ups/{task['id']}"
    for refused in (agent.get(path), agent.post(f"{path}/take"), agent.post(f"{path}/complete", json={"outcome": "explained", "words": "x"})):
        assert code(refused) == (404, "unknown_follow_up")
    assert lead.post(f"{path}/take").json()["agent"]["name"] == "唐主管"
    assert code(desk("supervisor").post(f"{path}/take")) == (409, "taken")
    assert code(lead.post(f"{path}/complete", json={"outcome": "content", "words": "x"})) == (422, "outcome")
    assert code(lead.post(f"{path}/complete", json={"outcome": "explained"})) == (422, "needs_words")
    done = lead.post(f"{path}/complete", json={"outcome": "explained", "words": "谈过了\u0000"})
    assert (done.status_code, done.json()["state"], done.json()["words"]) == (200, "done", "谈过了")
    assert code(lead.post(f"{path}/complete", json={"outcome": "explained", "words": "谈过了"})) == (409, "follow_up_done")


def test_from_a_task_a_supervisor_takes_the_complaint_up_again(desk: Desk):
    number = rated(desk.database, 1)
    lead = desk("supervisor")
    [task] = [one for one in lead.get("/follow-ups").json()["follow_ups"] if one["kind"] == "task"]
    done = lead.post(f"/follow-ups/{task['id']}/complete", json={"outcome": "reopened", "words": "再核对一遍"}).json()
    assert (done["state"], done["outcome"]) == ("done", "reopened")
    with desk.database.reading() as session:
        assert complaints.by_number(session, number).status == "reopened"


def test_an_agent_calls_reads_the_number_and_is_on_record(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FOLLOW_UP_SHARE", "100")
    monkeypatch.setenv("FOLLOW_UP_DAYS", "0")
    bot.settings.settings.cache_clear()
    rated(desk.database, 5)
    agent = desk()
    [call] = agent.get("/follow-ups", params={"kind": "call", "due": "true"}).json()["follow_ups"]
    assert call["contact"] == "138****5678" and call["rating"]["stars"] == 5
    assert agent.get(f"/follow-ups/{call['id']}").json()["contact"] == "13812345678"
    with desk.database.reading() as session:
        [seen] = audit.listed(session, kind="contact_seen")
        assert (seen.agent_id, seen.subject) == (agent.actor.agent_id, f"follow_up:{call['id']}")
    assert agent.post(f"/follow-ups/{call['id']}/complete", json={"outcome": "not_content", "words": "还是没退"}).status_code == 200
    assert [one["kind"] for one in desk("supervisor").get("/follow-ups", params={"state": "open"}).json()["follow_ups"]] == ["task"]


def test_an_auditor_reads_and_changes_nothing(desk: Desk):
    rated(desk.database, 1)
    number, auditor = suggested(desk.database), desk("auditor")
    [task] = [one for one in auditor.get("/follow-ups").json()["follow_ups"] if one["kind"] == "task"]
    assert code(auditor.post(f"/follow-ups/{task['id']}/complete", json={"outcome": "explained", "words": "x"})) == (403, "not_your_role")
    assert auditor.get(f"/suggestions/{number}").status_code == 200
    assert code(auditor.post(f"/suggestions/{number}", json={"topic": "fees"})) == (403, "not_your_role")


def test_a_stranger_sees_nothing(desk: Desk):
    for path in ("/satisfaction", "/satisfaction/summary", "/follow-ups", "/follow-ups/1", "/suggestions", "/suggestions/S20261103ABCDEF"):
        assert code(desk.stranger().get(path)) == (401, "unauthorised")


def test_a_suggestion_is_sorted_adopted_rewarded_and_its_author_told(desk: Desk):
    with desk.database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))
    number = suggested(desk.database)
    agent = desk(compensation_limit=5000)
    [row] = agent.get("/suggestions", params={"state": "received"}).json()["suggestions"]
    assert (row["number"], row["text"], row["kind"], row["topic"], row["version"]) == (number, "加个夜间模式", "idea", None, 0)
    changed = agent.post(f"/suggestions/{number}", json={
        "topic": "interface", "state": "adopted", "answer": "下个版本就有", "amount": "20.00", "reason": "好主意", "version": 0}).json()
    assert (changed["state"], changed["topic"], changed["answer"], changed["rewards"][0]["state"]) == ("adopted", "interface", "下个版本就有", "approved")
    assert code(agent.post(f"/suggestions/{number}", json={"topic": "fees", "version": 0})) == (409, "changed_meanwhile")
    rounds.run(desk.database, SandboxWallet(desk.database), now=utc_now())
    assert agent.get(f"/suggestions/{number}").json()["rewards"][0]["state"] == "paid"
    with desk.database.reading() as session:
        said = [message.text for message in messages_after(session, changed["conversation_id"], 0, 9)]
        assert "下个版本就有" in said[0] and "¥20.00 已经到账" in said[1] and len(said) == 2


def test_a_reward_above_the_limit_is_for_a_second_person(desk: Desk):
    number = suggested(desk.database)
    lead, other = desk("supervisor", compensation_limit=100), desk("supervisor")
    made = lead.post(f"/suggestions/{number}", json={"state": "adopted", "answer": "好", "amount": "20", "reason": "好主意"}).json()["rewards"][0]
    assert made["state"] == "proposed"
    path = f"/suggestions/{number}/rewards/{made['id']}"
    assert code(lead.post(f"{path}/approve")) == (409, "own_proposal")
    assert code(desk().post(f"{path}/approve")) == (403, "not_your_role")
    assert other.post(f"{path}/approve").json()["rewards"][0]["state"] == "approved"
    assert code(other.post(f"{path}/decline")) == (409, "reward_state")
    assert code(other.post(f"{path}/retry")) == (409, "reward_state")
    assert code(other.post(f"/suggestions/{number}/rewards/99/approve")) == (404, "unknown_reward")


@pytest.mark.parametrize("body, expected", [
    ({"state": "adopted"}, (422, "needs_words")), ({"state": "gone"}, (422, "invalid_field")), ({"topic": 5}, (422, "invalid_field")), ({"amount": "1e9"}, (422, "invalid_field")),
    ({"amount": 5}, (422, "invalid_field")), ({"amount": "5"}, (409, "not_adopted")), ({"reason": "x"}, (422, "invalid_field")), ({"version": -1}, (422, "invalid_field")),
    ({"answer": "x" * 2001}, (422, "invalid_field")), ({"version": 7}, (409, "changed_meanwhile"))])
def test_what_cannot_be_done_leaves_nothing_behind(desk: Desk, body: dict, expected: tuple):
    number, agent = suggested(desk.database), desk()
    assert code(agent.post(f"/suggestions/{number}", json={"topic": "fees", **body})) == expected
    assert agent.get(f"/suggestions/{number}").json()["topic"] is None


@pytest.mark.parametrize("number", ["S20261103ABCDEF", "C20261103ABCDEF", "x", "S20261103ABCDEF%00", "%F0%9F%98%80"])
def test_an_unknown_suggestion_is_unknown(desk: Desk, number: str):
    agent = desk()
    assert code(agent.get(f"/suggestions/{number}")) == code(agent.post(f"/suggestions/{number}", json={"topic": "fees"})) == (404, "unknown_suggestion")


def test_words_of_a_search_may_be_anything(desk: Desk):
    number, agent = suggested(desk.database, "加个 100% 的夜间模式"), desk()
    assert [one["number"] for one in agent.get("/suggestions", params={"words": "100%"}).json()["suggestions"]] == [number]
    for odd in ("\x00", "\ud800".encode("utf-8", "surrogatepass"), "%", "夜" * 100):
        assert agent.get("/suggestions", params={"words": odd}).status_code == 200


def test_a_handoff_is_rated_with_the_name_of_who_helped(desk: Desk):
    agent = desk(name="小周")
    now = utc_now()
    with desk.database.transaction() as session:
        hers = open_conversation(session, customer_id="demo-chen", language=Language.ZH, now=now)
        handoffs.request(session, hers.id, reason=Reason.ASKED_FOR, now=now)
        handoffs.take(session, hers.id, actor=agent.actor, now=now)
        handoffs.give_back(session, hers.id, actor=agent.actor, now=now)
    assert asking.ask_due(desk.database, now=now) == 1
    with desk.database.transaction() as session:
        [asked] = queries.page(session, agent.actor, queries.Filter(), after=None, limit=9)
        rate(session, queries.rating(session, asked.id), 4, now=now)
    [shown] = agent.get("/satisfaction").json()["ratings"]
    assert (shown["about"], shown["agent"]["name"], shown["stars"], shown["category"]) == ("handoff", "小周", 4, "asked_for")
    assert agent.get("/satisfaction/summary").json()["agents"][0]["agent"] == {"id": agent.actor.agent_id, "name": "小周"}
