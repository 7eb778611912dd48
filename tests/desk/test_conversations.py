"""Agents find, open, take and lead conversations by the API; each sees what her role allows, and no more."""
import threading
from datetime import timedelta
from typing import Any, List

import pytest
from sqlalchemy import select

from bot.agents import audit
from bot.agents.models import DeskEvent
from bot.conversations import handoffs, notes, queries, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Author, Conversation
from bot.db import Database, utc_now
from bot.language import Language
from bot.wallet.seeds import seed
from tests.desk.running import Desk, Person


def waiting(database: Database, *texts: str, customer: str = None, reason: Reason = Reason.ASKED_FOR, team: str = None) -> str:
    """A conversation in the queue, after the customer wrote these."""
    with database.transaction() as session:
        now = utc_now()
        conversation = service.open_conversation(session, customer_id=customer, language=Language.ZH, now=now)
        for number, text in enumerate(texts):
            service.receive(session, conversation.id, client_message_id=f"{conversation.id}{number}", text=text, now=now)
        handoffs.request(session, conversation.id, reason=reason, team=team, now=now)
        return conversation.id


def taken(person: Person, database: Database, *texts: str, **how: Any) -> str:
    conversation_id = waiting(database, *texts, **how)
    assert person.post(f"/conversations/{conversation_id}/take", json={}).status_code == 200
    return conversation_id


def customer_says(database: Database, conversation_id: str, text: str) -> None:
    with database.transaction() as session:
        service.receive(session, conversation_id, client_message_id=text, text=text, now=utc_now())


def shown(person: Person, shelf: str) -> List[str]:
    return [row["conversation_id"] for row in person.get("/conversations", params={"owner": shelf}).json()["conversations"]]


def queued(person: Person) -> List[str]:
    return [row["conversation_id"] for row in person.get("/queue").json()["waiting"]]


def code(response: Any) -> tuple:
    return response.status_code, response.json()["error"]["code"]


# The queue

def test_the_queue_shows_who_waits_why_and_since_when_the_gravest_first(desk: Desk):
    seed(desk.database)
    zhou = desk("agent")
    calm, urgent = waiting(desk.database, "余额不对，我的电话 13812345678", customer="demo-chen"), waiting(desk.database, "钱被骗走了", reason=Reason.FRAUD)
    found = zhou.get("/queue").json()
    assert [row["conversation_id"] for row in found["waiting"]] == [urgent, calm]
    first, second = found["waiting"]
    assert (first["place"], first["reason"], first["risk"], first["customer"], first["lost"]) == (1, "fraud", ["fraud_words"], None, False)
    assert (second["preview"], second["customer"]["id"], second["language"]) == ("余额不对，我的电话 138****5678", "demo-chen", "zh")
    assert second["customer"]["name"] and second["waiting_since"]
    assert found["expected_wait_seconds"] is None


