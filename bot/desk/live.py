"""Passes every change on to whoever listens in this process, and says who may hear of which."""
import asyncio
import logging
from datetime import timedelta
from typing import Any, Awaitable, Callable, List, Optional, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.complaints.models import Complaint
from bot.complaints.queries import readable_by as readable_complaints
from bot.conversations.desk_models import Change
from bot.conversations.desk_queries import READS_ALL, readable_by
from bot.conversations.live import SETTLED_SECONDS, Kind, News, Watch
from bot.conversations.models import Conversation
from bot.db import Database

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.15
_MOST_WAITING = 1000  # a listener that slow looks at all again
EVERYTHING = News(0, "everything", "")
_MISSED = 1000


class Hub:
    """One watch over the changes for all streams of a process."""

    def __init__(self, database: Database, wait: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(POLL_SECONDS)) -> None:
        self._watch, self._wait = Watch(database), wait
        self._listeners: Set[asyncio.Queue[News]] = set()

    def subscribe(self) -> "asyncio.Queue[News]":
        """What changes from now on."""
        heard: asyncio.Queue[News] = asyncio.Queue()
        self._listeners.add(heard)
        return heard

    def unsubscribe(self, heard: "asyncio.Queue[News]") -> None:
        """Stop listening."""
        self._listeners.discard(heard)

    async def watch(self) -> None:
        """Pass on what every process writes, until cancelled."""
        await asyncio.to_thread(self._watch.start)
        while True:
            await self._wait()
            try:
                for news in await asyncio.to_thread(self._watch.poll):
                    self._tell(news)
            except Exception:  # a database that is away for a moment must not end the watch
                logger.exception("looking for changes failed")

    def wake_all(self) -> None:
        """Wake every stream."""
        for heard in self._listeners:
            heard.put_nowait(EVERYTHING)

    def _tell(self, news: News) -> None:
        if news.kind == Kind.TURN:  # no matter of people's
            return
        for heard in self._listeners:
            if heard.qsize() < _MOST_WAITING:
                heard.put_nowait(news)
            elif heard.qsize() == _MOST_WAITING:
                heard.put_nowait(EVERYTHING)


class Ear:
    """What one person hears of: conversations and complaints she may read, or did a moment ago and so must know are gone."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._known: Set[str] = set()

    def begin(self, session: Session) -> None:
        """What is hers now; she hears of it even when it is taken away."""
        mine = self._actor.agent_id
        for key, condition in ((Conversation.id, Conversation.agent_id == mine), (Complaint.number, Complaint.assignee_id == mine)):
            self._known.update(session.execute(select(key).where(condition)).scalars())

    def hears(self, session: Session, news: List[News]) -> List[News]:
        """Those of the changes that she hears of."""
        if self._actor.role in READS_ALL:
            return news
        for kind, key, condition in ((Kind.CONVERSATION, Conversation.id, readable_by(self._actor)),
                                     (Kind.COMPLAINT, Complaint.number, readable_complaints(self._actor))):
            wanted = {each.key for each in news if each.kind == kind} - self._known
            if wanted:
                self._known.update(session.execute(select(key).where(key.in_(wanted), condition)).scalars())
        return [each for each in news if each.kind not in {Kind.CONVERSATION, Kind.COMPLAINT} or each.key in self._known]


def missed(session: Session, last: Optional[int]) -> List[News]:
    """What a stream that had heard up to a change may have missed since; EVERYTHING where that is no longer known.

    A little before it is told once more: numbers are not always committed in their order.
    """
    if last is None:
        return []
    at = session.execute(select(Change.created_at).where(Change.id == last)).scalar()
    since: Any = None if at is None else at - timedelta(seconds=SETTLED_SECONDS)
    rows = [] if since is None else session.execute(select(Change.id, Change.kind, Change.key).where(
        (Change.id > last) | (Change.created_at >= since), Change.id != last, Change.kind != Kind.TURN.value).order_by(Change.id).limit(_MISSED)).all()
    return [EVERYTHING] if since is None or len(rows) == _MISSED else [News(*row) for row in rows]
