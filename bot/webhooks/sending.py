"""One request to an address that somebody else chose: no redirects, no proxies, nothing inside our own network."""
import asyncio
import socket
from typing import Dict, Optional, Tuple

import httpcore
from httpcore.backends.auto import AutoBackend
from httpcore.backends.base import AsyncNetworkBackend, AsyncNetworkStream

from bot.settings import settings
from bot.webhooks import addresses

Answer = Tuple[Optional[int], Optional[str]]


class NotPublic(Exception):
    """Events may not be sent there."""


async def post(url: str, body: bytes, headers: Dict[str, str]) -> Answer:
    """The status that was answered, or else what went wrong, as a code; the whole takes WEBHOOK_SECONDS at most."""
    try:
        return await asyncio.wait_for(_post(url, body, headers), settings().webhook_seconds), None
    except NotPublic:
        return None, "not_public"
    except asyncio.TimeoutError:
        return None, "timeout"
    except Exception as error:  # whatever a network, TLS or a receiver's nonsense brings; its words could hold the address's own secrets
        return None, type(error).__name__


async def _post(url: str, body: bytes, headers: Dict[str, str]) -> int:
    if not addresses.is_possible(url, demo=settings().demo_mode):  # the mode may have changed since it was subscribed
        raise NotPublic
    sent = list({**headers, "content-type": "application/json", "user-agent": "wallet-support"}.items())
    async with httpcore.AsyncConnectionPool(network_backend=_Guarded()) as pool, pool.stream("POST", url, headers=sent, content=body) as answer:
        return int(answer.status)  # what else it says is never read


class _Guarded(AsyncNetworkBackend):
    """Connects to the very address that was looked at: a name cannot answer differently the second time."""

    def __init__(self) -> None:
        self._network = AutoBackend()

    async def connect_tcp(self, host: str, port: int, timeout: Optional[float] = None, local_address: Optional[str] = None) -> AsyncNetworkStream:
        found = [str(place[0]) for *_, place in await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        demo = settings().demo_mode and addresses.is_this_machine(host)
        if not all(addresses.may_connect(address, allowed=settings().webhook_networks, demo=demo) for address in found):
            raise NotPublic
        return await self._network.connect_tcp(found[0], port, timeout, local_address)
