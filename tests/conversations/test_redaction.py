"""Secrets leave a message, and nothing else does. The corpus stands beside, in redaction.tsv."""
import re
from datetime import date
from pathlib import Path
from typing import Callable, List, NamedTuple, Optional, Sequence

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.conversations.redaction import HIDDEN, Before, Redacted, Secret, redact
from bot.conversations.text import clean
from tests.brief import examples
from tests.growth import growth


class Line(NamedTuple):
    """A line of the corpus; secrets stand in ⟦⟧."""

    verdict: str
    text: str
    before: Optional[Before]

    @property
    def plain(self) -> str:
        return clean(re.sub("[⟦⟧]", "", self.text))

    @property
    def secrets(self) -> List[str]:
        return re.findall("⟦(.+?)⟧", self.text)


def line_of(written: str) -> Line:
    verdict, text, *before = written.split("\t")
    return Line(verdict, text, Before(*before) if before else None)


CORPUS = [line_of(written) for written in Path(__file__).with_name("redaction.tsv").read_text("utf-8").splitlines()]
HIDE = [line for line in CORPUS if line.verdict == "hide"]
KEEP = [line for line in CORPUS if line.verdict == "keep"]


def redacted(text: str) -> str:
    return redact(text).text


def run_together(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def shown_of(line: Line) -> List[str]:
    """The secrets of a line of which more than half can still be read."""
    shown, rest = run_together(redact(line.plain, line.before).text), run_together(clean(re.sub("⟦.+?⟧", "", line.text)))
    return [secret for secret in line.secrets for piece in pieces(run_together(clean(secret))) if piece in shown and piece not in rest]


def pieces(secret: str) -> List[str]:
    length = max(min(3, len(secret)), -(-len(secret) * 3 // 5))
    return [secret[start:start + length] for start in range(len(secret) - length + 1)]


def figures(lines: Sequence[Line]) -> "tuple[float, float]":
    """The shares of secret lines with something left to read, and of innocent lines that were changed."""
    hide, keep = ([line for line in lines if line.verdict == verdict] for verdict in ("hide", "keep"))
    return sum(bool(shown_of(line)) for line in hide) / len(hide), sum(redact(line.plain, line.before).text != line.plain for line in keep) / len(keep)


def test_the_corpus_is_large_and_half_of_it_innocent() -> None:
    assert len(HIDE) + len(KEEP) == len(CORPUS) >= 900
    assert 0.4 <= len(KEEP) / len(CORPUS) <= 0.6
    assert all(line.secrets for line in HIDE) and not any(line.secrets for line in KEEP)
    assert sum(line.before is not None for line in CORPUS) >= 40


@pytest.mark.parametrize("line", HIDE, ids=lambda line: line.text)
def test_no_secret_of_the_corpus_survives(line: Line) -> None:
    assert redact(line.plain, line.before).kinds
    assert shown_of(line) == []


def test_no_secret_passes_and_at_most_one_innocent_line_in_a_hundred_is_changed() -> None:
    through, changed = figures(CORPUS)
    print(f"secrets through: {through:.1%}, innocent lines changed: {changed:.1%}")
    assert through == 0 and changed <= 0.01, [line.text for line in KEEP if redact(line.plain, line.before).text != line.plain]


@pytest.mark.parametrize("text, shown, kinds", [
    ("卡号4111111111111111被盗", "卡号**** 1111被盗", {Secret.CARD}), ("my card 4111 1111 1111 1111", "my card **** 1111", {Secret.CARD}),
    ("4111-1111-1111-1111 500元", "**** 1111 500元", {Secret.CARD}),
    ("身份证110101199003074477", f"身份证{HIDDEN}", {Secret.IDENTITY}), ("护照号E12345678", f"护照号{HIDDEN}", {Secret.PASSPORT}),
    ("my cvv is 123", f"my cvv is {HIDDEN}", {Secret.CVV}),
    ("验证码是883210，对吗", f"验证码是{HIDDEN}，对吗", {Secret.CODE}),
    ("my password is hunter2", f"my password is {HIDDEN}", {Secret.PASSWORD}),
    ("密码888888 扣了500元", f"密码{HIDDEN} 扣了500元", {Secret.PASSWORD}),
    ("验证码 883210 密码 abc123", f"验证码 {HIDDEN} 密码 {HIDDEN}", {Secret.CODE, Secret.PASSWORD}),
    ("卡4111111111111111 cvv 123", f"卡**** 1111 cvv {HIDDEN}", {Secret.CARD, Secret.CVV}),
    ("验证码 883210 和 774411", f"验证码 {HIDDEN} 和 {HIDDEN}", {Secret.CODE}), ("你好", "你好", set()), ("", "", set()),
])
def test_what_stays_is_readable_and_the_kinds_are_told(text: str, shown: str, kinds: "set[Secret]") -> None:
    assert redact(text) == Redacted(shown, frozenset(kinds))


@pytest.mark.parametrize("text", [
    "T2026110312345678", "C20261103K7QX2M", "C201601012PW222", "C20261103PIN123", "密码不对 C20261103K7QX2M", "密码是对的 T2026110312345678",
    "¥1000", "验证码没收到 ¥1000", "cvv不对 ¥100", "忘记密码 $500", "忘记密码 1000.50元", "密码改过 扣了5000", "验证码2026-11-03没收到", "密码2026-11-03改的",
    "密码 2026年改的", "13800138000", "忘记密码13800138000", "password reset 3 times", "密码输错5次", "验证码等了60秒", "my code editor", "******",
])
def test_what_is_never_a_secret_always_survives(text: str) -> None:
    assert redact(text) == Redacted(text, frozenset())


def test_a_card_shows_its_last_four_digits_and_no_more() -> None:
    assert redacted("card 378282246310005") == "card **** 0005"


def test_a_long_password_goes_to_its_end() -> None:
    assert redacted("密码是" + "aB3$" * 30) == "密码是" + HIDDEN


def luhn_digit(digits: str) -> str:
    total = sum(d if place % 2 else d * 2 - 9 * (d > 4) for place, d in enumerate(map(int, reversed(digits))))
    return str(-total % 10)


def identity(region: int, day: str, place: int) -> str:
    digits = f"{region:06d}{day}{place:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(digits[at]) * weight for at, weight in enumerate(weights)) % 11]


def days(first: int, last: int) -> "st.SearchStrategy[str]":
    return st.dates(date(first, 1, 1), date(last, 12, 31)).map("{:%Y%m%d}".format)


NETWORKS = st.sampled_from(["4", "51", "55", "62", "621700", "622202", "37", "35", "60", "9558", "1", "8"])
CARDS = st.tuples(NETWORKS, st.integers(13, 19), st.integers(0, 10**18)).map(
    lambda parts: (parts[0] + f"{parts[2]:019d}")[: parts[1] - 1]).map(lambda digits: digits + luhn_digit(digits))
SPACING = st.sampled_from([lambda n: n, lambda n: re.sub(r"(.{4})(?=.)", r"\1 ", n), lambda n: re.sub(r"(.{4})(?=.)", r"\1-", n)])
BEFORE_CARD = st.sampled_from([
    "卡号", "卡号是", "我的银行卡 ", "信用卡:", "储蓄卡号码是", "銀行卡", "my card ", "card number is ", "card no. ", "Visa card: ",
    "我昨天用银行卡",
])
AFTER = st.sampled_from(["", "被盗了", " 500元", " 12/27", " 13800138000", ", cvv 123", " please", "，急！", "\n验证码没收到"])


@settings(max_examples=examples(200), deadline=None)
@given(CARDS, SPACING, BEFORE_CARD, AFTER)
def test_no_valid_card_survives_beside_the_name_of_a_card(card: str, spaced: Callable[[str], str], before: str, after: str) -> None:
    result = redact(before + spaced(card) + after)
    assert Secret.CARD in result.kinds or Secret.IDENTITY in result.kinds
    assert card not in run_together(result.text)
    if spaced(card) == card and after != " 12/27":  # its date is hidden with it; in pieces, an amount behind may be one piece more
        assert redacted(after) in result.text


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(110000, 659999), days(1921, 2019), st.integers(0, 999), st.sampled_from(["", "我的身份证", "id ", "这个是 ", "姓名李雷"]), AFTER)
def test_no_valid_identity_number_survives_anywhere(region: int, day: str, place: int, before: str, after: str) -> None:
    number = identity(region, day, place)
    assert number not in run_together(redacted(before + number + after)).upper()


TRANSACTIONS = st.tuples(days(2016, 2034), st.integers(0, 99999999)).map(lambda p: f"T{p[0]}{p[1]:08d}")
COMPLAINTS = st.tuples(days(2016, 2034), st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=6, max_size=6)).map(lambda p: f"C{p[0]}{p[1]}")
AMOUNTS = st.tuples(st.integers(0, 9999999), st.sampled_from(["{}元", "¥{}", "{}.50元", "{}块钱", "{} yuan", "${}"])).map(lambda p: p[1].format(p[0]))
PHONES = st.integers(13000000000, 19999999999).map(str)
PUBLIC = st.one_of(TRANSACTIONS, COMPLAINTS, AMOUNTS, PHONES)
FRAMES = [
    "{}", "我的{}", "查一下 {} 谢谢", "忘记密码 {}", "验证码没收到 {}", "密码不对，{}", "银行卡 {}", "身份证过期 {}",
    "card declined {}", "my password does not work {}", "no code for {} yet", "cvv不对 {}", "护照认证 {}",
]


@settings(max_examples=examples(300), deadline=None)
@given(PUBLIC, st.sampled_from(FRAMES))
def test_numbers_of_the_service_amounts_and_phones_survive(number: str, frame: str) -> None:
    assert redacted(frame.format(number)) == frame.format(number)


PIECES = [
    "密码", "验证码", "是", "卡号", "cvv", "身份证", "护照", "my password is ", "the code", "otp", "pin", "code", "and", "和",
    "4111111111111111", "1111", "123", "883210", "E12345678", "110101199003074477", "X", "*", "******", "**** 1111", " ", "-", "：",
    ":", ",", "。", "\n", "abc123", "hunter2!", "订单", "error", "元", "位", "次", "后六位", "改成", "告诉他了", "五五六六七七", "号",
    "'", "“", "１２３",
]
ANY_TEXT = st.one_of(st.text(st.characters(), max_size=80), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=examples(500), deadline=None)
@given(ANY_TEXT)
def test_any_text_is_redacted_once_and_for_all(text: str) -> None:
    once = redact(text)
    assert redact(once.text) == Redacted(once.text, frozenset())
    assert bool(once.kinds) == (once.text != text)


STRONG = st.from_regex(r"[A-Za-z][A-Za-z0-9]{4,12}[0-9][!@#$%]?", fullmatch=True)
PASSWORD_FRAMES = [
    "密码是{}", "密码{}", "我的支付密码：{}，急", "密码改成了{}", "密碼是{}", "告诉他密码 {} 了", "my password is {}", "password: {}", "pwd={}",
]
CODE_FRAMES = [
    "验证码{}", "验证码是 {}", "我把验证码给他了 {}", "{}是我的验证码", "收到{}的验证码", "校验码:{}！", "yzm{}", "otp {}",
    "the verification code is {}", "{} is my verification code",
]


@settings(max_examples=examples(100), deadline=None)
@given(STRONG, st.sampled_from(PASSWORD_FRAMES))
def test_no_strong_password_survives_beside_its_name(secret: str, frame: str) -> None:
    assume(not re.match(r"[TC]\d{8}", secret, re.I))
    assert secret not in redacted(frame.format(secret))


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 999999).map("{:06d}".format), st.sampled_from(CODE_FRAMES))
def test_no_one_time_code_survives_beside_its_name(code: str, frame: str) -> None:
    assert code not in redacted(frame.format(code))


