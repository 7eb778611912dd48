"""Why a person is wanted, and how urgently. Pure."""
from enum import Enum
from typing import Collection


class Reason(str, Enum):
    """Why a person is wanted."""

    ASKED_FOR = "asked_for"
    FALLBACK_TWICE = "fallback_twice"
    ANGER = "anger"
    FRAUD = "fraud"
    COMPROMISED = "compromised"
    FAILED_ACTION = "failed_action"
    AGENT_CHOICE = "agent_choice"  # an agent came by herself


class Risk(str, Enum):
    """Why a person should look sooner and closer."""

    IN_DANGER = "in_danger"  # she speaks of ending her life
    FRAUD_WORDS = "fraud_words"
    NEW_DEVICE = "new_device"
    LARGE_AMOUNT = "large_amount"


FIRST, SOON, NORMAL = range(3)
_REASONS = {Reason.FRAUD: FIRST, Reason.COMPROMISED: FIRST, Reason.FAILED_ACTION: SOON, Reason.ANGER: SOON}
_RISKS = {Risk.IN_DANGER: FIRST, Risk.FRAUD_WORDS: FIRST, Risk.NEW_DEVICE: SOON, Risk.LARGE_AMOUNT: SOON}


def priority(reason: Reason, risks: Collection[Risk]) -> int:
    """Which of those who wait comes first: the smaller number."""
    return min([_REASONS.get(reason, NORMAL), *(_RISKS[risk] for risk in risks)])
