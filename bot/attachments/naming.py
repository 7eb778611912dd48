"""What an attachment is called: the sender's name for it, made safe to store, show and save under. Pure."""
import re

from bot.conversations.redaction import redact
from bot.conversations.text import clean

LONGEST = 120
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
_PATH = re.compile(r"[/\\]")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean_name(given: str, media_type: str) -> str:
    """The last part of the name without control characters, secrets and leading dots, with the ending of its true type."""
    last = _PATH.split(given[-4 * LONGEST:])[-1]
    stem = redact(_ENDING.sub("", clean(last).replace("\n", " "))).text
    ending = _ENDINGS[media_type]
    return (stem.strip(" .")[:LONGEST - len(ending)].strip() or "attachment") + ending
