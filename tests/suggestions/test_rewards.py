"""Money for an adopted idea: who may promise it, and that it is paid once or a person hears of it."""
from datetime import timedelta
from decimal import Decimal
from typing import Optional

import pytest

from bot.agents.roles import Actor, Role
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.suggestions import rewards, rounds
from bot.suggestions.kinds import State
from bot.suggestions.models import Reward
from bot.wallet.models import SandboxAccount
from bot.wallet.orders import Payment
from bot.wallet.protocol import Paid
from bot.wallet.sandbox import SandboxWallet
from tests.complaints.people import DAY, HOUR, NOW, hired
from tests.complaints.test_compensations import Wallet
from tests.complaints.test_service import _while_another_writes as while_another_writes
from tests.suggestions.test_service import change, suggested, told

TWENTY = Decimal("20.00")


def adopted(database: Database, customer: Optional[str] = "demo-chen") -> str:
    number = suggested(database, customer=customer)
    change(database, number, hired(database, "小王"), state=State.ADOPTED, answer="下个版本就有")
    return number


def propose(database: Database, number: str, actor: Actor, amount: str = "20", words: str = "好主意") -> int:
    with database.transaction() as session:
        return rewards.propose(session, number, Decimal(amount), words, actor=actor, now=NOW).id


def rewarded(database: Database) -> "tuple[str, int]":
    """An adopted idea with a reward within its agent's limit."""
    number = adopted(database)
    return number, propose(database, number, hired(database, limit="50"))


def reward(database: Database, reward_id: int) -> Reward:
    with database.reading() as session:
        return session.get(Reward, reward_id)


@pytest.mark.parametrize("amount, limit, state", [("20", "20", "approved"), ("20.01", "20", "proposed"), ("0.01", "0", "proposed")])
def test_within_the_limit_an_agent_promises_alone(database: Database, amount: str, limit: str, state: str):
    assert reward(database, propose(database, adopted(database), hired(database, limit=limit), amount)).state == state


def test_above_it_a_second_person_approves_and_never_oneself(database: Database):
    number = adopted(database)
    lead, other = hired(database, "主管", Role.SUPERVISOR), hired(database, "主任", Role.SUPERVISOR)
    made = propose(database, number, lead)
    with pytest.raises(NotAllowed, match="own_proposal"), database.transaction() as session:
        rewards.approve(session, number, made, actor=lead, now=NOW)
    with database.transaction() as session:
        rewards.approve(session, number, made, actor=other, now=NOW)
    assert (reward(database, made).state, reward(database, made).approved_by) == ("approved", other.agent_id)
    with pytest.raises(NotAllowed, match="reward_state"), database.transaction() as session:
        rewards.decline(session, number, made, actor=other, now=NOW)


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
def test_only_a_supervisor_approves_or_declines(database: Database, role: Role):
    number = adopted(database)
    made, other = propose(database, number, hired(database)), hired(database, "别人", role)
    for act in (rewards.approve, rewards.decline):
        with pytest.raises(NotAllowed, match="not_your_role"), database.transaction() as session:
            act(session, number, made, actor=other, now=NOW)


def test_there_is_one_reward_unless_it_was_declined(database: Database):
    number, agent = adopted(database), hired(database)
    made = propose(database, number, agent)
    with pytest.raises(NotAllowed, match="reward_given"):
        propose(database, number, agent)
    with database.transaction() as session:
        rewards.decline(session, number, made, actor=hired(database, "主管", Role.SUPERVISOR), now=NOW)
    assert propose(database, number, agent, "5") != made


def test_two_agents_at_once_promise_one(database: Database):
    number = adopted(database)
    agents = [hired(database, name, limit="50") for name in ("小周", "小李")]
    failed = while_another_writes(database, *(
        lambda session, agent=agent: rewards.propose(session, number, TWENTY, "好", actor=agent, now=NOW) for agent in agents))
    assert [error.code for error in failed] == ["reward_given"]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "10000000.01", "NaN", "Infinity"])
