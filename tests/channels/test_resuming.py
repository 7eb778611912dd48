"""Nothing is lost: not by a crash, not by a reconnect."""
import json
import signal
import sqlite3
import threading
import time
from typing import Any, Dict, Iterator, List

import httpx
import pytest

from tests.channels.desk import Desk
from tests.channels.running import Customer, Server


@pytest.fixture()
def own_server(tmp_path) -> Iterator[Server]:
    """A server that a test may kill."""
    running = Server(tmp_path).start()
    yield running
    running.stop()


def test_a_form_survives_a_crash_and_a_message_left_behind_is_answered_at_the_next_start(own_server: Server):
    chen = Customer(own_server, "demo-chen")
    assert "哪一笔交易" in chen.say("我要投诉付款失败")
    chen.press("优衣库")
    before = chen.sequence
    own_server.stop(signal.SIGKILL)
    _leave_unhandled(own_server, chen, "付款一直转圈 后来失败了 钱却没有退")
    own_server.start()
    assert "怎么解决" in chen.wait_for("怎么解决", after=before)["text"]
    assert "请您过目" in chen_again(own_server, chen).say("退款")


def chen_again(server: Server, customer: Customer) -> Customer:
    """The same customer on the restarted server, in the same conversation."""
    again = Customer(server, "demo-chen")
    assert again.session["conversation_id"] == customer.session["conversation_id"]
    return again


def _leave_unhandled(server: Server, customer: Customer, text: str) -> None:
    """Write the row that a crash between storing and answering leaves."""
    path = server.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        sequence = connection.execute("SELECT last_sequence + 1 FROM conversations WHERE id = ?", [customer.session["conversation_id"]]).fetchone()[0]
        connection.execute("UPDATE conversations SET last_sequence = ? WHERE id = ?", [sequence, customer.session["conversation_id"]])
        connection.execute("INSERT INTO messages (conversation_id, sequence, author, text, client_message_id, secrets_removed, unhandled, created_at)"
                           " VALUES (?, ?, 'customer', ?, 'left', 0, 1, '2026-11-03 08:00:00')", [customer.session["conversation_id"], sequence, text])


def test_a_stream_resumes_after_the_last_sequence_seen(server: Server):
    customer = Customer(server)
    customer.say("你好")
    customer.say("付款失败了")
    everything = customer.messages()
    seen = _read_events(customer, {"last-event-id": str(everything[0]["sequence"])}, len(everything) - 1)
    assert [event["sequence"] for event in seen] == [m["sequence"] for m in everything[1:]]
    assert seen == everything[1:]


def test_what_another_process_writes_reaches_an_open_stream(server: Server):
    desk, customer = Desk(server), Customer(server)
    customer.say("转人工")
    after = customer.messages()[-1]["sequence"]
    got: List[Dict[str, Any]] = []
    reader = threading.Thread(target=lambda: got.extend(_read_events(customer, {"last-event-id": str(after)}, 1)))
    reader.start()
    row = next(line for line in server.command("handoffs", "list").splitlines() if customer.session["conversation_id"] in line)
    server.command("handoffs", "reply", row.split()[0], "我来帮您")
    reader.join(20)
    assert [(event["author"], event["text"]) for event in got] == [("agent", "我来帮您")]
    desk.be_there(False)


def test_who_answers_is_told_at_the_beginning_and_at_each_change(server: Server):
    desk, customer = Desk(server), Customer(server)
    got: List[Dict[str, Any]] = []
    reader = threading.Thread(target=lambda: got.extend(_read_events(customer, {}, 3, wanted="state")))
    reader.start()
    time.sleep(0.5)  # the stream's first word is the state before she asks
    assert customer.http.post("/webhooks/web/handoff").status_code == 202
    customer.wait_for("正在为您转人工")
    assert customer.http.delete("/webhooks/web/handoff").json() == {"owner": "bot"}
    reader.join(20)
    assert [state["owner"] for state in got] == ["bot", "queue", "bot"]
    customer.wait_for("我接着帮您")
    desk.be_there(False)


