"""Scripted agents at the desks' API: they take whoever waits, talk, give back, and decide complaints."""
import asyncio
import random
import uuid
from contextlib import suppress
from typing import Any, Callable, Dict, Sequence

import aiohttp

from faults.http import Client
from faults.record import Record, Told

_API = "/api/v1"


class Agent:
    """One agent with her token; she goes on until `is_over`, then leaves nothing half done."""

    def __init__(self, http: aiohttp.ClientSession, urls: Sequence[str], record: Record, *, name: str, agent_id: int, token: str,
                 chance: random.Random, is_over: Callable[[], bool], pause: float) -> None:
        self.name, self.agent_id, self._chance, self._is_over, self._pause = name, agent_id, chance, is_over, pause
        self._record = record
        self.client = Client(http, [f"{url}{_API}" for url in urls], record, name, chance)
        self.client.headers = {"authorization": f"Bearer {token}"}

    async def run(self) -> None:
        """Work until it is over."""
        await self.client.ask("PUT", "/me/availability", {"available": True})
        beating = asyncio.create_task(self._beat())
        try:
            while not self._is_over():
                with suppress(asyncio.TimeoutError):
                    await self._work()
                await asyncio.sleep(self._pause * self._chance.random())
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating

    async def _beat(self) -> None:
        while True:
            with suppress(asyncio.TimeoutError):
                await self.client.ask("POST", "/me/beat", {})
            await asyncio.sleep(10)

    async def _work(self) -> None:
        waiting = (await self.client.ask("GET", "/queue")).body["waiting"]
        if waiting:
            await self._talk(self._chance.choice(waiting[:3])["conversation_id"])
        elif self._chance.random() < 0.5:
            await self._decide_one()

    async def _talk(self, conversation_id: str) -> None:
        taken = await self.client.ask("POST", f"/conversations/{conversation_id}/take", {})
        if taken.status != 200:
            return
        self._record.put(Told.TOOK, self.name, conversation_id=conversation_id, agent_id=self.agent_id)
        for number in range(2):
            if not await self._say(conversation_id, f"您好，{self.name} 的第 {number} 句"):
                return
            await asyncio.sleep(self._pause * self._chance.random())
        given = await self.client.ask("POST", f"/conversations/{conversation_id}/return", {})
        if given.status == 200:
            self._record.put(Told.RETURNED, self.name, conversation_id=conversation_id, agent_id=self.agent_id)

    async def _say(self, conversation_id: str, text: str) -> bool:
        own = uuid.uuid4().hex
        facts: Dict[str, Any] = {"conversation_id": conversation_id, "client_message_id": own, "text": text, "agent_id": self.agent_id}
        self._record.put(Told.SAYING, self.name, **facts)
        said = await self.client.ask("POST", f"/conversations/{conversation_id}/messages", {"client_message_id": own, "text": text})
        if said.status not in {200, 201}:
            return False
        self._record.put(Told.SAID, self.name, sequence=said.body["sequence"], **facts)
        return True

    async def _decide_one(self) -> None:
        found = (await self.client.ask("GET", "/complaints", limit=20)).body["complaints"]
        if not found:
            return
        row, words = self._chance.choice(found), f"我们道歉，凭证 {uuid.uuid4().hex}"
        self._record.put(Told.DECIDING, self.name, number=row["number"], words=words)
        decided = await self.client.ask("POST", f"/complaints/{row['number']}/decision", {"outcome": "upheld", "words": words, "version": row["version"]})
        if decided.status == 200:
            self._record.put(Told.DECIDED, self.name, number=row["number"], words=words)
