"""Sums, moments and contacts as a customer reads them."""
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from bot import formats
from bot.language import Language

LONG_AGO = datetime(2019, 5, 1, 20, 5, tzinfo=timezone.utc)  # May 2nd, 04:05 in Shanghai


class In2019(datetime):
    """A clock that stands in 2019."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2019, 12, 31, 23, 0, tzinfo=tz)


@pytest.mark.parametrize("value, currency, shown", [
    ("1200.5", "CNY", "¥1,200.50"), ("0", "CNY", "¥0.00"), ("0.07", "CNY", "¥0.07"), ("10000000", "CNY", "¥10,000,000.00"), ("20", "USD", "US$20.00"),
    ("20", "HKD", "HK$20.00"), ("20", "EUR", "€20.00"), ("20", "GBP", "£20.00"), ("20", "JPY", "JPY 20.00"),
])
def test_a_sum_has_its_sign_two_places_and_thousands(value: str, currency: str, shown: str):
    assert formats.amount(Decimal(value), currency) == shown


def test_a_sum_without_a_currency_is_in_yuan():
    assert formats.amount(Decimal(5)) == "¥5.00"


@pytest.mark.parametrize("language, exact, shown", [
    (Language.ZH, True, "5月2日 04:05"), (Language.ZH, False, "5月2日"), (Language.EN, True, "2 May, 04:05"), (Language.EN, False, "2 May")])
def test_a_moment_of_this_year_is_told_without_the_year(monkeypatch: pytest.MonkeyPatch, language: Language, exact: bool, shown: str):
    monkeypatch.setattr(formats, "datetime", In2019)
    assert formats.moment(LONG_AGO, language, exact=exact) == shown


@pytest.mark.parametrize("language, exact, shown", [
    (Language.ZH, True, "2019年5月2日 04:05"), (Language.ZH, False, "2019年5月2日"), (Language.EN, False, "2 May 2019")])
def test_a_moment_of_another_year_is_told_with_it(language: Language, exact: bool, shown: str):
    assert formats.moment(LONG_AGO, language, exact=exact) == shown


def test_the_year_is_the_one_in_the_companys_zone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(formats, "datetime", In2019)
    new_year_in_shanghai = datetime(2018, 12, 31, 16, 0, tzinfo=timezone.utc)
    assert formats.moment(new_year_in_shanghai, Language.ZH) == "1月1日 00:00"


@pytest.mark.parametrize("contact, shown", [
    ("+8613812345678", "138****5678"), ("13812345678", "138****5678"), ("wei@example.com", "w***@example.com"), ("a@c.io", "a***@c.io"),
    ("+442079460958", "+44****0958"), ("+861058881234", "010****1234"), ("+867558881234", "075****1234"), ("+8602158881234", "021****1234"),
    ("+864008001234", "400****1234"), ("02158881234", "021****1234")])
def test_a_contact_can_be_recognised_but_not_learnt(contact: str, shown: str):
    assert formats.masked(contact) == shown


@pytest.mark.parametrize("contact", ["+4712345678", "+37212345", "+861012345678", "+68812345", "1234567", "12345"])
def test_at_least_three_figures_of_a_short_number_stay_hidden(contact: str):
    shown = formats.masked(contact)
    assert len(contact.removeprefix("+86")) - len(shown.replace("*", "")) >= 3
