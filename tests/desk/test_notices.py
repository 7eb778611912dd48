"""The list of notices that did not arrive, at the desk and at the command line."""
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.__main__ import main
from bot.agents import audit
from bot.db import Database
from bot.notices.kinds import Channel
from bot.notices.models import Delivery
from tests.complaints.people import NOW
from tests.desk.running import Desk
from tests.notices.sent import chose, rows, tell


def failed(database: Database, count: int = 1) -> list:
    """Notices that were given up, and one that is on its way."""
    hers = chose(database, Channel.EMAIL)
    for number in range(count + 1):
        tell(database, hers, key=f"k{number}", now=NOW + timedelta(minutes=number))
    ids = [row.id for row in rows(database)]
    with database.transaction() as session:
        session.execute(update(Delivery).where(Delivery.id.in_(ids[:count])).values(state="failed", last_error="smtp_550", attempts=3))
        session.execute(update(Delivery).where(Delivery.id == ids[0]).values(address="victoria@visitor.example"))
    return ids


def code(answer: object) -> tuple:
    return answer.status_code, answer.json()["error"]["code"]  # type: ignore[attr-defined]


def test_a_supervisor_sees_what_failed_the_newest_first_and_no_address(desk: Desk, database: Database):
    ids = failed(database, 3)
    found = desk("supervisor").get("/notices?state=failed").json()
    assert [row["id"] for row in found["notices"]] == [ids[2], ids[1], ids[0]] and found["following"] is None
    assert [row["address"] for row in found["notices"]] == ["demo-chen", "demo-chen", "v***@visitor.example"]
    assert found["notices"][0] == {
        "id": ids[2], "channel": "email", "address": "demo-chen", "kind": "complaint_taken_up", "complaint": "C20261103AB12CD", "state": "failed", "attempts": 3,
        "last_error": "smtp_550", "created_at": (NOW + timedelta(minutes=2)).isoformat(), "due_at": (NOW + timedelta(minutes=2)).isoformat()}


def test_the_list_is_read_a_page_at_a_time(desk: Desk, database: Database):
    ids, lead = failed(database, 4), desk("administrator")
    first = lead.get("/notices?limit=3").json()
    second = lead.get(f"/notices?limit=3&after={first['following']}").json()
    assert [row["id"] for row in first["notices"] + second["notices"]] == ids[::-1] and second["following"] is None


def test_it_is_tried_again_at_once_and_put_on_record(desk: Desk, database: Database):
    ids, lead = failed(database), desk("supervisor")
    answer = lead.post(f"/notices/{ids[0]}/retry")
    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    assert code(lead.post(f"/notices/{ids[0]}/retry")) == (409, "notice_state")
    assert lead.get("/notices?state=failed").json()["notices"] == []
    with database.reading() as session:
        assert [(event.kind, event.agent_id) for event in audit.listed(session, subject=f"notice:{ids[0]}")] == [("notice_retried", lead.actor.agent_id)]


@pytest.mark.parametrize("path", ["/notices/999999/retry", "/notices/0/retry", "/notices/99999999999999/retry"])
def test_what_does_not_exist_is_unknown(desk: Desk, path: str):
    assert code(desk("supervisor").post(path)) == (404, "unknown_notice")


@pytest.mark.parametrize("query, field", [("state=lost", "state"), ("limit=0", "limit"), ("limit=201", "limit"), ("after=x", "after"), ("after=99999999999", "after")])
def test_an_odd_parameter_is_named(desk: Desk, query: str, field: str):
    answer = desk("supervisor").get(f"/notices?{query}")
    assert code(answer) == (422, "invalid_field") and field in answer.json()["error"]["message"]


def test_who_may_look_and_who_may_send_again(desk: Desk, database: Database):
    found = failed(database)[0]
    assert desk.stranger().get("/notices").status_code == 401
    assert code(desk("agent").get("/notices")) == (403, "not_your_role")
    auditor = desk("auditor")
    assert auditor.get("/notices").status_code == 200 and code(auditor.post(f"/notices/{found}/retry")) == (403, "not_your_role")


def test_the_command_line_lists_and_tries_again(database: Database, capsys: pytest.CaptureFixture):
    ids = failed(database)
    assert main(["notices", "list"]) == 0
    told = capsys.readouterr().out
    assert told.split() == [str(ids[0]), "2026-11-03", "08:00", "email", "complaint_taken_up", "C20261103AB12CD", "v***@visitor.example", "tries", "3", "smtp_550"]
    assert main(["notices", "retry", str(ids[0])]) == 0 and [row.state for row in rows(database)] == ["waiting", "waiting"]
    assert main(["notices", "retry", str(ids[0])]) == 2  # not failed any more
    assert "notice_state" in capsys.readouterr().err
    assert main(["notices", "list", "--state", "waiting"]) == 0 and len(capsys.readouterr().out.splitlines()) == 2
