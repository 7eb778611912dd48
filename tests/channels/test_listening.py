"""While a person has a conversation the bot is silent and remembers; afterwards it goes on knowing what was said."""
import json
import signal
import sqlite3
import time
from typing import Any, Dict, Iterator, List

import pytest

from tests.channels.desk import Desk
from tests.channels.running import Customer, Server


@pytest.fixture()
def own_server(tmp_path: Any) -> Iterator[Server]:
    """A server that a test may kill."""
    running = Server(tmp_path).start()
    yield running
    running.stop()


def tracker(server: Server, customer: Customer) -> List[Dict[str, Any]]:
    """The events of the conversation in Rasa's log."""
    with sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///")) as connection:
        rows = connection.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", [customer.session["conversation_id"]])
        return [json.loads(data) for (data,) in rows]


def remembered(server: Server, customer: Customer, words: str) -> List[Dict[str, Any]]:
    """The tracker, once it holds these words."""
    for _ in range(200):
        events = tracker(server, customer)
        if any(words in (event.get("text") or "") for event in events):
            return events
        time.sleep(0.05)
    raise AssertionError(f"{words!r} is not in the tracker: {[e.get('text') for e in tracker(server, customer)]}")


def place(customer: Customer) -> int:
    """Where she stands in the queue; others may wait there, too."""
    return customer.http.get("/webhooks/web/state").json()["place"]


def test_the_talk_with_an_agent_is_in_the_tracker_and_the_bot_resumes_knowing_it(server: Server):
    desk, customer = Desk(server), Customer(server, "demo-li")
    conversation_id = customer.session["conversation_id"]
    assert "正在为您转人工" in customer.say("转人工")
    customer.post(text="在线等 急")
    desk.take(conversation_id)
    desk.say(conversation_id, "您好，我看到两笔老王火锅")
    customer.post(text="对 老王火锅扣了我两次钱")
    desk.give_back(conversation_id)
    events = remembered(server, customer, "老王火锅扣了我两次钱")  # words that she never wrote before
    said = [(e["event"], e.get("text"), (e.get("metadata") or {}).get("agent")) for e in events]
    assert ("bot", "您好，我看到两笔老王火锅", "小周") in said
    order = [e["event"] for e in events]
    paused = len(order) - 1 - order[::-1].index("pause")
    assert paused < said.index(("user", "在线等 急", None)) < said.index(("user", "对 老王火锅扣了我两次钱", None))
    remembered(server, customer, "接下来由我继续帮您")
    assert [e["event"] for e in tracker(server, customer)][-1] == "resume"
    # What it is about she told the agent, not the bot.
    assert "重复扣款" in customer.say("我要投诉")
    desk.be_there(False)


def test_what_was_said_while_the_process_was_down_is_remembered_once(own_server: Server):
    desk, customer = Desk(own_server), Customer(own_server)
    conversation_id = customer.session["conversation_id"]
    customer.say("转人工")
    desk.take(conversation_id)
    desk.say(conversation_id, "第一句")
    remembered(own_server, customer, "第一句")
    own_server.stop(signal.SIGKILL)
    desk.say(conversation_id, "第二句")
    desk.give_back(conversation_id)
    own_server.start()
    remembered(own_server, customer, "第二句")
    customer.say("谢谢")
    texts = [event.get("text") for event in tracker(own_server, customer)]
    assert (texts.count("第一句"), texts.count("第二句")) == (1, 1)


def test_who_writes_of_a_loss_in_the_queue_is_put_first_and_the_bot_stays_silent(server: Server):
    desk, first, second = Desk(server), Customer(server), Customer(server)
    first.say("转人工")
    second.say("转人工")
    before = second.http.get("/webhooks/web/state").json()
    assert before["owner"] == "queue" and before["place"] == first.http.get("/webhooks/web/state").json()["place"] + 1
    sent = second.post(text="快冻结我的账户").json()["sequence"]
    for _ in range(200):
        if place(second) < place(first):
            break
        time.sleep(0.05)
    assert place(second) < place(first)
    assert second.messages(sent) == []
    for customer in (first, second):
        customer.http.delete("/webhooks/web/handoff")
    desk.be_there(False)
