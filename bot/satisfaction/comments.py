"""Whether what a customer writes after her rating is a comment, and whether it is anything else besides. Pure."""
from enum import Enum


class Heard(str, Enum):
    """What the words after a rating are."""

    COMMENT = "comment"  # about the rating, and no more: she is thanked
    BOTH = "both"  # a comment that also tells of a problem: kept, and answered as the problem it is
    NEITHER = "neither"  # an order or a courtesy


_ORDERS = {"human_agent", "switch_language", "complaint_progress", "supplement_complaint", "withdraw_complaint", "capabilities", "bot_challenge"}
_COURTESIES = {"greet", "goodbye", "thanks", "affirm", "deny", "cancel"}
_ABOUT_US = {"feedback", "slow_support", "nlu_fallback", "inform", "out_of_scope"}  # how she was served is what she rates
_COURTESY_LENGTH = 8  # "thanks" is a courtesy; "thanks, Zhou was so patient with my father" is a comment


def heard(intent: str, words: str) -> Heard:
    """What a message is that follows a rating, by the intent it has in itself."""
    if intent in _ORDERS or (intent in _COURTESIES and len(words) <= _COURTESY_LENGTH):
        return Heard.NEITHER
    return Heard.COMMENT if intent in _ABOUT_US | _COURTESIES else Heard.BOTH