def test_a_long_past_comes_without_a_pause(server: Server):
    customer = Customer(server)
    with sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///")) as connection:
        connection.executemany("INSERT INTO messages (conversation_id, sequence, author, text, secrets_removed, created_at)"
                               " VALUES (?, ?, 'bot', 'x', 0, '2026-11-03 08:00:00')",
                               [(customer.session["conversation_id"], sequence) for sequence in range(1, 452)])
    # silence shorter than the stream's own pause ends the reading
    seen = _read_events(customer, {}, 451, silence=8)
    assert [event["sequence"] for event in seen] == list(range(1, 452))


def _read_events(customer: Customer, headers: Dict[str, str], count: int, silence: float = 20, wanted: str = "message") -> List[Dict[str, Any]]:
    found: List[Dict[str, Any]] = []
    with httpx.Client(base_url=customer.http.base_url, headers={**customer.http.headers, **headers}, timeout=silence) as http, \
            http.stream("GET", "/webhooks/web/events") as stream:
        kind = ""
        for line in stream.iter_lines():
            kind = line[7:].strip() if line.startswith("event: ") else kind
            if line.startswith("data: ") and kind == wanted:
                found.append(json.loads(line[6:]))
                if len(found) == count:
                    break
    return found


def test_a_turn_whose_answer_cannot_be_stored_leaves_nothing_in_the_log_and_happens_again_once_it_can(server: Server):
    visitor = Customer(server)
    visitor.say("我要投诉")
    visitor.press("客服服务")
    with sqlite3.connect(_path(server), timeout=15) as connection:
        connection.execute("CREATE TRIGGER no_room BEFORE INSERT ON messages WHEN NEW.author = 'bot' BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    stopped, until = server.log.count("a conversation's queue stopped"), time.monotonic() + 30
    posted = visitor.post(text="等了一个小时没有人回复我").json()
    while server.log.count("a conversation's queue stopped") == stopped and time.monotonic() < until:
        time.sleep(0.1)
    heard = _heard(server, posted["id"])
    with sqlite3.connect(_path(server), timeout=15) as connection:
        connection.execute("DROP TRIGGER no_room")
    assert heard == 0
    visitor.wait_for("怎么解决", after=posted["sequence"])
    assert _heard(server, posted["id"]) == 1
    assert [message["author"] for message in visitor.messages(posted["sequence"])] == ["bot"]


def _heard(server: Server, message_id: str) -> int:
    with sqlite3.connect(_path(server), timeout=15) as connection:
        return connection.execute("SELECT count(*) FROM events WHERE type_name = 'user' AND data LIKE ?", [f'%"message_id": "{message_id}"%']).fetchone()[0]


def test_what_an_earlier_session_heard_and_a_person_took_over_does_not_stop_the_conversation(server: Server):
    visitor = Customer(server)
    while not _ends_with_a_new_session(server, visitor):
        visitor.say("怎么开启双重验证")
    it = visitor.session["conversation_id"]
    with sqlite3.connect(_path(server), timeout=15) as connection:  # as a crash leaves it whose message an agent then took, and gave back
        connection.execute("UPDATE messages SET understood = NULL WHERE conversation_id = ?", [it])
        connection.execute("INSERT OR REPLACE INTO mirrors (conversation_id, sequence, following) VALUES (?, ?, 1)", [it, visitor.sequence - 1])
    assert "登录密码" in visitor.say("怎么修改登录密码")


def _ends_with_a_new_session(server: Server, customer: Customer) -> bool:
    with sqlite3.connect(_path(server), timeout=15) as connection:
        kinds = connection.execute("SELECT type_name FROM events WHERE sender_id = ? ORDER BY id", [customer.session["conversation_id"]]).fetchall()
    return "session_started" in [kind for kind, in kinds][-5:] and len(kinds) > 20


def _path(server: Server) -> str:
    return server.environment["DATABASE_URL"].removeprefix("sqlite:///")
