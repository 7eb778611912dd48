"""A short message that means something only by what was said before is taken for what it asks of that."""
import asyncio
import re
from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as FALLBACK

from bot.channels.understanding import stands_for
from bot.conversations import queries
from bot.conversations.models import Message
from bot.conversations.topics import FOLLOW_UP, GROUPS, LOSS, Kind, is_asked_of, topic
from bot.db import Database
from bot.dialogue.short_sessions import awaits_an_answer
from bot.nlu import needs
from bot.nlu.follow_ups import is_short

_LATEST = 6  # of her messages: what was said longer ago is not what she asks back about
_CLEAR = 0.7
# Facts told by the way look like these to a model that hears one message alone; who was robbed is not asked what she means, nor bidden farewell.
_VAGUE, _VAGUE_IN_A_LOSS = {"inform", "deny"}, {"inform", "deny", "goodbye", "out_of_scope", FALLBACK}
_REALLY = re.compile(
    r"再见|拜|晚安|走了|先这样|不用|不需要|不要|没了|没有了|没事|谢|^(?:没有?|不是?|不对|不行|错了?)+[的啊呀吧哦]?$|"
    r"\b(?:bye|good ?night|see you|later|thanks?|nothing|never ?mind|nope)\b|^no\b[^a-z]*$", re.I)
_COURTESIES = ("affirm", "deny", "thanks", "greet", "goodbye", "cancel", "bot_challenge", "switch_language")
_NUMBERS = {"complaint_number", "transaction_id"}  # they say by themselves what they are about


async def in_context(agent: Agent, database: Database, message: Message, parsed: Dict[str, Any]) -> Dict[str, Any]:
    """A message as it was understood; one that follows up is a `follow_up` with its `kind` and `topic`.

    Not while a form asks or a yes or no is awaited, and not where it is clearly an order or a courtesy.
    """
    kind = _kind(parsed)
    if kind is None and parsed["intent"]["name"] not in _VAGUE_IN_A_LOSS:
        return parsed
    about = topic(await asyncio.to_thread(_latest_intents, database, message))
    kind = kind or (Kind.TOLD if _tells_by_the_way(message.text, parsed, about) else None)
    if kind is None or not is_asked_of(kind, about):
        return parsed
    tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
    if tracker.active_loop_name or ("follow_up" in parsed and awaits_an_answer(tracker)):
        return parsed
    told = {"kind": kind.value, **({"topic": about} if about else {})}
    return {**parsed, **stands_for(message.text, {"intent": FOLLOW_UP, "entities": told}), "also": []}


def _kind(parsed: Dict[str, Any]) -> Optional[Kind]:
    pressed = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "kind"]
    if pressed:
        return Kind(pressed[0])
    heard, meant = parsed.get("follow_up"), parsed["intent"]
    clear = meant["name"] in (*needs.URGENT, *needs.ORDERS, *_COURTESIES) and float(meant["confidence"] or 0) > _CLEAR
    return Kind(heard) if heard and not clear else None


def _tells_by_the_way(text: str, parsed: Dict[str, Any], about: Optional[str]) -> bool:
    group = GROUPS.get(about or "")
    if group is None or group == "case" or not is_short(text) or _REALLY.search(text):
        return False
    vague = parsed["intent"]["name"] in (_VAGUE_IN_A_LOSS if group in LOSS else _VAGUE)
    return vague and "follow_up" in parsed and not any(entity["entity"] in _NUMBERS for entity in parsed["entities"])


def _latest_intents(database: Database, message: Message) -> List[str]:
    with database.reading() as session:
        return queries.latest_intents(session, message.conversation_id, before=message.sequence, limit=_LATEST)
