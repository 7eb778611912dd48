"""How long a list of 100,000 complaints takes to open: `python -m bench.complaint_list [DATABASE_URL]`.

Without an address it measures SQLite in a temporary file and a PostgreSQL of its own (pgserver). Prints the median and
the slowest of each list's openings, in milliseconds: asked of the real desk over HTTP with an API token, until the whole
page of 50 rows is there; and beside it how long the database part alone takes.
"""
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Dict, Iterator, Optional, Tuple

import httpx

from bench import filled
from bot.agents import tokens
from bot.agents.models import Agent
from bot.agents.queries import actor_of
from bot.agents.roles import Actor, Role
from bot.complaints import lists
from bot.complaints.kinds import Category, Status
from bot.complaints.lists import Filter, Order
from bot.db import Database, utc_now
from bot.migrate import upgrade

COUNT, OPENINGS = 100_000, 30


def main() -> None:
    for name, url in addresses():
        database = Database(url)
        upgrade(database)
        filled.begin(database)
        filled.fill(database, 1, COUNT)
        print(f"{name}: {COUNT:,} complaints")
        with desk(database, url) as clients:
            for title, actor, wanted in openings():
                times = [asked(clients[actor.role], wanted) for _ in range(OPENINGS)]
                core = [measured(database, actor, wanted) for _ in range(OPENINGS)]
                print(f"  {title:<44} median {statistics.median(times):6.1f} ms   slowest {max(times):6.1f} ms   (database {statistics.median(core):5.1f} ms)")
            times = [figures(clients[Role.SUPERVISOR]) for _ in range(OPENINGS)]
            print(f"  {'supervisor: the figures':<44} median {statistics.median(times):6.1f} ms   slowest {max(times):6.1f} ms")
        database.engine.dispose()


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
        yield f"{who}: a number", actor, Filter(order=Order.NEWEST, words=filled.number(777))
        yield f"{who}: a customer", actor, Filter(order=Order.NEWEST, customer="customer-42")


@contextmanager
def desk(database: Database, url: str) -> Iterator[Dict[Role, httpx.Client]]:
    """The real desk on a database, and a client for each role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "DESK_PORT": str(port), "DEMO_MODE": "true", "LIMIT_REQUESTS_PER_ADDRESS": "100000/second"}
    process = subprocess.Popen([sys.executable, "-m", "bot", "desk"], cwd=Path(__file__).parent.parent, env=environment, stderr=subprocess.DEVNULL)
    held = {Role.SUPERVISOR: token(database, 1, Role.SUPERVISOR, None), Role.AGENT: token(database, 7, Role.AGENT, "risk")}
    address = f"http://127.0.0.1:{port}/api/v1"
    clients = {role: httpx.Client(base_url=address, headers={"authorization": f"Bearer {words}"}, timeout=60) for role, words in held.items()}
    try:
        while not answers(clients[Role.AGENT]):
            time.sleep(0.2)
        yield clients
    finally:
        process.terminate()
        process.wait(30)


def token(database: Database, agent_id: int, role: Role, team: Optional[str]) -> str:
    with database.transaction() as session:
        agent = session.get(Agent, agent_id)
        agent.role, agent.team, agent.email = role.value, team, f"{role.value}@desk.example"
        session.flush()
        return tokens.create(session, "bench", read_only=True, days=1, actor=actor_of(agent), now=utc_now())[1]


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/me").status_code == 200
    except httpx.HTTPError:
        return False


def asked(client: httpx.Client, wanted: Filter) -> float:
    query = {name: value.value if isinstance(value, Enum) else value for name, value in asdict(wanted).items() if value is not None and value is not False}
    start = time.perf_counter()
    answer = client.get("/complaints", params={name: "true" if value is True else value for name, value in query.items()})
    took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200 and "complaints" in answer.json(), answer.text
    return took


def figures(client: httpx.Client) -> float:
    start = time.perf_counter()
    assert client.get("/figures").status_code == 200
    return (time.perf_counter() - start) * 1000


def measured(database: Database, actor: Actor, wanted: Filter) -> float:
    start = time.perf_counter()
    with database.reading() as session:
        lists.page(session, actor, wanted, now=filled.NOW)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
