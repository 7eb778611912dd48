"""Rasa's event log in our database: one setting names the place of everything."""
from typing import Any, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.engine import make_url

from bot.db import database
from bot.settings import settings


class SupportTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store on the database that DATABASE_URL names."""

    def __init__(self, domain: Optional[Domain] = None, host: Optional[str] = None,
                 event_broker: Optional[EventBroker] = None, **kwargs: Any) -> None:
        # Rasa passes the endpoint's url as `host`; the place comes from DATABASE_URL alone.
        url = make_url(settings().database_url)
        database()  # makes the SQLite file and switches it to WAL before Rasa opens it
        super().__init__(domain=domain, dialect=url.drivername, host=url.host, port=url.port, db=url.database or "",
                         username=url.username, password=url.password, query=dict(url.query), event_broker=event_broker)
