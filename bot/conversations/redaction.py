"""Secrets leave a message before it is stored, logged or understood.

Hidden: bank cards (Luhn and context), Chinese identity numbers (checksum or context), passport
numbers, CVV, passwords and one-time codes (all in context). Kept: amounts, transaction, order and
complaint numbers, phone numbers. Pure: no database, no clock. Expects text that `clean` has folded.
"""
import re
from dataclasses import dataclass
from typing import Callable, FrozenSet, Match, Optional, Pattern, Sequence, Set, Tuple

from bot.conversations import secret_names as names
from bot.conversations.secret_numbers import HIDDEN, Secret, hide_numbers

__all__ = ["HIDDEN", "Redacted", "Secret", "redact"]


@dataclass(frozen=True)
class Redacted:
    """A text without its secrets, and the kinds that were in it."""

    text: str
    kinds: FrozenSet[Secret]


def redact(text: str) -> Redacted:
    """Replace every secret in a text; what stays is safe to store, log and show."""
    kinds: Set[Secret] = set()
    while True:
        # Once more as long as it helps: of two codes in a row the second is found behind the hidden first.
        shorter = _hide_all(text, kinds)
        if shorter == text:
            return Redacted(text, frozenset(kinds))
        text = shorter


_PUBLIC_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:T\d{16}|C\d{8}[A-Z0-9]{6})(?![A-Za-z0-9])", re.I)
_PHONE_OR_PRICE = re.compile(r"1[3-9]\d{9}|\$\d[\d.,]*k?")
_Keep = Callable[[Match[str]], Optional[str]]


def _hide_all(text: str, kinds: Set[Secret]) -> str:
    text = hide_numbers(text, kinds)
    for kind, pattern, keep in _RULES:
        def hide(match: Match[str], kind: Secret = kind, keep: _Keep = keep) -> str:
            shown = None if _within_public_number(match) else keep(match)
            if shown is None or not match.group(2).strip("*.,!?;:)'\""):
                return match.group(0)
            kinds.add(kind)
            return shown
        text = pattern.sub(hide, text)
    return text


def _hide_second(match: Match[str]) -> Optional[str]:
    return match.group(1) + HIDDEN


def _hide_unless_other(match: Match[str]) -> Optional[str]:
    if names.OTHER.search(match.group(1)) or _PHONE_OR_PRICE.fullmatch(match.group(2)):
        return None
    return match.group(1) + HIDDEN


def _hide_password(match: Match[str]) -> Optional[str]:
    secret = match.group(2)
    if secret.lower().strip(".,!?'\"()") in names.NO_PASSWORDS:
        return None
    return _hide_unless_other(match)


def _within_public_number(match: Match[str]) -> bool:
    """Whether the secret is, or is a part of, a transaction or complaint number (C201601012PW222 holds a "pw")."""
    return any(public.start() <= match.start(2) < public.end() for public in _PUBLIC_NUMBER.finditer(match.string))


_RULES: Sequence[Tuple[Secret, Pattern[str], _Keep]] = (
    (Secret.PASSPORT, names.PASSPORT, _hide_unless_other),
    (Secret.PASSPORT, names.PASSPORT_BEFORE, _hide_second),
    (Secret.CVV, names.CVV, _hide_unless_other),
    (Secret.CVV, names.CVV_BEFORE, _hide_second),
    (Secret.CODE, names.CODE_MIXED, _hide_second),
    (Secret.CODE, names.CODE, _hide_unless_other),
    (Secret.CODE, names.CODE_BARE, _hide_second),
    (Secret.CODE, names.CODE_BEFORE, _hide_second),
    (Secret.PASSWORD, names.PASSWORD, _hide_password),
    (Secret.PASSWORD, names.PASSWORD_PART, _hide_second),
    (Secret.PASSWORD, names.PASSWORD_DIGITS, _hide_unless_other),
    (Secret.PASSWORD, names.PASSWORD_BARE, _hide_password),
    (Secret.PASSWORD, names.PASSWORD_CHANGED, _hide_password),
    (Secret.PASSWORD, names.PASSWORD_NEXT, _hide_password),
    (Secret.PASSWORD, names.PASSWORD_WORD, _hide_password),
    (Secret.PASSWORD, names.PASSWORD_TOLD, _hide_unless_other),
)
