"""What an open event stream costs."""
import asyncio
from typing import List

import httpx

from bench.servers import Assistant

_SETTLING_SECONDS = 3.0


async def cost_of_streams(assistant: Assistant, count: int) -> float:
    """Bytes of the server's memory for each of so many open streams, each of a conversation of its own."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=assistant.url, timeout=120, limits=limits) as http:
        tokens = []
        for _ in range(count):
            opened = await http.post("/webhooks/web/sessions", json={"locale": "zh-CN"})
            tokens.append(opened.json()["token"])
        before = assistant.memory()
        streams: List[asyncio.Task[None]] = []
        for token in tokens:
            ready = asyncio.Event()
            streams.append(asyncio.create_task(_listen(http, token, ready)))
            await ready.wait()
        await asyncio.sleep(_SETTLING_SECONDS)
        cost = (assistant.memory() - before) / count
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    return cost


async def _listen(http: httpx.AsyncClient, token: str, ready: asyncio.Event) -> None:
    async with http.stream("GET", "/webhooks/web/events", headers={"authorization": f"Bearer {token}"}) as stream:
        async for _ in stream.aiter_raw():
            ready.set()
