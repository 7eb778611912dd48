"""Providers that tests start, and the settings that name them."""
from typing import Callable, Iterator

import pytest

import bot.settings
from tests.notices.receivers import MailServer, Receiver, mail_server, receiver

KEY = "k" * 40


@pytest.fixture()
def configure(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set some settings as the environment would."""
    def configured(**settings: str) -> None:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        bot.settings.settings.cache_clear()
    return configured


@pytest.fixture()
def mail(configure: Callable[..., None]) -> Iterator[MailServer]:
    """A real SMTP server, named by the settings."""
    with mail_server() as running:
        configure(SMTP_URL=running.url, SMTP_FROM="U钱包 <no-reply@wallet.example>")
        yield running


@pytest.fixture()
def sms(configure: Callable[..., None]) -> Iterator[Receiver]:
    """A real receiver of SMS, named by the settings; nobody sleeps."""
    with receiver() as running:
        configure(SMS_URL=running.url, NOTICE_KEY=KEY, NOTICE_QUIET_HOURS="")
        yield running


@pytest.fixture()
def push(configure: Callable[..., None]) -> Iterator[Receiver]:
    """A real receiver of app messages, named by the settings."""
    with receiver() as running:
        configure(PUSH_URL=running.url, NOTICE_KEY=KEY)
        yield running
