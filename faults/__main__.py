"""python -m faults: breaks everything while customers talk, then checks that nothing was lost and nothing happened twice."""
import argparse
import asyncio
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import List

import aiohttp

from faults import checker, disk, kept, record
from faults.chaos import Chaos
from faults.customers import Customer
from faults.people import Agent
from faults.world import World

_AGENTS = 4
_SETTLE_SECONDS = 90.0
_RETURN_SECONDS = 240.0  # far more than a start takes, on a busy machine too
_AHEAD = "+7200"  # of the worker that settles: leases of the dead are over for it, and whatever waits to be tried again is due


def main() -> int:
    """Run once; 0 where the checker found nothing."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    world, began = World(folder), time.monotonic()
    try:
        world.start()
        print(f"everything runs after {time.monotonic() - began:.0f} s", flush=True)
        findings = asyncio.run(_run(world, options, random.Random(seed)))
    finally:
        world.stop()
    _tell(findings)
    full = disk.check(folder)
    _tell(full)
    findings += full
    print(f"{len(findings)} findings after {time.monotonic() - began:.0f} s" + (f"; logs in {folder}" if findings else ""))
    if not findings:
        shutil.rmtree(folder)
    return 1 if findings else 0


def _tell(findings: List[str]) -> None:
    for finding in findings[:50]:
        print("WRONG:", finding, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=10, help="how many processes are killed")
    parser.add_argument("--minutes", type=float, default=1.5, help="when to stop killing, done or not")
    parser.add_argument("--customers", type=int, default=24)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between kills, on average")
    parser.add_argument("--strike-every", type=int, default=2, help="after so many kills a service is struck")
    parser.add_argument("--seed", type=int, help="of an earlier run, to strike in the same order")
    return parser.parse_args()


async def _run(world: World, options: argparse.Namespace, chance: random.Random) -> List[str]:
    over = asyncio.Event()
    people = world.prepare(options.customers, _AGENTS)
    chaos = Chaos(world, chance, kills=options.kills, every=options.every, strike_every=options.strike_every)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        customers = [Customer(http, world.urls("chat"), world.record, name=f"customer-{n}", account=f"account-{n}" if n % 2 else None,
                              chance=random.Random(chance.random()), is_over=over.is_set, pause=options.customers / 25) for n in range(options.customers)]
        agents = [Agent(http, world.urls("desk"), world.record, name=name, agent_id=agent_id, token=token, chance=random.Random(chance.random()),
                        is_over=over.is_set, pause=1.0) for name, agent_id, token in people]
        working = [asyncio.create_task(each.run(*script(number))) for number, each in enumerate(customers)]
        working += [asyncio.create_task(agent.run()) for agent in agents]
        await chaos.run(time.monotonic() + 60 * options.minutes)
        absent = await _wait_for_all(world)
        over.set()
        done = await asyncio.gather(*working, return_exceptions=True)
        unsettled = await settle(world)
        await asyncio.gather(*(customer.read_all() for customer in customers))
    lines = record.read(world.folder / "clients.jsonl")
    _summarise(world, chaos, customers, lines)
    return [f"a client failed: {failed!r}" for failed in done if failed is not None] + absent + unsettled + checker.check(lines, kept_now())


def script(number: int) -> tuple:
    """What a customer does: of twenty, eight only ask, seven complain, five talk with people."""
    kind = number % 20
    return (Customer.asks,) if kind < 8 else (Customer.asks, Customer.complains) if kind < 15 else (Customer.asks, Customer.talks)


async def _wait_for_all(world: World) -> List[str]:
    absent = []
    for process in world.processes:
        try:
            await asyncio.to_thread(process.wait_until_ready, _RETURN_SECONDS)
        except AssertionError as error:
            absent.append(f"{process.name} did not come back: {error}")
    return absent


async def settle(world: World) -> List[str]:
    """Let everything that is owed happen, with a worker whose clock is ahead; then no worker says any more, and what is read next is the end."""
    for process in world.of("worker"):
        process.kill()
        process.start(_AHEAD)
    try:
        return await _wait_until_nothing_is_owed()
    finally:
        for process in world.of("worker"):
            process.kill()


async def _wait_until_nothing_is_owed() -> List[str]:
    end = time.monotonic() + _SETTLE_SECONDS
    while time.monotonic() < end:
        owed = await asyncio.to_thread(_owed)
        if not any(owed.values()):
            return []
        await asyncio.sleep(1)
    return [f"not settled after {_SETTLE_SECONDS:.0f} s: {owed}"]


def _owed() -> "dict[str, int]":
    found = kept_now()
    return {"messages": sum(bool(line.unhandled) for line in found.messages), "notices": sum(sent.state == "waiting" for sent in found.notices)}


def kept_now() -> kept.Kept:
    from bot.db import database
    with database().reading() as session:
        return kept.read(session)


def _summarise(world: World, chaos: Chaos, customers: List[Customer], lines: List[dict]) -> None:
    counts = {told.value: sum(line["told"] == told.value for line in lines) for told in record.Told}
    waits = sorted(wait for customer in customers for wait in customer.answer_waits)
    sorry = sum(line["told"] == "read" and "没能处理这条消息" in line["text"] for line in lines)
    print(f"{chaos.kills} kills; {dict(sorted(chaos.blows.items()))}")
    print(f"told: {counts}")
    print(f"apologies for a turn that failed: {sorry}")
    if waits:
        print(f"answers after {statistics.median(waits):.2f} s in the middle, {waits[int(len(waits) * 0.95)]:.2f} s for 19 of 20, {waits[-1]:.1f} s at most")


if __name__ == "__main__":
    sys.exit(main())
