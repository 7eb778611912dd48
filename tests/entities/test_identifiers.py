"""Numbers of things: transactions, complaints, telephones, e-mail addresses."""
from typing import Callable, List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entities.identifiers import Identifier, find_complaints, find_emails, find_phones, find_transactions


def values(found: List[Identifier]) -> List[str]:
    return [identifier.value for identifier in found]


@pytest.mark.parametrize("text", [
    "T2026110312345678", "t2026110312345678", "交易T2026110312345678失败了", "T 2026110312345678", "T20261103 12345678", "T-2026110312345678",
    "Ｔ２０２６１１０３１２３４５６７８",
    "is t2026110312345678 ok?", "(T2026110312345678)",
])
def test_a_transaction_number_is_found_in_its_normal_form(text: str) -> None:
    assert values(find_transactions(text)) == ["T2026110312345678"]


@pytest.mark.parametrize("text", [
    "", "2026110312345678", "T202611031234567", "T20261103123456789", "AT2026110312345678", "T2026110312345678X", "C20261103K7QX2M",
    "T٢٠٢٦١١٠٣١٢٣٤٥٦٧٨",
])
def test_a_number_of_another_shape_is_no_transaction(text: str) -> None:
    assert find_transactions(text) == []


@pytest.mark.parametrize("text", [
    "C20261103K7QX2M", "c20261103k7qx2m", "投诉C20261103K7QX2M处理到哪了", "C20261103 K7QX2M", "C20261103-K7QX2M",
    "Ｃ２０２６１１０３Ｋ７ＱＸ２Ｍ", "my complaint c20261103k7qx2m please",
])
def test_a_complaint_number_is_found_in_its_normal_form(text: str) -> None:
    assert values(find_complaints(text)) == ["C20261103K7QX2M"]


@pytest.mark.parametrize("text", [
    "", "C20261103", "C20261103 please", "C20261103 thanks", "C20261103K7QX", "C20261103K7QX2MM", "ABC20261103K7QX2M",
    "T2026110312345678",
])
def test_a_number_of_another_shape_is_no_complaint(text: str) -> None:
    assert find_complaints(text) == []


@pytest.mark.parametrize("text, value", [
    ("zhang@example.com", "zhang@example.com"), ("邮箱Zhang.San+pay@Mail.Example.CN吧", "zhang.san+pay@mail.example.cn"),
    ("write to a@b.co.", "a@b.co"), ("ａ＠ｂ．ｃｏｍ", "a@b.com"),
])
def test_an_address_is_found_in_lower_case(text: str, value: str) -> None:
    assert values(find_emails(text)) == [value]


@pytest.mark.parametrize("text", ["", "@", "a@b", "@张三", "a@b.c", "张@三.com", "a b@", "user@localhost"])
def test_what_is_no_address_is_not_found(text: str) -> None:
    assert find_emails(text) == []


@pytest.mark.parametrize("text, value", [
    ("13800138000", "+8613800138000"), ("手机号138 0013 8000", "+8613800138000"), ("+86 138-0013-8000", "+8613800138000"),
    ("我的电话是１３８００１３８０００", "+8613800138000"),
    ("+44 20 7946 0958", "+442079460958"), ("call 021-58881234", "+862158881234"),
])
def test_a_telephone_number_is_found_with_its_country(text: str, value: str) -> None:
    assert values(find_phones(text)) == [value]


@pytest.mark.parametrize("text", ["", "12345", "2026-11-03", "20261103", "12345678901234567890", "T13800138000", "扣了1380013元", "11/3/2026"])
def test_what_no_telephone_can_have_is_not_found(text: str) -> None:
    assert find_phones(text) == []


PIECES = [
    "T", "C", "t", "c", "20261103", "12345678", "K7QX2M", " ", "-", "@", ".", "com", "a", "138", "0013", "8000", "+86", "１", "İ",
    "号", "\n", "😀",
]


@pytest.mark.parametrize("find", [find_transactions, find_complaints, find_emails, find_phones])
@settings(max_examples=100, deadline=None)
@given(text=st.one_of(st.text(st.characters(), max_size=60), st.lists(st.sampled_from(PIECES), max_size=15).map("".join)))
def test_any_text_is_read_and_every_find_is_a_true_slice_of_it(find: Callable[[str], List[Identifier]], text: str) -> None:
    assert all(0 <= i.start < i.end <= len(text) for i in find(text))
