"""Numbers that carry their own proof: bank cards and Chinese identity numbers, wherever they stand."""
import re
from datetime import date
from enum import Enum
from typing import List, Match, Optional, Pattern, Sequence, Set, Tuple


class Secret(str, Enum):
    """A kind of thing nobody may keep."""

    CARD = "card"
    IDENTITY = "identity"
    PASSPORT = "passport"
    CVV = "cvv"
    PASSWORD = "password"
    CODE = "code"


HIDDEN = "******"
HAN = "零〇一二两三四五六七八九幺"
# Chinese characters count as word characters, so \b would miss the 我的cvv是123 that people type.
BEGIN, END = r"(?<![A-Za-z])", r"(?![A-Za-z])"
# Digits in a row, in one piece or in several; in characters, as some spell a card on the telephone.
_RUN = re.compile(
    r"(?<!\d)(?<!\*{4} )\d(?:[ .·_–-]{0,3}\d){12,}(?:[ -]?[Xx](?![A-Za-z]))?"
    r"|[" + HAN + r"](?: ?[" + HAN + r"]){12,18}")
_GROUP = re.compile(r"\d+(?:[ -]?[Xx](?![A-Za-z]))?")
_NETWORKS = re.compile(r"4|5|6|3[0-9]|2[2-7]|9558")
_NUMBER_NAMES = re.compile(
    r"(?:订单|单号|流水|交易编?号|运单|快递|编号|商户|投诉|发票|條碼|条码|序列号|設備|设备|訂單|單號|" + BEGIN +
    r"(?:order|transaction|reference|tracking|invoice|ref|(?<!card )no\.|serial|merchant|device|imei|parcel|shipment)" + END + r")[^0-9\n]{0,8}$", re.I)
_CARD_NAMES = re.compile(
    r"(?:卡号|卡號|银行卡|銀行卡|信用卡|储蓄卡|借记卡|工资卡|" + BEGIN + r"(?:card|visa|mastercard|amex|unionpay))[^0-9\n]{0,24}$", re.I)
_IDENTITY_NAMES = re.compile(
    r"(?:身份[证證]|证件号|證件號|" + BEGIN + r"identity|" + BEGIN + r"(?:my|national|chinese|citizen|resident)\s+id"
    r"|" + BEGIN + r"id\s?(?:card|number|no)|^\s*id)[^0-9\n]{0,16}$", re.I)
_LETTERS_MAY_STAND_BEFORE = re.compile(r"(?:^|[^A-Za-z])(?:(?:card|visa|mastercard|amex|unionpay|number|num|no|id|is|shi)|.{0})$", re.I)


def hide_numbers(text: str, kinds: Set[Secret]) -> str:
    """A text without its cards and identity numbers; adds the kinds that were in it."""
    return _RUN.sub(lambda match: _hide_run(match, kinds), text)


def _hide_run(match: Match[str], kinds: Set[Secret]) -> str:
    """The digits people write in a row may hold a card and an amount, a date, a phone number."""
    before, run = match.string[max(0, match.start() - 40):match.start()], match.group(0)
    letter_before = before[-1:].isascii() and before[-1:].isalpha()
    if letter_before and not _LETTERS_MAY_STAND_BEFORE.search(before):
        return run
    if run[0] in HAN:
        if not _CARD_NAMES.search(before):
            return run
        kinds.add(Secret.CARD)
        return HIDDEN
    groups = list(_GROUP.finditer(run))
    shown, place, index = [], 0, 0
    while index < len(groups):
        found = _secret_at(run, groups, index, before if " " not in run[:groups[index].start()] else "")
        if found is None:
            index += 1
            continue
        kind, last, mask = found
        kinds.add(kind)
        shown += [run[place:groups[index].start()], mask]
        place, index = groups[last].end(), last + 1
    return "".join(shown) + run[place:]


def _secret_at(run: str, groups: Sequence[Match[str]], first: int, before: str) -> Optional[Tuple[Secret, int, str]]:
    """The kind of secret that begins at a group of digits, its last group, and what is shown instead."""
    windows: List[Tuple[int, str]] = []
    for last in range(first, len(groups)):
        digits = re.sub(r"[^\dXx]", "", run[groups[first].start():groups[last].end()]).upper()
        if len(digits) > 19:
            break
        windows.append((last, digits))
    card, identity, other = _named(_CARD_NAMES, before), _named(_IDENTITY_NAMES, before), _named(_NUMBER_NAMES, before)
    for last, digits in windows:
        if len(digits) == 18 and _is_identity(digits) and other <= max(identity, card, 0):
            return Secret.IDENTITY, last, HIDDEN
    # A card in one piece ends with its piece; one in pieces is as long as it can be.
    for last, digits in windows[:1] + windows[:0:-1]:
        if digits.isdecimal() and len(digits) >= 13 and _luhn(digits) and (card > other or not other and _NETWORKS.match(digits)):
            return Secret.CARD, last, f"**** {digits[-4:]}"
    for last, digits in reversed(windows):  # mistyped, but named
        if identity > max(other, card) and len(digits) in (15, 17, 18):
            return Secret.IDENTITY, last, HIDDEN
        if card > other and digits.isdecimal() and len(digits) >= 13:
            return Secret.CARD, last, f"**** {digits[-4:]}"
    return None


def _named(names: Pattern[str], before: str) -> int:
    """How near before a number one of the names stands: greater is nearer, 0 is not at all."""
    found = 0
    for start in range(len(before)):
        if names.match(before, start):
            found = start + 1
    return found


def _is_identity(number: str) -> bool:
    """GB 11643-1999: birth date and check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    if not number[:17].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(number[place]) * weight for place, weight in enumerate(weights))
    return number[17] == "10X98765432"[total % 11]


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
