"""Numbers of things in a message: transactions, complaints, telephones, e-mail addresses."""
import re
from dataclasses import dataclass
from typing import List

import phonenumbers

from bot.entities.folding import fold


@dataclass(frozen=True)
class Identifier:
    """An identifier at a place of the text, in its normal form."""

    start: int
    end: int
    value: str


_TRANSACTION = re.compile(r"(?<![a-z0-9])t\s?-?(\d{8}\s?\d{8})(?![a-z0-9])", re.A)
# Behind a space, six plain letters are the next word: "C20261103 please".
_COMPLAINT = re.compile(r"(?<![a-z0-9])c\s?-?(\d{8})(?:-?|\s-?(?=[a-z]{0,5}\d))([a-z0-9]{6})(?![a-z0-9])", re.A)
_EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w-])", re.A)

# Numbers that turn out to be none, before the search is given up: a page of 1/1/1/1 would take its time.
_TRIES = 256


def find_transactions(text: str) -> List[Identifier]:
    """Transaction numbers: T, eight digits of date, eight more."""
    return [Identifier(m.start(), m.end(), "T" + re.sub(r"\s", "", m.group(1)))
            for m in _TRANSACTION.finditer(fold(text))]


def find_complaints(text: str) -> List[Identifier]:
    """Complaint numbers: C, eight digits of date, six letters or digits."""
    return [Identifier(m.start(), m.end(), "C" + m.group(1) + m.group(2).upper())
            for m in _COMPLAINT.finditer(fold(text))]


def find_emails(text: str) -> List[Identifier]:
    """E-mail addresses, in lower case."""
    return [Identifier(m.start(), m.end(), m.group(0)) for m in _EMAIL.finditer(fold(text))]


def find_phones(text: str) -> List[Identifier]:
    """Telephone numbers that can exist, in E.164; without a country code they are read as Chinese."""
    return [Identifier(m.start, m.end, phonenumbers.format_number(m.number, phonenumbers.PhoneNumberFormat.E164))
            for m in phonenumbers.PhoneNumberMatcher(text, "CN", leniency=phonenumbers.Leniency.VALID, max_tries=_TRIES)
            if not re.match(r"[A-Za-z]", text[max(0, m.start - 1):m.start])]
