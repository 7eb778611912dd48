"""Secrets leave a message before it is stored, logged or understood.

Hidden: bank cards (Luhn and context), Chinese identity numbers (checksum or context), passport
numbers, CVV, passwords and one-time codes (all in context). Kept: amounts, transaction, order and
complaint numbers, phone numbers. Pure: no database, no clock. Expects text that `clean` has folded.
"""
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Callable, FrozenSet, List, Match, Optional, Pattern, Sequence, Set, Tuple


class Secret(str, Enum):
    """A kind of thing nobody may keep."""

    CARD = "card"
    IDENTITY = "identity"
    PASSPORT = "passport"
    CVV = "cvv"
    PASSWORD = "password"
    CODE = "code"


@dataclass(frozen=True)
class Redacted:
    """A text without its secrets, and the kinds that were in it."""

    text: str
    kinds: FrozenSet[Secret]


HIDDEN = "******"
_HAN = "零〇一二两三四五六七八九幺"
# Chinese characters count as word characters, so \b would miss the 我的cvv是123 that people type.
_B, _E = r"(?<![A-Za-z])", r"(?![A-Za-z])"
_IS = (r"(?:\s*(?:[又都]?(?:重新)?(?:改|设|换|设置|修改|填|输|写|用)(?:成|为|的是|的|了)了?|[是为成]|就是|叫|从|输[入对成]了?|[:：=]|"
       r"(?<![A-Za-z])(?:is|was|are|shi)(?![A-Za-z])|['’]s(?![A-Za-z])))+\s*[:：]?\s*[\"'“‘「]?")

# ---- numbers that carry their own proof: cards and identity numbers -------------------------------------------------
_RUN = re.compile(r"(?<!\d)(?<!\*{4} )\d(?:[ .·_–-]{0,3}\d){12,}(?:[ -]?[Xx](?![A-Za-z]))?|[" + _HAN + r"](?: ?[" + _HAN + r"]){12,18}")
_GROUP = re.compile(r"\d+(?:[ -]?[Xx](?![A-Za-z]))?")
_NETWORKS = re.compile(r"4|5|6|3[0-9]|2[2-7]|9558")
_NUMBER_NAMES = re.compile(
    r"(?:订单|单号|流水|交易编?号|运单|快递|编号|商户|投诉|发票|條碼|条码|序列号|設備|设备|訂單|單號|" + _B +
    r"(?:order|transaction|reference|tracking|invoice|ref|(?<!card )no\.|serial|merchant|device|imei|parcel|shipment)" + _E + r")[^0-9\n]{0,8}$", re.I)
_CARD_NAMES = re.compile(r"(?:卡号|卡號|银行卡|銀行卡|信用卡|储蓄卡|借记卡|工资卡|" + _B + r"(?:card|visa|mastercard|amex|unionpay))[^0-9\n]{0,24}$", re.I)
_IDENTITY_NAMES = re.compile(
    r"(?:身份[证證]|证件号|證件號|" + _B + r"identity|" + _B + r"(?:my|national|chinese|citizen|resident)\s+id|" + _B + r"id\s?(?:card|number|no)|^\s*id"
    r")[^0-9\n]{0,16}$", re.I)
_LETTERS_MAY_STAND_BEFORE = re.compile(r"(?:^|[^A-Za-z])(?:(?:card|visa|mastercard|amex|unionpay|number|num|no|id|is|shi)|.{0})$", re.I)

# ---- numbers that only their name betrays ---------------------------------------------------------------------------
# Not what is counted: sums of any length, times and days of up to four digits (验证码2026年, not 密码123456人家知道了).
_TIMES = (r"(?![元块]|(?<!\d{5})(?:[次个位天年月日号秒遍条岁字人笔%]|小时|分钟)|"
          r"\s?(?:times?|digits?|characters?|days?|hours?|min|minutes?|sec|seconds?|attempts?|yuan|rmb|usd|dollars?|bucks)" + _E + ")")
_ENDS = r"(?![0-9A-Za-z]|[-/:.]\d)" + _TIMES
_NO_DATE = r"(?!(?:19|20)\d\d[-/.年]\d)"
# Another name between the secret's and the number takes the number to itself: 验证码没收到，错误码5001.
_OTHER = re.compile(
    r"订单|單|单号|流水|尾号|手机|电话|手機|電話|热线|(?:找|联系|问)[了过]?客服|拨|打[了过]?\s*$|错误|报错|提示|显示|代码|错|扣|转|付|充|提现|金额|余额|邮编|版本|型号|编号|投诉|房|快递|机型|工号|"
    r"\b(?:order|error|err|ending|phone|mobile|call|paid|pay|amount|balance|charged|transferr?ed|lost|since|in|from|of|version|"
    r"postal|zip|ticket|case|complaint|transaction|reference|ref|iphone|android|email|after|room|extension|ext|hotline|windows|error)\b", re.I)
