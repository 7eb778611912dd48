"""Several needs in one message: where it falls apart, and which need comes first. Pure."""
import re
from typing import List, Tuple

SMALL_TALK = frozenset(
    "greet goodbye thanks affirm deny cancel inform bot_challenge capabilities switch_language abuse out_of_scope feedback slow_support".split())
# What stops a loss, then plain orders to us: the order in which they are met (docs/intents.md).
URGENT = ("fraud", "account_compromised", "freeze_request")
ORDERS = ("file_complaint", "human_agent", "data_deletion", "withdraw_complaint", "supplement_complaint")
_PARTS = re.compile(
    r"[，,。.;；!！?？\n]+|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])|(?=另外|还有|顺便|同时|而且)|"
    r"\b(?=also\b|and also\b|by the way\b|another thing\b|plus\b)|\band (?=i (?:want|need)|please|how|can)")
_JOINED = re.compile(r"^(?:另外|还有|顺便|同时|而且|(?:also|and also|by the way|another thing|plus)\b)")
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z']+")
_MOST = 12  # each is read by itself


def parts(text: str) -> List[str]:
    """The parts of a normalised message that may each hold a need; empty where it has only one.

    A long story has its needs at its beginning and its end: of one with many parts they are the first and the last.
    """
    found = [part.strip() for part in _PARTS.split(text) if len(_WORD.findall(part)) >= 3]
    if len(found) > _MOST:
        found = [*found[:_MOST // 2], *found[-_MOST // 2:]]
    return found if len(found) > 1 else []


def is_joined(part: str) -> bool:
    """Whether a part begins as one more matter does: another thing, also."""
    return _JOINED.match(part) is not None


def rank(intent: str) -> Tuple[int, str]:
    """The place of an intent among several, the most urgent lowest."""
    order = (*URGENT, *ORDERS)
    return order.index(intent) if intent in order else len(order), intent
