"""What a customer's message means to the bot: by the model, by the button she pressed, or nothing to read at all."""
import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent

from bot.conversations.models import Message
from bot.nlu.aspects import selection

_ATTACHMENT: Dict[str, Any] = {"intent": "attachment", "aspect": None, "entities": {}}  # a message without words has nothing to understand
_LONG = 50  # characters: 8 ms on a slow machine
_reading = ThreadPoolExecutor(1, thread_name_prefix="reading")  # of its own: those of the database are for what is short
_PAYLOAD = re.compile(r"^/([a-z_0-9]+)(?:/([a-z_]+))?(\{.*\})?$", re.S)


def parse_payload(payload: str) -> Dict[str, Any]:
    """A button's `/intent/aspect{"entity": "value"}` taken apart; ValueError for anything else."""
    match = _PAYLOAD.match(payload)
    if match is None:
        raise ValueError(f"a button's payload names no intent: {payload!r}")
    return {"intent": match.group(1), "aspect": match.group(2), "entities": json.loads(match.group(3) or "{}")}


async def read(agent: Agent, message: Message, payload: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    """A message in the form that NLU gives; `payload` is what the button meant that was pressed."""
    if payload or not message.text:
        return stands_for(message.text, payload or _ATTACHMENT)
    return await understood(agent, message.text)


async def understood(agent: Agent, said: str) -> Dict[str, Any]:
    """What NLU reads in a text; while it reads a long one (of 2,000 characters for 0.25 s, on a slow machine), everybody else is answered."""
    if len(said) <= _LONG:
        return await agent.parse_message(said)
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_reading, lambda: context.run(asyncio.run, agent.parse_message(said)))


def noted(parsed: Dict[str, Any]) -> Dict[str, Any]:
    """What of it is kept with the message, for the people who read the conversation."""
    entities: List[Dict[str, Any]] = [{"entity": entity["entity"], "value": entity["value"]} for entity in parsed["entities"]]
    return {"intent": parsed["intent"]["name"], "confidence": round(float(parsed["intent"]["confidence"] or 0), 3), "entities": entities}


def stands_for(said: str, payload: Dict[str, Any]) -> Dict[str, Any]:
    """What a button's payload means, in the form NLU would have given."""
    intent, aspect = payload["intent"], payload.get("aspect")
    aspects = {intent: f"{intent}/{aspect}"} if aspect else {}
    return {
        "text": said, "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [{"entity": kind, "value": value, "start": 0, "end": 0} for kind, value in payload["entities"].items()],
        "response_selector": selection(aspects, list(aspects)),
    }
