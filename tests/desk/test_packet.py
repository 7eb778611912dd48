"""An agent gets with a conversation what she needs, so that the customer need not say it again."""
from datetime import timedelta
from typing import Any

import pytest

from bot.complaints import decisions
from bot.complaints import service as complaints
from bot.complaints.kinds import Category, Outcome, Remedy
from bot.conversations import callbacks, devices, handoffs, queries, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Conversation
from bot.db import Database, utc_now
from bot.errors import WalletUnavailable
from bot.language import Language
from bot.wallet import wallet
from bot.wallet.seeds import seed
from tests.desk.running import Desk
from tests.desk.test_conversations import code, taken, waiting


def chens(database: Database) -> str:
    """A signed-in customer's conversation in which something happened."""
    seed(database)
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id="demo-chen", language=Language.ZH, now=utc_now())
        return conversation.id


def turn(database: Database, conversation_id: str, text: str, intent: str, response: str) -> None:
    """What she says, what the bot makes of it, what it answers."""
    with database.transaction() as session:
        message, _ = service.receive(session, conversation_id, client_message_id=text, text=text, now=utc_now())
        service.answer(session, message.id, [service.Reply("…", (), response)], understood={"intent": intent, "confidence": 0.9, "entities": []}, now=utc_now())


def request(database: Database, conversation_id: str, reason: Reason = Reason.ASKED_FOR) -> None:
    with database.transaction() as session:
        handoffs.request(session, conversation_id, reason=reason, now=utc_now())


def file(database: Database, conversation_id: str, key: str, **facts: Any) -> str:
    with database.transaction() as session:
        statement = complaints.Statement(category=Category.FAILED_PAYMENT, description="扣了两次", remedy=Remedy.REFUND, **facts)
        return complaints.file(session, session.get(Conversation, conversation_id), statement, key=key, now=utc_now()).number


