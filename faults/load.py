"""python -m faults.load: many customers at once for some minutes, nothing broken: no error, and how long answers take."""
import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Sequence

import aiohttp

from faults import checker, record
from faults.__main__ import kept_now, script, settle
from faults.customers import Customer
from faults.people import Agent
from faults.record import Told
from faults.world import World

_AGENTS = 6


def main() -> int:
    """Run once; 0 where nobody met an error and the checker found nothing."""
    parser = argparse.ArgumentParser(prog="python -m faults.load", description=__doc__)
    parser.add_argument("--customers", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=30.0, help="seconds a customer thinks between an answer and her next words, on average")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    world = World(folder, chats=2, desks=1, workers=1, relayed=False)
    try:
        world.start()
        findings = asyncio.run(_run(world, options))
    finally:
        world.stop()
    for finding in findings[:50]:
        print("WRONG:", finding)
    if not findings:
        shutil.rmtree(folder)
    return 1 if findings else 0


async def _run(world: World, options: argparse.Namespace) -> List[str]:
    over, chance = asyncio.Event(), random.Random(1)
    people = world.prepare(options.customers, _AGENTS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        customers = [Customer(http, world.urls("chat"), world.record, name=f"customer-{n}", account=f"account-{n}" if n % 2 else None,
                              chance=random.Random(n), is_over=over.is_set, pause=options.pause) for n in range(options.customers)]
        agents = [Agent(http, world.urls("desk"), world.record, name=name, agent_id=agent_id, token=token, chance=random.Random(agent_id),
                        is_over=over.is_set, pause=2.0) for name, agent_id, token in people]
        began = time.monotonic()
        working = [asyncio.create_task(_come_by_and_by(each, number, options.pause * chance.random())) for number, each in enumerate(customers)]
        working += [asyncio.create_task(agent.run()) for agent in agents]
        await asyncio.sleep(60 * options.minutes)
        over.set()
        done = await asyncio.gather(*working, return_exceptions=True)
        took = time.monotonic() - began
        unsettled = await settle(world)
        for customer in customers:
            await customer.read_all()
    lines = record.read(world.folder / "clients.jsonl")
    _summarise(customers, agents, lines, took)
    met = [f"{line['who']} met an error: {line}" for line in lines if line["told"] in {Told.ERROR.value, Told.UNANSWERED.value}]
    return [f"a client failed: {failed!r}" for failed in done if failed is not None] + unsettled + met + checker.check(lines, kept_now())


async def _come_by_and_by(customer: Customer, number: int, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await customer.run(*script(number))


def _summarise(customers: Sequence[Customer], agents: Sequence[Agent], lines: Sequence[Dict[str, Any]], took: float) -> None:
    sent = sum(line["told"] == Told.ACCEPTED.value for line in lines)
    errors = sum(line["told"] in {Told.ERROR.value, Told.UNANSWERED.value} for line in lines)
    complaints, talks = (sum(line["told"] == told.value for line in lines) for told in (Told.CONFIRMED, Told.TOOK))
    print(f"{len(customers)} customers, {sent} messages in {took:.0f} s ({sent / took:.1f}/s), {errors} errors; "
          f"{complaints} complaints, {talks} talks with agents")
    for what, waits in (("from a message to its answer", [wait for each in customers for wait in each.answer_waits]),
                        ("a request of a customer", [wait for each in customers for wait in each.client.waits]),
                        ("a request of an agent", [wait for each in agents for wait in each.client.waits])):
        ordered = sorted(waits) or [0.0]
        print(f"{what}: p50 {_at(ordered, 0.5):.0f} ms, p95 {_at(ordered, 0.95):.0f} ms, p99 {_at(ordered, 0.99):.0f} ms, at most {ordered[-1] * 1000:.0f} ms")


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[int((len(ordered) - 1) * share)] * 1000


if __name__ == "__main__":
    sys.exit(main())
