"""Whoever is at the desk hears at once of what concerns her, from every process, and misses nothing while the line is away."""
import json
import threading
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any, Iterator, List, Tuple

import httpx
import pytest

from bot.agents import sign_ins
from bot.complaints.models import Complaint
from bot.conversations import handoffs, live, presence
from bot.conversations.desk_models import Presence
from bot.conversations.models import Conversation
from bot.db import Database, utc_now
from bot.desk.live import Hub
from tests.desk.running import Desk, Person
from tests.desk.test_conversations import customer_says, taken, waiting
from tests.desk.test_packet import file

LONG_ENOUGH = 20.0  # only a failing test waits for it


class Line:
    """An open stream; `heard` grows as it comes."""

    def __init__(self) -> None:
        self.heard: List[Tuple[str, str]] = []
        self.last = ""
        self.ended = threading.Event()
        self._open, self._news = threading.Event(), threading.Condition()

    def follow(self, response: httpx.Response) -> None:
        try:
            for line in response.iter_lines():
                self._take(line.rstrip("\n"))
        except httpx.HTTPError:
            pass
        self.ended.set()

    def _take(self, line: str) -> None:
        if line.startswith(":"):
            self._open.set()
        elif line.startswith("id: "):
            self.last = line.removeprefix("id: ")
        elif line.startswith("data: "):
            change = json.loads(line.removeprefix("data: "))
            with self._news:
                self.heard.append((change["kind"], change["key"]))
                self._news.notify_all()

    def wait_for(self, kind: str, key: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: (kind, key) in self.heard, LONG_ENOUGH), self.heard

    def opened(self) -> "Line":
        assert self._open.wait(LONG_ENOUGH)
        return self


@contextmanager
def listening(person: Person, **headers: str) -> Iterator[Line]:
    line = Line()
    with person.stream("GET", "/events", headers=headers) as response:
        assert response.status_code == 200 and response.headers["content-type"] == "text/event-stream"
        reader = threading.Thread(target=line.follow, args=(response,), daemon=True)
        reader.start()
        yield line.opened()


def mark(database: Database, key: str) -> None:
    """A change that everybody hears of: what was to come before it has come when it is heard."""
    with database.transaction() as session:
        live.emit(session, "notice", key, now=utc_now())


def test_a_new_handoff_a_message_and_a_colleagues_presence_are_heard_of(desk: Desk):
    zhou, li = desk("agent"), desk("agent", "小李")
    with listening(zhou) as line:
        conversation_id = waiting(desk.database, "在吗")
        line.wait_for("queue", "all")
        line.wait_for("conversation", conversation_id)
        line.heard.clear()
        customer_says(desk.database, conversation_id, "还在吗")
        line.wait_for("conversation", conversation_id)
        li.put("/me/availability", json={"available": True})
        line.wait_for("presence", str(li.actor.agent_id))


def test_what_is_not_for_an_agent_is_not_told_her(desk: Desk):
    zhou, li, lead, auditor = desk("agent"), desk("agent", "小李", team="risk"), desk("supervisor", "王主管"), desk("auditor", "赵审计")
    with listening(zhou) as hers, listening(lead) as leads, listening(auditor) as auditors:
        secret = taken(li, desk.database, "在吗", team="risk")
        customer_says(desk.database, secret, "我的钱")
        mark(desk.database, "end")
        for line in (hers, leads, auditors):
            line.wait_for("notice", "end")
        assert ("conversation", secret) in leads.heard and ("conversation", secret) in auditors.heard
        assert ("conversation", secret) not in hers.heard


def test_who_loses_a_conversation_hears_it(desk: Desk):
    zhou, lead = desk("agent"), desk("supervisor", "王主管")
    conversation_id = taken(zhou, desk.database, "在吗")
    with listening(zhou) as line:
        lead.post(f"/conversations/{conversation_id}/take-over", json={})
        line.wait_for("conversation", conversation_id)


