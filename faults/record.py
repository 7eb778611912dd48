"""What clients were told, one JSON line each, flushed as it happens: the only thing the checker believes besides the database."""
import json
import threading
import time
from enum import Enum
from pathlib import Path
from typing import Any, Dict, List


class Told(str, Enum):
    """What a client can put down."""

    SENT = "sent"                # a customer is about to post a message: it may arrive even if no answer does
    ACCEPTED = "accepted"        # her message was answered 202 or 200, with its sequence
    SHOWN = "shown"              # a message reached a customer
    READ = "read"                # at the end a customer read her conversation anew: a message in it
    UNANSWERED = "unanswered"    # she waited for an answer and none came
    CONFIRMED = "confirmed"      # the bot told her the number of the complaint she just filed
    TOOK = "took"                # an agent was told that a conversation is hers
    SAYING = "saying"            # an agent is about to say something
    SAID = "said"                # it was answered 200 or 201, with its sequence
    RETURNED = "returned"        # an agent was told that she gave a conversation back
    DECIDING = "deciding"        # an agent is about to decide a complaint, with words nobody else uses
    DECIDED = "decided"          # it was answered 200
    MAIL = "mail"                # the mail server took a message
    ERROR = "error"              # an answer of 500 or more, with its status and code


class Record:
    """One file of lines that outlives its writer."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def put(self, told: Told, who: str, **facts: Any) -> None:
        """Write one line now."""
        line = json.dumps({"told": told.value, "who": who, "at": round(time.time(), 3), **facts}, ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def read(path: Path) -> List[Dict[str, Any]]:
    """All lines of a record."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
