"""Files as customers and attackers send them."""
import struct
import zlib
from io import BytesIO
from typing import Any, Optional

import pikepdf
from PIL import Image


def label(value: Any) -> str:
    """A short name of a case: bytes make none."""
    return value if isinstance(value, str) else f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


GPS = 0x8825
PLACE = {1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)}
SECRET = b"taken at home by Li Wei"


def picture(kind: str = "JPEG", size: tuple = (60, 40), mode: str = "RGB", **saving: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    image.convert(mode).save(written, kind, **saving)
    return written.getvalue()


def photo(kind: str = "JPEG", orientation: int = 1, size: tuple = (60, 40)) -> bytes:
    """A picture as a phone takes it: the place, the maker and an orientation in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, SECRET.decode()
    exif[GPS] = PLACE
    more = {"comment": SECRET} if kind == "JPEG" else {"xmp": SECRET} if kind == "WEBP" else {}
    return picture(kind, size, exif=exif, **more)


def noise(side: int) -> bytes:
    """A PNG that cannot be packed smaller: side * side * 3 bytes."""
    import random
    written = BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(written, "PNG", compress_level=0)
    return written.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few megabytes at most that unpacks to gigabytes."""
    row = zlib.compress(b"\0" * (side // 8 + 1), 9)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)) + _chunk(b"IDAT", row * 10) + _chunk(b"IEND", b""))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pdf(password: Optional[str] = None, owner: Optional[str] = None, dangerous: bool = False, image: Optional[bytes] = None) -> bytes:
    """A PDF of one page that says "hello"."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 100))
    page.Contents = made.make_stream(b"BT /F1 12 Tf 20 50 Td (hello) Tj ET")
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)))
    if image:
        page.Resources.XObject = pikepdf.Dictionary(Im1=made.make_stream(
            image, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40, ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode))
    made.docinfo["/Author"] = SECRET.decode()
    if dangerous:
        _arm(made, page)
    written = BytesIO()
    encryption = pikepdf.Encryption(user=password or "", owner=owner or password or "") if password or owner else False
    made.save(written, encryption=encryption, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def _arm(made: pikepdf.Pdf, page: Any) -> None:
    def action(kind: str, **more: Any) -> pikepdf.Dictionary:
        return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)
    script = action("JavaScript", JS=pikepdf.String("app.alert('x')"))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = pikepdf.Dictionary(WC=script)
    page.AA = pikepdf.Dictionary(O=action("Launch", F=pikepdf.String("cmd.exe"), Next=action("URI", URI=pikepdf.String("http://evil.example"))))
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("x"), made.make_indirect(script)]))
    made.attachments["virus.exe"] = b"MZ evil payload"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET.decode()]
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action("URI", URI=pikepdf.String("http://evil.example")))
    held = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9])
    page.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(link), made.make_indirect(held)]))


def pdf_bomb(megabytes: int) -> bytes:
    """A small valid PDF whose objects are packed with this much of nothing."""
    objects = [b"<</Type/Catalog/Pages 4 0 R>>", b"<</Type/Pages/Kids[5 0 R]/Count 1>>", b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>"]
    starts = [sum(len(each) + 1 for each in objects[:place]) for place in range(3)]
    head = b" ".join(b"%d %d" % (number, start) for number, start in zip((3, 4, 5), starts, strict=True)) + b"\n"
    packing = zlib.compressobj(1)
    packed = packing.compress(head + b" ".join(objects)) + b"".join(packing.compress(b" " * 2**20) for _ in range(megabytes)) + packing.flush()
    content = (b"%%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (len(head), len(packed)) + packed
               + b"\nendstream\nendobj\n")
    rows = [(0, 0, 255), (1, 9, 0), (1, len(content), 0), (2, 1, 0), (2, 1, 1), (2, 1, 2)]
    index = b"".join(struct.pack(">BIB", *row) for row in rows)
    return (content + b"2 0 obj\n<</Type/XRef/Size 6/W[1 4 1]/Root 3 0 R/Length %d>>\nstream\n" % len(index) + index
            + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(content))
