"""Reading an uploaded file: one part of multipart/form-data, of a size that is bounded while it comes."""
from dataclasses import dataclass
from typing import Any, Dict, Tuple

from sanic.exceptions import PayloadTooLarge
from sanic.headers import parse_content_header
from sanic.request import File, Request, parse_multipart_form

from bot.errors import InvalidInput

_FORM_BYTES = 4096  # what the form around the file may take
_DRAINED_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    content: bytes
    name: str
    declared: str


async def read_upload(request: Request, largest: int) -> Upload:
    """The file of the request's field `file`, at most `largest` bytes; InvalidInput where there is another form, or the file is too large."""
    body = await _body(request, largest)
    kind, parameters = parse_content_header(request.headers.get("content-type", ""))
    boundary = str(parameters.get("boundary", ""))
    if kind != "multipart/form-data" or not 0 < len(boundary) <= 70 or not boundary.isascii():
        raise InvalidInput("invalid_field", field="file")
    file = _only_file(body, boundary.encode())
    if len(file.body) > largest:
        raise InvalidInput("attachment_too_large", megabytes=largest // 2**20)
    return Upload(file.body, file.name, file.type)


async def drain(request: Request) -> None:
    """Read on and throw away: a client that is still sending when the answer comes would never read it."""
    stream = request.stream
    stream.request_max_size = _DRAINED_BYTES
    try:
        while stream.request_body and await stream.read() is not None:
            pass
    except PayloadTooLarge:
        pass  # answered at once, and the connection is closed


async def _body(request: Request, largest: int) -> bytes:
    request.stream.request_max_size = largest + _FORM_BYTES
    chunks = []
    try:
        while (chunk := await request.stream.read()) is not None:
            chunks.append(chunk)
    except PayloadTooLarge as error:
        raise InvalidInput("attachment_too_large", megabytes=largest // 2**20) from error
    return b"".join(chunks)


def _only_file(body: bytes, boundary: bytes) -> File:
    # Sanic's parser splits at every boundary and reads every line of a part's head, so both are counted before.
    if not body.startswith(b"--" + boundary + b"\r\n") or body.count(boundary) != 2 or body.find(b"\r\n\r\n", 0, _FORM_BYTES) < 0:
        raise InvalidInput("invalid_field", field="file")
    fields, files = _parsed(body, boundary)
    given = files.get("file")
    if fields or given is None or not given.name:
        raise InvalidInput("invalid_field", field="file")
    return given


def _parsed(body: bytes, boundary: bytes) -> Tuple[Dict[str, Any], Any]:
    try:
        return parse_multipart_form(body, boundary)
    except (ValueError, LookupError) as error:  # a head without a colon, an unknown character set
        raise InvalidInput("invalid_field", field="file") from error
