"""Breaks things at random: from a seed, so that the same order of blows can be struck again."""
import asyncio
import random
import time
from collections import Counter
from typing import Any, Awaitable, Callable, Dict, List

from faults.processes import Process
from faults.world import World

_CLOCKS = ("+600", "-600", "+90", "-90", "+3600")
_WEIGHTS = {"chat": 1, "desk": 2, "worker": 2}  # a chat process takes longest to come back: killed often it would never be there

_WHILE_IT_BEGINS = 0.1


class Chaos:
    """Kills processes until there were `kills`, and now and then strikes a service; `blows` counts what was done."""

    def __init__(self, world: World, chance: random.Random, *, kills: int, every: float, strike_every: int) -> None:
        self._world, self._chance, self._kills, self._every, self._strike_every = world, chance, kills, every, strike_every
        self.blows: Counter[str] = Counter()
        self.kills = 0
        self._returning: List[asyncio.Task[None]] = []
        self._strikes: Dict[str, Callable[[], Awaitable[Any]]] = {
            "postgresql": self._restart_postgres, "redis": self._restart_redis, "mail": self._restart_mail, "cut off": self._cut_off, "clock": self._move_clock}

    async def run(self, until: float) -> None:
        """Strike until enough were killed or the monotonic moment `until` has come; then everything runs again."""
        supervising = asyncio.create_task(self._supervise())
        try:
            await self._strike_until(until)
        finally:
            supervising.cancel()
        await asyncio.gather(*self._returning)

    async def _strike_until(self, until: float) -> None:
        order = list(self._strikes)
        self._chance.shuffle(order)
        turn = 0
        while self.kills < self._kills and time.monotonic() < until:
            await asyncio.sleep(self._every * (0.2 + 1.6 * self._chance.random()))
            await self._kill_one()
            if self.kills >= (turn + 1) * self._strike_every:
                await self._strike(order[turn % len(order)])
                turn += 1
        for name in order[turn:]:  # each at least once, however short the run
            await self._strike(name)

    async def _supervise(self) -> None:
        """Start again what ended by itself, as whatever runs it in production does: a chat process cannot begin without its database."""
        while True:
            await asyncio.sleep(1)
            for process in self._world.processes:
                if process.has_ended:
                    self.blows[f"ended by itself: {process.name}"] += 1
                    process.start()

    async def _strike(self, name: str) -> None:
        self.blows[name] += 1
        await self._strikes[name]()

    async def _kill_one(self) -> None:
        alive = [process for process in self._world.processes if process.is_running and not self._is_last_chat(process)]
        if not alive:
            return
        victim = self._chance.choices(alive, [_WEIGHTS[process.command] for process in alive])[0]
        # Killed as often while it begins as while it works, a chat process would never come to work.
        if victim.command == "chat" and self._chance.random() > _WHILE_IT_BEGINS and not await asyncio.to_thread(victim.is_ready):
            return
        victim.kill()
        self.kills += 1
        self.blows[f"kill {victim.name}"] += 1
        self._returning = [task for task in self._returning if not task.done()]
        self._returning.append(asyncio.create_task(self._bring_back(victim)))

    def _is_last_chat(self, process: Process) -> bool:
        """Whether killing it would leave no chat process at all; all of them gone is what a restart of PostgreSQL looks like already."""
        return process.command == "chat" and sum(each.is_running for each in self._world.of("chat")) == 1

    async def _bring_back(self, process: Process, clock: str = "") -> None:
        await asyncio.sleep(self._chance.random())
        process.start(clock)

    async def _restart_postgres(self) -> None:
        await asyncio.to_thread(self._world.postgres.stop)
        await asyncio.sleep(3 * self._chance.random())
        await asyncio.to_thread(self._world.postgres.start)

    async def _restart_redis(self) -> None:
        await asyncio.to_thread(self._world.redis.stop)
        await asyncio.sleep(3 * self._chance.random())
        await asyncio.to_thread(self._world.redis.start)

    async def _restart_mail(self) -> None:
        await asyncio.to_thread(self._world.mail.stop)
        await asyncio.sleep(1 + 4 * self._chance.random())
        await asyncio.to_thread(self._world.mail.start)

    async def _cut_off(self) -> None:
        name, relay = self._chance.choice(sorted(self._world.relays.items()))
        self.blows[f"cut off {name}"] += 1
        relay.cut()
        await asyncio.sleep(2 + 4 * self._chance.random())
        relay.mend()

    async def _move_clock(self) -> None:
        """A worker comes back with a clock that is wrong, until it is killed the next time."""
        worker, clock = self._chance.choice(self._world.of("worker")), self._chance.choice(_CLOCKS)
        self.blows[f"clock {clock}"] += 1
        if worker.is_running:
            worker.kill()
            self.kills += 1
            await self._bring_back(worker, clock)
