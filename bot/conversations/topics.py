"""What a talk is about, and what a short message back asks of it: "will it come back?" after a fraud. Pure.

How such a message is heard is in bot/nlu/follow_ups.py; docs/intents.md says what belongs to each kind.
"""
from enum import Enum
from typing import Iterable, Mapping, Optional

FOLLOW_UP = "follow_up"  # the intent of such a message once its topic is known


class Kind(str, Enum):
    """What she asks back."""

    RECOVER = "recover"
    HOW_LONG = "how_long"
    WHY = "why"
    NEXT = "next"
    STUCK = "stuck"
    DISTRESS = "distress"
    TOLD = "told"  # no question: what happened meanwhile, or what she did


# The troubles that have answers of their own to it, and which of them share one.
GROUPS: Mapping[str, str] = {
    "fraud": "scam", "account_compromised": "theft", "unrecognised_deduction": "theft",
    "failed_payment": "payment", "duplicate_charge": "payment", "refund_status": "payment",
    "money_not_arrived": "transfer", "topup_problem": "transfer", "withdrawal_problem": "transfer",
    "account_freeze": "freeze", "privacy_concern": "leak",
    "file_complaint": "case", "complaint_progress": "case", "supplement_complaint": "case"}
_PASSING = frozenset(("follow_up in_danger nlu_fallback out_of_scope attachment greet thanks affirm deny inform cancel abuse slow_support freeze_request "
                      "transaction_status human_agent switch_language").split())
_OF_A_TROUBLE = frozenset({Kind.RECOVER, Kind.HOW_LONG, Kind.WHY, Kind.TOLD})
LOSS = frozenset({"scam", "theft"})  # groups in which money was taken from her


def topic(intents: Iterable[str]) -> Optional[str]:
    """What a talk is about, by the intents of her latest messages, newest first; None where they tell nothing."""
    return next((intent for intent in intents if intent and intent not in _PASSING), None)


def is_asked_of(kind: Kind, about: Optional[str]) -> bool:
    """Whether such a message can be answered there: fear always, "how long" only of a trouble, the others of any topic."""
    return kind is Kind.DISTRESS or about in GROUPS or (about is not None and kind not in _OF_A_TROUBLE)
