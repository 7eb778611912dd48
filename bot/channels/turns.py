"""Hands customers' messages to Rasa, one at a time in each conversation, and stores the answers.

A message is stored before it comes here and marked handled in the transaction that stores its
answer, and what Rasa adds to its log with both. So a crash loses nothing: what is still unhandled is handed over again at the next start, or after a while by
any other process. A conversation's turns are taken under a lock of their own, which with Redis all processes share.
"""
import asyncio
import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any, Callable, Dict, Optional, Set, Tuple

from rasa.core.agent import Agent

from bot import request_ids, tracing
from bot.awaiting import Turnstile, happens
from bot.channels import before_turn, rating_answers
from bot.channels.before_turn import Waiting
from bot.channels.listening import Listening
from bot.channels.rasa_turn import Turn, turn
from bot.conversations import queries, service, speaker
from bot.conversations.live import Kind, emit
from bot.conversations.models import Author, Conversation, Message
from bot.conversations.service import Option, Reply
from bot.db import Database, hold, utc_now
from bot.dialogue.interruption import Overtaken, is_passing, out_of_rasa
from bot.dialogue.tracker_store import Draft
from bot.metrics.measures import PHASES, TURNS, Outcome, Phase, phase
from bot.texts import text

logger = logging.getLogger(__name__)
done = logging.getLogger(f"{__name__}.done")
_LATE = timedelta(seconds=10)  # whose turn did not come until then may have no process any more
_EVERY_SECONDS = 5.0
_PATIENCE_SECONDS = 30.0
_MOST_KNOWN = 10_000
_FALLBACK = "utter_fallback_"


