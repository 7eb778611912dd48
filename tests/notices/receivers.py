"""Real receivers that can be told how to behave: an SMTP server, an HTTP server."""
import asyncio
import email
import json
import threading
import time
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List, NamedTuple

from aiosmtpd.controller import Controller


class MailServer:
    """An SMTP server; `answers` are what it says to the next messages, `refused` to some addresses.

    Where it is told to `hold`, it takes messages and says nothing until `release`.
    """

    def __init__(self, *, scheme: str = "smtp+plain", **options: Any) -> None:
        self.messages: List[EmailMessage] = []
        self.recipients: List[List[str]] = []
        self.answers: List[str] = []
        self.refused: Dict[str, str] = {}
        self.hold: str | None = None  # "before" or "after" a message is taken
        self.held = threading.Event()
        self.release = threading.Event()
        self._scheme = scheme
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, **options)

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self.release.set()
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._controller.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.hold == "before":
            await self._wait()
        line = self.answers.pop(0) if self.answers else "250 OK"
        if line.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=default))
            self.recipients.append(list(envelope.rcpt_tos))
        if self.hold == "after":
            await self._wait()
        return line

    async def _wait(self) -> None:
        self.held.set()
        while not self.release.is_set():
            await asyncio.sleep(0.01)


class _AnyPort(Controller):
    """Learns which port the system chose."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A server that is stopped at the end."""
    running = MailServer(**options).start()
    try:
        yield running
    finally:
        running.stop()


class Received(NamedTuple):
    """One request as it came."""

    path: str
    headers: Dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """An HTTP server; `answers` are how it treats the next requests (200 where there are none left).

    A status, a status with headers, "hang" (says nothing), "drip" (a byte now and then), "twice" (two answers to one request), "close".
    """

    def __init__(self) -> None:
        self.requests: List[Received] = []
        self.answers: List[Any] = []
        self.always: Any = 200
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/notices?team=1"

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(outer) -> type:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.requests.append(Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                outer._answer(self, outer.answers.pop(0) if outer.answers else outer.always)

            def log_message(self, *told: Any) -> None:
                """Keep still."""

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, answer: Any) -> None:
        handler.close_connection = True
        if answer == "hang":
            self.stopping.wait(60)
        elif answer == "drip":
            for byte in b"HTTP/1.1 200 OK\r\nx: " + b"x" * 10_000:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                if self.stopping.wait(0.05):
                    return
        elif answer == "twice":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")
        elif answer != "close":
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("content-length", "0")
            handler.end_headers()


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that is stopped at the end."""
    running = Receiver()
    try:
        yield running
    finally:
        running.stop()


def wait_until(holds: Any, what: str) -> None:
    """Wait for something that other threads do."""
    for _ in range(1500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError(f"it never happened: {what}")