_PASSPORT = re.compile(
    r"((?:护照|護照|通行[证證]|" + _B + r"passport)[^0-9\n]{0,16}?)(?<![A-Za-z])([A-Z]{1,2} ?\d{3,4}[ -]?\d{3,4}\d?|\d{9}|\d{3} \d{3} \d{3})(?![0-9A-Za-z])", re.I)
_PASSPORT_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z])([A-Z]{1,2}\d{7,8})(?=\s*(?:这?个?是|就是|is|was)\s*(?:我的?|my)?\s*(?:护照|護照|passport))", re.I)
_CVV = re.compile(
    r"((?:" + _B + r"cv[vcn]2?(?![A-Za-z])|安全[码碼]|(?:背面|后面|背后|反面|卡背)的?(?:那?个?末尾|那?个?最后)?的?(?:那?[三3][位个]数?字?|数字|号码|[码碼])|"
    + _B + r"(?:security|card verification) (?:code|number)|(?:three|3)[ -]?digit(?:s| number| code)?(?: (?:on|at|from) the (?:back|reverse)(?: of (?:the|my) card)?)?|"
    r"(?:on|at) the back(?: of (?:the|my) card)?)[^0-9\n]{0,14}?)(?<![\d¥$€£.])(\d{3,4}|\d \d \d)" + _ENDS, re.I)
_CODE_NAME = (
    r"(?:[验驗][证證][码碼]|校[验驗][码碼]|[动動][态態](?:[码碼]|密[码碼]|口令)|短信[码碼]|短信[验驗][证證]|令牌|[验驗][证證]器|" + _B + r"(?:otp|yzm|yanzhengma|2fa|authenticator|"
    r"(?:verification|verify|one[- ]?time|security|sms|text|auth\w*|log-?in|confirmation|access)[ -](?:pass)?(?:code|password|pin)|(?:the|my|this|that|your|a)(?: \w+)? code)" + _E + ")")
_CODE_DIGITS = _NO_DATE + r"((?:[A-Z]-)?\d(?:[ -]?\d){3,7}|[" + _HAN + r"]{4,8})"
_CVV_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z.-])(?<!\*{4} )(?<!error )(?<!尾号)(\d{3,4})(?=\s*[,，]?\s*(?:(?:是|is|was|as) ?)?(?:我的|卡的|the |my )?cv[vc]2?(?![A-Za-z])(?!\D{0,8}\d))", re.I)
_NO_LETTER = r"(?:(?<=otp)|(?<=yzm)|(?<=code)|(?<=ma)|(?<=is)|(?<=shi)|(?<![A-Za-z])(?<![A-Za-z]-))"
_CODE = re.compile(r"(" + _CODE_NAME + r"(?:[^0-9\n。]|\n(?=\s*\d)){0,24}?)(?<![0-9.¥$€£])" + _NO_LETTER + _CODE_DIGITS + _ENDS, re.I)
_CODE_BARE = re.compile(
    r"((?<!error )(?<!postal )(?<!post )(?<!zip )(?<!area )(?<!promo )(?<!coupon )(?<!bar )(?<!bank )(?<!branch )(?<!product )(?<!item )(?<!swift )"
    + _B + r"code(?: is| was|[:=])? ?)(\d{6})(?![0-9A-Za-z])" + _TIMES, re.I)
