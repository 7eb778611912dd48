"""Everything a message names, in plain values that travel as JSON."""
from dataclasses import dataclass
from datetime import datetime
from typing import Dict, List, Union

from bot.entities.amounts import find_amounts, find_bare_numbers
from bot.entities.dates import find_moments
from bot.entities.identifiers import find_complaints, find_emails, find_phones, find_transactions
from bot.entities.places import Places

Value = Union[str, Dict[str, str]]


@dataclass(frozen=True)
class Entity:
    """One thing named at a place of the text."""

    kind: str
    start: int
    end: int
    value: Value


def read(text: str, now: datetime) -> List[Entity]:
    """The entities of a text in its order; where two readings overlap, the more exact one stays."""
    places = Places(text)
    found = [entity for entity in _candidates(text, now) if places.take(entity.start, entity.end)]
    return sorted(found, key=lambda entity: entity.start)


def _candidates(text: str, now: datetime) -> List[Entity]:
    # From the most to the least exact: a phone number is no sum, a day of the month no bare number.
    return [
        *(Entity("transaction_id", i.start, i.end, i.value) for i in find_transactions(text)),
        *(Entity("complaint_number", i.start, i.end, i.value) for i in find_complaints(text)),
        *(Entity("email", i.start, i.end, i.value) for i in find_emails(text)),
        *(Entity("phone", i.start, i.end, i.value) for i in find_phones(text)),
        *(Entity("time", m.start, m.end, {"at": m.at.isoformat(), "exact": str(m.exact).lower()})
          for m in find_moments(text, now)),
        *(Entity("amount", a.start, a.end, {"value": str(a.value), "currency": a.currency})
          for a in find_amounts(text)),
        *(Entity("number", a.start, a.end, str(a.value)) for a in find_bare_numbers(text)),
    ]
