"""What streams hear of at once: a row for each change, written in the transaction that made it."""
import threading
import time
from datetime import datetime, timedelta
from enum import Enum
from typing import Dict, List, NamedTuple, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.conversations.desk_models import Change
from bot.db import CHANGES, QUIETLY, Database
from bot.prepared import Prepared

KEPT = timedelta(hours=1)
# PostgreSQL gives out ids before it commits them: a lower one may appear after a higher one, for as long as a transaction lasts.
SETTLED_SECONDS = 30.0
_LOOKED_BACK = 500


class Kind(str, Enum):
    """What changes can be about; `key` is an id of the kind."""

    CONVERSATION = "conversation"
    COMPLAINT = "complaint"
    QUEUE = "queue"
    PRESENCE = "presence"
    SUGGESTION = "suggestion"
    FOLLOW_UP = "follow_up"
    SATISFACTION = "satisfaction"
    CALLBACK = "callback"
    NOTICE = "notice"
    TURN = "turn"  # for chat processes alone: one of them ends, and leaves messages to the others


class News(NamedTuple):
    """One change as it is passed on."""

    id: int
    kind: str
    key: str
    may_wait: bool = False  # something else about the same follows in a moment


_CHANGE = Prepared(insert(Change.__table__), ("kind", "key", "created_at"))


def emit(session: Session, kind: str, key: str, *, now: datetime, may_wait: bool = False) -> None:
    """Tell every process, when this transaction commits, that something of a kind changed; `key` says which.

    `may_wait`: this process follows it up at once with another change, and who listens here may hear of both together.
    """
    number = _CHANGE.add(session, {"kind": Kind(kind).value, "key": key, "created_at": now})
    changes = session.info.setdefault(CHANGES, [])
    if not session.in_nested_transaction():  # which may be undone, and its number given to another's change
        changes.append(News(number, Kind(kind).value, key, may_wait))


def prune(session: Session, *, now: datetime) -> int:
    """Forget what everybody has heard; returns how many changes that were."""
    return session.execute(delete(Change).where(Change.created_at < now - KEPT), execution_options=QUIETLY).rowcount


class Watch:
    """Gives each change once, soon after it was committed, in whichever order that happened."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._floor = 0
        self._seen: Dict[int, float] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Pass over what is there already."""
        with self._database.reading() as session:
            ids = session.execute(select(Change.id).order_by(Change.id.desc()).limit(_LOOKED_BACK)).scalars().all()
        self._seen = dict.fromkeys(ids, time.monotonic())
        self._floor = min(ids, default=1) - 1

    def poll(self) -> List[News]:
        """What was committed since the last call."""
        with self._database.reading() as session:
            rows = session.execute(select(Change.id, Change.kind, Change.key).where(Change.id > self._floor).order_by(Change.id)).all()
        found = self.unseen([News(*row) for row in rows])
        self._settle(time.monotonic() - SETTLED_SECONDS)
        return found

    def unseen(self, changes: Sequence[News]) -> List[News]:
        """Those of some committed changes that were not given before; they count as given from now on, whichever thread asks."""
        with self._lock:
            found = [news for news in changes if news.id > self._floor and news.id not in self._seen]
            self._seen.update(dict.fromkeys((news.id for news in found), time.monotonic()))
        return found

    def _settle(self, before: float) -> None:
        """Read no more what lies below: at once where no number is missing, past a missing one when no transaction can hold it any more."""
        with self._lock:
            while self._floor + 1 in self._seen:
                self._floor += 1
                del self._seen[self._floor]
            settled = [number for number, at in self._seen.items() if at < before]
            if settled:
                self._floor = max(settled)
                self._seen = {number: at for number, at in self._seen.items() if number > self._floor}