PAGES = [
    "密码", "密码是", "验证码", "cvv", " ", "\n", "-", "1", "1 ", "4 ", "4-4 ", "1/", "9:30 ", "138 ", "482913 ", "一", "四", "密码输成", "password is ", '"pwd":', "token=", "card ", "the code ", "three two one ", "短信数字 ",
    "pwd:", "pwd=1元", "pin 1:元 ", "is pwd ", "助记词 一", "seed phrase apple ", "recovery code a1b2 ", "4111111111111111 ", "T2026110312345678 ", "(021)", "是我的密码", "-----BEGIN PRIVATE KEY-----", "A1b2",
]


@pytest.mark.parametrize("begins", ["", "验证码", "密码是"])
def test_a_long_message_takes_no_longer_than_its_length_whatever_it_is_made_of(begins: str) -> None:
    def work(text: str) -> Redacted:
        return redact(text, Before("验证码是", "涉及多少钱？"))
    slow = {page: grown for page in PAGES for grown in [growth(work, (begins + page * 2000)[:2000])] if grown > 10}
    assert slow == {}


def test_a_message_that_would_hide_itself_for_ever_loses_all_its_digits() -> None:
    row = "验证码 " + " ".join(f"验证码{n:04d}是密码" for n in range(1000, 1100))
    assert not re.search(r"\d{4}", redacted(row))


