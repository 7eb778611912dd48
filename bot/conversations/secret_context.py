"""A secret that stands alone is known by what was said before it: 验证码是, and then 482913. Pure."""
import re
from dataclasses import dataclass
from typing import Optional, Tuple

from bot.conversations import secret_names as names
from bot.conversations import secret_passwords as passwords
from bot.conversations.secret_numbers import Secret
from bot.conversations.spelling import BEGIN, END, HAN, in_pieces, in_words


@dataclass(frozen=True)
class Before:
    """What was said before a message: the customer's last words and ours; empty where nothing was."""

    customer: str = ""
    ours: str = ""


_SECRETS = f"(?:{passwords.NAME}|{names.CODE_NAME}|{BEGIN}codes?{END}|短信|{BEGIN}sms{END})"
_NAMES = (
    f"(?:{passwords.NAME}|{names.CODE_NAME}|{names.CVV_NAME}|{names.PASSPORT_NAME}|" + in_pieces("卡", "号號") + r"|[银銀]行卡|信用卡|"
    + in_pieces("身", "份", "证證") + r"|证件号|" + BEGIN + r"(?:card|id)(?: (?:number|no\.?))?)")
_OPEN = re.compile(
    _NAMES + r"(?:号码?|號碼?| number| no\.?)?\s{0,3}(?:(?:就?是|为|[:：=]|" + BEGIN + r"(?:is|was|are))\s{0,3}){1,3}$"
    r"|^(?:我的?|my )?" + _NAMES + r"(?:号码?)?$", re.I)
_MENTIONED = re.compile(_SECRETS, re.I)
_NOT_WORTH_HIDING = re.compile(r"hello|hi|human|agent|cancel|stop|help|yes|yeah|okay|thanks?|thank you|sorry|wait|never ?mind|nothing|forget it", re.I)

_DIGITS = rf"(?P<digits>\d(?:[ -]?\d){{3,7}}|[{HAN}]{{4,8}}|{in_words(4, 8)})"
_ALONE = re.compile(
    r"\W*(?:it['’]?s|it is|its|here|this is|that is|就?是|给你?|[码字]是|(?:刚|刚才)?[收发]到?了?|我?[报说]了|那个|[嗯哦噢喏]+|好的?|ok)?\W*"
    + _DIGITS + r"(?![\d.,:/]\d)" + names.TIMES
    + r"\W*(?:right|ok|就?是?这个|对[吗不]对?|[吗呢啊哦吧])?\W*", re.I)
_WORD_ALONE = re.compile(
    r"(?:就?是|it['’]?s )?\s{0,3}((?=\S*\d)(?=\S*[a-z])"
    r"(?!iphone|ipad|ios|android|huawei|mate|mi|v?\d+\.|0x|[tc]\d{8}|\S*(?:\.\w|://))[\x21-\x7e]{6,32})", re.I)
# Eight figures of a day, and the short numbers one calls.
_PUBLIC = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d|(?:19|20)\d\d|95\d{3}|1[02]\d{3}|1[12]\d\d")
_SENTENCE = re.compile(r"[^。！？!?\n.]*[。！？!?\n.]*")
_ASKING_NUMBER = re.compile(
    r"多少钱|金额|少了多少|几[号位点]|哪一?[天笔]|什么时[候间]|何时|日期|编号|单号|手机号|联系方式|号码|后[四六]位|尾号|账号|邮编|改[哪什]|[写数]个?数|\d ?元"
    r"|(?:请|麻烦|提供|[发报]一下|告诉我)[^。！？!?\n]{0,12}(?<!工)号"
    r"|how much|amount|figure|\bwhen\b[^.!?\n]*\?|(?:which|what|check the|the|read a) day\b|\bdate\b|number|order id|digits|characters|yuan|yesterday"
    r"|what shall i change", re.I)
_ASKING_SECRET = re.compile(
    r"(?:提供|发|报|告诉|输入|请问|多少|send|enter|tell|give|what)[^。！？!?\n]{0,20}" + _SECRETS
    + "|" + _SECRETS + r"[^。！？!?\n]{0,6}(?:是多少|发|报|呢)", re.I)
_WARNING = re.compile(r"不要(?!紧)|(?<![级区分特])别(?!人)|勿|从不|不用|\bnever\b|(?:do not|don['’]?t) (?:send|share|write|tell|give|put)|no ?one", re.I)


def leads_to_secret(before: Before, text: str) -> bool:
    """Whether her last words end where a secret begins, and this is no order or greeting: 验证码是, "my password:"."""
    return bool(_OPEN.search(before.customer[-60:])) and not _NOT_WORTH_HIDING.fullmatch(text.strip(" .!?。！？"))


def secret_alone(before: Before, text: str) -> Optional[Tuple[Secret, int, int]]:
    """The code or password that is all of this message, its kind and place: six figures that nobody asked for, others where one was spoken of."""
    code, word = (pattern.fullmatch(text) if len(text) < 60 else None for pattern in (_ALONE, _WORD_ALONE))
    if not (code or word):
        return None
    last_two = _SENTENCE.findall(before.ours.strip())[-3:]  # the last of the matches is empty
    asked = "".join(sentence for sentence in last_two if not _WARNING.search(sentence))
    secret_asked = bool(_ASKING_SECRET.search(asked))
    if not secret_asked and _ASKING_NUMBER.search(asked):
        return None
    if word and re.search(passwords.NAME, before.customer, re.I):
        return Secret.PASSWORD, word.start(1), word.end(1)
    digits = re.sub(r"[ -]", "", code["digits"]) if code else ""
    spoken_of = secret_asked or bool(_MENTIONED.search(before.customer))
    if code and (len(digits) == 6 and digits.isdecimal() or spoken_of and not _PUBLIC.fullmatch(digits)):
        return Secret.CODE, code.start("digits"), code.end("digits")
    return None
