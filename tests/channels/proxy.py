"""A small proxy before several servers: each connection goes to the next of those whose health address says yes."""
import asyncio
import threading
from typing import List, Set

import httpx

from tests.services import free_port

_LOOK_SECONDS = 0.3


class Proxy:
    """Round robin over ports of this machine, on a thread of its own."""

    def __init__(self, ports: List[int], health: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._ports, self._health, self._turn = ports, health, 0
        self.well: Set[int] = set()
        self._loop = asyncio.new_event_loop()
        self._ready, self._ended = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    def start(self) -> "Proxy":
        """Serve, once all are well."""
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        looking = [asyncio.ensure_future(self._look(port)) for port in self._ports]
        while self.well != set(self._ports):
            await asyncio.sleep(0.05)
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self._ready.set()
        await self._ended.wait()
        for task in looking:
            task.cancel()
        server.close()

    async def _look(self, port: int) -> None:
        async with httpx.AsyncClient(timeout=2) as client:
            while True:
                try:
                    well = (await client.get(f"http://127.0.0.1:{port}{self._health}", headers={"connection": "close"})).status_code == 200
                except httpx.HTTPError:
                    well = False
                (self.well.add if well else self.well.discard)(port)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in self._ports:
            ports = sorted(self.well)
            self._turn += 1
            try:
                up, down = await asyncio.open_connection("127.0.0.1", ports[self._turn % len(ports)])
                break
            except (OSError, ZeroDivisionError):
                continue
        else:
            writer.close()
            return
        await asyncio.gather(_pipe(reader, down), _pipe(up, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
