"""Money for a customer over the desk's API: within one's limit or by a second person, and paid once."""
from typing import Any

import pytest

from bot.complaints import rounds
from bot.complaints.models import Compensation
from bot.db import Database, utc_now
from bot.wallet.models import SandboxAccount, SandboxTransaction
from bot.wallet.sandbox import SandboxWallet
from tests.desk.complaints import events, filed, said, sound
from tests.desk.running import Desk
from tests.desk.test_complaints import act, code


@pytest.fixture
def account(database: Database) -> None:
    with database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))


def rows(database: Database, model: Any) -> list:
    with database.reading() as session:
        return session.query(model).all()


def test_within_her_limit_an_agent_promises_and_the_worker_pays_after_the_decision_once(desk: Desk, database: Database, account: None):
    number, amy = filed(database), desk(compensation_limit=5_000)
    made = act(amy, number, "compensations", amount="50.00", words="等太久")
    assert made.status_code == 201 and made.json()["compensation"]["state"] == "approved"
    wallet = SandboxWallet(database)
    rounds.run(database, wallet, now=utc_now())
    assert rows(database, SandboxTransaction) == []
    act(amy, number, "decision", outcome="upheld", words="是我们的错")
    for _ in range(2):
        rounds.run(database, wallet, now=utc_now())
    assert [str(paid.amount) for paid in rows(database, SandboxTransaction)] == ["50"]
    [offer] = amy.get(f"/complaints/{number}").json()["compensations"]
    assert offer["state"] == "paid" and offer["settled_at"] and "已经到账" in said(database, number)[-1] and sound(database)


def test_above_her_limit_somebody_else_approves_and_never_oneself(desk: Desk, database: Database):
    number, lead, other, amy = filed(database), desk("supervisor", name="唐"), desk("supervisor", name="宋"), desk()
    made = act(lead, number, "compensations", amount="50.01", words="等太久").json()["compensation"]
    assert made["state"] == "proposed"
    path = f"compensations/{made['id']}/approve"
    assert code(act(lead, number, path)) == (409, "own_proposal") and code(act(amy, number, path))[1] == "not_your_role"
    assert code(act(other, number, "decision", outcome="upheld", words="好")) == (409, "compensation_unapproved")
    assert [offer["moves"] for offer in other.get("/compensations").json()["compensations"]] == [["approve", "decline"]]
    assert act(other, number, path).json()["compensation"]["state"] == "approved"
    assert code(act(other, number, path)) == (409, "compensation_state")
    assert other.get(f"/complaints/{number}").json()["compensations"][0]["approved_by"] == "宋" and other.get("/compensations").json()["compensations"] == []


def test_a_declined_sum_is_not_paid(desk: Desk, database: Database, account: None):
    number, lead, amy = filed(database), desk("supervisor"), desk()
    made = act(amy, number, "compensations", amount="50", words="等太久").json()["compensation"]
    assert act(lead, number, f"compensations/{made['id']}/decline").json()["compensation"]["state"] == "declined"
    act(amy, number, "decision", outcome="upheld", words="好")
    rounds.run(database, SandboxWallet(database), now=utc_now())
    assert rows(database, SandboxTransaction) == []


def test_what_the_wallet_refused_waits_for_a_person_who_sends_it_again(desk: Desk, database: Database):
    number, amy = filed(database), desk(compensation_limit=5_000)
    made = act(amy, number, "compensations", amount="50", words="等太久").json()["compensation"]["id"]
    assert code(act(amy, number, f"compensations/{made}/retry")) == (409, "compensation_state")
    act(amy, number, "decision", outcome="upheld", words="好")
    for _ in range(3):
        rounds.run(database, SandboxWallet(database), now=utc_now())  # the wallet does not know her
    [waits] = amy.get("/compensations").json()["compensations"]
    assert (waits["number"], waits["state"], waits["attempts"], waits["last_error"], waits["moves"]) == (number, "refused", 1, "unknown customer", ["retry"])
    assert code(act(amy, number, f"compensations/{made}/retry", version=0)) == (409, "changed_meanwhile")
    with database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))
    assert act(amy, number, f"compensations/{made}/retry").json()["compensation"]["state"] == "paid"
    assert code(act(amy, number, f"compensations/{made}/retry")) == (409, "compensation_state")
    assert len(rows(database, SandboxTransaction)) == 1 and events(database, number).count("compensation_sent") == 2 and sound(database)


def test_anothers_compensation_is_as_unknown_as_none(desk: Desk, database: Database):
    number, other, lead = filed(database, key="message:1"), filed(database, key="message:2"), desk("supervisor")
    made = act(desk(), number, "compensations", amount="50", words="等太久").json()["compensation"]["id"]
    for wrong, offer in ((other, made), (number, 999), (number, 0), (number, 2 ** 70)):
        for name in ("approve", "decline", "retry"):
            assert code(act(lead, wrong, f"compensations/{offer}/{name}"))[0] == 404
    assert [offer.state for offer in rows(database, Compensation)] == ["proposed"]


def test_a_visitor_without_a_wallet_gets_no_money_here(desk: Desk, database: Database):
    number, lead = filed(database, customer=None), desk("supervisor")
    assert code(act(lead, number, "compensations", amount="5", words="x")) == (409, "no_wallet")
    assert "compensation_proposed" not in lead.get(f"/complaints/{number}").json()["moves"]
