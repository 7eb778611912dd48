"""Rasa's event log in our database, read once and then remembered.

rasa/core/tracker_store.py:1264-1380 reads, parses and replays every event of the session at each turn, counts the stored
ones before it writes, and does all of it on the event loop. Here a tracker that was saved is kept, and given out again if
the conversation's newest stored event still is the last one written: another process that spoke meanwhile is noticed. The
database is asked on a thread. What a turn adds is stored with the turn's answer (`Draft`), so that no crash comes between.
"""
import asyncio
import itertools
import json
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Sequence

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Query, Session

from bot.db import database, hold
from bot.dialogue import short_sessions
from bot.dialogue.interruption import Overtaken, through_rasa
from bot.prepared import Prepared, PreparedRows
from bot.settings import settings

_LATEST = 10  # an agent's talk may stand behind a message that still waits
_MOST_KEPT = 2_000  # trackers; a short session is some 100 KB of them at most


class Kept(NamedTuple):
    """A tracker as it is stored: its newest event's id, and how many of its events are."""

    tracker: DialogueStateTracker
    newest: int
    stored: int


class Draft:
    """What a turn adds to the log, kept back until it is stored in one transaction with the turn's answer: both are there, or neither."""

    def __init__(self) -> None:
        self.newest: Optional[int] = None  # the latest event's id, where it was asked for the turn already
        self._save: Optional[Callable[[Session], Saved]] = None
        self._saved: Optional[Saved] = None
        self.tracker: Optional[DialogueStateTracker] = None  # as the turn has it: read once, and given out again whatever it has become

    @contextmanager
    def open(self) -> Iterator[None]:
        """What is saved meanwhile, in this task, is kept back here."""
        token = _draft.set(self)
        try:
            yield
        finally:
            _draft.reset(token)

    def keep(self, tracker: DialogueStateTracker, save: "Callable[[Session], Saved]") -> None:
        """Keep a tracker back; saved again, it is the same."""
        if tracker is not self.tracker or self._save is None:
            self.tracker, self._save = tracker, save

    def write(self, session: Session) -> None:
        """Write what was kept back, if anything was, in the caller's transaction."""
        self._saved = self._save(session) if self._save else None

    async def written(self) -> None:
        """The transaction has been committed."""
        if self._saved:
            await self._saved.store.remember(self._saved)


_draft: ContextVar[Optional[Draft]] = ContextVar("draft", default=None)


class SupportTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store on the database that DATABASE_URL names."""

    def __init__(self, domain: Optional[Domain] = None, host: Optional[str] = None,
                 event_broker: Optional[EventBroker] = None, **kwargs: Any) -> None:
        # Rasa passes the endpoint's url as `host`; the place comes from DATABASE_URL alone.
        url = make_url(settings().database_url)
        self._database = database()  # makes the SQLite file and switches it to WAL before Rasa opens it
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._out: OrderedDict[str, Kept] = OrderedDict()
        super().__init__(domain=domain, dialect=url.drivername, host=url.host, port=url.port, db=url.database or "",
                         username=url.username, password=url.password, query=dict(url.query), event_broker=event_broker)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The tracker of the conversation's latest session, or None before its first event.

        It is the caller's own until he saves it: one that is changed and dropped is not given out again.
        """
        draft = _draft.get()
        if draft and draft.tracker and draft.tracker.sender_id == sender_id:
            return draft.tracker
        kept = self._kept.pop(sender_id, None)
        if draft and kept and draft.newest == kept.newest:
            found: Optional[Kept] = kept
        else:
            with through_rasa():
                found = await asyncio.to_thread(self._read, sender_id, kept)
        if found is None:
            return None
        _remember(self._out, sender_id, found)
        if draft:
            draft.tracker = found.tracker
        return found.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new, in one transaction, or keep them back for the turn's; a session that has grown long is followed by a fresh one.

        Overtaken, and nothing stored, where another process has stored a message among them meanwhile. A turn's message is asked for by its turn.
        """
        out, draft = self._out.pop(tracker.sender_id, None), _draft.get()
        known = out if out and out.tracker is tracker else None
        if draft and draft.newest == 0:  # its first turn
            known = Kept(tracker, 0, 0)
        if short_sessions.is_due(tracker):
            tracker.update_with_events(short_sessions.fresh_start(tracker), self.domain)
        if draft is not None:
            draft.keep(tracker, lambda session: self._write(session, tracker, self._new(session, tracker, known), known))
            return
        with through_rasa():
            saved = await asyncio.to_thread(self._save, tracker, known)
        await self.remember(saved)

    async def remember(self, saved: "Saved") -> None:
        """What was committed is told to the event broker, and given out next time without being read."""
        tracker, new = saved.tracker, saved.new
        if self.event_broker:  # Rasa tells before it stores; a turn that is cut short and done again would be told twice
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)
        if saved.is_first or not any(isinstance(event, SessionStarted) for event in new):  # else the next reader wants the new session alone
            _remember(self._kept, tracker.sender_id, Kept(tracker, saved.newest, len(tracker.events)))

    def _read(self, sender_id: str, kept: Optional[Kept]) -> Optional[Kept]:
        with self._database.reading() as session:
            newest = self._newest(session, sender_id)
            if kept and kept.newest == newest:
                return kept
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=False).all() if newest else []
            if not rows:
                return None
            events = [json.loads(row.data) for row in rows]
            return Kept(DialogueStateTracker.from_dict(sender_id, events, self.domain.slots), newest, len(events))

    def _save(self, tracker: DialogueStateTracker, known: Optional[Kept]) -> "Saved":
        with self._database.transaction() as session:
            hold(session, tracker.sender_id)
            new = self._new(session, tracker, known)
            if any(is_heard(session, tracker.sender_id, message_id) for message_id in _heard_in(new)):
                raise Overtaken(tracker.sender_id)
            return self._write(session, tracker, new, known)

    def _new(self, session: Session, tracker: DialogueStateTracker, known: Optional[Kept]) -> List[Event]:
        return list(itertools.islice(tracker.events, known.stored, None) if known else self._additional_events(session, tracker))

    def _write(self, session: Session, tracker: DialogueStateTracker, new: List[Event], known: Optional[Kept]) -> "Saved":
        if new:
            _ADDED.add(session, [_row(tracker.sender_id, event) for event in new])
        newest, added = _SINCE.one(session, {"conversation": tracker.sender_id, "known": known.newest if known else 0})
        if known and added != len(new):
            raise Overtaken(tracker.sender_id)
        begins = known is not None and known.newest == 0
        return Saved(self, tracker, new, newest or (known.newest if known else 0), begins and sum(isinstance(event, SessionStarted) for event in new) == 1)

    def _event_query(self, session: Session, sender_id: str, fetch_events_from_all_sessions: bool) -> Query:
        # Rasa compares moments (tracker_store.py:1290), for which it must read the whole conversation; ids are in an index.
        events = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id)
        if not fetch_events_from_all_sessions:
            began = session.query(func.max(self.SQLEvent.id)).filter(
                self.SQLEvent.sender_id == sender_id, self.SQLEvent.type_name == SessionStarted.type_name).scalar()
            events = events.filter(self.SQLEvent.id >= (began or 0))
        return events.order_by(self.SQLEvent.id)

    def _newest(self, session: Session, sender_id: str) -> int:
        return session.execute(_NEWEST, {"conversation": sender_id}).scalar() or 0


def _heard_in(events: Sequence[Event]) -> List[str]:
    return [event.message_id for event in events if isinstance(event, UserUttered) and event.message_id]


def is_heard(session: Session, sender_id: str, message_id: str) -> bool:
    """Whether a message is in the log, in whichever session, among the latest of its customer's."""
    likely = session.execute(_LATEST_HEARD, {"conversation": sender_id, "id": f'%"message_id": {json.dumps(message_id)}%'}).scalars()
    return any(json.loads(data).get("message_id") == message_id for data in likely)


class Saved(NamedTuple):
    """A tracker whose new events were written, the newest one's id, and whether they are the whole of a conversation's first session."""

    store: SupportTrackerStore
    tracker: DialogueStateTracker
    new: List[Event]
    newest: int
    is_first: bool


# At every turn.
_EVENTS = SQLTrackerStore.SQLEvent
_HERS = _EVENTS.sender_id == bindparam("conversation")
_NEWEST = select(func.max(_EVENTS.id)).where(_HERS)
_SINCE = Prepared(select(func.max(_EVENTS.id), func.count()).where(_HERS, _EVENTS.id > bindparam("known")))
NEWEST = _NEWEST.scalar_subquery()  # for a statement that asks more of a conversation
_LATEST_ONES = (select(_EVENTS.data).where(_HERS, _EVENTS.type_name == UserUttered.type_name)
                .order_by(_EVENTS.id.desc()).limit(_LATEST).subquery())
# The database looks for the text first, which is a tenth of the work of reading ten events.
_LATEST_HEARD = select(_LATEST_ONES.c.data).where(_LATEST_ONES.c.data.like(bindparam("id")))
_ADDED = PreparedRows(_EVENTS.__table__, ("sender_id", "type_name", "timestamp", "action_name", "intent_name", "data"))


def _remember(place: "OrderedDict[str, Kept]", sender_id: str, kept: Kept) -> None:
    place[sender_id] = kept
    place.move_to_end(sender_id)
    if len(place) > _MOST_KEPT:
        place.popitem(last=False)


def _row(sender_id: str, event: Event) -> "dict[str, Any]":
    data = event.as_dict()
    return {"sender_id": sender_id, "type_name": event.type_name, "timestamp": data.get("timestamp"), "action_name": data.get("name"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"), "data": json.dumps(data)}