def test_an_impossible_sum_is_refused(database: Database, amount: str):
    with pytest.raises(InvalidInput, match="reward_amount"):
        propose(database, adopted(database), hired(database), amount)


def test_it_needs_a_reason_an_adopted_idea_and_a_wallet(database: Database):
    agent = hired(database)
    with pytest.raises(InvalidInput, match="needs_words"):
        propose(database, adopted(database), agent, words=" ")
    with pytest.raises(NotAllowed, match="not_adopted"):
        propose(database, suggested(database, key="message:8"), agent)
    visitor = suggested(database, key="message:9", customer=None)
    change(database, visitor, agent, state=State.ADOPTED, answer="好")
    with pytest.raises(NotAllowed, match="no_wallet"):
        propose(database, visitor, agent)


def test_it_is_paid_once_and_the_author_is_told(database: Database):
    number, made = rewarded(database)
    wallet = Wallet()
    for _ in range(2):
        rounds.run(database, wallet, now=NOW + HOUR)
    [(customer, amount, currency, key, reason)] = wallet.asked
    assert (customer, amount, currency, reason) == ("demo-chen", TWENTY, "CNY", number) and key.startswith("reward:")
    assert (reward(database, made).state, reward(database, made).settled_at) == ("paid", NOW + HOUR)
    assert told(database, number)[-1] == f"您的建议 {number} 的奖励 ¥20.00 已经到账，在钱包账单里能看到。谢谢您！" and len(told(database, number)) == 2


def test_a_sum_that_waits_for_its_second_person_is_not_paid(database: Database):
    propose(database, adopted(database), hired(database))
    wallet = Wallet()
    rounds.run(database, wallet, now=NOW)
    assert wallet.asked == []


@pytest.mark.parametrize("answer, state", [(Paid.REFUSED, "refused"), (Paid.UNKNOWN, "unknown")])
def test_what_the_wallet_refused_or_left_open_is_sent_again_by_a_person_alone_under_the_same_key(database: Database, answer: Paid, state: str):
    number, made = rewarded(database)
    wallet = Wallet(answer)
    for _ in range(3):
        rounds.run(database, wallet, now=NOW)
    assert len(wallet.asked) == 1 and reward(database, made).state == state and len(told(database, number)) == 1
    assert rewards.retry(database, wallet, number, made, actor=hired(database), now=NOW) is Payment.PAID
    assert len({asked[3] for asked in wallet.asked}) == 1
    with pytest.raises(NotAllowed, match="reward_state"):
        rewards.retry(database, wallet, number, made, actor=hired(database), now=NOW)


def test_a_process_that_dies_at_the_wallet_leaves_it_unknown_and_nothing_is_paid_twice(database: Database):
    _, made = rewarded(database)
    wallet = Wallet(RuntimeError("killed"))
    with pytest.raises(RuntimeError):
        rounds.run(database, wallet, now=NOW)
    rounds.run(database, wallet, now=NOW + timedelta(minutes=4))
    assert reward(database, made).state == "sent"
    rounds.run(database, wallet, now=NOW + timedelta(minutes=6))
    assert reward(database, made).state == "unknown" and len(wallet.asked) == 1


def test_anothers_reward_is_as_unknown_as_none(database: Database):
    number, made = rewarded(database)
    other = suggested(database, key="message:2")
    lead = hired(database, "主管", Role.SUPERVISOR)
    for wrong in ((other, made), (number, 99)):
        with pytest.raises(NotFound, match="unknown_reward"), database.transaction() as session:
            rewards.decline(session, *wrong, actor=lead, now=NOW)
        with pytest.raises(NotFound, match="unknown_reward"):
            rewards.retry(database, Wallet(), *wrong, actor=lead, now=NOW)


def test_with_the_sandbox_wallet_the_author_sees_the_money(database: Database):
    number, _ = rewarded(database)
    with database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))
    wallet = SandboxWallet(database)
    rounds.run(database, wallet, now=NOW)
    [transaction] = wallet.transactions("demo-chen", since=NOW - 99 * DAY)
    assert transaction.amount == TWENTY and number in transaction.counterparty
