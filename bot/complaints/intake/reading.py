"""What one turn adds to a complaint that is being taken down."""
import itertools
from typing import Any, Dict, Optional, Sequence

from bot.complaints import phrases
from bot.complaints.intake.answers import READERS
from bot.complaints.intake.besides import correction, overheard, told_instead, with_asides
from bot.complaints.intake.draft import CANCELLED, NONE, UNKNOWN, Draft, Field, required
from bot.complaints.intake.turns import Reading, Rules, Turn, bare, is_short
from bot.wallet.protocol import Transaction

_STOPPING = {"cancel", "withdraw_complaint"}  # nothing is filed yet: "I withdraw it" stops the form
_FACTS = {Field.TRANSACTION, Field.AMOUNT, Field.TIME}


def read(turn: Turn, requested: Optional[Field], draft: Draft, candidates: Sequence[Transaction],
         rules: Rules) -> Reading:
    """What one turn adds to the draft when `requested` was asked for (None: the complaint just began)."""
    if turn.intent in _STOPPING and requested is not None and is_short(turn.text) and not phrases.ASKING.search(turn.text):
        return Reading({Field.CONFIRM: CANCELLED})
    pressed = _from_buttons(turn, requested, rules)
    if pressed is not None:
        return pressed
    if requested is None:
        return Reading(overheard(turn, draft, rules))
    before = _before(requested, draft)
    if before and phrases.BACK.match(bare(turn.text)):
        return Reading({before: None})
    answer = READERS[requested](turn, draft, candidates, rules)
    corrected = correction(turn, draft, rules) if not answer.problem or requested is not Field.DESCRIPTION else {}
    if answer.values:
        return Reading(with_asides(turn, answer.values, corrected, draft, rules))
    told = told_instead(turn, draft, rules) if answer.problem and requested in _FACTS else {}
    return Reading(corrected or told) if corrected or told else answer


def _before(requested: Field, draft: Draft) -> Optional[Field]:
    """The last thing she answered before what is asked now, None at the beginning."""
    earlier = itertools.takewhile(lambda wanted: wanted is not requested, required(draft, signed_in=False))
    return next((wanted for wanted in reversed(list(earlier)) if draft.get(wanted) is not None), None)


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
