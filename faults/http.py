"""How clients of both APIs reach processes that come and go: any that answers, as behind a proxy, and again until there is an answer."""
import asyncio
import random
import time
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

import aiohttp

from faults.record import Record, Told

_SECONDS = 10.0
_PAUSE_SECONDS = 0.4
PATIENCE_SECONDS = 150.0


class Answer(NamedTuple):
    """A status and the JSON that came with it."""

    status: int
    body: Any


class Client:
    """One person's way to several processes of one kind."""

    def __init__(self, http: aiohttp.ClientSession, urls: Sequence[str], record: Record, who: str, chance: random.Random) -> None:
        self._http, self._urls, self._record, self._who, self._chance = http, list(urls), record, who, chance
        self._url = chance.choice(self._urls)
        self.headers: Dict[str, str] = {}
        self.waits: List[float] = []

    @property
    def url(self) -> str:
        """The process that is spoken to now."""
        return self._url

    def elsewhere(self) -> None:
        """Speak to another process, or to the same again."""
        self._url = self._chance.choice(self._urls)

    async def ask(self, method: str, path: str, body: Optional[Dict[str, Any]] = None, **query: Any) -> Answer:
        """Send it until it is answered below 500, and not with "too many": again with the same words, which a server must take once."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = await self._once(method, path, body, query)
            if answer and answer.status < 500 and answer.status != 429:
                return answer
            if time.monotonic() > end:
                raise asyncio.TimeoutError(f"{method} {path}: {answer}")
            self.elsewhere()
            await asyncio.sleep(_PAUSE_SECONDS * (0.5 + self._chance.random()))

    async def _once(self, method: str, path: str, body: Optional[Dict[str, Any]], query: Dict[str, Any]) -> Optional[Answer]:
        began = time.monotonic()
        try:
            async with self._http.request(method, self._url + path, json=body, params=query, headers=self.headers,
                                          timeout=aiohttp.ClientTimeout(total=_SECONDS)) as response:
                answer = Answer(response.status, await response.json(content_type=None) if response.status != 204 else None)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            return None
        self.waits.append(time.monotonic() - began)
        if answer.status >= 500:
            code = answer.body.get("error", {}).get("code") if isinstance(answer.body, dict) else None
            self._record.put(Told.ERROR, self._who, status=answer.status, code=code, path=path, method=method)
        return answer
