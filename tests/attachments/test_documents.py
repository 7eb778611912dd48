"""A PDF keeps what it shows and loses what acts, hides or tells."""
from io import BytesIO

import pikepdf
import pytest

from bot.attachments.documents import rebuild, without_metadata
from bot.errors import InvalidInput
from tests.attachments.files import SECRET, bomb, label, pdf, photo, picture


def flat(content: bytes) -> bytes:
    """All of a PDF in plain bytes."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as opened:
        opened.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return written.getvalue()


def test_scripts_actions_links_files_and_metadata_are_gone_and_the_page_is_not():
    before, after = flat(pdf(dangerous=True)), flat(rebuild(pdf(dangerous=True)))
    for words in (b"/JavaScript", b"app.alert", b"/OpenAction", b"/AA", b"/Launch", b"cmd.exe", b"evil.example", b"evil payload", b"virus.exe",
                  b"/EmbeddedFile", b"/FileAttachment", SECRET, b"/Metadata"):
        assert words in before and words not in after
    assert b"(hello) Tj" in after and b"/Helvetica" in after


def test_a_font_that_happens_to_be_called_like_an_action_stays():
    with pikepdf.open(BytesIO(pdf())) as made:
        made.pages[0].Resources.Font["/AA"] = made.pages[0].Resources.Font.F1
        written = BytesIO()
        made.save(written)
    with pikepdf.open(BytesIO(rebuild(written.getvalue()))) as after:
        assert "/AA" in after.pages[0].Resources.Font


def test_the_place_is_gone_from_a_photo_in_a_pdf_and_the_photo_is_the_same():
    before = photo()
    assert SECRET in flat(pdf(image=before))
    after = rebuild(pdf(image=before))
    assert SECRET not in flat(after)
    with pikepdf.open(BytesIO(after)) as opened:
        image = opened.pages[0].Resources.XObject.Im1
        assert pikepdf.PdfImage(image).as_pil_image().tobytes() == _pixels(before)


def _pixels(jpeg: bytes) -> bytes:
    from PIL import Image
    return Image.open(BytesIO(jpeg)).tobytes()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\0\0", b"rubbish", picture()[:30]], ids=label)
def test_rubbish_in_the_place_of_a_photo_is_no_error(content: bytes):
    assert len(without_metadata(content)) <= len(content)


@pytest.mark.parametrize("locked", [pdf(password="1234"), pdf(owner="1234")], ids=["to open", "to change"])
def test_an_encrypted_pdf_is_refused(locked: bytes):
    with pytest.raises(InvalidInput, match="attachment_locked"):
        rebuild(locked)


def test_a_pdf_without_a_page_is_broken():
    written = BytesIO()
    pikepdf.new().save(written)
    with pytest.raises(InvalidInput, match="attachment_broken"):
        rebuild(written.getvalue())


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"x" * 1000, pdf()[:200], bomb()], ids=label)
def test_what_is_no_pdf_cannot_be_opened(content: bytes):
    with pytest.raises((pikepdf.PdfError, ValueError, InvalidInput)):
        rebuild(content)


def test_what_stands_before_and_behind_a_pdf_is_gone():
    after = rebuild(pdf() + b"\nPK\x03\x04<script>alert(1)</script>")
    assert b"<script>" not in after
