"""Webhooks over the desk's API: for administrators alone, secrets told once."""
from typing import Any, Dict

import pytest
from sqlalchemy import select

from bot.agents.models import DeskEvent
from bot.db import Database, utc_now
from bot.webhooks import rounds
from tests.desk.complaints import filed
from tests.desk.running import Desk
from tests.desk.test_complaints import code
from tests.webhooks.conftest import receiving  # noqa: F401
from tests.webhooks.receiver import is_signed


def test_an_administrator_subscribes_tries_looks_and_sends_again(desk: Desk, database: Database, receiving: Any):  # noqa: F811
    receiver, admin = receiving(200), desk("administrator")
    made = admin.post("/webhooks", json={"url": receiver.url, "events": ["complaint"]})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    [shown] = admin.get("/webhooks").json()["webhooks"]
    assert shown["events"] == ["complaint"] and shown["active"] and not shown["failing"] and "secret" not in shown
    hook = made.json()["id"]
    assert admin.post(f"/webhooks/{hook}/test").json() == {"queued": 1}
    number = filed(database)
    rounds.run(database, utc_now)
    assert all(is_signed(made.json()["secret"], headers, body) for _, headers, body in receiver.got) and len(receiver.got) == 3
    told = admin.get(f"/webhooks/{hook}/deliveries", params={"state": "delivered"}).json()["deliveries"]
    assert [one["event"]["type"] for one in told] == ["complaint_acknowledged", "complaint_filed", "webhook_tested"] and told[0]["last_status"] == 200
    assert number.encode() in receiver.got[-1][2] + receiver.got[-2][2]
    assert admin.post(f"/webhooks/{hook}/replay", json={"since": "2020-01-01T00:00:00Z"}).json() == {"queued": 2}
    rounds.run(database, utc_now)
    assert len(receiver.ids) == 5 and len(set(receiver.ids)) == 3
    assert admin.put(f"/webhooks/{hook}", json={"active": False}).json()["active"] is False
    assert admin.delete(f"/webhooks/{hook}").status_code == 204 and admin.get("/webhooks").json()["webhooks"] == []
    with database.reading() as session:
        kinds = session.execute(select(DeskEvent.kind).where(DeskEvent.subject == f"webhook:{hook}").order_by(DeskEvent.id)).scalars().all()
    assert kinds == ["webhook_subscribed", "webhook_replayed", "webhook_paused", "webhook_removed"]


@pytest.mark.parametrize("role", ["agent", "supervisor", "auditor"])
def test_for_others_there_are_none(desk: Desk, role: str):
    person = desk(role)
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/events"), ("PUT", "/1"), ("DELETE", "/1"), ("GET", "/1/deliveries"), ("POST", "/1/test"), ("POST", "/1/replay")):
        assert code(person.request(method, f"/webhooks{path}", json={})) == (403, "not_your_role")


@pytest.mark.parametrize("body, expected", [
    ({"url": "http://crm.example", "events": ["complaint"]}, "webhook_url"), ({"url": "https://u:p@crm.example", "events": ["complaint"]}, "webhook_url"),
    ({"url": "https://crm.example\n", "events": ["complaint"]}, "webhook_url"), ({"url": "https://crm.example", "events": []}, "invalid_field"),
    ({"url": "https://crm.example", "events": ["test"]}, "invalid_field"), ({"url": "https://crm.example", "events": ["x"]}, "invalid_field"),
    ({"url": "", "events": ["complaint"]}, "invalid_field"), ({"events": ["complaint"]}, "invalid_field"), ({"url": 5, "events": ["complaint"]}, "invalid_field"),
    ({"url": "https://crm.example", "events": ["complaint"], "secret": "mine"}, "invalid_field")])
def test_an_odd_subscription_is_refused(desk: Desk, body: Dict[str, Any], expected: str):
    admin = desk("administrator")
    assert code(admin.post("/webhooks", json=body)) == (422, expected) and admin.get("/webhooks").json()["webhooks"] == []


@pytest.mark.parametrize("hook", [9, 0, 2 ** 40])
def test_what_there_is_not_is_not_found(desk: Desk, hook: int):
    admin = desk("administrator")
    for method, path, body in (("PUT", "", {"active": True}), ("DELETE", "", None), ("GET", "/deliveries", None), ("POST", "/test", None), ("POST", "/replay", {"since": "2026-01-01T00:00:00Z"})):
        assert code(admin.request(method, f"/webhooks/{hook}{path}", json=body)) == (404, "unknown_webhook")


@pytest.mark.parametrize("since", ["yesterday", "2026-01-01", "2026-01-01T00:00:00", 5, None, "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_is_none_is_refused(desk: Desk, since: Any):
    admin = desk("administrator")
    admin.post("/webhooks", json={"url": "https://crm.example", "events": ["complaint"]})
    assert code(admin.post("/webhooks/1/replay", json={"since": since})) == (422, "invalid_field")
