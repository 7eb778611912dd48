"""`python -m bench.sizes`: how the cost of what is asked most grows with the number of complaints, on SQLite and PostgreSQL, into docs/growth.md.

The database's part alone, through the same functions the servers call, in one process: HTTP costs the same at any size. 1,000, 100,000 and
1,000,000 complaints take some 20 minutes to make; `--short` leaves the last out.
"""
import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Callable, Dict, List, Tuple

import pgserver
from sqlalchemy.orm import Session

from bench import filled, page
from bot.agents.roles import Actor, Role
from bot.complaints import lists, queries
from bot.conversations.models import Conversation
from bot.db import Database
from bot.desk.conversation_shapes import queue_rows
from bot.migrate import upgrade

SIZES = (1_000, 100_000, 1_000_000)
# Milliseconds by what is asked and by size.
Costs = Dict[str, Dict[int, float]]
Ask = Callable[[Session, int], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    found = measure(SIZES[:2] if short else SIZES)
    print(table(found))
    page.write("growth", "python -m bench.sizes" + " --short" * short, [table(found), dearest(found)], Path("docs/growth.md"))


def dearest(found: Dict[str, Costs]) -> str:
    """How many times dearer the question that grows most is at the largest size, beside what was aimed at."""
    times = max(costs[max(costs)] / costs[min(costs)] for rows in found.values() for costs in rows.values())
    return f"The question that grows most: {times:.2f} times (aim: at a million at most 1.5)."


def measure(sizes: Tuple[int, ...] = SIZES, rounds: int = 200) -> Dict[str, Costs]:
    """The medians on each kind of database, a database for each size, all asked in turn: what else the machine does weighs on all alike."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": _measured({size: f"sqlite:///{folder}/{size}.db" for size in sizes}, rounds)}
    with tempfile.TemporaryDirectory() as folder, pgserver.get_server(folder) as server:
        for size in sizes:
            server.psql(f"CREATE DATABASE of{size}")
        return {**found, "PostgreSQL": _measured({size: server.get_uri(f"of{size}") for size in sizes}, rounds)}


def table(found: Dict[str, Costs]) -> str:
    """A row for each question on each database; the last column is what the largest costs beside the smallest."""
    sizes = list(next(iter(next(iter(found.values())).values())))
    lines = ["| | " + " | ".join(f"{size:,}" for size in sizes) + " | times |", "|---" * (len(sizes) + 2) + "|"]
    lines += [f"| {name}: {title} | " + " | ".join(f"{cost:.2f} ms" for cost in costs.values()) + f" | {costs[sizes[-1]] / costs[sizes[0]]:.2f} |"
              for name, rows in found.items() for title, costs in rows.items()]
    return "\n".join(lines)


def _questions(size: int) -> Dict[str, Ask]:
    """What is asked, of another complaint each time, spread over all of them."""
    def number(turn: int) -> int:
        return 1 + turn * 7919 % size

    def customer(session: Session, turn: int) -> Conversation:
        return session.get(Conversation, f"c{(number(turn) - 1) // filled.A_CUSTOMER}")

    lead = Actor(1, "lead", Role.SUPERVISOR)
    return {
        "a complaint by its number": lambda session, turn: queries.mine_by_number(session, customer(session, turn), filled.number(number(turn))),
        "a customer's progress": lambda session, turn: [queries.next_deadline(each) for each in queries.mine(session, customer(session, turn))],
        "the desk's list, most urgent first": lambda session, turn: lists.page(session, lead, lists.Filter(), now=filled.NOW),
        "the desk's list, newest first": lambda session, turn: lists.page(session, lead, lists.Filter(order=lists.Order.NEWEST), now=filled.NOW),
        "the queue for a person": lambda session, turn: queue_rows(session, lead)}


def _measured(urls: Dict[int, str], rounds: int) -> Costs:
    databases = {size: _filled(url, size) for size, url in urls.items()}
    questions = {size: _questions(size) for size in urls}
    try:
        return {title: _medians(databases, {size: asks[title] for size, asks in questions.items()}, rounds) for title in questions[min(urls)]}
    finally:
        for database in databases.values():
            database.engine.dispose()


def _medians(databases: Dict[int, Database], asks: Dict[int, Ask], rounds: int) -> Dict[int, float]:
    times: Dict[int, List[float]] = {size: [] for size in databases}
    for turn in range(rounds):
        for size, database in databases.items():
            began = time.perf_counter()
            with database.reading() as session:
                assert asks[size](session, turn)
            times[size].append((time.perf_counter() - began) * 1000)
    return {size: median(took[rounds // 10:]) for size, took in times.items()}


def _filled(url: str, size: int) -> Database:
    database = Database(url)
    upgrade(database)
    filled.begin(database)
    filled.fill(database, 1, size, searchable=False)
    return database


if __name__ == "__main__":
    main()
