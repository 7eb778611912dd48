"""A full disk under the SQLite file: what was accepted is kept, she is told clearly, and it goes on once there is room."""
import os
import signal
import subprocess
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List

from tests.channels.running import Customer, Server

_MEGABYTES = 48
_PATIENCE_SECONDS = 60.0
_TRIES = 60  # a write-ahead log that was emptied takes some more messages before it has to grow
_LANGUAGES = {"zh-CN": ("怎么开启双重验证", "存储空间"), "en": ("How do I turn on two-step verification", "storage")}


def check(folder: Path) -> List[str]:
    """Everything that is wrong; without root's rights that is said, and nothing was checked."""
    place = folder / "small disk"
    place.mkdir()
    if os.geteuid() != 0:
        print("NOT CHECKED: a full disk; mounting a small one needs root", flush=True)
        return []
    with _mounted(place):
        server = Server(place)
        try:
            server.start()
            return _fill_and_free(server, place)
        finally:
            server.stop(signal.SIGKILL)


@contextmanager
def _mounted(place: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _fill_and_free(server: Server, place: Path) -> List[str]:
    customers = {locale: Customer(server, locale=locale) for locale in _LANGUAGES}
    accepted: Dict[str, List[str]] = {locale: [] for locale in _LANGUAGES}
    findings: List[str] = []
    for locale, customer in customers.items():
        customer.post(text=_LANGUAGES[locale][0])
        if sum(message["author"] == "bot" for message in _answered(customer, 1)) != 1:
            return [f"full disk, {locale}: with room for everything a question had no answer after {_PATIENCE_SECONDS:.0f} s; nothing was checked"]
    ballast = _fill(place)
    refused = {locale: _post_until_refused(customer, locale, accepted[locale], findings) for locale, customer in customers.items()}
    ballast.unlink()
    for locale, customer in customers.items():
        again = customer.post(text=_LANGUAGES[locale][0], client_message_id=refused[locale])
        if again.status_code not in {200, 202}:
            findings.append(f"full disk, {locale}: with room again it was answered {again.status_code}")
        findings += _whole(customer, locale, [*accepted[locale], refused[locale]])
    if "Traceback" in server.log and "IntegrityError" in server.log:
        findings.append("full disk: something was stored in halves")
    return findings


def _fill(place: Path) -> Path:
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            for size in (1 << 20, 4096, 1):
                while True:
                    try:
                        file.write(b"x" * size)
                    except OSError:
                        break
        finally:
            os.fsync(file.fileno())
    return ballast


def _post_until_refused(customer: Customer, locale: str, accepted: List[str], findings: List[str]) -> str:
    """Speak until there is no room; what was accepted before is put down. Gives the id of the message that was refused."""
    text, told = _LANGUAGES[locale]
    own = uuid.uuid4().hex
    for _ in range(_TRIES):
        answer = customer.post(text=text, client_message_id=own)
        if answer.status_code not in {200, 202}:
            if answer.status_code not in {503, 507} or (answer.status_code == 507 and told not in answer.json()["error"]["message"]):
                findings.append(f"full disk, {locale}: answered {answer.status_code} {answer.text[:200]}")
            print(f"full disk, {locale}: after {len(accepted)} messages {answer.status_code} {answer.json()['error']['message']}", flush=True)
            return own
        accepted.append(own)
        own = uuid.uuid4().hex
    findings.append(f"full disk, {locale}: {_TRIES} messages were stored all the same; nothing was checked")
    return own


def _answered(customer: Customer, answers: int) -> List[Dict[str, Any]]:
    """The conversation once it has so many answers, or after a minute as it is."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        said = customer.messages()
        if sum(message["author"] == "bot" for message in said) >= answers or time.monotonic() > end:
            return said
        time.sleep(0.2)


def _whole(customer: Customer, locale: str, expected: List[str]) -> List[str]:
    """Wait until all is answered: each message that was accepted is there once, in order, with one answer."""
    said = _answered(customer, len(expected) + 1)
    stored = [message["client_message_id"] for message in said if message["author"] == "customer"][1:]
    answers = sum(message["author"] != "customer" for message in said)
    findings = [] if stored == expected else [f"full disk, {locale}: accepted {expected}, stored {stored}"]
    return findings if answers == len(said) - answers else [*findings, f"full disk, {locale}: {answers} answers to {len(said) - answers} messages"]
