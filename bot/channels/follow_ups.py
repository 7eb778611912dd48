"""A short message that means something only by what was said before is taken for what it asks of that."""
import asyncio
from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent

from bot.channels.understanding import stands_for
from bot.conversations import queries
from bot.conversations.models import Message
from bot.conversations.topics import FOLLOW_UP, Kind, is_asked_of, topic
from bot.db import Database
from bot.nlu import needs

_LATEST = 6  # of her messages: what was said longer ago is not what she asks back about
_CLEAR = 0.7


async def in_context(agent: Agent, database: Database, message: Message, parsed: Dict[str, Any]) -> Dict[str, Any]:
    """A message as it was understood; one that follows up is a `follow_up` with its `kind` and `topic`, unless a form asks or it is an order."""
    kind = _kind(parsed)
    if kind is None or (await agent.tracker_store.get_or_create_tracker(message.conversation_id)).active_loop_name:
        return parsed
    about = topic(await asyncio.to_thread(_latest_intents, database, message))
    if not is_asked_of(kind, about):
        return parsed
    told = {"kind": kind.value, **({"topic": about} if about else {})}
    return {**parsed, **stands_for(message.text, {"intent": FOLLOW_UP, "entities": told}), "also": []}


def _kind(parsed: Dict[str, Any]) -> Optional[Kind]:
    pressed = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "kind"]
    if pressed:
        return Kind(pressed[0])
    heard, meant = parsed.get("follow_up"), parsed["intent"]
    ordered = meant["name"] in (*needs.URGENT, *needs.ORDERS) and float(meant["confidence"] or 0) > _CLEAR
    return Kind(heard) if heard and not ordered else None


def _latest_intents(database: Database, message: Message) -> List[str]:
    with database.reading() as session:
        return queries.latest_intents(session, message.conversation_id, before=message.sequence, limit=_LATEST)
