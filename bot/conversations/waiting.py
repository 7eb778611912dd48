"""What somebody in the queue wants, by what she types or presses. Pure."""
from enum import Enum
from typing import Any, Dict, Optional

from bot.conversations.leaving import besides_leaving


class Wish(Enum):
    """Where her message leads."""

    TALK = "talk"    # words for whoever will take her
    STAY = "stay"    # she goes on waiting, and wants to hear so
    LEAVE = "leave"  # she stops waiting
    BOT = "bot"      # she wants something that the bot does


def wish_of(text: str, payload: Optional[Dict[str, Any]]) -> Wish:
    """What a message in the queue means; `payload` is that of the button she pressed."""
    if payload is None:
        besides = besides_leaving(text)
        return Wish.TALK if besides is None else Wish.BOT if besides else Wish.LEAVE
    if payload["intent"] != "human_agent" or payload.get("aspect") == "message":
        return Wish.BOT
    return Wish.LEAVE if payload.get("aspect") == "leave" else Wish.STAY
