"""While a person has a conversation, the bot listens: it reads every word, remembers it, and answers none.

Looked for once a second in the tables, so it needs no signal and takes up after a crash where it stopped.
"""
import asyncio
import logging
from typing import Any, Callable, Dict

from rasa.core.agent import Agent

from bot.channels.limits.urgent import is_loss
from bot.channels.rasa_turn import CHANNEL
from bot.channels.understanding import noted, read
from bot.conversations import danger, mirroring, urgency
from bot.conversations.mirroring import Heard, Unheard
from bot.conversations.models import Author
from bot.conversations.reasons import Risk
from bot.db import Database, utc_now
from bot.dialogue.interruption import out_of_rasa
from bot.dialogue.mirror import follow
from bot.dialogue.tracker_store import is_heard

logger = logging.getLogger(__name__)
_EVERY_SECONDS = 1.0


class Listening:
    """Keeps Rasa's trackers up with what people say, in this process or any other."""

    def __init__(self, agent: Callable[[], Agent], database: Database) -> None:
        self._agent, self._database = agent, database

    async def watch(self) -> None:
        """Follow all conversations that people have, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            try:
                behind = await self._read(mirroring.behind)
                done = await asyncio.gather(*map(self.catch_up, behind), return_exceptions=True)
                for failed in (each for each in done if isinstance(each, Exception)):
                    raise failed
            except Exception:  # the database is away, say: what was not heard yet is found in the next round
                logger.exception("listening failed")

    async def catch_up(self, conversation_id: str) -> None:
        """Bring the tracker up to the first message that the bot has to answer."""
        agent = self._agent()
        with out_of_rasa():
            await self._catch_up(agent, conversation_id)

    async def _catch_up(self, agent: Agent, conversation_id: str) -> None:
        async with agent.lock_store.lock(conversation_id):
            unheard: Unheard = await self._read(lambda session: mirroring.unheard(session, conversation_id))
            parsed = {heard.message.id: await _parsed(agent, heard) for heard in unheard.messages if heard.message.author == Author.CUSTOMER}
            heard = await self._read(lambda session: {message_id for message_id in parsed if is_heard(session, conversation_id, str(message_id))})
            await follow(agent, conversation_id, unheard, parsed, heard, CHANNEL)
            await asyncio.to_thread(self._note, conversation_id, unheard, parsed)

    def _note(self, conversation_id: str, unheard: Unheard, parsed: Dict[int, Dict[str, Any]]) -> None:
        with self._database.transaction() as session:
            mirroring.note(session, conversation_id, unheard, {message_id: noted(found) for message_id, found in parsed.items()})
            if any(map(is_loss, parsed.values())):
                urgency.raise_risk(session, conversation_id, Risk.FRAUD_WORDS, now=utc_now())
            if any(danger.is_told(heard.message.text) for heard in unheard.messages if heard.message.author == Author.CUSTOMER):
                urgency.raise_risk(session, conversation_id, Risk.IN_DANGER, now=utc_now())

    async def _read(self, work: Callable[[Any], Any]) -> Any:
        def run() -> Any:
            with self._database.reading() as session:
                return work(session)
        return await asyncio.to_thread(run)


async def _parsed(agent: Agent, heard: Heard) -> Dict[str, Any]:
    try:
        return await read(agent, heard.message, heard.payload)
    except Exception:  # what the model stumbles over must not keep the rest from being remembered
        logger.exception("message %s could not be read", heard.message.id)
        return {"text": heard.message.text, "intent": {"name": None, "confidence": 0.0}, "entities": []}