def test_complaints_are_heard_of_by_those_who_may_read_them(desk: Desk):
    zhou, other_team = desk("agent", team="risk"), desk("agent", "小李", team="payments")
    conversation_id = waiting(desk.database, "在吗")
    with listening(zhou) as hers, listening(other_team) as others:
        number = file(desk.database, conversation_id, "message:1")
        mark(desk.database, "end")
        for line in (hers, others):
            line.wait_for("notice", "end")
        assert ("complaint", number) in hers.heard and ("complaint", number) in others.heard  # nobody's yet
    with desk.database.transaction() as session:
        session.query(Complaint).filter_by(number=number).one().team = "risk"
    with listening(zhou) as hers, listening(other_team) as others:
        with desk.database.transaction() as session:
            live.emit(session, "complaint", number, now=utc_now())
        mark(desk.database, "end2")
        for line in (hers, others):
            line.wait_for("notice", "end2")
        assert ("complaint", number) in hers.heard and ("complaint", number) not in others.heard


def test_what_happened_while_the_line_was_away_is_heard_when_it_is_back(desk: Desk):
    zhou = desk("agent")
    with listening(zhou) as line:
        mark(desk.database, "before")
        line.wait_for("notice", "before")
        last = line.last
    mark(desk.database, "meanwhile")
    with listening(zhou, **{"last-event-id": last}) as line:
        line.wait_for("notice", "meanwhile")


def test_after_too_long_everything_is_to_be_looked_at_again(desk: Desk):
    with listening(desk("agent"), **{"last-event-id": "999999"}) as line:
        line.wait_for("everything", "")


def test_a_number_committed_late_is_heard_by_who_comes_back(desk: Desk):
    """On PostgreSQL a lower number may appear after a higher one that was heard already."""
    with desk.database.transaction() as session:
        for key in ("late", "heard"):
            live.emit(session, "notice", key, now=utc_now())
    with listening(desk("agent"), **{"last-event-id": "2"}) as line:
        line.wait_for("notice", "late")


@pytest.mark.parametrize("given", ["x", "-1", "1" * 40])
def test_an_odd_last_event_id_begins_anew(desk: Desk, given: str):
    with listening(desk("agent"), **{"last-event-id": given}) as line:
        mark(desk.database, "now")
        line.wait_for("notice", "now")


def test_signing_out_ends_the_stream(desk: Desk):
    zhou = desk("agent")
    with listening(zhou) as line:
        with desk.database.transaction() as session:
            sign_ins.end_all(session, zhou.actor.agent_id, now=utc_now())
        mark(desk.database, "wake")
        assert line.ended.wait(LONG_ENOUGH)
        assert ("notice", "wake") not in line.heard


def test_one_person_has_no_more_than_ten_streams(desk: Desk):
    zhou = desk("agent")
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(listening(zhou))
        refused = zhou.get("/events")
        assert (refused.status_code, refused.json()["error"]["code"], refused.headers["retry-after"]) == (429, "too_many_streams", "5")


def test_an_agent_whose_browser_dies_loses_nothing_the_next_one_goes_on(desk: Desk):
    zhou, li = desk("agent"), desk("agent", "小李")
    conversation_id = taken(zhou, desk.database, "我的钱呢")
    zhou.post(f"/conversations/{conversation_id}/messages", json={"client_message_id": "1", "text": "我查一下"})
    _die(desk.database, zhou)
    with listening(li) as line:
        with desk.database.transaction() as session:
            assert handoffs.lose_silent(session, now=utc_now()) == 1
        line.wait_for("queue", "all")
    row = li.get("/queue").json()["waiting"][0]
    assert (row["conversation_id"], row["place"], row["lost"]) == (conversation_id, 1, True)
    li.post(f"/conversations/{conversation_id}/take", json={})
    said = li.get(f"/conversations/{conversation_id}/messages").json()["messages"]
    assert [line["text"] for line in said if line["author"] in {"customer", "agent"}] == ["我的钱呢", "我查一下"]


def _die(database: Database, person: Any) -> None:
    """Her desk was last heard of long ago."""

    long_ago = utc_now() - timedelta(minutes=10)
    with database.transaction() as session:
        session.get(Presence, person.actor.agent_id).seen_at = long_ago
        for conversation in session.query(Conversation).filter_by(agent_id=person.actor.agent_id):
            conversation.owner_since = long_ago
        assert presence.silent_before(utc_now()) > long_ago


def test_what_concerns_processes_alone_is_told_to_nobody(database: Database):
    hub = Hub(database)
    heard = hub.subscribe()
    hub._tell(live.News(1, live.Kind.TURN, "left"))
    assert heard.empty()
    hub._tell(live.News(2, live.Kind.QUEUE, "all"))
    assert heard.get_nowait().id == 2
