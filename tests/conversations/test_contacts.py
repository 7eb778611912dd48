"""Whoever reads a transcript recognises a contact and does not learn it."""
import pytest

from bot.conversations.contacts import mask_contacts


@pytest.mark.parametrize("text, shown", [
    ("手机-13800138000", "手机-138****8000"), ("手机号13800138000", "手机号138****8000"), ("138 0013 8000", "138****8000"), ("138-0013-8000 打我", "138****8000 打我"), ("+86 138 0013 8000", "138****8000"),
    ("+8613800138000", "138****8000"), ("0086-13800138000", "138****8000"), ("86 13800138000", "138****8000"), ("1 3 8 0 0 1 3 8 0 0 0", "138****8000"),
    ("021-58881234", "021****1234"), ("座机(0755)88881234。", "座机075****1234。"), ("010 8888 1234", "010****1234"), ("02158881234", "021****1234"), ("+86 21 5888 1234", "021****1234"),
    ("call +44 20 7946 0958 please", "call +44****0958 please"), ("我13800138000她13912345678", "我138****8000她139****5678"),
    ("mail wei.chen@example.com now", "mail w***@example.com now"), ("邮箱13800138000@163.com", "邮箱1***@163.com"), ("我的a@b.cn，谢谢", "我的a***@b.cn，谢谢"),
])
def test_a_contact_is_masked_however_it_is_written(text: str, shown: str):
    assert mask_contacts(text) == shown
    assert mask_contacts(shown) == shown


@pytest.mark.parametrize("text", [
    "T2026110313800138", "C20261103K7QX2M", "2026-11-03 08:00", "2026-11-03", "订单 2026110313800138000", "¥13800.50", "1234567.89", "400-800-8888", "95588", "**** 1111",
    "9:30-18:00", "1000-2000 元", "192.168.100.101", "@here", "版本 3.12.1", "扣了 5000 和 2000", "2026 1103 1530", "",
])
def test_what_is_no_contact_stays(text: str):
    assert mask_contacts(text) == text
