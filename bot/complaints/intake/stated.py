"""What a message states: sums, moments, wishes; and whether they are within bounds."""
from datetime import datetime
from decimal import Decimal
from typing import Any, List, Mapping, Optional

from bot.complaints import phrases
from bot.complaints.intake.draft import Field
from bot.complaints.intake.turns import HARD_SWITCHES, Reading, Rules, Turn
from bot.complaints.kinds import Remedy


def stated_amount(turn: Turn, *, bare: bool) -> Optional[Mapping[str, str]]:
    """The sum a text states: of "50, not 500" it is 50."""
    found = mentioned(turn, *(("amount", "number") if bare else ("amount",)))
    return value_of(found[0]) if found else None


def mentioned(turn: Turn, *kinds: str) -> List[Any]:
    """The values of some kinds that a text states, without those it takes back: of "yesterday, not today" yesterday."""
    return [e["value"] for e in turn.entities if e["entity"] in kinds and not phrases.NEGATED.search(turn.text[: e.get("start", 0)])
            and not phrases.REPLACED.match(turn.text[e.get("end", len(turn.text)):])]


def value_of(stated: Any) -> Mapping[str, str]:
    """A sum with its currency; a bare number is one in yuan."""
    return stated if isinstance(stated, Mapping) else {"value": stated, "currency": "CNY"}


def checked_amount(stated: Mapping[str, str], rules: Rules) -> Reading:
    """The sum to the hundredth, or that it is outside the company's bounds."""
    value = Decimal(stated["value"])
    if not value.is_finite() or not Decimal("0.01") <= value <= rules.largest_amount:
        return Reading(problem="wrong_amount")
    return Reading({Field.AMOUNT: {"value": str(value.quantize(Decimal("0.01"))), "currency": stated["currency"]}})


def checked_time(stated: Mapping[str, str], rules: Rules) -> Reading:
    """The moment, or that it has not come yet or is too long ago."""
    at = datetime.fromisoformat(stated["at"])
    if at > rules.now:
        return Reading(problem="time_in_future")
    if at < rules.now - rules.oldest:
        return Reading(problem="time_too_old")
    return Reading({Field.TIME: dict(stated)})


def named_remedy(turn: Turn) -> Optional[Remedy]:
    """The wish a text names; a question ("how long does a refund take?") is none."""
    if turn.intent in HARD_SWITCHES or (phrases.ASKING.search(turn.text) and not phrases.WISHING.search(turn.text)):
        return None
    return next((remedy for remedy, words in phrases.REMEDIES for named in words.finditer(turn.text)
                 if not phrases.UNWANTED.search(turn.text[: named.start()])), None)
