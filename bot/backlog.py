"""What waits in the tables, read when Prometheus asks. Each worker shows the same figures: of several, take the largest."""
import logging
from typing import Any, Iterable, Iterator, Mapping

from prometheus_client.core import REGISTRY, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from bot.complaints import figures as complaints
from bot.conversations import figures as conversations
from bot.db import Database, utc_now
from bot.notices import queries as notices
from bot.webhooks import queries as webhooks

logger = logging.getLogger(__name__)


def expose(database: Database) -> None:
    """Show what waits beside the process's own measures."""
    REGISTRY.register(Backlog(database))


class Backlog(Collector):
    """Reads the tables anew at each scrape; a database that does not answer is a figure, too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: else it would be read already when it is registered."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures of this moment."""
        try:
            with self._database.reading() as session:
                found = list(_read(session))
        except Exception:
            logger.exception("the figures of what waits could not be read")
            found = []
        yield _gauge("support_database_up", "Whether the database answers", {(): float(bool(found))})
        yield from found


def _read(session: Session) -> Iterator[GaugeMetricFamily]:
    now = utc_now()
    talk = conversations.standing(session, now=now)
    yield _gauge("support_queue_waiting", "Customers who wait for a person", {(): talk.in_queue})
    yield _gauge("support_queue_longest_wait_seconds", "How long the first of them has waited", {(): talk.queue_seconds})
    yield _gauge("support_conversations_with_agents", "Conversations that a person has", {(): talk.with_agents})
    yield _gauge("support_agents_on_duty", "People who take conversations now", {(): talk.on_duty})
    yield _gauge("support_messages_unanswered", "Messages that wait for the bot", {(): talk.unanswered})
    yield _gauge("support_messages_longest_wait_seconds", "How long the first of them has waited", {(): talk.unanswered_seconds})
    yield _gauge("support_notices", "Notices that wait to be sent or were given up", notices.standing(session), "channel", "state")
    yield _gauge("support_notices_overdue_seconds", "How late the notice is that should have gone first", {(): notices.overdue_seconds(session, now=now)})
    yield _gauge("support_webhooks", "Events that wait to be sent or were given up",
                 {("waiting",): webhooks.waiting(session), ("failed",): webhooks.given_up(session)}, "state")
    clocks = complaints.clocks(session, now=now)
    yield _gauge("support_deadlines", "Promises of complaints that are still owed, by whether their moment has passed",
                 {(kind, "overdue" if passed else "running"): count for (kind, passed), count in clocks.items()}, "kind", "state")


def _gauge(name: str, explained: str, values: Mapping[Any, float], *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, explained, labels=labels)
    for label, value in values.items():
        family.add_metric(label, value)
    return family
