"""Secrets leave a message before it is stored, logged or understood.

Hidden: bank cards (Luhn and context) with their dates, Chinese identity numbers (checksum or context), passport
numbers, CVV, passwords, one-time codes, tokens, keys and recovery words (all in context, which may be the message
before). Kept: amounts, transaction, order and complaint numbers, phone numbers. Pure: no database, no clock.
Expects text that `clean` has folded.
"""
import re
from dataclasses import dataclass
from functools import partial
from typing import Callable, FrozenSet, Match, Optional, Pattern, Sequence, Set, Tuple

from bot.conversations import secret_fields as fields
from bot.conversations import secret_names as names
from bot.conversations import secret_passwords as passwords
from bot.conversations.secret_context import Before, leads_to_secret, secret_alone
from bot.conversations.secret_numbers import HIDDEN, Secret, hide_numbers

__all__ = ["HIDDEN", "Before", "Redacted", "Secret", "redact"]


@dataclass(frozen=True)
class Redacted:
    """A text without its secrets, and the kinds that were in it."""

    text: str
    kinds: FrozenSet[Secret]


def redact(text: str, before: Optional[Before] = None) -> Redacted:
    """Replace every secret in a text; what stays is safe to store, log and show.

    `before` is what was said before it, already redacted; without it only the text itself is judged.
    """
    kinds: Set[Secret] = set()
    text = _hide_all(text, kinds)
    if before is not None:
        text = _hide_in_context(text, before, kinds)
    return Redacted(text, frozenset(kinds))


_PUBLIC_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:T\d{16}|[BCS]\d{8}[A-Z0-9]{6})(?![A-Za-z0-9])", re.I)
_PHONE_OR_PRICE = re.compile(r"1[3-9]\d{9}|\$\d[\d.,]*k?")
_ROUNDS = 12
_Rule = Tuple[Secret, Pattern[str], Callable[[Match[str]], bool]]  # the last: whether a match is innocent


def _hide_in_context(text: str, before: Before, kinds: Set[Secret]) -> str:
    if leads_to_secret(before, text):
        lead, found = before.customer.rsplit("\n", 1)[-1][-60:] + " ", set(kinds)
        whole = _hide_all(lead + text, found)
        if whole.startswith(lead) and whole != lead + text:
            kinds |= found
            return whole[len(lead):]
    alone = secret_alone(before, text)
    if alone is None:
        return text
    kind, start, end = alone
    kinds.add(kind)
    return text[:start] + HIDDEN + text[end:]


def _hide_all(text: str, kinds: Set[Secret]) -> str:
    def hide_each_kind(text: str) -> str:
        text = hide_numbers(text, kinds)
        for rule in _RULES:
            text = _until_still(partial(_hide, rule=rule, kinds=kinds), text)
        return text
    return _until_still(hide_each_kind, text)


def _until_still(hide: Callable[[str], str], text: str) -> str:
    # Once more as long as it helps: of two codes in a row the second is found behind the hidden first.
    # No honest message needs many rounds; what a made-up one still holds then is not worth a minute of work.
    for _ in range(_ROUNDS):
        shorter = hide(text)
        if shorter == text:
            return text
        text = shorter
    return re.sub(r"\S*\d\S*", HIDDEN, text)


def _hide(text: str, rule: _Rule, kinds: Set[Secret]) -> str:
    kind, pattern, innocent = rule

    def hidden(match: Match[str]) -> str:
        if not match.group(2).strip("*.,!?;:)'\"") or innocent(match) or _within(match, public):
            return match.group(0)
        kinds.add(kind)
        return text[match.start():match.start(2)] + HIDDEN + text[match.end(2):match.end()]
    public = [found.span() for found in _PUBLIC_NUMBER.finditer(text)]
    return pattern.sub(hidden, text)


def _within(match: Match[str], public: Sequence[Tuple[int, int]]) -> bool:
    """Whether the secret is, or is a part of, a transaction or complaint number (C201601012PW222 holds a "pw")."""
    return any(start <= match.start(2) < end for start, end in public)


def _never(match: Match[str]) -> bool:
    return False


def _other(match: Match[str]) -> bool:
    return names.OTHER.search(_around(match)) is not None or _PHONE_OR_PRICE.fullmatch(match.group(2)) is not None


def _thing(match: Match[str]) -> bool:
    return names.THINGS.search(_around(match)) is not None


def _word(match: Match[str]) -> bool:
    return match.group(2).lower().strip(".,!?'\"()") in passwords.NO_PASSWORDS or _other(match)


def _around(match: Match[str]) -> str:
    return match.group(1) + (match.group(3) if match.re.groups > 2 else "")


_RULES: Sequence[_Rule] = (
    (Secret.KEY, fields.PRIVATE_KEY, _never),
    (Secret.KEY, fields.JWT, _never),
    (Secret.KEY, fields.BEARER, _never),
    (Secret.PASSWORD, fields.QUOTED, _word),
    (Secret.PASSWORD, fields.FORM, _word),
    (Secret.CODE, fields.LINK_CODE, _never),
    (Secret.PASSWORD, fields.LINK_USER, _never),
    (Secret.KEY, fields.SEED, _never),
    (Secret.KEY, fields.RECOVERY, _never),
    (Secret.KEY, fields.KEY, _never),
    (Secret.CARD, names.CARD_DATE_NAMED, _never),
    (Secret.CARD, names.CARD_DATE, _never),
    (Secret.CARD, names.CARD_DATE_FIRST, _never),
    (Secret.PASSPORT, names.PASSPORT, _other),
    (Secret.PASSPORT, names.PASSPORT_BEFORE, _never),
    (Secret.PASSPORT, names.DOCUMENT, _never),
    (Secret.CVV, names.CVV, _other),
    (Secret.CVV, names.CVV_BACK, _never),
    (Secret.CVV, names.CVV_BEFORE, _never),
    (Secret.CODE, names.CODE_MIXED, _never),
    (Secret.CODE, names.CODE, _other),
    (Secret.CODE, names.CODE_BARE, _never),
    (Secret.CODE, names.CODE_BEFORE, _never),
    (Secret.CODE, names.CODE_TEXTED, _thing),
    (Secret.CODE, names.CODE_TEXTED_BEFORE, _never),
    (Secret.PASSWORD, passwords.BEFORE, _word),
    (Secret.PASSWORD, passwords.BEFORE_HAN, _word),
    (Secret.PASSWORD, passwords.MADE, _other),
    (Secret.PASSWORD, passwords.PASSWORD, _word),
    (Secret.PASSWORD, passwords.PART, _never),
    (Secret.PASSWORD, passwords.DIGITS, _other),
    (Secret.PASSWORD, passwords.BARE, _word),
    (Secret.PASSWORD, passwords.CHANGED, _word),
    (Secret.PASSWORD, passwords.NEXT, _word),
    (Secret.PASSWORD, passwords.WORD, _word),
    (Secret.PASSWORD, passwords.TOLD, _other),
    (Secret.PASSWORD, passwords.FREE, _thing),
    (Secret.PASSWORD, passwords.IN_QUOTES, _word),
    (Secret.PASSWORD, passwords.NEAR, _thing),
    (Secret.PASSWORD, passwords.NEAR_BEFORE, _thing),
)
