"""One message of the customer, and whether it is an answer at all."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from bot.complaints import phrases
from bot.complaints.intake.draft import Field


@dataclass(frozen=True)
class Turn:
    """One message of the customer as it was understood."""

    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]] = ()
    pressed: bool = False  # a button of ours, not typed
    confidence: float = 1.0
    attachment_ids: Sequence[str] = ()
    beside: str = ""  # what the rest of "I want to complain that ..." means
    moods: Sequence[str] = ()  # what the message tells of her: values of bot.conversations.mood.Mood

    def values(self, kind: str) -> List[Any]:
        """The values of one kind of entity, in the order of the text."""
        return [e["value"] for e in self.entities if e["entity"] == kind]


@dataclass(frozen=True)
class Rules:
    """The company's limits and the present moment."""

    now: datetime
    largest_amount: Decimal
    oldest: timedelta
    owns: Callable[[str], bool]  # whether a transaction may be named by this customer


@dataclass(frozen=True)
class Reading:
    """What a turn says: values to note, or a problem to explain, or neither (it was about something else)."""

    values: Dict[Field, Any] = field(default_factory=dict)
    problem: Optional[str] = None


HARD_SWITCHES = {"human_agent", "freeze_request", "switch_language"}
_SMALL_TALK = {"greet", "goodbye", "thanks", "capabilities", "bot_challenge"}
QUESTIONS = HARD_SWITCHES | _SMALL_TALK | {
    "change_password", "enable_2fa", "fees_and_limits", "wallet_vs_bank", "wallet_safety_tips", "complaint_progress",
    "identity_verification", "official_message_check", "data_deletion", "registration_problem", "login_problem",
    "feedback", "outage", "transaction_status", "refund_status", "supplement_complaint", "withdraw_complaint",
    "out_of_scope", "file_complaint"}


def is_aside(turn: Turn) -> bool:
    """Whether a message, where free words were asked for, is about something else: an order, a greeting, a question.

    An order to freeze is never taken for a description, however many words it has, when it is clear.
    """
    if (turn.intent == "freeze_request" and turn.confidence > 0.6) or phrases.MY_COMPLAINTS.match(bare(turn.text)):
        return True
    asked = turn.intent in QUESTIONS or phrases.ASIDE.search(turn.text)
    return is_short(turn.text) and (turn.intent in HARD_SWITCHES | _SMALL_TALK or bool(asked and phrases.ASKING.search(turn.text)))


def bare(text: str) -> str:
    """A text without blanks and stops around it."""
    return text.strip(" .,!?。，！？~～")


def is_short(text: str) -> bool:
    """Whether a text has thirty words or Han characters at most."""
    return len(phrases.WORD.findall(text)) <= 30


def tells_a_story(text: str) -> bool:
    """Whether a text is long enough to be the account of what happened: some twenty Han characters, or sixty letters."""
    return weight(text) >= 60


def weight(text: str) -> int:
    """How much a text says: a letter counts one, a Han character three."""
    return sum(3 if c > "\u3000" else 1 for c in text if c.isalnum())


def otherwise(turn: Turn, problem: str) -> Reading:
    """A question is answered elsewhere; anything else that says nothing is told what is needed."""
    if turn.intent in QUESTIONS or phrases.ASKING.search(turn.text) or phrases.MY_COMPLAINTS.match(bare(turn.text)):
        return Reading()
    return Reading(problem=problem)