class Turns:
    """The queue of each conversation, in order; different conversations run side by side."""

    def __init__(self, agent: Callable[[], Agent], database: Database, listening: Listening) -> None:
        self._agent, self._database, self._listening = agent, database, listening
        self._running: Dict[str, asyncio.Task[None]] = {}
        self._again: Set[str] = set()
        self._asked_by: OrderedDict[int, Tuple[str, Any]] = OrderedDict()
        self._ending, self._left, self._turnstile = False, asyncio.Event(), Turnstile()

    def wake(self, conversation_id: str, message_id: Optional[int] = None, waiting: Optional[Waiting] = None) -> None:
        """There is a message to handle; returns at once. What its turn logs belongs to the request that brought it.

        `waiting`: the message, where it is known already that its turn is next.
        """
        if message_id is not None:
            self._asked_by[message_id] = (request_ids.current(), tracing.here())
            if len(self._asked_by) > _MOST_KNOWN:  # turns of other processes
                self._asked_by.popitem(last=False)
        if self._ending:
            asyncio.get_running_loop().create_task(self._leave())
            return
        if conversation_id in self._running:
            self._again.add(conversation_id)
            return
        self._running[conversation_id] = asyncio.get_running_loop().create_task(self._drain(conversation_id, waiting))

    def look(self) -> None:
        """A process that ends has left messages to the others: look for them at once."""
        self._left.set()

    async def watch(self) -> None:
        """Take up what a crash, a stop or a lost wake-up left unhandled, here or in another process, until cancelled."""
        before = utc_now()  # at the start all of it: what other processes are at is theirs by its lock
        while True:
            try:
                await self._take_up(before)
            except Exception:  # a database that is away for a moment must not end the watch
                logger.exception("looking for messages left behind failed")
            before = utc_now() if await self._told() else utc_now() - _LATE

    async def _told(self) -> bool:
        """Whether a process left something, within the time after which it is looked anyway."""
        told = await happens(self._left, _EVERY_SECONDS)
        if told:
            self._left.clear()
        return told

    async def _take_up(self, before: datetime) -> None:
        waiting = await self._in_thread(lambda session: queries.waiting_messages(session, before=before))
        for conversation_id in {conversation_id for _, conversation_id in waiting} - set(self._running):
            self.wake(conversation_id)

    async def finish(self, seconds: float) -> None:
        """Begin no turn any more and let running ones end, for as long as this; what then waits is left to the other processes, or the next start."""
        self._ending = True
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=seconds)
        try:
            if await self._in_thread(lambda session: queries.waiting_messages(session, before=utc_now())):
                await self._leave()
        except Exception:  # the database is away: the others find them by themselves, a little later
            logger.exception("what waits could not be left to the others")

    async def _leave(self) -> None:
        def write() -> None:
            with self._database.transaction() as session:
                emit(session, Kind.TURN, "left", now=utc_now())
        await asyncio.to_thread(write)

    async def _drain(self, conversation_id: str, waiting: Optional[Waiting]) -> None:
        try:
            async with self._agent().lock_store.lock(f"turns:{conversation_id}", _PATIENCE_SECONDS):
                more = True
                while more and not self._ending and (waiting := waiting or await self._next(conversation_id)):
                    more, waiting = await self._handle(waiting), None
        except Overtaken:
            logger.warning("another process was quicker")
            self._again.add(conversation_id)
        except Exception:  # the database or the locks are away: the message stays stored and waits
            logger.exception("a conversation's queue stopped")
        finally:
            del self._running[conversation_id]
            if conversation_id in self._again and not self._ending:
                self._again.discard(conversation_id)
                self.wake(conversation_id)

    async def _next(self, conversation_id: str) -> Optional[Waiting]:
        return await self._in_thread(lambda session: before_turn.next_of(session, conversation_id))

    async def _handle(self, waiting: Waiting) -> bool:
        request_id, request = self._asked_by.get(waiting.message.id, (None, None))
        request_ids.begin(request_id)
        with tracing.span("turn", request, message_id=waiting.message.id):
            more = await self._answer(waiting)
        self._asked_by.pop(waiting.message.id, None)
        return more

    async def _answer(self, waiting: Waiting) -> bool:
        """Answer a message; whether another one waits already."""
        message, author, draft = waiting.message, Author.BOT, Draft()
        PHASES.labels(Phase.WAIT.value).observe((utc_now() - message.created_at).total_seconds())
        try:
            with out_of_rasa():
                said = await self._turn(waiting, draft)
        except Exception as error:
            if is_passing(error):  # to be sorry would end what only has to wait
                raise
            logger.exception("a turn failed: message %s", message.id)
            said, author = Turn([_sorry(waiting.conversation)], {}), Author.SYSTEM
        with phase(Phase.STORE):
            more = await self._keep(message, said, author, draft)
        outcome = _outcome(said, author).value
        TURNS.labels(outcome).inc()
        done.info("turn", extra={"fields": {"message_id": message.id, "outcome": outcome}})
        return more

    async def _keep(self, message: Message, said: Turn, author: Author, draft: Draft) -> bool:
        try:
            more = await asyncio.to_thread(self._store, message, said, author, draft)
        except Exception as error:
            if is_passing(error):
                raise
            logger.exception("a turn cannot be remembered: message %s", message.id)  # she is answered all the same
            return await asyncio.to_thread(self._store, message, said, author, Draft())
        await draft.written()
        return more

    def _store(self, message: Message, said: Turn, author: Author, draft: Draft) -> bool:
        with self._database.transaction() as session:
            hold(session, message.conversation_id)
            if service.answer(session, message.id, said.replies, now=utc_now(), author=author, understood=said.understood) is None:
                raise Overtaken(message.conversation_id)
            draft.write(session)
            return queries.is_unhandled(session, message.conversation_id)

    async def _turn(self, waiting: Waiting, draft: Draft) -> Turn:
        agent, message, known = self._agent(), waiting.message, waiting.known
        if isinstance(known, Exception):
            raise known
        if known.lacks:
            await self._listening.catch_up(message.conversation_id)
        else:
            draft.newest = known.newest
        meaning = await rating_answers.meaning(agent, self._database, message, known.stands)
        with draft.open(), speaker.turn_of(waiting.conversation):
            return await turn(agent, self._database, message, waiting.conversation, known.choice, meaning, self._turnstile)

    async def _in_thread(self, read: Callable[[Any], Any]) -> Any:
        def run() -> Any:
            with self._database.reading() as session:
                return read(session)
        return await asyncio.to_thread(run)


def _outcome(said: Turn, author: Author) -> Outcome:
    if author is Author.SYSTEM:
        return Outcome.FAILED
    return Outcome.FALLBACK if any((reply.response or "").startswith(_FALLBACK) for reply in said.replies) else Outcome.ANSWERED


def _sorry(conversation: Conversation) -> Reply:
    person = Option(text("labels.button_human", conversation.language), {"intent": "human_agent", "aspect": None, "entities": {"reason": "failed_action"}})
    return Reply(text("errors.turn_failed", conversation.language), [person])
