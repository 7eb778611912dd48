"""Numbers that carry their own proof: bank cards and Chinese identity numbers, wherever they stand."""
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Iterator, List, Match, Optional, Pattern, Sequence, Set, Tuple

from bot.conversations.spelling import BEGIN, HAN, digits_of, in_pieces, in_words


class Secret(str, Enum):
    """A kind of thing nobody may keep."""

    CARD = "card"
    IDENTITY = "identity"
    PASSPORT = "passport"
    CVV = "cvv"
    PASSWORD = "password"
    CODE = "code"
    KEY = "key"  # tokens, private keys, seed phrases, recovery codes


HIDDEN = "******"
# Digits in a row, in one piece or in several; in words, as some spell a card on the telephone.
_RUN = re.compile(
    r"(?<!\d)(?<!\*{4} )\d(?:[ .·_–—/|:,，、\n-]{0,3}\d){12,}(?:[ -]?[Xx](?![A-Za-z]))?"
    rf"|(?<![{HAN}])[{HAN}](?: ?[{HAN}]){{12,18}}[Xx]?(?![{HAN}])"
    "|" + in_words(13, 19), re.I)
_GROUP = re.compile(r"\d+(?:[ -]?[Xx](?![A-Za-z]))?")
_NETWORKS = re.compile(r"4|5|6|3[0-9]|2[2-7]|9558")
_NUMBER_NAMES = re.compile(
    r"(?:订单|单号|流水|交易编?号|运单|快递|编号|商户|投诉|发票|條碼|条码|序列号|設備|设备|訂單|單號|联行号|信用代码|" + BEGIN +
    r"(?:order|transaction|reference|tracking|invoice|ref|(?<!card )no\.|serial|merchant|device|imei"
    r"|parcel|shipment|bar ?code|ean|isbn)(?![A-Za-z]))[^0-9\n]{0,8}$", re.I)
_CARD_NAMES = re.compile(
    "(?:" + in_pieces("卡", "号號") + r"|[银銀]行卡|信用卡|储蓄卡|借记卡|工资卡|" + BEGIN + r"(?:card|visa|mastercard|amex|unionpay))[^0-9\n]{0,24}$", re.I)
_IDENTITY_NAMES = re.compile(
    "(?:" + in_pieces("身", "份", "证證") + r"|证件号|證件號|" + BEGIN + r"(?:sfz|identity)"
    "|" + BEGIN + r"(?:my|national|chinese|citizen|resident)\s{1,3}(?:old\s{1,3})?(?:\d\d[ -]digit\s{1,3})?id"
    "|" + BEGIN + r"id\s?(?:card|number|no)|^\s{0,3}id)[^0-9\n]{0,16}$", re.I)
_LETTERS_MAY_STAND_BEFORE = re.compile(r"(?:^|[^A-Za-z])(?:card|visa|mastercard|amex|unionpay|number|num|no|id|is|shi|sfz)$", re.I)
# YT8812345678901, T2026110312345678: numbers of parcels and payments.
_SERIES = re.compile(r"(?:^|[^A-Za-z])(?:[A-Z]{2,4}|[A-Za-z])$")


@dataclass(frozen=True)
class _Before:
    """What stands before a number: how near the names of three kinds are (0: nowhere), whether letters touch it."""

    card: int = 0
    identity: int = 0
    other: int = 0
    glued: bool = False
    series: bool = False


_Window = Tuple[int, str]  # the last group of digits, and all digits to its end


def hide_numbers(text: str, kinds: Set[Secret]) -> str:
    """A text without its cards and identity numbers; adds the kinds that were in it."""
    return _RUN.sub(lambda match: _hide_run(match, kinds), text)


def _hide_run(match: Match[str], kinds: Set[Secret]) -> str:
    """The digits people write in a row may hold a card and an amount, a date, a phone number."""
    run, before = match.group(0), _before(match.string[max(0, match.start() - 40):match.start()])
    if not run[0].isascii() or run[0].isalpha():
        return _hide_spelled(run, before, kinds)
    groups = list(_GROUP.finditer(run))
    space = run.find(" ") if " " in run else len(run)
    sizes = [len(group.group(0)) for group in groups]
    shown, place, index = [], 0, 0
    while index < len(groups):
        named = before if index == 0 or groups[index].start() <= space else _Before()
        found = _secret_at(run, groups, index, named) if named != _Before() or _may_begin(sizes, index) else None
        if found is None:
            index += 1
            continue
        kind, last, mask = found
        kinds.add(kind)
        shown += [run[place:groups[index].start()], mask]
        place, index = groups[last].end(), last + 1
    return "".join(shown) + run[place:]


