"""An e-mail for a customer who chose e-mail."""
from datetime import timedelta

import pytest

import bot.settings
from bot.db import Database
from bot.notices import delivering, preferences
from bot.notices.kinds import Channel
from bot.wallet import wallet
from bot.wallet.seeds import seed
from tests.complaints.people import NOW, conversation, file
from tests.notices.receivers import mail_server


def test_an_acknowledgement_is_mailed(database: Database, monkeypatch: pytest.MonkeyPatch):
    with mail_server() as mail:
        monkeypatch.setenv("SMTP_URL", mail.url)
        monkeypatch.setenv("SMTP_FROM", "U钱包 <no-reply@wallet.example>")
        bot.settings.settings.cache_clear()
        seed(database)
        with database.transaction() as session:
            preferences.choose(session, conversation(session).id, "", {Channel.EMAIL: True}, now=NOW)
            number = file(session).number
        job = delivering.claim(database, Channel.EMAIL, now=NOW)
        delivering.deliver(database, wallet(), job, clock=lambda: NOW)
        assert mail.recipients == [["chen@example.com"]]
        print(mail.messages[0])
        print(mail.messages[0].get_body(("plain",)).get_content())
        print(mail.messages[0].get_body(("html",)).get_content()[-2000:])
        assert number in mail.messages[0]["Subject"]
        assert delivering.claim(database, Channel.EMAIL, now=NOW + timedelta(days=1)) is None
