"""What a customer may attach: a picture or a PDF, known by its content and rebuilt before it is kept."""
import json
import mimetypes
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional

import filetype

from bot.errors import InvalidInput

LARGEST_BYTES = 10 * 1024 * 1024
_ACCEPTED = {"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"}
_ROOT = Path(__file__).parent.parent.parent
_SECONDS = 45.0  # by the clock; the process itself may compute for less


@dataclass(frozen=True)
class Checked:
    """A rebuilt file; width and height in pixels, None for a PDF."""

    content: bytes
    media_type: str
    width: Optional[int]
    height: Optional[int]


def check(content: bytes, *, name: str, declared: str) -> Checked:
    """The file rebuilt without metadata and anything that is not shown; takes up to seconds, so not on an event loop.

    `name` and `declared` are what the sender says it is. InvalidInput: attachment_type (no picture we can
    rebuild, no PDF, or not what it says), attachment_pixels, attachment_locked, attachment_broken.
    """
    found = filetype.guess_mime(content)
    claimed = {_family(declared), _family(mimetypes.guess_type(name)[0] or "")} - {None}
    if found not in _ACCEPTED or claimed - {_family(found)}:
        raise InvalidInput("attachment_type")
    return _rebuilt(content, found)


def _family(media_type: str) -> Optional[str]:
    """A JPEG called .png is a slip of some app; a PDF called .png is a lie."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind if kind == "application/pdf" else "image" if kind.startswith("image/") else None


def _rebuilt(content: bytes, media_type: str) -> Checked:
    try:
        done = subprocess.run([sys.executable, "-E", "-s", "-m", "bot.attachments.cleaning", media_type], input=content, capture_output=True,
                              cwd=_ROOT, env={}, timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise InvalidInput("attachment_broken") from error
    line, _, clean = done.stdout.partition(b"\n")
    told: Dict[str, Any] = json.loads(line) if done.returncode == 0 else {"refused": "attachment_broken"}  # killed: out of time or memory
    if "refused" in told:
        raise InvalidInput(told["refused"])
    return Checked(clean, told["media_type"], told["width"], told["height"])
