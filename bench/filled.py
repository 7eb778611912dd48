"""A database full of made-up complaints: half of them open, their clocks spread over a month, two thirds with an agent, ten a customer, each of whom
once talked with a person."""
import random
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Iterator, List, Optional

from sqlalchemy import insert, text

from bot.agents.models import Agent
from bot.complaints import search
from bot.complaints.kinds import Category, Deadline, DeadlineState, Status
from bot.complaints.models import Complaint, ComplaintDeadline, ComplaintTerm
from bot.conversations.models import Conversation, Handoff
from bot.conversations.ownership import Owner
from bot.db import Database

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
A_CUSTOMER, WAITING, _AT_ONCE = 10, 20, 2_000
_TEAMS = ("pay", "risk", "app")
_WORDS = ("昨天付款失败 钱扣了没到账 客服一直不回 商家说没收到 银行查不到 同一家店扣了两次 充值没入账 提现被退回 账户被冻结 收到验证码 会员自动续费 转给房东 "
          "等了三天 请尽快退款 老王火锅 优衣库 滴滴出行 refund pending since yesterday").split()


def begin(database: Database) -> None:
    """What comes before the first: thirty agents, twenty customers who wait for one, and no trigger that asks for complaints' trails."""
    sqlite = database.engine.dialect.name == "sqlite"
    with database.transaction() as session:
        session.execute(text("DROP TRIGGER complaints_new" + ("" if sqlite else " ON complaints")))
        session.execute(insert(Agent), [{"id": n, "name": f"agent {n}", "created_at": NOW} for n in range(1, 31)])
        session.execute(insert(Conversation), [_conversation(f"w{n}", f"waiting-{n}", Owner.QUEUE) for n in range(WAITING)])
        session.execute(insert(Handoff), [_handoff(f"w{n}") for n in range(WAITING)])


def fill(database: Database, first: int, last: int, *, searchable: bool = True) -> None:
    """Complaints `first` to `last` and their customers' conversations; words can be searched for only where asked: they are most of the work."""
    chance = random.Random(first)
    with database.transaction() as session:
        customers = range((first - 1) // A_CUSTOMER, last // A_CUSTOMER)
        session.execute(insert(Conversation), [_conversation(f"c{n}", f"customer-{n}", Owner.BOT) for n in customers])
        session.execute(insert(Handoff), [_handoff(f"c{n}", ended_at=NOW) for n in customers])
    for start in range(first, last + 1, _AT_ONCE):
        rows = [_row(n, chance) for n in range(start, min(start + _AT_ONCE, last + 1))]
        with database.transaction() as session:
            session.execute(insert(Complaint), rows)
            session.execute(insert(ComplaintDeadline), [clock for each in rows for clock in _clocks(each)])
            if searchable:
                session.execute(insert(ComplaintTerm), _terms(rows))
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def number(complaint: int) -> str:
    """The number a customer knows a complaint by."""
    return f"C20261103{complaint:07d}"


def _conversation(conversation_id: str, customer: str, owner: Owner) -> Dict[str, Any]:
    return {"id": conversation_id, "customer_id": customer, "owner": owner.value, "locale": "zh", "locale_pinned": False, "last_sequence": 0,
            "created_at": NOW}


def _handoff(conversation_id: str, ended_at: Optional[datetime] = None) -> Dict[str, Any]:
    return {"conversation_id": conversation_id, "reason": "asked", "sequence": 0, "created_at": NOW, "queued_at": NOW, "ended_at": ended_at,
            "taken_at": ended_at}


def _row(complaint: int, chance: random.Random) -> Dict[str, Any]:
    is_open, owner, customer = chance.random() < 0.5, chance.randrange(-15, 31), (complaint - 1) // A_CUSTOMER
    return {
        "id": complaint, "number": number(complaint), "filed_by": f"message:{complaint}", "conversation_id": f"c{customer}",
        "customer_id": f"customer-{customer}", "category": chance.choice(list(Category)).value, "remedy": "refund", "locale": chance.choice(("zh", "en")),
        "status": (chance.choice((Status.ACKNOWLEDGED, Status.INVESTIGATING, Status.WAITING)) if is_open else Status.CLOSED).value,
        "description": "，".join(chance.choices(_WORDS, k=chance.randrange(4, 20))), "priority": chance.choices(range(4), (1, 3, 10, 6))[0],
        "due_at": NOW + timedelta(minutes=chance.randrange(-5_000, 40_000)) if is_open else None, "created_at": NOW,
        "assignee_id": owner if owner > 0 else None, "team": _TEAMS[owner % 3] if owner > 0 else None}


def _clocks(row: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    for kind in (Deadline.ACKNOWLEDGE, Deadline.FIRST_REPLY, Deadline.FINAL_REPLY):
        owed = kind is Deadline.FINAL_REPLY and row["due_at"]
        yield {"complaint_id": row["id"], "kind": kind.value, "started_at": NOW, "due_at": row["due_at"] or NOW, "settled_at": None if owed else NOW,
               "state": (DeadlineState.PENDING if owed else DeadlineState.MET).value}


def _terms(rows: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    return [{"term": term, "complaint_id": row["id"]} for row in rows
            for term in search.terms(f"{row['number']} {row['customer_id']} {row['description']}")]
