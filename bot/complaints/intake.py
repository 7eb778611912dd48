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
_SMALL_TALK = {"greet", "goodbye", "thanks", "capabilities", "bot_challenge"}
_QUESTIONS = _HARD_SWITCHES | _SMALL_TALK | {
    "change_password", "enable_2fa", "fees_and_limits", "wallet_vs_bank", "wallet_safety_tips", "complaint_progress",
    "identity_verification", "official_message_check", "data_deletion", "registration_problem", "login_problem",
    "feedback", "outage", "transaction_status", "refund_status", "supplement_complaint", "withdraw_complaint",
    "out_of_scope", "file_complaint"}
_ASKING = re.compile(r"[?？]|吗|呢$|怎么|咋|如何|多久|什么|为啥|哪|几天|多少|^(?:how|what|why|when|where|who|which|can|could|do|does|is|are|will|should)\b", re.I)
_NO_ANSWER = re.compile(r"没有|不记得|记不|不知道|不清楚|都不是|找不到|忘了|不确定|\bnone\b|no idea|don'?t (?:know|remember|have)|not sure|can'?t (?:find|remember)|forgot|\bskip\b|^no\b", re.I)
_YES = re.compile(r"^(?:确认|提交|确定|是的?|对的?|好的?|可以|没问题|没错|嗯+|行|submit|confirm|yes|yep|ok|okay|correct|right|send it|file it)[\s!！。.,，了吧啊呀提交投诉]*$", re.I)
_CORRECTING = re.compile(r"不是|不对|错了|说错|写错|改成|改为|应该是|更正|其实是|\bnot\b|should be|actually|i meant|meant|wrong|correct|rather|instead", re.I)
_WISHING = re.compile(r"我要|我想|希望|给我|帮我|请你|请您|麻烦|\bi want\b|i'?d like|please|give me", re.I)
_NEGATED = re.compile(r"(?:不是|并非|\bnot|instead of|rather than)\s*(?:the\s+)?$", re.I)
_ORDINAL = re.compile(r"第([一二三四五六七1-7])[笔个条项]|(?:the )?\b(first|second|third|fourth|fifth)\b|(最后[一那]?[笔个条]|\blast one\b)", re.I)
_PLACES = {**{c: n for n, c in enumerate("一二三四五六七")}, **{str(n + 1): n for n in range(7)},
           **{w: n for n, w in enumerate("first second third fourth fifth".split())}}
_REMEDIES = (
    (Remedy.REFUND, re.compile(r"退款|退钱|退回|退给|还我|还钱|赔|返还|要回|追回|refund|money back|return (?:it|my|the)|compensat|pay me back", re.I)),
    (Remedy.APOLOGY, re.compile(r"道歉|赔礼|apolog|say sorry", re.I)),
    (Remedy.EXPLANATION, re.compile(r"解释|说法|说明|原因|为什么|怎么回事|搞清楚|查清|explain|explanation|\bwhy\b|reason|answer", re.I)),
    (Remedy.CORRECTION, re.compile(r"改正|更正|纠正|解冻|恢复|修复|处理好|补上|到账|入账|解决|correct|fix|unfreeze|unlock|restore|put (?:it )?right|credit", re.I)),
)


def read(turn: Turn, requested: Optional[Field], draft: Draft, candidates: Sequence[Transaction],
         rules: Rules) -> Reading:
    """What one turn adds to the draft when `requested` was asked for (None: the complaint just began)."""
    if turn.intent == "cancel" and len(turn.text) <= 40 and requested is not None:
        return Reading({Field.CONFIRM: CANCELLED})
    pressed = _from_buttons(turn, rules)
    if pressed is not None:
        return pressed
    if requested is None:
        return Reading(_overheard(turn, draft, rules))
    answer = _READERS[requested](turn, draft, candidates, rules)
    if answer.values:
        return Reading({**_overheard(turn, {**draft, **answer.values}, rules), **answer.values})
    corrected = _correction(turn, draft, rules) if not answer.problem or requested is not Field.DESCRIPTION else {}
    return Reading(corrected) if corrected else answer


def _from_buttons(turn: Turn, rules: Rules) -> Optional[Reading]:
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
    return Reading(values) if values else None


