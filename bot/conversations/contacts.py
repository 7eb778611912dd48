"""Telephone numbers and e-mail addresses, so that whoever reads a conversation recognises but does not learn them."""
import re

from bot import formats

_EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,63}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w-])", re.A)
_PHONE = re.compile(
    r"(?<![A-Za-z0-9*.+])(?<!\d-)(?:"
    r"(?:(?:\+|00)?86[ -]?)?1[ -]?[3-9](?:[ -]?\d){9}"
    r"|(?:(?:\+|00)86[ -]?\(?0?|\(?0)(?:10|2\d|[3-9]\d\d)\)?[ -]?\d{3,4}[ -]?\d{4}"
    r"|\+\d(?:[ -]?\d){7,13}"
    r")(?![A-Za-z0-9]|[-.]\d)", re.A)


def mask_contacts(text: str) -> str:
    """The text with its telephone numbers as 138****1234 and its e-mail addresses as a***@example.com."""
    return _PHONE.sub(lambda match: _masked_phone(match.group(0)), _EMAIL.sub(lambda match: formats.masked(match.group(0)), text))


def _masked_phone(written: str) -> str:
    number = re.sub(r"[ ()-]", "", written)
    return formats.masked(re.sub(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)", "+86", number))
