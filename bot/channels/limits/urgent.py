"""What must get through although too much was sent: a wish for a person, and whatever stops a loss."""
from typing import Any, Dict

from rasa.core.agent import Agent
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as FALLBACK

from bot.channels.understanding import understood

_LOSS = frozenset({"freeze_request", "account_compromised", "fraud"})
# slow_support is how a person is asked for the second time ("is anybody there?").
URGENT = _LOSS | {"human_agent", "slow_support"}


def is_loss(parsed: Dict[str, Any]) -> bool:
    """Whether what was read in a message is about a loss that must be stopped."""
    return parsed["intent"]["name"] in _LOSS


def means_urgent(choice_payload: Dict[str, Any]) -> bool:
    """Whether a button stands for something urgent."""
    return choice_payload["intent"] in URGENT


def asks_to_freeze(choice_payload: Dict[str, Any]) -> bool:
    """Whether a button confirms a freeze: then the bot waits for a yes, which must pass however it is said."""
    return choice_payload["intent"] == "freeze_request" and bool(choice_payload["entities"].get("confirmed"))


async def says_urgent(agent: Agent, words: str) -> bool:
    """Whether the model reads something urgent in redacted words; where it wavers between two meanings, either will do."""
    parsed = await understood(agent, words)
    guesses = [guess["name"] for guess in parsed["intent_ranking"] if guess["name"] != FALLBACK]
    wavers = parsed["intent"]["name"] == FALLBACK
    return not URGENT.isdisjoint(guesses[:2 if wavers else 1])
