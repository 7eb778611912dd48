"""How long a list of 100,000 complaints takes to open: `python bench/complaint_list.py [DATABASE_URL]`.

Without an address it measures SQLite in a temporary file and a PostgreSQL of its own (pgserver). Prints the median and
the slowest of each list's openings, in milliseconds, reading and building the page included.
"""
import random
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Iterator, List, Tuple

from sqlalchemy import insert, text

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.complaints import lists, search
from bot.complaints.kinds import Category, Status
from bot.complaints.lists import Filter, Order
from bot.complaints.models import Complaint, ComplaintTerm
from bot.conversations.models import Conversation
from bot.db import Database
from bot.migrate import upgrade

COUNT, OPENINGS, AT_ONCE = 100_000, 30, 2_000
NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
TEAMS = ("pay", "risk", "app")
WORDS = ("昨天付款失败 钱扣了没到账 客服一直不回 商家说没收到 银行查不到 同一家店扣了两次 充值没入账 提现被退回 账户被冻结 收到验证码 会员自动续费 转给房东 "
         "等了三天 请尽快退款 老王火锅 优衣库 滴滴出行 refund pending since yesterday").split()


def main() -> None:
    for name, url in addresses():
        database = Database(url)
        upgrade(database)
        fill(database)
        print(f"{name}: {COUNT:,} complaints")
        for title, actor, wanted in openings():
            times = [measured(database, actor, wanted) for _ in range(OPENINGS)]
            print(f"  {title:<44} median {statistics.median(times):6.1f} ms   slowest {max(times):6.1f} ms")


def addresses() -> Iterator[Tuple[str, str]]:
    if len(sys.argv) > 1:
        yield "given", sys.argv[1]
        return
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{folder}/bench.db"
        import pgserver
        server = pgserver.get_server(f"{folder}/postgresql")
        yield "PostgreSQL", server.get_uri()
        server.cleanup()


def openings() -> Iterator[Tuple[str, Actor, Filter]]:
    lead, agent = Actor(1, "lead", Role.SUPERVISOR), Actor(7, "agent", Role.AGENT, "risk")
    for who, actor in (("supervisor", lead), ("agent", agent)):
        yield f"{who}: the most urgent", actor, Filter()
        yield f"{who}: the next due", actor, Filter(order=Order.DUE)
        yield f"{who}: the newest", actor, Filter(order=Order.NEWEST)
        yield f"{who}: her own", actor, Filter(assignee=7)
        yield f"{who}: nobody's", actor, Filter(assignee=0)
        yield f"{who}: fraud, overdue", actor, Filter(category=Category.FRAUD, overdue=True)
        yield f"{who}: closed, newest", actor, Filter(order=Order.NEWEST, status=Status.CLOSED)
        yield f"{who}: a frequent word (扣了两次)", actor, Filter(order=Order.NEWEST, words="扣了两次")
        yield f"{who}: a frequent word, open, most urgent", actor, Filter(words="退款")
        yield f"{who}: a word nobody wrote", actor, Filter(order=Order.NEWEST, words="蓝鲸")
        yield f"{who}: a number", actor, Filter(order=Order.NEWEST, words="C20261103000777")
        yield f"{who}: a customer", actor, Filter(order=Order.NEWEST, customer="customer-42")


def measured(database: Database, actor: Actor, wanted: Filter) -> float:
    start = time.perf_counter()
    with database.reading() as session:
        lists.page(session, actor, wanted, now=NOW)
    return (time.perf_counter() - start) * 1000


def fill(database: Database) -> None:
    """Half of them open, their clocks spread over a month, two thirds with an agent."""
    chance = random.Random(1)
    with database.transaction() as session:
        session.execute(text("DROP TRIGGER complaints_new" + ("" if is_sqlite(database) else " ON complaints")))
        session.execute(insert(Agent), [{"id": n, "name": f"agent {n}", "created_at": NOW} for n in range(1, 31)])
        session.execute(insert(Conversation), [
            {"id": f"c{n}", "customer_id": f"customer-{n}", "locale": "zh", "locale_pinned": False, "last_sequence": 0, "created_at": NOW}
            for n in range(COUNT // 10)])
    for first in range(1, COUNT + 1, AT_ONCE):
        rows = [row(n, chance) for n in range(first, first + AT_ONCE)]
        with database.transaction() as session:
            session.execute(insert(Complaint), rows)
            session.execute(insert(ComplaintTerm), terms(rows))
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def row(number: int, chance: random.Random) -> Dict[str, Any]:
    is_open, owner, customer = chance.random() < 0.5, chance.randrange(-15, 31), chance.randrange(COUNT // 10)
    return {
        "id": number, "number": f"C20261103{number:06d}", "filed_by": f"message:{number}", "conversation_id": f"c{customer}",
        "customer_id": f"customer-{customer}", "category": chance.choice(list(Category)).value, "remedy": "refund", "locale": chance.choice(("zh", "en")),
        "status": (chance.choice((Status.ACKNOWLEDGED, Status.INVESTIGATING, Status.WAITING)) if is_open else Status.CLOSED).value,
        "description": "，".join(chance.choices(WORDS, k=chance.randrange(4, 20))), "priority": chance.choices(range(4), (1, 3, 10, 6))[0],
        "due_at": NOW + timedelta(minutes=chance.randrange(-5_000, 40_000)) if is_open else None, "created_at": NOW,
        "assignee_id": owner if owner > 0 else None, "team": TEAMS[owner % 3] if owner > 0 else None}


def terms(rows: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    return [{"term": term, "complaint_id": row["id"]} for row in rows
            for term in search.terms(f"{row['number']} {row['customer_id']} {row['description']}")]


def is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


if __name__ == "__main__":
    main()