_CODE_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z.-])" + _CODE_DIGITS + r"(?=\s*[,，]?\s*(?:(?:这|那)?个?(?:是|就是)|is|was|as|[(（为]|(?<=\d{6})的)?\s*(?:我刚?收到的?|我的|给我的|the|my|your|您的|你的|他要的)*\s*" + _CODE_NAME + ")", re.I)
_CODE_MIXED = re.compile(r"(" + _CODE_NAME + _IS + r")((?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{4,10})(?![0-9A-Za-z-])", re.I)
_PASSWORD_NAME = (
    r"(?:密[码碼]|口令|" + _B + r"(?:pass ?w(?:or|ro)ds?|pasword|passcode|passphrase|passwd|pwd|pw|pass(?=\s?[:=])|pin(?:[ -]?(?:code|number|no))?|mima)" + _E + r")[码碼]?")
_ON = r"(?:\s(?:for|on|of|to|here|there|that)(?: (?:my|the|this|your|it|i use|i used|i set)){0,2}(?: (?!is\b|was\b)[A-Za-z]+){0,2})?"
_PASSWORD = re.compile(r"(" + _PASSWORD_NAME + _ON + r"(?:[^\x00-\x7f\n。！？]|\*){0,12}?" + _IS + r")([\x21-\x7e]{3,})(?![\x21-\x7e])(?:(?<!\d)|" + _TIMES + ")", re.I)
# 就是手机号后六位138000: here the other name is no excuse.
_PASSWORD_PART = re.compile(r"(" + _PASSWORD_NAME + r"[^0-9A-Za-z\n。]{0,4}?" + _IS + r"[^0-9A-Za-z\n。，]{0,8}(?:生日|[后前][四六八468]位数?)\s?)(\d{4,8})(?!\d)", re.I)
_DIGITS = r"(?<![¥$€£])" + _NO_DATE + r"\d(?:[ -]?\d){2,11}(?!\d)"
_PASSWORD_DIGITS = re.compile(
    r"(" + _PASSWORD_NAME + r"(?:[^0-9A-Za-z\n。]{0,10}?" + _IS + r"[^0-9A-Za-z\n。，]{0,8}|(?: to)?[ ,，:：\n\"'“「『(（]{0,3}))(" + _DIGITS + "|[" + _HAN + r"]{6,12})" + _ENDS, re.I)
_PASSWORD_BARE = re.compile(r"(" + _PASSWORD_NAME + r"(?: to)?[ ,，:：\"'“「『(（]{0,2})((?=[\x21-\x7e]*[\d!@#$%^&*])[A-Za-z0-9!@#$%^&*._+-]{4,})(?![A-Za-z0-9!@#$%^&*_+-]|\.\d)" + _TIMES, re.I)
_PASSWORD_CHANGED = re.compile(
    r"((?:change|set|reset|update)d? (?:my |the )?(?:pass ?word|pwd|pin) to )([\x21-\x7e]{3,}?)(?=[.,!]?\s*(?:$|and\b|but\b|yesterday|today|now|then|[.,!\n]))", re.I)
_PASSWORD_NEXT = re.compile(
    r"(" + _PASSWORD_NAME + r"[^\n。]{0,24}\*{6} ?(?:and|or|和|或者?|还有|、|,|，|/) ?)((?=[\x21-\x7e]*\d)[A-Za-z0-9!@#$%^&*._+-]{4,})(?![A-Za-z0-9!@#$%^&*_+-]|\.\d)" + _TIMES, re.I)
_PASSWORD_WORD = re.compile(r"(密[码碼]\s?)([A-Za-z]{5,})(?![A-Za-z0-9])")
_TOLD = (r"(?:告诉|告訴|给了|发给|发了|报给|报了|说了|说出|输了|输入了|填了|填的|泄露|知道|念给|用的|" + _B +
         r"(?:told|gave|give|sent|typed|entered|shared|texted|said|use|using|leaked|knows?)" + _E + ")")
_PASSWORD_TOLD = re.compile(
    r"(" + _PASSWORD_NAME + r"[^0-9\n。]{0,16}?" + _TOLD + r"[^0-9\n。]{0,16}?)(?<![A-Za-z0-9])((?=[\x21-\x7e]*\d)[A-Za-z0-9!@#$%^&*._+-]{4,}|\d(?:[ -]?\d){3,11})(?![A-Za-z0-9!@#$%^&*_+-]|\.\d)" + _TIMES, re.I)

_NO_PASSWORDS = frozenset("""
wrong incorrect not being too always never still the same correct right invalid weak expired lost forgotten stolen
leaked safe changed reset blocked locked required missing different on in at to for from with and but ok fine good
bad old new compromised rejected accepted known unknown gone set saved hacked working something someone what why how
asked wanted needed sent shown it they you she he my your their that this there here very so also now already
case insecure secure long longer short shorter strong simple easy hard only just really actually probably maybe both
six four eight ten none empty error login forgot unlock help please again when where which who because since if app
wallet alipay wechat manager mine his her our ours yours theirs okay all about between used kept one two three unable
impossible necessary important private secret confidential valid useless broken showing sms email phone number account
face fingerprint faceid touchid id visible hidden displayed written stored disabled enabled correctly incorrectly exactly
""".split())


def redact(text: str) -> Redacted:
    """Replace every secret in a text; what stays is safe to store, log and show."""
    kinds: Set[Secret] = set()
    while True:
        # Once more as long as it helps: of two codes in a row the second is found behind the hidden first.
        shorter = _hide_all(text, kinds)
        if shorter == text:
            return Redacted(text, frozenset(kinds))
        text = shorter


_Keep = Callable[[Match[str]], Optional[str]]


def _hide_all(text: str, kinds: Set[Secret]) -> str:
    text = _RUN.sub(lambda match: _hide_run(match, kinds), text)
    for kind, pattern, keep in _RULES:
        def hide(match: Match[str], kind: Secret = kind, keep: _Keep = keep) -> str:
            shown = keep(match)
            if shown is None or not match.group(2).strip("*.,!?;:)'\""):
                return match.group(0)
            kinds.add(kind)
            return shown
        text = pattern.sub(hide, text)
    return text


def _hide_run(match: Match[str], kinds: Set[Secret]) -> str:
    """The digits people write in a row may hold a card and an amount, a date, a phone number."""
    before, run = match.string[max(0, match.start() - 40):match.start()], match.group(0)
    letter_before = before[-1:].isascii() and before[-1:].isalpha()
    if letter_before and not _LETTERS_MAY_STAND_BEFORE.search(before):
        return run
    if run[0] in _HAN:
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
        if digits.isdecimal() and 13 <= len(digits) and _luhn(digits) and (card >= other and card or not other and _NETWORKS.match(digits)):
            return Secret.CARD, last, f"**** {digits[-4:]}"
    for last, digits in reversed(windows):  # mistyped, but named
        if identity > max(other, card) and len(digits) in (15, 17, 18):
            return Secret.IDENTITY, last, HIDDEN
        if card > other and digits.isdecimal() and 13 <= len(digits):
            return Secret.CARD, last, f"**** {digits[-4:]}"
    return None


def _named(names: Pattern[str], before: str) -> int:
    """How near before a number one of the names stands: greater is nearer, 0 is not at all."""
    found = 0
    for start in range(len(before)):
        if names.match(before, start):
            found = start + 1
    return found


def _hide_second(match: Match[str]) -> Optional[str]:
    return match.group(1) + HIDDEN


def _hide_unless_other(match: Match[str]) -> Optional[str]:
    if _OTHER.search(match.group(1)) or _is_public_number(match.group(2)):
        return None
    return match.group(1) + HIDDEN


def _hide_password(match: Match[str]) -> Optional[str]:
    secret = match.group(2)
    if _is_public_number(secret) or secret.lower().strip(".,!?'\"()") in _NO_PASSWORDS or re.fullmatch(r"[a-z]+(?:ed|ing)\W*", secret):
        return None
    return _hide_unless_other(match)


def _is_public_number(secret: str) -> bool:
    return re.match(r"[TC]\d{8}\w{6,10}\b", secret, re.I) is not None or re.fullmatch(r"1[3-9]\d{9}|\$\d[\d.,]*k?", secret) is not None


def _is_identity(number: str) -> bool:
    """GB 11643-1999: birth date and check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    if not number[:17].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, weights))
    return number[17] == "10X98765432"[total % 11]


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_RULES: Sequence[Tuple[Secret, Pattern[str], _Keep]] = (
    (Secret.PASSPORT, _PASSPORT, _hide_unless_other),
    (Secret.PASSPORT, _PASSPORT_BEFORE, _hide_second),
    (Secret.CVV, _CVV, _hide_unless_other),
    (Secret.CVV, _CVV_BEFORE, _hide_second),
    (Secret.CODE, _CODE_MIXED, _hide_second),
    (Secret.CODE, _CODE, _hide_unless_other),
    (Secret.CODE, _CODE_BARE, _hide_second),
    (Secret.CODE, _CODE_BEFORE, _hide_second),
    (Secret.PASSWORD, _PASSWORD, _hide_password),
    (Secret.PASSWORD, _PASSWORD_PART, _hide_second),
    (Secret.PASSWORD, _PASSWORD_DIGITS, _hide_unless_other),
    (Secret.PASSWORD, _PASSWORD_BARE, _hide_password),
    (Secret.PASSWORD, _PASSWORD_CHANGED, _hide_password),
    (Secret.PASSWORD, _PASSWORD_NEXT, _hide_password),
    (Secret.PASSWORD, _PASSWORD_WORD, _hide_password),
    (Secret.PASSWORD, _PASSWORD_TOLD, _hide_unless_other),
)
