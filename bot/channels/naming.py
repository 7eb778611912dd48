"""What a message names: of the transactions that were just listed one (the second one, the one at the coffee shop), or a callback by its number."""
import re
from decimal import Decimal
from typing import Any, Dict, List, NamedTuple, Optional

from rasa.core.agent import Agent
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.understanding import parse_payload, stands_for
from bot.complaints.intake.answers import pointed_at
from bot.complaints.intake.turns import Turn
from bot.conversations.models import Message
from bot.dialogue.short_sessions import LISTED, buttons
from bot.formats import PARTS
from bot.nlu import needs
from bot.numbers import CALLBACK_NUMBER

_SUM = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FACT: Dict[str, Any] = {"intent": "inform", "aspect": None, "entities": {}}
_REFUSING = re.compile(r"不是|都不|没有|\bnot\b|\bnone\b", re.I)  # "not the one at the coffee shop" names none
_LONGEST = 30  # characters: who tells more names more than a transaction


class Offered(NamedTuple):
    """A transaction as its button shows it."""

    counterparty: str
    amount: Decimal
    payload: Dict[str, Any]


async def named(agent: Agent, message: Message, parsed: Dict[str, Any]) -> Dict[str, Any]:
    """A message as it was understood, or as what it names: a callback, whose number no model has learned, or one of the buttons.

    No button while a form asks, which reads such answers itself, and where it is an order: "complain about the second one" is more than its name.
    """
    text, intent = message.text.strip(), parsed["intent"]["name"]
    if CALLBACK_NUMBER.fullmatch(text):
        return stands_for(message.text, _FACT)
    if not text or len(text) > _LONGEST or intent in needs.URGENT or intent in needs.ORDERS:
        return parsed
    if CALLBACK_NUMBER.search(text):
        return stands_for(message.text, _FACT)
    tracker = await agent.tracker_store.retrieve(message.conversation_id)
    if tracker is None or tracker.active_loop_name or _REFUSING.search(text):
        return parsed
    found = pointed_at(Turn(message.text, intent or "", parsed["entities"]), _offered(tracker))
    return stands_for(message.text, found.payload) if found else parsed


def _offered(tracker: DialogueStateTracker) -> List[Offered]:
    return [found for button in buttons(tracker) if (found := _read(button))]


def _read(button: Dict[str, Any]) -> Optional[Offered]:
    parts = button["title"].split(PARTS)
    amount = _SUM.search(parts[2]) if button["payload"].startswith(LISTED) and len(parts) == 4 else None
    return Offered(parts[1], Decimal(amount[0].replace(",", "")), parse_payload(button["payload"])) if amount else None
