"""Sums and moments as a customer reads them."""
import re
from datetime import datetime
from decimal import Decimal

from bot.language import Language
from bot.settings import settings
from bot.texts import text

PARTS = " · "  # between the parts of a line
ERASED = "—"  # stands where words were deleted
_SIGNS = {"CNY": "¥", "USD": "US$", "HKD": "HK$", "EUR": "€", "GBP": "£"}


def amount(value: Decimal, currency: str = "CNY") -> str:
    """¥1,200.50; a currency without a sign of its own keeps its code."""
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{value:,.2f}"


def moment(at: datetime, language: Language, *, exact: bool = True) -> str:
    """Day and hour in the company's time zone; the year only where it is not the present one."""
    local = at.astimezone(settings().zone)
    words = text("labels.when_time" if exact else "labels.when_day", language, month=local.month, day=local.day,
                 month_name=local.strftime("%b"), hour=local.hour, minute=local.minute)
    if local.year == datetime.now(settings().zone).year:
        return words
    return text("labels.with_year", language, year=local.year, rest=words)


def masked(contact: str) -> str:
    """A contact one can recognise but not learn: 138****5678, w***@example.com."""
    name, at, domain = contact.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    digits = _domestic(contact)
    shown = (3, 4) if len(digits) > 9 else (0, 2)  # of a short number the usual seven would leave nothing hidden
    return f"{digits[:shown[0]]}****{digits[-shown[1]:]}"


def _domestic(phone: str) -> str:
    """A number as it is dialled in China: the area code of a landline begins with the zero that E.164 leaves out."""
    if not phone.startswith("+86"):
        return phone
    number = phone.removeprefix("+86")
    return number if re.match(r"0|1[3-9]\d{9}$|[48]00", number) else f"0{number}"
