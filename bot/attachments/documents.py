"""PDFs are written anew without what acts by itself, hides or tells who made them."""
from io import BytesIO
from typing import Any, Iterator

import pikepdf

from bot.errors import InvalidInput

_ACTIONS = {f"/{name}" for name in (
    "JavaScript", "Launch", "URI", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "RichMediaExecute", "Movie", "Sound", "Thread", "Hide",
    "ResetForm", "SetOCGState", "Named", "GoTo3DView", "Trans")}
_HIDDEN = ("/OpenAction", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Collection", "/RichMediaContent", "/Metadata", "/PieceInfo")
_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
_MOST_OBJECTS = 200_000


def rebuild(content: bytes) -> bytes:
    """A PDF without scripts, actions, links out, embedded files and metadata.

    InvalidInput("attachment_locked") where it is encrypted, even without a password to open it;
    InvalidInput("attachment_broken") without a page; what pikepdf raises where it cannot be read.
    """
    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as error:
        raise InvalidInput("attachment_locked") from error
    with pdf:
        if pdf.is_encrypted:
            raise InvalidInput("attachment_locked")
        if not len(pdf.pages) or len(pdf.objects) > _MOST_OBJECTS:
            raise InvalidInput("attachment_broken")
        for found in _dictionaries(pdf):
            _disarm(found)
        for page in pdf.pages:
            _drop_annotations(page.obj)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        written = BytesIO()
        pdf.save(written)  # only what the pages still refer to
    return written.getvalue()


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream, those written inside others too."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            found = waiting.pop()
            if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
                yield found
                waiting += [value for _, value in found.items() if isinstance(value, pikepdf.Object) and not value.is_indirect]
            elif isinstance(found, pikepdf.Array):
                waiting += [value for value in found if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _disarm(found: Any) -> None:
    if str(found.get("/S", "")) in _ACTIONS:
        for key in list(found.keys()):
            del found[key]
    # Among a page's resources /AA may be the name of a font: those dictionaries say no type of their own.
    own = ("/AA",) if {"/Type", "/Subtype", "/FT"} & set(found.keys()) else ()
    for key in (*_HIDDEN, *own):
        if key in found:
            del found[key]
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") in (pikepdf.Name.DCTDecode, [pikepdf.Name.DCTDecode]):
        parameters: Any = found.get("/DecodeParms")
        found.write(without_metadata(found.read_raw_bytes()), filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def _drop_annotations(page: Any) -> None:
    if "/Annots" in page:
        page.Annots = pikepdf.Array([a for a in page.Annots if str(a.get("/Subtype", "")) not in _ANNOTATIONS])


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without its EXIF, XMP and comments, its pixels untouched; a phone's scan carries the place it was taken."""
    kept, place = [jpeg[:2]], 2
    while jpeg[place:place + 1] == b"\xff" and place + 4 <= len(jpeg) and jpeg[place + 1] != 0xDA:  # up to the pixels
        end = place + 2 + int.from_bytes(jpeg[place + 2:place + 4], "big")
        if jpeg[place + 1] != 0xFE and not 0xE1 <= jpeg[place + 1] <= 0xED:  # E0 and EE say how to read the colours
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])
