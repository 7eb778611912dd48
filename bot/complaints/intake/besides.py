"""What a message tells besides the answer: what it puts right, and what need not be asked any more."""
from typing import Any, Dict

from bot.complaints import phrases
from bot.complaints.intake.draft import NONE, Draft, Field
from bot.complaints.intake.stated import checked_amount, checked_time, mentioned, named_remedy, stated_amount
from bot.complaints.intake.turns import Rules, Turn, is_aside, tells_a_story, weight

_A_SENTENCE = 24  # eight Han characters: what failed as a sum or a day and is as long as this tells something else


def with_asides(turn: Turn, answered: Dict[Field, Any], corrected: Dict[Field, Any], draft: Draft, rules: Rules) -> Dict[Field, Any]:
    """An answer, with what it told besides; short words that only put right what is known are no answer in free words."""
    known = {} if tells_a_story(turn.text) else {name: value for name, value in corrected.items() if draft.get(name) is not None}
    if known and turn.text in {answered.get(Field.DESCRIPTION), str(answered.get(Field.REMEDY)).partition(":")[2]}:
        return known
    return {**overheard(turn, {**draft, **answered}, rules), **known, **answered}


def correction(turn: Turn, draft: Draft, rules: Rules, *, anything: bool = False) -> Dict[Field, Any]:
    """What a turn puts right: "the amount was 50, not 500". Nothing where it is out of bounds."""
    if not anything and not phrases.CORRECTING.search(turn.text):
        return {}
    values: Dict[Field, Any] = {}
    stated = stated_amount(turn, bare=bool(phrases.CORRECTING.search(turn.text)))
    if stated:
        values |= checked_amount(stated, rules).values
    times = mentioned(turn, "time")
    if times:
        values |= checked_time(times[-1], rules).values
    contact = mentioned(turn, "phone") or mentioned(turn, "email")
    if contact and draft.get(Field.CONTACT):
        values[Field.CONTACT] = contact[0]
    remedy = named_remedy(turn) if anything and not values and turn.intent != "affirm" else None
    if remedy:
        values[Field.REMEDY] = remedy.value
    return {name: value for name, value in values.items() if draft.get(name) != value}


def told_instead(turn: Turn, draft: Draft, rules: Rules) -> Dict[Field, Any]:
    """Of an answer that is none what belongs to the complaint all the same: what happened, or what she wants. Asked again, she need not say it again."""
    if draft.get(Field.DESCRIPTION) is None and weight(turn.text) >= _A_SENTENCE and not is_aside(turn):
        return {**overheard(turn, draft, rules), Field.DESCRIPTION: turn.text}
    wish = named_remedy(turn) if draft.get(Field.REMEDY) is None else None
    return {Field.REMEDY: wish.value} if wish else {}


def overheard(turn: Turn, draft: Draft, rules: Rules) -> Dict[Field, Any]:
    """What she told along the way need not be asked again; the summary shows it."""
    values: Dict[Field, Any] = {}
    if draft.get(Field.TRANSACTION) in {None, NONE}:  # else the transaction holds sum and time
        sums, times = turn.values("amount"), turn.values("time")
        if len(sums) == 1 and draft.get(Field.AMOUNT) is None:
            values |= checked_amount(sums[0], rules).values
        if len(times) == 1 and draft.get(Field.TIME) is None:
            values |= checked_time(times[0], rules).values
    if not turn.pressed and draft.get(Field.DESCRIPTION) is None and tells_a_story(turn.text):
        values[Field.DESCRIPTION] = turn.text
    return values
