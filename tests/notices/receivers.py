"""Real receivers: an SMTP server and an HTTP server that can be told how to behave."""
import email
import threading
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any, Callable, Iterator, List, Optional

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

Answer = Callable[[Any], Optional[str]]


class MailServer:
    """A real SMTP server without TLS; `answer` may refuse a message or hold it back."""

    def __init__(self, **options: Any) -> None:
        self.messages: List[EmailMessage] = []
        self.recipients: List[List[str]] = []
        self.answers: List[Any] = []  # for the next messages: a line, or an event to wait for
        self.refused = {}  # address: line
        self._controller = _Free(self, hostname="127.0.0.1", port=0, **options)

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self._controller.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        line = self.answers.pop(0) if self.answers else "250 OK"
        if callable(line):
            line = await line()
        if line.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=default))
            self.recipients.append(list(envelope.rcpt_tos))
        return line


class _Free(Controller):
    """A controller on a port that the system chooses."""

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


__all__ = ["SMTP", "MailServer", "mail_server", "threading"]
