"""A name that is safe to store, show and save under."""
import pytest

from bot.attachments.naming import LONGEST, clean_name


@pytest.mark.parametrize("given, media_type, kept", [
    ("小票.jpg", "image/jpeg", "小票.jpg"), ("Screenshot 2026-11-03.PNG", "image/png", "Screenshot 2026-11-03.png"),
    ("../../etc/passwd", "application/pdf", "passwd.pdf"), ("C:\\Users\\li\\a.b.jpeg", "image/jpeg", "a.b.jpg"), ("..", "image/png", "attachment.png"),
    ("", "image/png", "attachment.png"), (".htaccess", "image/png", "htaccess.png"), ("a\r\nX-Evil: 1.jpg", "image/jpeg", "a X-Evil: 1.jpg"),
    ("a\x00\x07b\u202egpj.exe", "image/jpeg", "a bgpj.jpg"), ("invoice.pdf.exe", "application/pdf", "invoice.pdf.pdf"), ("photo.gif", "image/png", "photo.png"),
    ("6222020200112233445的卡.jpg", "image/jpeg", "6222020200112233445的卡.jpg"), ("卡号6222021234567890128.jpg", "image/jpeg", "卡号**** 0128.jpg"),
    ("密码hunter2xyz.png", "image/png", "密码******.png"), ("\ud83d.png", "image/png", "attachment.png"),
])
def test_a_name_is_cleaned(given: str, media_type: str, kept: str):
    assert clean_name(given, media_type) == kept


@pytest.mark.parametrize("given", ["长" * 500, "a" * 5000 + ".jpg", "/" * 5000, "😀" * 300 + ".png"])
def test_a_long_name_is_cut_and_keeps_its_ending(given: str):
    name = clean_name(given, "image/png")
    assert len(name) <= LONGEST and name.endswith(".png")