def _category(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    if turn.intent in {category.value for category in Category}:
        return Reading({Field.CATEGORY: turn.intent})
    if re.search(r"其他|其它|别的|other|something else", turn.text, re.I):
        return Reading({Field.CATEGORY: Category.OTHER.value})
    return _otherwise(turn, "category_unclear")


def _transaction(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    typed = turn.values("transaction_id")
    if typed:
        return Reading({Field.TRANSACTION: typed[0]}) if rules.owns(typed[0]) else Reading(problem="wrong_transaction")
    named = _pointed_at(turn, candidates)
    if named:
        return Reading({Field.TRANSACTION: named.id})
    if _NO_ANSWER.search(turn.text) or turn.intent == "deny":
        return Reading({Field.TRANSACTION: NONE})
    if not candidates and (turn.values("amount") or turn.values("time")):
        return Reading({Field.TRANSACTION: NONE})
    return _otherwise(turn, "transaction_unclear")


def _pointed_at(turn: Turn, candidates: Sequence[Transaction]) -> Optional[Transaction]:
    """The one transaction of the list that an answer names: by place, by sum or by counterparty."""
    place = _ORDINAL.search(turn.text)
    if place and candidates:
        index = -1 if place.group(3) else _PLACES[(place.group(1) or place.group(2)).lower()]
        return candidates[index] if index < len(candidates) else None
    sums = {Decimal(a["value"]) for a in turn.values("amount")} | {Decimal(n) for n in turn.values("number")}
    for matching in ([t for t in candidates if t.amount in sums],
                     [t for t in candidates if t.counterparty.lower() in turn.text.lower()
                      or (len(turn.text) >= 2 and turn.text.lower() in t.counterparty.lower())]):
        if len(matching) == 1:
            return matching[0]
    return None


def _amount(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    stated = _stated_amount(turn, bare=True)
    if stated:
        return _checked_amount(stated, rules)
    if _NO_ANSWER.search(turn.text):
        return Reading({Field.AMOUNT: UNKNOWN})
    return _otherwise(turn, "wrong_amount")


def _checked_amount(stated: Mapping[str, str], rules: Rules) -> Reading:
    value = Decimal(stated["value"])
    if not 0 < value <= rules.largest_amount:
        return Reading(problem="wrong_amount")
    return Reading({Field.AMOUNT: {"value": str(value.quantize(Decimal("0.01"))), "currency": stated["currency"]}})


def _stated_amount(turn: Turn, *, bare: bool) -> Optional[Mapping[str, str]]:
    """The sum a text states: of "50, not 500" it is 50."""
    kinds = {"amount", "number"} if bare else {"amount"}
    found = [e for e in turn.entities if e["entity"] in kinds
             and not _NEGATED.search(turn.text[: e.get("start", 0)])]
    if not found:
        return None
    value = found[0]["value"]
    return value if isinstance(value, Mapping) else {"value": value, "currency": "CNY"}


def _time(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    stated = turn.values("time")
    if stated:
        return _checked_time(stated[0], rules)
    if _NO_ANSWER.search(turn.text):
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
    aside = turn.intent in _HARD_SWITCHES | _SMALL_TALK or (turn.intent in _QUESTIONS and _ASKING.search(turn.text))
    if aside and len(turn.text) <= 40:
        return Reading()
    if sum(c.isalnum() for c in turn.text) < 4:
        return Reading(problem="description_short")
    return Reading({Field.DESCRIPTION: turn.text})


def _remedy(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    named = _named_remedy(turn)
    if named:
        return Reading({Field.REMEDY: named.value})
    if turn.intent in _QUESTIONS or _ASKING.search(turn.text):
        return Reading()
    if sum(c.isalnum() for c in turn.text) < 2:
        return Reading(problem="remedy_unclear")
    return Reading({Field.REMEDY: f"{Remedy.OTHER.value}:{turn.text}"})


def _named_remedy(turn: Turn) -> Optional[Remedy]:
    """The wish a text names; a question ("how long does a refund take?") is none."""
    if turn.intent in _HARD_SWITCHES or (_ASKING.search(turn.text) and not _WISHING.search(turn.text)):
        return None
    return next((remedy for remedy, words in _REMEDIES if words.search(turn.text)), None)


def _contact(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    given = turn.values("phone") or turn.values("email")
    return Reading({Field.CONTACT: given[0]}) if given else _otherwise(turn, "wrong_contact")


def _confirm(turn: Turn, draft: Draft, candidates: Sequence[Transaction], rules: Rules) -> Reading:
    corrected = _correction(turn, draft, rules, anything=True)
    if corrected:
        return Reading(corrected)
    if turn.intent == "affirm" or _YES.match(turn.text):
        return Reading({Field.CONFIRM: CONFIRMED})
    if turn.intent == "deny":
        return Reading({Field.CONFIRM: None})  # asked again, it is asked what to change
    return _otherwise(turn, "confirm_unclear")


def _correction(turn: Turn, draft: Draft, rules: Rules, *, anything: bool = False) -> Dict[Field, Any]:
    """What a turn puts right: "the amount was 50, not 500". Nothing where it is out of bounds."""
    if not anything and not _CORRECTING.search(turn.text):
        return {}
    values: Dict[Field, Any] = {}
    stated = _stated_amount(turn, bare=bool(_CORRECTING.search(turn.text)))
    if stated:
        values |= _checked_amount(stated, rules).values
    if turn.values("time"):
        values |= _checked_time(turn.values("time")[-1], rules).values
    contact = turn.values("phone") or turn.values("email")
    if contact and draft.get(Field.CONTACT):
        values[Field.CONTACT] = contact[0]
    remedy = _named_remedy(turn) if anything and not values else None
    if remedy and draft.get(Field.REMEDY) != remedy.value:
        values[Field.REMEDY] = remedy.value
    return values


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
    if turn.intent in _QUESTIONS or _ASKING.search(turn.text):
        return Reading()
    return Reading(problem=problem)


_READERS: Dict[Field, Callable[[Turn, Draft, Sequence[Transaction], Rules], Reading]] = {
    Field.CATEGORY: _category, Field.TRANSACTION: _transaction, Field.AMOUNT: _amount, Field.TIME: _time,
    Field.DESCRIPTION: _description, Field.REMEDY: _remedy, Field.CONTACT: _contact, Field.CONFIRM: _confirm,
}
