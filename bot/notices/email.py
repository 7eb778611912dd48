"""E-mails: by any SMTP server; into files where a demonstration has none.

At least once: a server that took a message and whose answer was lost gets it again, with the same Message-ID.
"""
import smtplib
import ssl
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import List

from bot import mail
from bot.mail import SmtpServer
from bot.notices import sending
from bot.notices.deliveries import Job
from bot.notices.rendering import letter
from bot.notices.sending import Undelivered, cut_off
from bot.settings import settings

_DEMO_SENDER = "U Wallet <no-reply@wallet.example>"


def send(job: Job, address: str) -> None:
    """Hand one e-mail in; Undelivered where it was refused or the server does not answer."""
    message = composed(job, address, mail.sender(settings().smtp_from or _DEMO_SENDER))
    if settings().smtp_url:
        _hand_in(message, mail.smtp_server(settings().smtp_url))
    else:
        _put_down(message, Path(settings().notice_outbox))


def composed(job: Job, address: str, sender: Address) -> EmailMessage:
    """The e-mail as it is sent; the same at every attempt."""
    if not mail.is_address(address):
        raise Undelivered("bad_address", for_good=True)
    written = letter(job)
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, Address(addr_spec=address), written.subject
    message["Date"] = job.created_at.astimezone(settings().zone)
    message["Message-ID"] = f"<{job.known_by}@{sender.domain}>"
    # Machines that answer machines keep still (RFC 3834).
    message["Auto-Submitted"], message["X-Auto-Response-Suppress"] = "auto-generated", "All"
    message.set_content(written.plain, cte="base64")
    message.add_alternative(written.html, subtype="html", cte="base64")
    message["Content-Language"] = job.language.tag  # only now: setting the content takes such headers away
    message.set_boundary(f"part-{job.known_by}")
    return message


class _Client(smtplib.SMTP):
    """Known to its opener before it connects, so that a server which drips can be cut off at any step."""

    def __init__(self, server: SmtpServer, opened: List[smtplib.SMTP]) -> None:
        opened.append(self)
        super().__init__(server.host, server.port, timeout=sending.STEP_SECONDS)


class _TlsClient(smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""

    def __init__(self, server: SmtpServer, opened: List[smtplib.SMTP]) -> None:
        opened.append(self)
        super().__init__(server.host, server.port, timeout=sending.STEP_SECONDS, context=ssl.create_default_context())


def _hand_in(message: EmailMessage, server: SmtpServer) -> None:
    opened: List[smtplib.SMTP] = []
    try:
        with cut_off(lambda: opened[0].sock if opened else None):
            client = _connected(server, opened)
            try:
                client.send_message(message)
            finally:
                _leave(client)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        raise Undelivered(f"smtp_{code}", for_good=500 <= code < 600) from error
    except smtplib.SMTPResponseException as error:
        # What is wrong with us (a password, a sender) can be put right while it is tried again.
        raise Undelivered(f"smtp_{error.smtp_code}", for_good=isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Undelivered("smtp_no_tls_or_login") from error
    except (OSError, ValueError, smtplib.SMTPException) as error:  # ValueError: cut off inside TLS
        raise Undelivered(f"smtp_{type(error).__name__}") from error


def _connected(server: SmtpServer, opened: List[smtplib.SMTP]) -> smtplib.SMTP:
    client = _TlsClient(server, opened) if server.scheme == "smtps" else _Client(server, opened)
    try:
        if server.scheme == "smtp":
            client.starttls(context=ssl.create_default_context())
        if server.user is not None and server.password is not None:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _leave(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):  # the message is in, or an error is on its way up
        client.close()


def _put_down(message: EmailMessage, folder: Path) -> None:
    """One file a message, named by its Message-ID: the same message again is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = message["Message-ID"].strip("<>").partition("@")[0]
    unfinished = folder / f".{name}"
    unfinished.write_bytes(message.as_bytes())
    unfinished.replace(folder / f"{name}.eml")
