"""Scripted customers: they ask, complain and talk with people, over HTTP and an event stream, as the widget does."""
import asyncio
import json
import random
import re
import time
import uuid
from contextlib import suppress
from typing import Any, Callable, Dict, List, Optional, Sequence

import aiohttp
import jwt

from faults.http import Client
from faults.record import Record, Told

WALLET_KEY = "the wallet of the fault suite signs with this"
QUESTIONS = ("怎么开启双重验证", "怎么修改登录密码", "手续费怎么收", "怎么注销账户")
_NUMBER = re.compile(r"C\d{8}[A-Z0-9]{6}")
_ANSWER_SECONDS = 60.0
_STREAM_SILENCE_SECONDS = 25.0


class Customer:
    """One customer; `account` is hers with the wallet, None for a visitor. She goes on until `is_over`, then ends what she began."""

    def __init__(self, http: aiohttp.ClientSession, urls: Sequence[str], record: Record, *, name: str, account: Optional[str],
                 chance: random.Random, is_over: Callable[[], bool], pause: float) -> None:
        self.name, self._account, self._chance, self._is_over, self._pause = name, account, chance, is_over, pause
        self._http, self._record = http, record
        self.client = Client(http, urls, record, name, chance)
        self._streaming = Client(http, urls, record, name, chance)
        self.conversation_id = ""
        self._sequence = self._seen = 0
        self._messages: List[Dict[str, Any]] = []
        self._owner = "bot"
        self._news = asyncio.Event()
        self.answer_waits: List[float] = []

    async def run(self, *episodes: Callable[["Customer"], Any]) -> None:
        """Open the conversation, then one episode after the other."""
        await self._open()
        reading = asyncio.create_task(self._follow())
        try:
            while not self._is_over():
                with suppress(asyncio.TimeoutError):
                    await self._chance.choice(episodes)(self)
                await asyncio.sleep(self._pause * (0.5 + self._chance.random()))
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    async def read_all(self) -> None:
        """At the end: the whole conversation anew, as another device would show it."""
        after = 0
        while True:
            found = (await self.client.ask("GET", "/webhooks/web/messages", after=after, limit=200)).body["messages"]
            for message in found:
                self._record.put(Told.READ, self.name, **self._facts(message))
            if len(found) < 200:
                return
            after = found[-1]["sequence"]

    # ---- episodes

    async def asks(self) -> None:
        """A question the bot knows the answer to."""
        await self.say(self._chance.choice(QUESTIONS))

    async def complains(self) -> None:
        """A complaint from start to number."""
        await self.say("我要投诉")
        await self._press("客服服务")
        await self.say(f"等了一个小时没有人回复我，编号 {self._chance.randrange(10**6):06d}")
        await self._press("道歉")
        if self._account is None and self._choice("确认提交") is None:
            await self.say(f"{self.name}@customers.example")
        after = self._sequence
        await self._press("确认提交")
        filed = next((m for m in self._messages if m["sequence"] > after and m["author"] == "bot" and "投诉已经收到" in m["text"]), None)
        number = _NUMBER.search(filed["text"]) if filed else None
        if number:
            self._record.put(Told.CONFIRMED, self.name, number=number.group(), conversation_id=self.conversation_id)

    async def talks(self) -> None:
        """A wish for a person, and some words to her while she is there."""
        await self.say("转人工")
        end = time.monotonic() + _ANSWER_SECONDS
        while self._owner == "queue" and time.monotonic() < end and not self._is_over():
            await self._wait(1.0)
        for number in range(3):
            if self._owner == "agent":
                await self.say(f"我的第 {number} 句话", wants_answer=False)
                await asyncio.sleep(self._pause * self._chance.random())
        while self._owner == "agent" and time.monotonic() < end and not self._is_over():
            await self._wait(1.0)

    # ---- what she does

    async def say(self, text: str, wants_answer: bool = True) -> None:
        """Type a message; wait for its answer unless a person owes it."""
        await self._post(wants_answer, text=text)

    async def _press(self, title: str) -> None:
        choice = self._choice(title)
        if choice is None:
            raise asyncio.TimeoutError(f"no button {title}")
        await self._post(True, choice_id=choice["id"])

    def _choice(self, title: str) -> Optional[Dict[str, Any]]:
        return next((choice for message in reversed(self._messages) if message["sequence"] > self._sequence
                     for choice in message["choices"] if title in choice["title"]), None)

    async def _post(self, wants_answer: bool, **body: str) -> None:
        own = uuid.uuid4().hex
        self._record.put(Told.SENT, self.name, conversation_id=self.conversation_id, client_message_id=own, asks=body.get("text") in QUESTIONS, **body)
        answer = await self.client.ask("POST", "/webhooks/web/messages", {"client_message_id": own, **body})
        if answer.status not in {200, 202}:
            raise AssertionError(f"{self.name}: {body} was refused: {answer}")
        self._sequence = answer.body["sequence"]
        self._record.put(Told.ACCEPTED, self.name, conversation_id=self.conversation_id, client_message_id=own, sequence=self._sequence, **body)
        if wants_answer:
            await self._answered(time.monotonic())

    async def _answered(self, began: float) -> None:
        asked = self._sequence
        while not any(m["sequence"] > asked and m["author"] != "customer" for m in self._messages):
            if self._owner == "agent":
                return
            if time.monotonic() - began > _ANSWER_SECONDS:
                self._record.put(Told.UNANSWERED, self.name, conversation_id=self.conversation_id, sequence=asked)
                raise asyncio.TimeoutError("no answer")
            await self._wait(1.0)
        self.answer_waits.append(time.monotonic() - began)
        await asyncio.sleep(0.05)  # what belongs to the answer comes with it

    async def _wait(self, seconds: float) -> None:
        self._news.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    # ---- how she hears

    async def _open(self) -> None:
        token = {"wallet_token": _wallet_token(self._account)} if self._account else {}
        opened = await self.client.ask("POST", "/webhooks/web/sessions", {"locale": "zh-CN", **token})
        while opened.status == 401:  # the answer to a token that works once was lost: the app signs another
            opened = await self.client.ask("POST", "/webhooks/web/sessions", {"locale": "zh-CN", "wallet_token": _wallet_token(self._account)})
        assert opened.status == 201, opened
        self.conversation_id = opened.body["conversation_id"]
        for client in (self.client, self._streaming):
            client.headers = {"authorization": f"Bearer {opened.body['token']}"}
        if self._account:
            await self.client.ask("PUT", "/webhooks/web/preferences", {"ways": {"email": True}})

    async def _follow(self) -> None:
        while True:
            with suppress(aiohttp.ClientError, asyncio.TimeoutError, OSError):
                await self._stream()
            self._streaming.elsewhere()
            await asyncio.sleep(0.3 + 0.4 * self._chance.random())

    async def _stream(self) -> None:
        kind = ""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=_STREAM_SILENCE_SECONDS)
        headers = {**self._streaming.headers, "last-event-id": str(self._seen)}
        async with self._http.get(f"{self._streaming.url}/webhooks/web/events", headers=headers, timeout=timeout) as stream:
            async for raw in stream.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:"):
                    self._hear(kind, json.loads(line[5:]))

    def _hear(self, kind: str, data: Dict[str, Any]) -> None:
        if kind == "state":
            self._owner = data["owner"]
        elif kind == "message":
            self._record.put(Told.SHOWN, self.name, **self._facts(data))
            self._seen = data["sequence"]
            self._messages.append(data)
        self._news.set()

    def _facts(self, message: Dict[str, Any]) -> Dict[str, Any]:
        return {"conversation_id": self.conversation_id, "sequence": message["sequence"], "author": message["author"], "text": message["text"]}


def _wallet_token(account: Optional[str]) -> str:
    now = int(time.time())
    return jwt.encode({"sub": account, "aud": "wallet-support", "iat": now, "exp": now + 300, "jti": uuid.uuid4().hex}, WALLET_KEY, algorithm="HS256")
