"""What a complaint needs, and what is asked next."""
from enum import Enum
from typing import Any, List, Mapping, Optional

from bot.complaints.kinds import Category


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