def packet(person: Any, conversation_id: str) -> dict:
    answer = person.get(f"/conversations/{conversation_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_says_who_she_is_masked_and_how_her_account_stands(desk: Desk):
    conversation_id = chens(desk.database)
    request(desk.database, conversation_id)
    customer = packet(desk("agent"), conversation_id)["customer"]
    account = wallet().account("demo-chen")
    assert (customer["id"], customer["name"], customer["state"]) == ("demo-chen", account.name, "账户正常")
    assert customer["phone"] == "138****8000" and customer["email"].endswith("@example.com") and "***" in customer["email"]


def test_a_visitor_is_nobody_and_nothing_is_asked_of_the_wallet(desk: Desk):
    found = packet(desk("agent"), waiting(desk.database, "在吗"))
    assert (found["customer"], found["transactions"], found["wallet_away"]) == (None, [], False)


def test_the_transactions_spoken_of_are_there_with_their_state_and_no_others(desk: Desk):
    conversation_id = chens(desk.database)
    mine = wallet().transactions("demo-chen", since=utc_now() - timedelta(days=400))
    others = wallet().transactions("demo-liu", since=utc_now() - timedelta(days=400))
    turn(desk.database, conversation_id, f"这笔 {mine[0].id} 怎么回事，还有 {others[0].id}", "transaction_status", "utter_x")
    request(desk.database, conversation_id)
    found = packet(desk("agent"), conversation_id)["transactions"]
    assert [(each["id"], each["state"], each["kind"]) for each in found] == [(mine[0].id, mine[0].state.value, mine[0].kind.value)]
    assert found[0]["amount"].startswith("¥") and mine[0].counterparty in found[0]["label"] and found[0]["state_label"]


def test_a_transaction_named_by_a_button_counts_as_spoken_of(desk: Desk):
    conversation_id = chens(desk.database)
    mine = wallet().transactions("demo-chen", since=utc_now() - timedelta(days=400))
    with desk.database.transaction() as session:
        payload = {"intent": "transaction_status", "aspect": None, "entities": {"transaction_id": mine[1].id}}
        said = service.say(session, conversation_id, "哪一笔？", author=service.Author.BOT, options=[service.Option("这一笔", payload)], now=utc_now())
        [choice] = queries.messages_after(session, conversation_id, said.sequence - 1, 1)[0].choices
        service.receive(session, conversation_id, client_message_id="p", text="这一笔", choice=choice, now=utc_now())
    request(desk.database, conversation_id)
    assert [each["id"] for each in packet(desk("agent"), conversation_id)["transactions"]] == [mine[1].id]


def test_open_and_past_complaints_are_apart_and_the_earliest_promise_is_the_deadline(desk: Desk):
    conversation_id = chens(desk.database)
    lead = desk("supervisor", "王主管")
    past, current = file(desk.database, conversation_id, "message:1"), file(desk.database, conversation_id, "message:2")
    with desk.database.transaction() as session:
        decisions.resolve(session, past, Outcome.UPHELD, "已退款", actor=lead.actor, now=utc_now())
    request(desk.database, conversation_id)
    found = packet(lead, conversation_id)
    assert [each["number"] for each in found["complaints"]["open"]] == [current]
    assert [(each["number"], each["status"]) for each in found["complaints"]["past"]] == [(past, "resolved")]
    assert (found["deadline"]["kind"], found["deadline"]["number"], found["deadline"]["state"]) == ("first_reply", current, "pending")
    assert found["complaints"]["open"][0]["next_deadline"]["due_at"] == found["deadline"]["due_at"]


def test_a_callback_that_is_owed_sooner_is_the_deadline(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    conversation_id = chens(desk.database)
    file(desk.database, conversation_id, "message:1")
    with desk.database.transaction() as session:
        number = callbacks.request_callback(session, session.get(Conversation, conversation_id), contact="13812345678", words="请回电", key="k", now=utc_now() - timedelta(days=1)).number
    request(desk.database, conversation_id)
    deadline = packet(desk("agent"), conversation_id)["deadline"]
    assert (deadline["kind"], deadline["number"]) == ("callback", number)


def test_the_steps_tried_already_are_told_in_their_order_and_in_the_readers_language(desk: Desk):
    conversation_id = chens(desk.database)
    turn(desk.database, conversation_id, "付款失败了", "failed_payment", "utter_failed_payment/deducted")
    turn(desk.database, conversation_id, "还是付款失败", "failed_payment", "utter_failed_payment")
    number = file(desk.database, conversation_id, "message:1")
    request(desk.database, conversation_id)
    steps = [step["label"] for step in packet(desk("agent"), conversation_id)["steps"]]
    assert steps == ["顾客说到：付款失败", "机器人给了办法：付款失败", f"登记了投诉 {number}", "请求转人工"]
    assert packet(desk("agent", "Amy", locale="en"), conversation_id)["steps"][0]["label"] == "The customer spoke of: A payment failed"


def test_risks_come_from_her_words_her_sums_and_her_device(desk: Desk):
    conversation_id = chens(desk.database)
    with desk.database.transaction() as session:
        for device, age in (("old", 90), ("new", 0)):
            devices.see(session, conversation_id, device, now=utc_now() - timedelta(days=age))
    turn(desk.database, conversation_id, "有人冒充客服骗了我 8000 元", "fraud", "utter_fraud")
    request(desk.database, conversation_id, Reason.FRAUD)
    found = packet(desk("agent"), conversation_id)
    assert (found["risk"], found["reason"]) == (["fraud_words", "new_device", "large_amount"], "fraud")


def test_a_large_transaction_is_a_risk_even_where_she_names_no_sum(desk: Desk):
    seed(desk.database)
    with desk.database.transaction() as session:
        conversation_id = service.open_conversation(session, customer_id="demo-wu", language=Language.ZH, now=utc_now()).id
    [mine] = wallet().transactions("demo-wu", since=utc_now() - timedelta(days=400))
    request(desk.database, conversation_id)
    assert packet(desk("agent"), conversation_id)["risk"] == []
    with desk.database.transaction() as session:
        service.receive(session, conversation_id, client_message_id="1", text=f"这笔 {mine.id}", now=utc_now())
    assert packet(desk("agent", "小李"), conversation_id)["risk"] == ["large_amount"]


class _Away:
    def __getattr__(self, name: str) -> Any:
        def away(*args: Any, **kwargs: Any) -> None:
            raise WalletUnavailable
        return away


def test_while_the_wallet_is_away_the_rest_is_there_and_it_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    conversation_id = chens(desk.database)
    request(desk.database, conversation_id)
    for module in ("bot.desk.packet", "bot.desk.names", "bot.desk.spoken_transactions"):
        monkeypatch.setattr(f"{module}.wallet", _Away)
    zhou = desk("agent")
    found = packet(zhou, conversation_id)
    assert (found["wallet_away"], found["transactions"], found["customer"]) == (True, [], {"id": "demo-chen", "name": ""})
    assert zhou.get("/queue").json()["waiting"][0]["customer"] == {"id": "demo-chen", "name": ""}


def test_it_says_what_the_person_may_do_now(desk: Desk):
    zhou, lead = desk("agent"), desk("supervisor", "王主管")
    conversation_id = waiting(desk.database, "在吗")
    assert packet(zhou, conversation_id)["moves"] == ["take", "notes"]
    zhou.post(f"/conversations/{conversation_id}/take", json={})
    assert packet(zhou, conversation_id)["moves"] == ["messages", "transfer", "return", "notes"]
    assert packet(lead, conversation_id)["moves"] == ["take-over", "notes"]
    zhou.post(f"/conversations/{conversation_id}/return", json={})
    assert packet(zhou, conversation_id)["moves"] == ["notes"]


def test_canned_answers_are_filled_with_what_is_known_of_the_conversation(desk: Desk):
    conversation_id = chens(desk.database)
    zhou = desk("agent")
    request(desk.database, conversation_id)
    listed = {each["title"]: each for each in zhou.get("/canned").json()["canned"]}
    assert len(listed) == 12
    filed = listed["已登记投诉 · Complaint filed"]["id"]
    answer = zhou.get(f"/canned/{filed}", params={"conversation": conversation_id}).json()
    assert answer["missing"] == ["number"] and "{number}" in answer["text"]
    number = file(desk.database, conversation_id, "message:1")
    assert zhou.get(f"/canned/{filed}", params={"conversation": conversation_id}).json()["text"].startswith(f"已经为您登记投诉，编号 {number}。")
    greeting = zhou.get(f"/canned/{listed['开场 · Greeting']['id']}", params={"conversation": conversation_id}).json()
    assert greeting["text"].startswith(f"{wallet().account('demo-chen').name}您好，我是小周。") and greeting["missing"] == []
    visitor = taken(zhou, desk.database, "hello there, my payment failed")
    assert zhou.get(f"/canned/{listed['开场 · Greeting']['id']}", params={"conversation": visitor}).json()["text"].startswith("Hello customer, this is 小周.")


def test_supervisors_keep_the_canned_answers(desk: Desk):
    zhou, li, lead = desk("agent", team="risk"), desk("agent", "小李", team="payments"), desk("supervisor", "王主管")
    body = {"title": "冻结", "zh": "{customer}，已冻结", "en": "{customer}, it is frozen", "team": "risk"}
    assert code(zhou.post("/canned", json=body)) == (403, "not_your_role")
    made = lead.post("/canned", json=body)
    assert made.status_code == 201
    number = made.json()["id"]
    assert number in [each["id"] for each in zhou.get("/canned").json()["canned"]] and number not in [each["id"] for each in li.get("/canned").json()["canned"]]
    assert code(li.get(f"/canned/{number}")) == (404, "unknown_canned")
    assert lead.put(f"/canned/{number}", json={**body, "team": None}).json()["team"] is None
    assert li.get(f"/canned/{number}").json()["zh"] == "{customer}，已冻结"
    assert code(lead.put(f"/canned/{number}", json={**body, "zh": "{password}"})) == (422, "canned_placeholder")
    assert lead.delete(f"/canned/{number}").status_code == 204 and code(lead.delete(f"/canned/{number}")) == (404, "unknown_canned")
    assert code(lead.get("/canned/99999999999999999999")) == (404, "unknown_canned")


def test_callbacks_are_listed_and_done_once(desk: Desk):
    zhou, li, auditor = desk("agent"), desk("agent", "小李"), desk("auditor", "赵审计")
    conversation_id = waiting(desk.database, "在吗")
    with desk.database.transaction() as session:
        number = callbacks.request_callback(session, session.get(Conversation, conversation_id), contact="+8613812345678", words="请回电", key="k", now=utc_now()).number
    row = zhou.get("/callbacks").json()["callbacks"][0]
    assert (row["number"], row["contact"], row["words"], row["state"]) == (number, "+8613812345678", "请回电", "open")
    assert auditor.get("/callbacks").json()["callbacks"][0]["contact"] == "138****5678"
    assert code(auditor.post(f"/callbacks/{number}/complete", json={"outcome": "x"})) == (403, "not_your_role")
    assert code(zhou.post(f"/callbacks/{number}/complete", json={"outcome": " "})) == (422, "invalid_field")
    assert code(zhou.post("/callbacks/B20261103AAAAAA/complete", json={"outcome": "x"})) == (404, "unknown_callback")
    done = zhou.post(f"/callbacks/{number}/complete", json={"outcome": "已解决"}).json()
    assert (done["state"], done["agent"]["name"], done["outcome"]) == ("done", "小周", "已解决")
    assert code(li.post(f"/callbacks/{number}/complete", json={"outcome": "x"})) == (409, "callback_done")
    assert zhou.get("/callbacks").json()["callbacks"] == []
    assert [each["number"] for each in zhou.get("/callbacks", params={"state": "done"}).json()["callbacks"]] == [number]
    assert code(zhou.get("/callbacks", params={"state": "x"})) == (422, "invalid_field")
