"""What is accepted, by its content and what it says it is."""
import pytest

from bot.attachments.checking import LARGEST_BYTES, check
from bot.errors import InvalidInput
from tests.attachments.files import SECRET, bomb, label, pdf, pdf_bomb, photo, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100


@pytest.mark.parametrize("name, declared, content, media_type, size", [
    ("a.jpg", "image/jpeg", photo(), "image/jpeg", (60, 40)), ("a.png", "image/png", picture("PNG"), "image/png", (60, 40)),
    ("a.webp", "image/webp", picture("WEBP"), "image/webp", (60, 40)), ("a.gif", "image/gif", picture("GIF"), "image/png", (60, 40)),
    ("a.pdf", "application/pdf", pdf(), "application/pdf", (None, None)), ("a.PDF", "application/octet-stream", pdf(), "application/pdf", (None, None)),
    ("blob", "", picture(), "image/jpeg", (60, 40)),
    ("a.jpg", "image/jpeg", picture("PNG"), "image/png", (60, 40)),  # apps rename pictures: a slip, no lie
], ids=label)
def test_a_picture_and_a_pdf_are_rebuilt(name: str, declared: str, content: bytes, media_type: str, size: tuple):
    checked = check(content, name=name, declared=declared)
    assert (checked.media_type, checked.width, checked.height) == (media_type, *size)
    assert checked.content and SECRET not in checked.content


@pytest.mark.parametrize("name, declared, content", [
    ("a.jpg", "image/jpeg", b"<html><script>alert(1)</script></html>"), ("a.jpg", "image/jpeg", b"PK\x03\x04" + b"\0" * 60),
    ("a.jpg", "image/jpeg", b"MZ" + b"\0" * 200), ("a.png", "image/png", SVG), ("a.svg", "image/svg+xml", SVG), ("a.heic", "image/heic", HEIC),
    ("a.jpg", "image/jpeg", HEIC), ("a.jpg", "image/jpeg", b""), ("a.txt", "text/plain", b"hello"),
    ("a.jpg", "image/jpeg", pdf()), ("a.pdf", "application/pdf", picture()), ("a", "application/pdf", picture()), ("a.pdf", "", picture("PNG")),
], ids=label)
def test_another_kind_of_file_and_one_that_lies_are_refused(name: str, declared: str, content: bytes):
    with pytest.raises(InvalidInput, match="attachment_type"):
        check(content, name=name, declared=declared)


@pytest.mark.parametrize("content, code", [
    (picture(size=(600, 400))[:-900], "attachment_broken"), (picture("PNG", (600, 400))[:-60], "attachment_broken"), (b"\xff\xd8\xff\xe0rubbish", "attachment_broken"),
    (pdf()[:200], "attachment_broken"), (pdf(password="1"), "attachment_locked"), (bomb(), "attachment_pixels"), (bomb(8_000), "attachment_pixels")], ids=label)
def test_what_cannot_be_rebuilt_says_why(content: bytes, code: str):
    with pytest.raises(InvalidInput) as refused:
        check(content, name="blob", declared="")
    assert refused.value.code == code


def test_a_pdf_that_unpacks_to_gigabytes_ends_its_own_process_and_nothing_else():
    assert len(pdf_bomb(1000)) < LARGEST_BYTES
    with pytest.raises(InvalidInput, match="attachment_broken"):
        check(pdf_bomb(1000), name="a.pdf", declared="application/pdf")
    assert check(pdf_bomb(1), name="a.pdf", declared="application/pdf").content  # the same file, harmless


def test_the_process_that_decodes_holds_no_key(monkeypatch: pytest.MonkeyPatch):
    import subprocess
    seen = {}
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **named: seen.update(named) or real(*arguments, **named))
    check(picture(), name="a.jpg", declared="image/jpeg")
    assert seen["env"] == {} and seen["timeout"] > 0