@pytest.mark.parametrize("text, before, shown", [
    ("482913", Before("验证码是", "请问您的订单号是多少？"), HIDDEN),  # her own words count more than our question
    ("482913", Before("付款失败", "涉及多少钱？大概的数也可以，比如“200 元”。"), "482913"),
    ("482913", Before("付款失败", "How much money is it about?"), "482913"),
    ("482913", Before(), HIDDEN), ("4829", Before(), "4829"), ("4829", Before("验证码收到了"), HIDDEN),
    ("4829", Before("你好", "请告诉我短信验证码"), HIDDEN), ("4829", Before("你好", "请不要告诉任何人验证码"), "4829"),
    ("482913元", Before("验证码收到了"), "482913元"), ("人工", Before("密码是"), "人工"), ("human", Before("my password is"), "human"),
    ("Plm105x", Before("my password is"), HIDDEN), ("Plm105x", Before("你好"), "Plm105x"), ("a@b.com1", Before("密码忘了"), "a@b.com1"),
])
def test_what_was_said_before_tells_a_secret_that_stands_alone(text: str, before: Before, shown: str) -> None:
    assert redact(text, before).text == shown


@pytest.mark.parametrize("name", [
    "utter_ask_complaint_amount", "utter_wrong_amount", "utter_ask_complaint_time", "utter_wrong_time", "utter_ask_complaint_contact", "utter_wrong_contact",
    "utter_ask_complaint_confirm", "utter_ask_lookup_number", "utter_ask_lookup_proof", "utter_number_unclear", "utter_wrong_transaction",
])
def test_six_figures_are_an_answer_to_our_forms_that_ask_for_a_number(name: str) -> None:
    for said in yaml.safe_load(Path("data/responses/complaints.yml").read_text("utf-8"))["responses"][name]:
        assert redact("482913", Before("验证码收不到", said["text"])).text == "482913"


@pytest.mark.parametrize("name", ["utter_account_compromised", "utter_fraud/victim"])
def test_our_own_warnings_against_codes_ask_for_no_number(name: str) -> None:
    for said in yaml.safe_load(Path("data/responses/security.yml").read_text("utf-8"))["responses"][name]:
        assert redact("482913", Before("怎么办", said["text"])).text == HIDDEN


def test_without_what_was_said_before_a_lone_number_stays() -> None:
    assert redacted("482913") == "482913"


@settings(max_examples=examples(300), deadline=None)
@given(ANY_TEXT, st.builds(Before, ANY_TEXT, ANY_TEXT))
def test_any_text_in_any_context_is_redacted_without_an_error(text: str, before: Before) -> None:
    result = redact(text, before)
    assert bool(result.kinds) == (result.text != text)
