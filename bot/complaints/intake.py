"""How a complaint is taken down: what is asked, and what each answer means. Pure.

Knows no dialogue engine: an action hands in a turn and what is known, and gets back what to note,
what to say is wrong, or that the turn was about something else.
"""
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from bot.complaints import phrases
from bot.complaints.kinds import Category, Remedy
from bot.wallet.protocol import Transaction


class Field(str, Enum):
    """What a complaint needs to hold before it is filed."""

    CATEGORY = "category"
    TRANSACTION = "transaction"
    AMOUNT = "amount"
    TIME = "time"
    DESCRIPTION = "description"
    REMEDY = "remedy"
    CONTACT = "contact"
    CONFIRM = "confirm"


NONE = "none"  # there is no transaction, or she cannot name it
UNKNOWN = "unknown"  # she does not remember
CONFIRMED, CANCELLED = "confirmed", "cancelled"

Draft = Mapping[Field, Any]


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


def required(draft: Draft, *, signed_in: bool) -> List[Field]:
    """What a complaint like this one needs, in the order it is asked."""
    category = draft.get(Field.CATEGORY)
    wanted = [Field.CATEGORY]
    if category and Category(category).about_money:
        wanted.append(Field.TRANSACTION)
        if draft.get(Field.TRANSACTION) == NONE:
            wanted += [Field.AMOUNT, Field.TIME]
    wanted += [Field.DESCRIPTION, Field.REMEDY]
    return wanted + ([] if signed_in else [Field.CONTACT]) + [Field.CONFIRM]


def missing(draft: Draft, *, signed_in: bool) -> Optional[Field]:
    """The next thing to ask, None when all is known."""
    return next((wanted for wanted in required(draft, signed_in=signed_in) if draft.get(wanted) is None), None)


_HARD_SWITCHES = {"human_agent", "freeze_request", "switch_language"}
_STOPPING = {"cancel", "withdraw_complaint"}  # nothing is filed yet: "I withdraw it" stops the form
_CATEGORIES = {category.value for category in Category}
_SMALL_TALK = {"greet", "goodbye", "thanks", "capabilities", "bot_challenge"}
_QUESTIONS = _HARD_SWITCHES | _SMALL_TALK | {
    "change_password", "enable_2fa", "fees_and_limits", "wallet_vs_bank", "wallet_safety_tips", "complaint_progress",
    "identity_verification", "official_message_check", "data_deletion", "registration_problem", "login_problem",
    "feedback", "outage", "transaction_status", "refund_status", "supplement_complaint", "withdraw_complaint",
    "out_of_scope", "file_complaint"}


def read(turn: Turn, requested: Optional[Field], draft: Draft, candidates: Sequence[Transaction],
         rules: Rules) -> Reading:
    """What one turn adds to the draft when `requested` was asked for (None: the complaint just began)."""
    if turn.intent in _STOPPING and requested is not None and _is_short(turn.text) and not phrases.ASKING.search(turn.text):
        return Reading({Field.CONFIRM: CANCELLED})
    pressed = _from_buttons(turn, requested, rules)
    if pressed is not None:
        return pressed
    if requested is None:
        return Reading(_overheard(turn, draft, rules))
    answer = _READERS[requested](turn, draft, candidates, rules)
    corrected = _correction(turn, draft, rules) if not answer.problem or requested is not Field.DESCRIPTION else {}
    if answer.values:
        return Reading(_with_asides(turn, answer.values, corrected, draft, rules))
    return Reading(corrected) if corrected else answer


def _with_asides(turn: Turn, answered: Dict[Field, Any], corrected: Dict[Field, Any], draft: Draft, rules: Rules) -> Dict[Field, Any]:
    """An answer, with what it told besides; short words that only put right what is known are no answer in free words."""
    known = {} if _tells_a_story(turn.text) else {name: value for name, value in corrected.items() if draft.get(name) is not None}
    if known and turn.text in {answered.get(Field.DESCRIPTION), str(answered.get(Field.REMEDY)).partition(":")[2]}:
        return known
    return {**_overheard(turn, {**draft, **answered}, rules), **known, **answered}


def is_aside(turn: Turn) -> bool:
    """Whether a message, where free words were asked for, is about something else: an order, a greeting, a question.

    An order to freeze is never taken for a description, however many words it has, when it is clear.
    """
    if turn.intent == "freeze_request" and turn.confidence > 0.6:
        return True
    asked = turn.intent in _QUESTIONS or phrases.ASIDE.search(turn.text)
    return _is_short(turn.text) and (turn.intent in _HARD_SWITCHES | _SMALL_TALK or bool(asked and phrases.ASKING.search(turn.text)))


def _is_short(text: str) -> bool:
    return len(phrases.WORD.findall(text)) <= 30


