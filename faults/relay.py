"""A TCP relay between a process and its database, to cut the one off from the other."""
import asyncio
import threading
from contextlib import suppress
from typing import Optional, Set, Tuple, Union

from tests.services import free_port


class Relay:
    """Passes on whatever comes to `port` to another port of this machine or a Unix socket, except while it is cut."""

    def __init__(self, target: Union[int, str]) -> None:
        self.port = free_port()
        self._target = target
        self._cut = False
        self._open: Set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server: Optional[asyncio.AbstractServer] = None

    def start(self) -> "Relay":
        """Listen, on a thread of its own."""
        ready = threading.Event()
        threading.Thread(target=self._serve, args=(ready,), daemon=True).start()
        assert ready.wait(10)
        return self

    def cut(self) -> None:
        """Drop all connections and refuse new ones."""
        self._loop.call_soon_threadsafe(self._drop)

    def mend(self) -> None:
        """Pass on again."""
        self._cut = False

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._drop)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", self.port))
        ready.set()
        self._loop.run_forever()

    def _drop(self) -> None:
        self._cut = True
        for writer in self._open:
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            there, back = await self._connected()
        except OSError:
            self._open.discard(writer)
            writer.transport.abort()
            return
        self._open.add(back)
        await asyncio.gather(_copy(reader, back), _copy(there, writer))
        self._open -= {writer, back}

    async def _connected(self) -> Tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, str):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    with suppress(OSError, RuntimeError):
        sink.close()
