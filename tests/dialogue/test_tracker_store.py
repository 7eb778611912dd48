"""Rasa's event log stands where DATABASE_URL says, reached with its very options."""
import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text
from sqlalchemy.engine import make_url

import bot.settings
from bot.db import Database
from bot.dialogue.tracker_store import SupportTrackerStore


async def test_what_is_said_is_kept_in_our_database(database: Database):
    store = SupportTrackerStore(domain=Domain.empty())
    await store.save(DialogueStateTracker.from_events("c1", [UserUttered("你好")]))
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM events WHERE sender_id = 'c1' AND type_name = 'user'")).scalar() == 1


def test_the_options_of_the_address_are_kept(postgresql: str, monkeypatch: pytest.MonkeyPatch):
    url = make_url(postgresql).update_query_dict({"application_name": "support", "connect_timeout": "7"})
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    bot.settings.settings.cache_clear()
    store = SupportTrackerStore(domain=Domain.empty())
    assert dict(store.engine.url.query) == dict(url.query)
    with store.engine.connect() as connection:
        assert connection.execute(text("SHOW application_name")).scalar() == "support"
