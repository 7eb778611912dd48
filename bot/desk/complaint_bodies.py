"""What people send about complaints, checked before anything is done with it."""
import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Optional

from pydantic import BaseModel, Extra, StrictBool, StrictInt, conint, conlist, constr, validator

from bot.complaints.kinds import Category, Outcome, Priority, Status
from bot.complaints.lists import Order
from bot.desk.bodies import Words
from bot.errors import NotFound
from bot.http.bodies import LARGEST

_NUMBER = re.compile(r"C[0-9]{8}[A-Z0-9]{6}\Z")
_Number = constr(strict=True, regex=r"^C[0-9]{8}[A-Z0-9]{6}\Z")
_Id = conint(strict=True, ge=1, le=LARGEST)
_Version = conint(strict=True, ge=0, le=LARGEST)
_Visible = r"[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]"


def read_moment(given: Any) -> datetime:
    """An ISO 8601 moment with its offset, for pydantic; ValueError for anything else."""
    if not isinstance(given, str) or len(given) > 40:
        raise ValueError("no moment")
    at = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", given))
    if at.tzinfo is None or not 2000 <= at.year <= 9000:
        raise ValueError("no moment")
    return at


class _Body(BaseModel):
    class Config:
        extra = Extra.forbid


class ActBody(_Body):
    """An act upon what the person has seen: `version` is the complaint's as she saw it."""

    version: _Version  # type: ignore[valid-type]


class WordsBody(ActBody):
    """An act with words."""

    words: Words


class NoteBody(_Body):
    """A note; it needs no version, for nothing is overlooked by it."""

    words: Words
    version: Optional[_Version] = None  # type: ignore[valid-type]


class DecisionBody(WordsBody):
    """A decision with its reasons; `settled` when the customer agreed to it already."""

    outcome: Outcome
    settled: StrictBool = False  # type: ignore[assignment]


class ExtensionBody(WordsBody):
    """A later moment for the final reply, and why."""

    until: datetime

    _placed = validator("until", pre=True, allow_reuse=True)(read_moment)


class CompensationBody(WordsBody):
    """Money and why it is given; `amount` in the currency's main unit, as text."""

    amount: Decimal
    currency: constr(strict=True, regex=r"^CNY\Z") = "CNY"  # type: ignore[valid-type]

    @validator("amount", pre=True)
    def _exact(cls, given: Any) -> Any:
        if not isinstance(given, str) or not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", given):
            raise ValueError("amount")
        return given


class AssignBody(ActBody):
    """Whose complaint it becomes."""

    agent_id: _Id  # type: ignore[valid-type]


class AssignManyBody(_Body):
    """Many complaints for one person."""

    numbers: conlist(_Number, min_items=1, max_items=200)  # type: ignore[valid-type]
    agent_id: _Id  # type: ignore[valid-type]


class FilterBody(_Body):
    """A filter and its name."""

    name: constr(strict=True, strip_whitespace=True, min_length=1, max_length=64, regex=rf"^{_Visible}+\Z")  # type: ignore[valid-type]
    terms: "TermsBody"

    @validator("terms", pre=True)
    def _fields(cls, given: Any) -> Any:
        if not isinstance(given, dict):  # of an empty list pydantic would make a filter without conditions
            raise ValueError("terms")
        return given


class TermsBody(_Body):
    """What a list shows; the same names in the query of the list."""

    order: Order = Order.URGENCY
    status: Optional[Status] = None
    category: Optional[Category] = None
    priority: Optional[StrictInt] = None
    assignee: Optional[conint(strict=True, ge=0, le=LARGEST)] = None  # type: ignore[valid-type]
    team: Optional[constr(strict=True, regex=rf"^{_Visible}{{1,32}}\Z")] = None  # type: ignore[valid-type]
    locale: Optional[constr(strict=True, regex=r"^(zh|en)\Z")] = None  # type: ignore[valid-type]
    overdue: StrictBool = False  # type: ignore[assignment]
    customer: Optional[constr(strict=True, regex=rf"^{_Visible}{{1,64}}\Z")] = None  # type: ignore[valid-type]
    words: Optional[constr(strict=True, max_length=200)] = None  # type: ignore[valid-type]

    @validator("priority")
    def _known(cls, given: Optional[int]) -> Optional[Priority]:
        return None if given is None else Priority(given)


FilterBody.update_forward_refs(TermsBody=TermsBody)


def known_number(number: str) -> str:
    """A complaint's number from an address; NotFound for what is none."""
    if not _NUMBER.fullmatch(number):
        raise NotFound("unknown_complaint")
    return number
