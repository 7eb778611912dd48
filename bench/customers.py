"""Customers of both assistants, who ask over HTTP and measure until they hold the answer. Times are in milliseconds.

They share the machine with what they measure, so their own work weighs on both: aiohttp's is a quarter of httpx's.
"""
import asyncio
import json
import time
import uuid
from typing import Any, AsyncIterator, Dict, List, Optional, Protocol

import aiohttp


class Customer(Protocol):
    """One person in one conversation."""

    async def ask(self, text: str) -> float:
        """Milliseconds from sending a message to holding the whole answer."""

    async def ask_two(self, first: str, second: str) -> float:
        """Milliseconds from the first's answer to the second's, both sent at once."""

    async def close(self) -> None:
        """Leave."""


class StockCustomer:
    """Over Rasa's `rest` channel, whose answer is the bot's."""

    def __init__(self, url: str) -> None:
        self._http = _client(url)
        self._sender = uuid.uuid4().hex
        self.said: List[Dict[str, Any]] = []

    async def open(self) -> "StockCustomer":
        """Nothing to open: the channel believes any sender."""
        return self

    async def ask(self, text: str) -> float:
        """See Customer."""
        began = time.perf_counter()
        await self._send(text)
        return (time.perf_counter() - began) * 1000

    async def ask_two(self, first: str, second: str) -> float:
        """See Customer."""
        async def timed(text: str) -> float:
            await self._send(text)
            return time.perf_counter()

        ends = await asyncio.gather(timed(first), timed(second))
        return abs(ends[1] - ends[0]) * 1000

    async def press(self, title: str) -> float:
        """Press a button of the last answer, whose payload this channel shows."""
        payload = next(button["payload"] for said in self.said for button in said.get("buttons", ()) if title in button["title"])
        return await self.ask(payload)

    async def close(self) -> None:
        """See Customer."""
        await self._http.close()

    async def _send(self, text: str) -> None:
        async with self._http.post("/webhooks/rest/webhook", json={"sender": self._sender, "message": text}) as answer:
            self.said = await answer.json()  # empty where its policies found nothing to say: a turn all the same, and a cheaper one


class OurCustomer:
    """Over the customer API: a message is posted, its answer comes on the event stream."""

    def __init__(self, url: str, demo: Optional[str] = None) -> None:
        self._http = _client(url)
        self._demo, self._answers = demo, asyncio.Queue[Dict[str, Any]]()
        self._reading: Optional[asyncio.Task[None]] = None
        self.said: List[Dict[str, Any]] = []

    async def open(self) -> "OurCustomer":
        """Open the conversation and its stream."""
        body: Dict[str, Any] = {"locale": "zh-CN"}
        if self._demo:
            async with self._http.post("/demo/wallet-token", json={"customer": self._demo}) as given:
                body["wallet_token"] = (await given.json())["wallet_token"]
        async with self._http.post("/webhooks/web/sessions", json=body) as opened:
            self._http.headers["authorization"] = f"Bearer {(await opened.json())['token']}"
        ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read(ready))
        await ready.wait()
        return self

    async def ask(self, text: str) -> float:
        """See Customer."""
        return await self._turn(text=text)

    async def ask_two(self, first: str, second: str) -> float:
        """See Customer."""
        self._forget()
        await asyncio.gather(self._post(text=first), self._post(text=second))
        times = []
        for _ in range(2):
            await self._answers.get()
            times.append(time.perf_counter())
        return (times[1] - times[0]) * 1000

    async def press(self, title: str) -> float:
        """Press a button of the last answer."""
        choice = next(choice["id"] for said in self.said for choice in said["choices"] if title in choice["title"])
        return await self._turn(choice_id=choice)

    async def close(self) -> None:
        """See Customer."""
        if self._reading:
            self._reading.cancel()
        await self._http.close()

    async def _turn(self, **body: str) -> float:
        self._forget()
        began = time.perf_counter()
        await self._post(**body)
        self.said = [await self._answers.get()]
        took = (time.perf_counter() - began) * 1000
        await asyncio.sleep(0)
        while not self._answers.empty():
            self.said.append(self._answers.get_nowait())
        return took

    def _forget(self) -> None:
        while not self._answers.empty():
            self._answers.get_nowait()

    async def _post(self, **body: str) -> None:
        async with self._http.post("/webhooks/web/messages", json={"client_message_id": uuid.uuid4().hex, **body}) as answer:
            await answer.read()

    async def _read(self, ready: asyncio.Event) -> None:
        async with self._http.get("/webhooks/web/events") as stream:
            async for message in _messages(stream, ready):
                if message["author"] != "customer":
                    self._answers.put_nowait(message)


def _client(url: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(url, timeout=aiohttp.ClientTimeout(total=None, sock_connect=120, sock_read=120), raise_for_status=True, read_bufsize=2**20)


async def _messages(stream: aiohttp.ClientResponse, ready: asyncio.Event) -> AsyncIterator[Dict[str, Any]]:
    kind = b""
    async for line in stream.content:
        ready.set()
        if line.startswith(b"event:"):
            kind = line[6:].strip()
        elif line.startswith(b"data:") and kind == b"message":
            yield json.loads(line[5:])