def _from_buttons(turn: Turn, requested: Optional[Field], rules: Rules) -> Optional[Reading]:
    values: Dict[Field, Any] = {}
    for change in turn.values("change"):
        values |= {Field(change): None, Field.CONFIRM: None}
    for kind, wanted in (("category", Field.CATEGORY), ("remedy", Field.REMEDY), ("confirm", Field.CONFIRM), ("skip", None)):
        for value in turn.values(kind):
            values[wanted or Field(value)] = UNKNOWN if wanted is None else value
    if turn.pressed:
        for transaction in turn.values("transaction_id"):
            if transaction != NONE and not rules.owns(transaction):
                return Reading(problem="wrong_transaction")
            values[Field.TRANSACTION] = transaction
    if values.get(Field.CONFIRM) and requested is not Field.CONFIRM:
        del values[Field.CONFIRM]  # an old button: what would be filed has not been shown
    if values:
        return Reading(values)
    # A button of some answer in between names a topic; its title is nobody's description or wish.
    return Reading() if turn.pressed and requested not in {None, Field.CATEGORY, Field.CONFIRM} else None


def _category(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    for intent in (turn.intent, turn.beside if turn.intent == "file_complaint" else ""):
        if intent in _CATEGORIES:
            return Reading({Field.CATEGORY: intent})
    if re.search(r"其他|其它|别的|\bother\b|something else", turn.text, re.I):
        return Reading({Field.CATEGORY: Category.OTHER.value})
    return _otherwise(turn, "category_unclear")


def _transaction(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    typed = turn.values("transaction_id")
    if typed:
        return Reading({Field.TRANSACTION: typed[0]}) if rules.owns(typed[0]) else Reading(problem="wrong_transaction")
    named = _pointed_at(turn, candidates)
    if named:
        return Reading({Field.TRANSACTION: named.id})
    if phrases.NO_ANSWER.search(turn.text) or turn.intent == "deny":
        return Reading({Field.TRANSACTION: NONE})
    if not candidates and (turn.values("amount") or turn.values("time")):
        return Reading({Field.TRANSACTION: NONE})
    return _otherwise(turn, "transaction_unclear")


def _pointed_at(turn: Turn, candidates: Sequence[Transaction]) -> Optional[Transaction]:
    """The one transaction of the list that an answer names: by place, by sum or by counterparty."""
    place = next((m for m in phrases.ORDINAL.finditer(turn.text) if not phrases.NEGATED.search(turn.text[: m.start()])), None)
    if place and candidates:
        index = -1 if place.group(3) else phrases.PLACES[(place.group(1) or place.group(2)).lower()]
        return candidates[index] if index < len(candidates) else None
    sums = {_value_of(stated)["value"] for stated in _stated(turn, "amount", "number")}
    for matching in ([t for t in candidates if t.amount in map(Decimal, sums)],
                     [t for t in candidates if phrases.names(turn.text, t.counterparty)]):
        if len(matching) == 1:
            return matching[0]
    return None


def _amount(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    stated = _stated_amount(turn, bare=True)
    if stated:
        return _checked_amount(stated, rules)
    if phrases.NO_ANSWER.search(turn.text):
        return Reading({Field.AMOUNT: UNKNOWN})
    return _otherwise(turn, "wrong_amount")


def _checked_amount(stated: Mapping[str, str], rules: Rules) -> Reading:
    value = Decimal(stated["value"])
    if not value.is_finite() or not Decimal("0.01") <= value <= rules.largest_amount:
        return Reading(problem="wrong_amount")
    return Reading({Field.AMOUNT: {"value": str(value.quantize(Decimal("0.01"))), "currency": stated["currency"]}})


def _stated_amount(turn: Turn, *, bare: bool) -> Optional[Mapping[str, str]]:
    """The sum a text states: of "50, not 500" it is 50."""
    found = _stated(turn, *(("amount", "number") if bare else ("amount",)))
    return _value_of(found[0]) if found else None


def _stated(turn: Turn, *kinds: str) -> List[Any]:
    """The values of some kinds that a text states, without those it takes back: of "yesterday, not today" yesterday."""
    return [e["value"] for e in turn.entities if e["entity"] in kinds and not phrases.NEGATED.search(turn.text[: e.get("start", 0)])
            and not phrases.REPLACED.match(turn.text[e.get("end", len(turn.text)):])]


def _value_of(stated: Any) -> Mapping[str, str]:
    return stated if isinstance(stated, Mapping) else {"value": stated, "currency": "CNY"}


def _time(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    stated = _stated(turn, "time")
    if stated:
        return _checked_time(stated[0], rules)
    if phrases.NO_ANSWER.search(turn.text):
        return Reading({Field.TIME: UNKNOWN})
    return _otherwise(turn, "wrong_time")


def _checked_time(stated: Mapping[str, str], rules: Rules) -> Reading:
    at = datetime.fromisoformat(stated["at"])
    if at > rules.now:
        return Reading(problem="time_in_future")
    if at < rules.now - rules.oldest:
        return Reading(problem="time_too_old")
    return Reading({Field.TIME: dict(stated)})


def _description(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    if is_aside(turn):
        return Reading()
    if sum(c.isalnum() for c in turn.text) < 4:
        return Reading(problem="description_short")
    return Reading({Field.DESCRIPTION: turn.text})


def _remedy(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    named = _named_remedy(turn)
    if named:
        return Reading({Field.REMEDY: named.value})
    if turn.intent in _QUESTIONS or phrases.ASKING.search(turn.text):
        return Reading()
    if turn.intent in {"affirm", "deny"} or sum(c.isalnum() for c in turn.text) < 2:
        return Reading(problem="remedy_unclear")
    return Reading({Field.REMEDY: f"{Remedy.OTHER.value}:{turn.text}"})


def _named_remedy(turn: Turn) -> Optional[Remedy]:
    """The wish a text names; a question ("how long does a refund take?") is none."""
    if turn.intent in _HARD_SWITCHES or (phrases.ASKING.search(turn.text) and not phrases.WISHING.search(turn.text)):
        return None
    return next((remedy for remedy, words in phrases.REMEDIES for named in words.finditer(turn.text)
                 if not phrases.UNWANTED.search(turn.text[: named.start()])), None)


def _contact(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    given = _stated(turn, "phone") or _stated(turn, "email")
    return Reading({Field.CONTACT: given[0]}) if given else _otherwise(turn, "wrong_contact")


def _confirm(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    if phrases.YES.match(turn.text):  # "correct" is a yes, not a wish to have something corrected
        return Reading({Field.CONFIRM: CONFIRMED})
    if turn.intent in _CATEGORIES and _is_short(turn.text) and not phrases.ASKING.search(turn.text) and _names_only(turn):
        return Reading({Field.CATEGORY: turn.intent})
    corrected = _correction(turn, draft, rules, anything=True)
    if corrected:
        return Reading(corrected)
    if phrases.ASKING.search(turn.text):
        return Reading()  # a question is never the last yes
    if turn.intent == "affirm":
        return Reading({Field.CONFIRM: CONFIRMED})
    if turn.intent == "deny":
        return Reading({Field.CONFIRM: None})  # asked again, it is asked what to change
    return _otherwise(turn, "confirm_unclear")


def _names_only(turn: Turn) -> bool:
    """Whether words that name a topic name nothing else that may be corrected."""
    return not (turn.values("amount") or turn.values("number") or turn.values("time") or _named_remedy(turn))


def _correction(turn: Turn, draft: Draft, rules: Rules, *, anything: bool = False) -> Dict[Field, Any]:
    """What a turn puts right: "the amount was 50, not 500". Nothing where it is out of bounds."""
    if not anything and not phrases.CORRECTING.search(turn.text):
        return {}
    values: Dict[Field, Any] = {}
    stated = _stated_amount(turn, bare=bool(phrases.CORRECTING.search(turn.text)))
    if stated:
        values |= _checked_amount(stated, rules).values
    times = _stated(turn, "time")
    if times:
        values |= _checked_time(times[-1], rules).values
    contact = _stated(turn, "phone") or _stated(turn, "email")
    if contact and draft.get(Field.CONTACT):
        values[Field.CONTACT] = contact[0]
    remedy = _named_remedy(turn) if anything and not values and turn.intent != "affirm" else None
    if remedy:
        values[Field.REMEDY] = remedy.value
    return {name: value for name, value in values.items() if draft.get(name) != value}


def _overheard(turn: Turn, draft: Draft, rules: Rules) -> Dict[Field, Any]:
    """What she told along the way need not be asked again; the summary shows it."""
    values: Dict[Field, Any] = {}
    if draft.get(Field.TRANSACTION) in {None, NONE}:  # else the transaction holds sum and time
        sums, times = turn.values("amount"), turn.values("time")
        if len(sums) == 1 and draft.get(Field.AMOUNT) is None:
            values |= _checked_amount(sums[0], rules).values
        if len(times) == 1 and draft.get(Field.TIME) is None:
            values |= _checked_time(times[0], rules).values
    if not turn.pressed and draft.get(Field.DESCRIPTION) is None and _tells_a_story(turn.text):
        values[Field.DESCRIPTION] = turn.text
    return values


def _tells_a_story(text: str) -> bool:
    weight = sum(3 if c > "\u3000" else 1 for c in text if c.isalnum())
    return weight >= 60


def _otherwise(turn: Turn, problem: str) -> Reading:
    """A question is answered elsewhere; anything else that says nothing is told what is needed."""
    if turn.intent in _QUESTIONS or phrases.ASKING.search(turn.text):
        return Reading()
    return Reading(problem=problem)


_READERS: Dict[Field, Callable[[Turn, Draft, Sequence[Transaction], Rules], Reading]] = {
    Field.CATEGORY: _category, Field.TRANSACTION: _transaction, Field.AMOUNT: _amount, Field.TIME: _time,
    Field.DESCRIPTION: _description, Field.REMEDY: _remedy, Field.CONTACT: _contact, Field.CONFIRM: _confirm,
}