def _before(words: str) -> _Before:
    glued = words[-1:].isascii() and words[-1:].isalpha() and not _LETTERS_MAY_STAND_BEFORE.search(words)
    return _Before(_nearest(_CARD_NAMES, words), _nearest(_IDENTITY_NAMES, words), _nearest(_NUMBER_NAMES, words),
                   glued, glued and bool(_SERIES.search(words)))


def _hide_spelled(run: str, before: _Before, kinds: Set[Secret]) -> str:
    digits = digits_of(run)
    if _is_identity(digits) or before.identity > before.card and len(digits) in (15, 17, 18):
        kinds.add(Secret.IDENTITY)
        return HIDDEN
    if before.card or _is_card(digits) and len(digits) > 14:
        kinds.add(Secret.CARD)
        return HIDDEN
    return run


def _may_begin(sizes: Sequence[int], index: int) -> bool:
    """Whether an unnamed number can begin here: not amid a row of single digits or of pairs, a page of which would take its time."""
    return sizes[index] > 2 or sizes[index:index + 2] == [1, 1] and (index == 0 or sizes[index - 1] > 1)


def _secret_at(run: str, groups: Sequence[Match[str]], first: int, before: _Before) -> Optional[Tuple[Secret, int, str]]:
    """The kind of secret that begins at a group of digits, its last group, and what is shown instead."""
    windows = [(last, digits) for last, digits in _windows(groups, first) if len(digits) > 12]
    for last, digits in windows:
        if _is_identity(digits) and before.other <= max(before.identity, before.card):
            return Secret.IDENTITY, last, HIDDEN
    if before.glued and (before.series or groups[first].end() - groups[first].start() < 15):
        return None
    # A card in one piece ends with its piece; one in pieces is as long as it can be.
    for last, digits in sorted(windows, key=lambda window: (window[0] != first, -window[0])):
        if before.card > before.other and _luhn(digits) or not before.other and _is_card(digits) and _in_order(run, groups, first, last):
            return Secret.CARD, last, f"**** {digits[-4:]}"
    return _mistyped(windows, before)


def _mistyped(windows: List[_Window], before: _Before) -> Optional[Tuple[Secret, int, str]]:
    """What its name alone makes a card or an identity number."""
    for last, digits in reversed(windows):
        if before.identity > max(before.other, before.card) and len(digits) in (15, 17, 18):
            return Secret.IDENTITY, last, HIDDEN
        if before.card > before.other and digits.isdecimal():
            return Secret.CARD, last, f"**** {digits[-4:]}"
    return None


def _windows(groups: Sequence[Match[str]], first: int) -> Iterator[_Window]:
    digits = ""
    for last in range(first, len(groups)):
        digits += groups[last].group(0).upper().replace(" ", "").replace("-", "")
        if len(digits) > 19:
            return
        yield last, digits


def _in_order(run: str, groups: Sequence[Match[str]], first: int, last: int) -> bool:
    """Whether the pieces look like one number, not like a row of sums or days: 4-4-4-4, 4-6-5, 6-13, digit by digit."""
    sizes = [group.end() - group.start() for group in groups[first:last + 1]]
    if set(sizes) == {1}:
        around = [groups[place] for place in (first - 1, last + 1) if 0 <= place < len(groups)]
        return all(len(group.group(0)) > 1 for group in around)
    gaps = {run[left.end():right.start()] for left, right in zip(groups[first:last], groups[first + 1:last + 1], strict=True)}
    if all(set(gap) <= set(" -") for gap in gaps):
        return len(sizes) < 4 or set(sizes[:-1]) == {4}
    return len(gaps) == 1 and set(sizes[:-1]) == {4} and sizes[-1] <= 4


def _nearest(names: Pattern[str], before: str) -> int:
    """How near before a number one of the names stands: greater is nearer, 0 is not at all."""
    if not names.search(before):
        return 0
    return max(start + 1 for start in range(len(before)) if names.match(before, start))


def _is_identity(number: str) -> bool:
    """GB 11643-1999: birth date and check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    if len(number) != 18 or not number[:17].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(number[place]) * weight for place, weight in enumerate(weights))
    return number[17] == "10X98765432"[total % 11]


def _is_card(digits: str) -> bool:
    return _NETWORKS.match(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    if not digits.isdecimal():
        return False
    doubled = (int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
