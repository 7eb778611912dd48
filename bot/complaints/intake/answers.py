"""What an answer to each question means."""
import re
from decimal import Decimal
from typing import Callable, Dict, Optional, Protocol, Sequence, TypeVar

from bot.complaints import phrases
from bot.complaints.intake.besides import correction
from bot.complaints.intake.draft import CONFIRMED, NONE, UNKNOWN, Draft, Field
from bot.complaints.intake.stated import checked_amount, checked_time, mentioned, named_remedy, stated_amount, value_of
from bot.complaints.intake.turns import QUESTIONS, Reading, Rules, Turn, is_aside, is_short, otherwise
from bot.complaints.kinds import Category, Remedy
from bot.wallet.protocol import Transaction

_CATEGORIES = {category.value for category in Category}


def _category(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    for intent in (turn.intent, turn.beside if turn.intent == "file_complaint" else ""):
        if intent in _CATEGORIES:
            return Reading({Field.CATEGORY: intent})
    if re.search(r"其他|其它|别的|\bother\b|something else", turn.text, re.I):
        return Reading({Field.CATEGORY: Category.OTHER.value})
    return otherwise(turn, "category_unclear")


def _transaction(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    typed = turn.values("transaction_id")
    if typed:
        return Reading({Field.TRANSACTION: typed[0]}) if rules.owns(typed[0]) else Reading(problem="wrong_transaction")
    named = pointed_at(turn, candidates)
    if named:
        return Reading({Field.TRANSACTION: named.id})
    if phrases.NO_ANSWER.search(turn.text) or turn.intent == "deny":
        return Reading({Field.TRANSACTION: NONE})
    if not candidates and (turn.values("amount") or turn.values("time")):
        return Reading({Field.TRANSACTION: NONE})
    return otherwise(turn, "transaction_unclear")


class Listed(Protocol):
    """A transaction as far as a list shows it."""

    @property
    def amount(self) -> Decimal:
        """What was paid."""

    @property
    def counterparty(self) -> str:
        """To whom, or from whom."""


_Listed = TypeVar("_Listed", bound=Listed)


def pointed_at(turn: Turn, candidates: Sequence[_Listed]) -> Optional[_Listed]:
    """The one transaction of the list that an answer names: by place, by sum or by counterparty."""
    place = next((m for m in phrases.ORDINAL.finditer(turn.text) if not phrases.NEGATED.search(turn.text[: m.start()])), None)
    if place and candidates:
        index = -1 if place.group(3) else phrases.PLACES[(place.group(1) or place.group(2)).lower()]
        return candidates[index] if index < len(candidates) else None
    sums = {value_of(stated)["value"] for stated in mentioned(turn, "amount", "number")}
    for matching in ([t for t in candidates if t.amount in map(Decimal, sums)],
                     [t for t in candidates if phrases.names(turn.text, t.counterparty)]):
        if len(matching) == 1:
            return matching[0]
    return None


def _amount(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    stated = stated_amount(turn, bare=True)
    if stated:
        return checked_amount(stated, rules)
    if phrases.NO_ANSWER.search(turn.text):
        return Reading({Field.AMOUNT: UNKNOWN})
    return otherwise(turn, "wrong_amount")


def _time(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    stated = mentioned(turn, "time")
    if stated:
        return checked_time(stated[0], rules)
    if phrases.NO_ANSWER.search(turn.text):
        return Reading({Field.TIME: UNKNOWN})
    return otherwise(turn, "wrong_time")


def _description(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    if is_aside(turn):
        return Reading()
    if sum(c.isalnum() for c in turn.text) < 4:
        return Reading(problem="description_short")
    return Reading({Field.DESCRIPTION: turn.text})


def _remedy(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    named = named_remedy(turn)
    if named:
        return Reading({Field.REMEDY: named.value})
    if is_aside(turn) or turn.intent in QUESTIONS or phrases.ASKING.search(turn.text):
        return Reading()
    if turn.intent in {"affirm", "deny"} or sum(c.isalnum() for c in turn.text) < 2:
        return Reading(problem="remedy_unclear")
    return Reading({Field.REMEDY: f"{Remedy.OTHER.value}:{turn.text}"})


def _contact(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    given = mentioned(turn, "phone") or mentioned(turn, "email")
    return Reading({Field.CONTACT: given[0]}) if given else otherwise(turn, "wrong_contact")


def _confirm(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    if phrases.YES.match(turn.text):  # "correct" is a yes, not a wish to have something corrected
        return Reading({Field.CONFIRM: CONFIRMED})
    added = phrases.ADDING.match(turn.text)
    if added and draft.get(Field.DESCRIPTION):
        return Reading({Field.DESCRIPTION: f"{draft[Field.DESCRIPTION]}\n{added[1] or added[2]}"})
    if turn.intent in _CATEGORIES and is_short(turn.text) and not phrases.ASKING.search(turn.text) and _names_only(turn):
        return Reading({Field.CATEGORY: turn.intent})
    corrected = correction(turn, draft, rules, anything=True)
    if corrected:
        return Reading(corrected)
    if phrases.ASKING.search(turn.text):
        return Reading()  # a question is never the last yes
    if turn.intent == "affirm":
        return Reading({Field.CONFIRM: CONFIRMED})
    if turn.intent == "deny":
        return Reading({Field.CONFIRM: None})  # asked again, it is asked what to change
    return otherwise(turn, "confirm_unclear")


def _names_only(turn: Turn) -> bool:
    """Whether words that name a topic name nothing else that may be corrected."""
    return not (turn.values("amount") or turn.values("number") or turn.values("time") or named_remedy(turn))


READERS: Dict[Field, Callable[[Turn, Draft, Sequence[Transaction], Rules], Reading]] = {
    Field.CATEGORY: _category, Field.TRANSACTION: _transaction, Field.AMOUNT: _amount, Field.TIME: _time,
    Field.DESCRIPTION: _description, Field.REMEDY: _remedy, Field.CONTACT: _contact, Field.CONFIRM: _confirm,
}