def test_the_queue_says_whether_somebody_is_there(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    zhou = desk("agent")
    assert zhou.get("/queue").json()["availability"]["kind"] in {"unstaffed", "closed"}
    assert zhou.put("/me/availability", json={"available": True}).json() == {"available": True}
    assert zhou.get("/queue").json()["availability"] == {"kind": "staffed", "opens_at": None}
    assert zhou.post("/me/beat").json() == {"available": True}
    assert [(each["name"], each["on_duty"]) for each in zhou.get("/colleagues").json()["colleagues"]] == [("小周", True)]
    zhou.put("/me/availability", json={"available": False})
    assert zhou.get("/queue").json()["availability"]["kind"] in {"unstaffed", "closed"}


def test_opening_hours_are_told(desk: Desk):
    found = desk("agent").get("/hours").json()
    assert found["week"][0] == {"day": "mon", "spans": [{"opens": "09:00", "closes": "21:00"}]} and len(found["week"]) == 7
    assert (found["calendar"], found["time_zone"], found["queue_patience_seconds"]) == ("CN", "Asia/Shanghai", 120)


# Who sees what

def test_an_agent_sees_her_teams_queue_and_everybodys_never_another_teams(desk: Desk):
    for_all, for_risk, for_pay = waiting(desk.database, "a"), waiting(desk.database, "b", team="risk"), waiting(desk.database, "c", team="payments")
    risk, none, lead, auditor = desk("agent", "小李", team="risk"), desk("agent", "小陈"), desk("supervisor", "王主管"), desk("auditor", "赵审计")
    assert queued(risk) == [for_all, for_risk] and queued(none) == [for_all]
    assert queued(lead) == queued(auditor) == [for_all, for_risk, for_pay]
    for path in ("", "/messages"):
        assert code(risk.get(f"/conversations/{for_pay}{path}")) == (404, "unknown_conversation")
        assert risk.get(f"/conversations/{for_risk}{path}").status_code == 200
    assert code(none.post(f"/conversations/{for_pay}/take", json={})) == (404, "unknown_conversation")


def test_a_conversation_of_a_colleague_is_hidden_from_agents_and_open_to_supervisors_and_auditors(desk: Desk):
    zhou, li, lead, auditor = desk("agent"), desk("agent", "小李"), desk("supervisor", "王主管"), desk("auditor", "赵审计")
    conversation_id = taken(zhou, desk.database, "我的钱呢")
    assert shown(zhou, "me") == shown(zhou, "agent") == [conversation_id] and shown(li, "me") == shown(li, "agent") == []
    assert shown(lead, "agent") == shown(auditor, "agent") == [conversation_id] and shown(lead, "me") == []
    for path in ("", "/messages"):
        assert code(li.get(f"/conversations/{conversation_id}{path}")) == (404, "unknown_conversation")
        assert lead.get(f"/conversations/{conversation_id}{path}").status_code == auditor.get(f"/conversations/{conversation_id}{path}").status_code == 200
    for act, body in (("messages", {"client_message_id": "1", "text": "x"}), ("notes", {"text": "x"}), ("typing", {}), ("read", {"sequence": 1}), ("return", {}),
                      ("transfer", {"team": "risk"})):
        assert code(li.post(f"/conversations/{conversation_id}/{act}", json=body)) == (404, "unknown_conversation")


def test_an_auditor_reads_all_and_writes_nothing(desk: Desk):
    auditor, conversation_id = desk("auditor"), taken(desk("agent"), desk.database, "我的钱呢")
    for act, body in (("take", {}), ("take-over", {}), ("messages", {"client_message_id": "1", "text": "x"}), ("notes", {"text": "x"}), ("typing", {}),
                      ("read", {"sequence": 1}), ("return", {}), ("transfer", {"team": "risk"})):
        assert code(auditor.post(f"/conversations/{conversation_id}/{act}", json=body)) == (403, "not_your_role")
    assert code(auditor.put("/me/availability", json={"available": True})) == (403, "not_your_role")
    assert auditor.get(f"/conversations/{conversation_id}").json()["moves"] == []


def test_what_she_ended_stays_open_to_an_agent_until_somebody_else_is_asked_for(desk: Desk):
    zhou = desk("agent", team="payments")
    conversation_id = taken(zhou, desk.database, "我的钱呢")
    zhou.post(f"/conversations/{conversation_id}/return", json={})
    assert shown(zhou, "closed") == [conversation_id] and shown(zhou, "me") == []
    assert zhou.get(f"/conversations/{conversation_id}").json()["owner"] == "bot"
    with desk.database.transaction() as session:
        handoffs.request(session, conversation_id, reason=Reason.ANGER, team="risk", now=utc_now())
    assert code(zhou.get(f"/conversations/{conversation_id}")) == (404, "unknown_conversation") and shown(zhou, "closed") == []


def test_a_list_comes_in_pages_whoever_spoke_last_first(desk: Desk):
    zhou = desk("agent")
    ids = [taken(zhou, desk.database, f"第 {number} 个") for number in range(5)]
    customer_says(desk.database, ids[0], "还在吗")
    seen, after = [], None
    while True:
        page = zhou.get("/conversations", params={"owner": "me", "limit": 2, **({"after": after} if after else {})}).json()
        seen += [row["conversation_id"] for row in page["conversations"]]
        after = page["following"]
        if after is None:
            break
    assert seen == [ids[0], *reversed(ids[1:])]
    first = zhou.get("/conversations", params={"owner": "me", "limit": 1}).json()["conversations"][0]
    assert (first["unread"], first["last_message"]["author"], first["last_message"]["text"], first["agent"]["name"]) == (2, "customer", "还在吗", "小周")


@pytest.mark.parametrize("query", [{"owner": "nobody"}, {"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"after": "-1"}, {"after": "9" * 30}])
def test_odd_questions_are_refused_by_the_name_of_the_field(desk: Desk, query: dict):
    answer = desk("agent").get("/conversations", params=query)
    assert code(answer) == (422, "invalid_field") and answer.json()["error"]["field"] == next(iter(query))


@pytest.mark.parametrize("wrong", ["%00", "a%20b", "x" * 33, "..%2f", "中文"])
def test_what_is_no_conversation_is_unknown(desk: Desk, wrong: str):
    zhou = desk("agent")
    assert zhou.get(f"/conversations/{wrong}").status_code == 404
    assert zhou.post(f"/conversations/{wrong}/take", json={}).status_code == 404


def test_nobody_reads_without_signing_in(desk: Desk):
    conversation_id = waiting(desk.database, "x")
    with desk.stranger() as stranger:
        for path in ("/queue", "/conversations", f"/conversations/{conversation_id}", f"/conversations/{conversation_id}/messages", "/events", "/canned",
                     "/callbacks", "/hours", "/colleagues"):
            assert stranger.get(path).status_code == 401
        assert stranger.post(f"/conversations/{conversation_id}/take", json={}).status_code == 401


# Moves

def test_two_agents_press_take_at_once_one_gets_it_the_other_is_told_by_whom(desk: Desk):
    people = [desk("agent", name) for name in ("小周", "小李", "小陈")]
    for _ in range(8):
        conversation_id, answers = waiting(desk.database, "在吗"), {}
        start = threading.Barrier(len(people))

        def press(person: Person, conversation_id: str = conversation_id, answers: dict = answers, start: threading.Barrier = start) -> None:
            start.wait()
            answers[person.actor.name] = person.post(f"/conversations/{conversation_id}/take", json={})

        threads = [threading.Thread(target=press, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        won = [name for name, answer in answers.items() if answer.status_code == 200]
        assert len(won) == 1
        for name, answer in answers.items():
            if name not in won:
                assert code(answer) == (409, "taken") and answer.json()["error"]["by"] == won[0]


def test_an_agent_talks_and_the_same_message_sent_again_is_one(desk: Desk):
    zhou = desk("agent")
    conversation_id = taken(zhou, desk.database, "我的钱呢")
    body = {"client_message_id": "a-1", "text": "您好，我的卡号是 6222021234567890123，请查收\u0000"}
    first, again = (zhou.post(f"/conversations/{conversation_id}/messages", json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    said = zhou.get(f"/conversations/{conversation_id}/messages").json()["messages"]
    assert [(line["author"], line["agent_name"]) for line in said] == [("customer", None), ("system", None), ("agent", "小周")]
    assert said[-1]["text"] == "您好，我的卡号是 **** 0123，请查收"
    assert said[-1]["sequence"] == first.json()["sequence"]


@pytest.mark.slow
@pytest.mark.parametrize("body, refused", [
    ({"client_message_id": "1", "text": ""}, "empty_message"), ({"client_message_id": "1"}, "empty_message"), ({"client_message_id": "1", "text": "\u200b"}, "empty_message"),
    ({"client_message_id": "1", "text": "x" * 2001}, "message_too_long"), ({"client_message_id": "1", "text": "x" * 60000}, "message_too_long"),
    ({"client_message_id": "a b", "text": "x"}, "invalid_field"), ({"client_message_id": "x" * 49, "text": "x"}, "invalid_field"), ({"text": "x"}, "invalid_field"),
    ({"client_message_id": 1, "text": "x"}, "invalid_field"), ({"client_message_id": "1", "text": 5}, "invalid_field"), ({"client_message_id": "1", "text": "x", "to": "y"}, "invalid_field"),
    ({"client_message_id": "1", "attachment_ids": ["x"]}, "invalid_field"), ({"client_message_id": "1", "attachment_ids": ["0" * 32]}, "unknown_attachment"),
    ({"client_message_id": "1", "attachment_ids": [f"{number:032x}" for number in range(6)]}, "too_many_attachments"),
])
def test_odd_words_are_refused_and_nothing_is_stored(desk: Desk, body: dict, refused: str):
    zhou = desk("agent")
    conversation_id = taken(zhou, desk.database, "在吗")
    assert zhou.post(f"/conversations/{conversation_id}/messages", json=body).json()["error"]["code"] == refused
    assert len(zhou.get(f"/conversations/{conversation_id}/messages").json()["messages"]) == 2


def test_who_waits_is_not_talked_to_before_she_is_taken(desk: Desk):
    zhou, conversation_id = desk("agent"), waiting(desk.database, "在吗")
    assert code(zhou.post(f"/conversations/{conversation_id}/messages", json={"client_message_id": "1", "text": "您好"})) == (409, "not_yours")


def test_typing_and_reading_are_seen_on_the_other_side(desk: Desk):
    zhou = desk("agent")
    conversation_id = taken(zhou, desk.database, "在吗")
    assert zhou.post(f"/conversations/{conversation_id}/typing").status_code == 204
    assert zhou.post(f"/conversations/{conversation_id}/read", json={"sequence": 99}).status_code == 204
    with desk.database.reading() as session:
        conversation = session.get(Conversation, conversation_id)
        assert conversation.agent_typing_at and conversation.agent_read == conversation.last_sequence
    assert zhou.get(f"/conversations/{conversation_id}").json()["agent_read"] == conversation.last_sequence


def test_passed_on_to_a_colleague_she_alone_is_offered_it(desk: Desk):
    zhou, li, chen = desk("agent"), desk("agent", "小李"), desk("agent", "小陈")
    conversation_id = taken(zhou, desk.database, "我要退款")
    li_id = li.actor.agent_id
    answer = zhou.post(f"/conversations/{conversation_id}/transfer", json={"agent_id": li_id})
    assert code(answer) == (409, "agent_away") and "小李" in answer.json()["error"]["message"]
    li.put("/me/availability", json={"available": True})
    answer = zhou.post(f"/conversations/{conversation_id}/transfer", json={"agent_id": li_id, "words": "查到了，等她确认"})
    assert answer.json() == {"conversation_id": conversation_id, "owner": "queue", "agent": None}
    assert queued(li) == [conversation_id] and queued(chen) == []
    li.post(f"/conversations/{conversation_id}/take", json={})
    assert [(note["author"], note["text"]) for note in li.get(f"/conversations/{conversation_id}").json()["notes"]] == [("小周", "查到了，等她确认")]


@pytest.mark.slow
@pytest.mark.parametrize("body", [{}, {"agent_id": 1, "team": "risk"}, {"agent_id": "1"}, {"agent_id": 0}, {"team": ""}, {"team": "a\nb"}, {"agent_id": 1, "words": ""}, [], "x"])
def test_an_odd_transfer_is_refused(desk: Desk, body: Any):
    zhou = desk("agent")
    conversation_id = taken(zhou, desk.database, "在吗")
    assert zhou.post(f"/conversations/{conversation_id}/transfer", json=body).status_code in {400, 422}
    assert shown(zhou, "me") == [conversation_id]


def test_a_supervisor_steps_in_and_the_agent_is_out(desk: Desk):
    zhou, lead = desk("agent"), desk("supervisor", "王主管")
    conversation_id = taken(zhou, desk.database, "在吗")
    assert code(zhou.post(f"/conversations/{conversation_id}/take-over", json={})) == (403, "not_your_role")
    assert lead.get(f"/conversations/{conversation_id}").json()["moves"] == ["take-over", "notes"]
    assert lead.post(f"/conversations/{conversation_id}/take-over", json={}).json()["agent"]["name"] == "王主管"
    assert code(zhou.post(f"/conversations/{conversation_id}/messages", json={"client_message_id": "1", "text": "您好"})) == (404, "unknown_conversation")


# Notes and the audit trail

def test_notes_are_for_colleagues_alone(desk: Desk):
    zhou = desk("agent")
    conversation_id = taken(zhou, desk.database, "在吗")
    kept = zhou.post(f"/conversations/{conversation_id}/notes", json={"text": "像是诈骗，密码是 abc12345"})
    assert kept.status_code == 201 and kept.json()["author"] == "小周" and "abc12345" not in kept.text
    with desk.database.reading() as session:
        assert len(notes.of(session, conversation_id)) == 1
        assert not any("像是诈骗" in message.text for message in queries.messages_after(session, conversation_id, 0, 99))


def test_opening_a_transcript_is_an_audit_event_once_a_look(desk: Desk):
    zhou, lead, conversation_id = desk("agent"), desk("supervisor", "王主管"), waiting(desk.database, "在吗")
    for _ in range(3):
        zhou.get(f"/conversations/{conversation_id}")
        zhou.get(f"/conversations/{conversation_id}/messages")
    lead.get(f"/conversations/{conversation_id}/messages")

    def opened() -> list:
        with desk.database.reading() as session:
            return [event.actor_name for event in audit.listed(session, kind="transcript_opened", subject=f"conversation:{conversation_id}")]
    assert opened() == ["王主管", "小周"]
    desk("agent", "小陈", team="risk").get(f"/conversations/{'0' * 32}")  # nothing was opened
    assert len(opened()) == 2


def test_a_look_an_hour_later_is_another_one(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    zhou, conversation_id = desk("agent"), waiting(desk.database, "在吗")
    with desk.database.transaction() as session:
        audit.record(session, zhou.actor, "transcript_opened", f"conversation:{conversation_id}", utc_now() - timedelta(hours=1))
    zhou.get(f"/conversations/{conversation_id}/messages")
    with desk.database.reading() as session:
        assert len(session.execute(select(DeskEvent).where(DeskEvent.kind == "transcript_opened")).all()) == 2


def test_contacts_are_shown_to_the_one_who_talks_with_her_and_masked_for_others(desk: Desk):
    zhou, lead = desk("agent"), desk("supervisor", "王主管")
    conversation_id = taken(zhou, desk.database, "打给我 13812345678")
    texts = [person.get(f"/conversations/{conversation_id}/messages").json()["messages"][0]["text"] for person in (zhou, lead)]
    assert texts == ["打给我 13812345678", "打给我 138****5678"]


def test_what_the_bot_understood_and_offered_is_in_the_transcript(desk: Desk):
    zhou = desk("agent")
    with desk.database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=None, language=Language.ZH, now=utc_now())
        message, _ = service.receive(session, conversation.id, client_message_id="1", text="付款失败", now=utc_now())
        understood = {"intent": "failed_payment", "confidence": 0.91, "entities": [{"entity": "amount", "value": "50"}]}
        service.answer(session, message.id, [service.Reply("是哪一笔？", [service.Option("这一笔", {"intent": "inform", "aspect": None, "entities": {}})], "utter_failed_payment")],
                       understood=understood, now=utc_now())
        handoffs.request(session, conversation.id, reason=Reason.ANGER, now=utc_now())
    customer, bot = zhou.get(f"/conversations/{conversation.id}/messages").json()["messages"]
    assert customer["understood"] == understood
    assert (bot["author"], bot["response"], bot["choices"]) == (Author.BOT.value, "utter_failed_payment", [{"title": "这一笔"}])
