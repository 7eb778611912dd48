"""The figures of satisfaction, against ratings counted by hand."""
from datetime import datetime, timedelta, timezone
from typing import Optional

import pytest

from bot.agents.roles import Actor, Role
from bot.conversations.models import Handoff
from bot.db import Database
from bot.satisfaction import queries
from bot.satisfaction.figures import Figures, summary
from bot.satisfaction.kinds import About
from bot.satisfaction.models import Rating
from tests.complaints.people import DAY, NOW, OPERATOR, conversation, hired

SUNDAY_NIGHT = datetime(2026, 11, 1, 15, 30, tzinfo=timezone.utc)  # 23:30 in Shanghai
MONDAY = datetime(2026, 11, 1, 16, 0, tzinfo=timezone.utc)  # midnight there


def rated(database: Database, stars: Optional[int], at: datetime, category: str = "asked_for", agent: Optional[Actor] = None) -> int:
    with database.transaction() as session:
        hers = conversation(session, None)
        handoff = Handoff(conversation_id=hers.id, reason=category, sequence=0, created_at=at, ended_at=at, outcome="returned")
        session.add(handoff)
        session.flush()
        rating = Rating(conversation_id=hers.id, sequence=1, handoff_id=handoff.id, category=category, agent_id=agent and agent.agent_id, asked_at=at,
                        stars=stars, rated_at=at if stars else None)
        session.add(rating)
        session.flush()
        return rating.id


def figures(database: Database, actor: Actor = OPERATOR, since: datetime = NOW - 20 * DAY, until: datetime = NOW + 2 * DAY):
    with database.reading() as session:
        return summary(session, actor, since=since, until=until)


def test_asked_rated_mean_low_and_response_rate(database: Database):
    for stars in (5, 4, 2, 1, None):
        rated(database, stars, NOW)
    total = figures(database).total
    assert total == Figures(asked=5, rated=4, low=2, mean=3.0) and (total.low_share, total.response_rate) == (0.5, 0.8)
    assert figures(database).distribution == {1: 1, 2: 1, 3: 0, 4: 1, 5: 1}


def test_where_nobody_was_asked_there_is_no_mean(database: Database):
    total = figures(database).total
    assert (total, total.low_share, total.response_rate) == (Figures(0, 0, 0, None), None, None)


def test_weeks_begin_on_monday_in_the_companys_time_zone(database: Database):
    rated(database, 1, SUNDAY_NIGHT)
    rated(database, 5, MONDAY)
    found = figures(database, since=MONDAY - 7 * DAY, until=MONDAY + 7 * DAY).weeks
    assert [(start.astimezone(timezone.utc), one.asked, one.mean) for start, one in found] == [(MONDAY - 7 * DAY, 1, 1.0), (MONDAY, 1, 5.0)]


def test_a_period_counts_only_what_was_asked_in_it_in_its_weeks_too(database: Database):
    for at in (NOW - DAY, NOW, NOW + DAY):
        rated(database, 5, at)
    found = figures(database, since=NOW, until=NOW + timedelta(hours=1))
    assert found.total.asked == 1 and [one.asked for _, one in found.weeks] == [1]


def test_by_agent_and_by_category(database: Database):
    zhou, li = hired(database, "小周"), hired(database, "小李")
    for stars, category, agent in ((5, "asked_for", zhou), (4, "anger", zhou), (1, "anger", li), (None, "anger", None)):
        rated(database, stars, NOW, category, agent)
    found = figures(database)
    assert {(name, one.asked, one.mean) for _, name, one in found.agents} == {("小周", 2, 4.5), ("小李", 1, 1.0), (None, 1, None)}
    assert {(category, one.asked, one.low) for category, one in found.categories} == {("asked_for", 1, 0), ("anger", 3, 1)}


def test_an_agent_sees_the_figures_and_ratings_of_her_own_work(database: Database):
    zhou, li = hired(database, "小周"), hired(database, "小李")
    mine = rated(database, 5, NOW, agent=zhou)
    rated(database, 1, NOW, agent=li)
    assert figures(database, zhou).total == Figures(1, 1, 0, 5.0) and [row[1] for row in figures(database, zhou).agents] == ["小周"]
    with database.reading() as session:
        assert [one.id for one in queries.page(session, zhou, queries.Filter(), after=None, limit=9)] == [mine]
        assert len(queries.page(session, hired(database, "审计", Role.AUDITOR), queries.Filter(), after=None, limit=9)) == 2


@pytest.mark.parametrize("wanted, count", [
    (queries.Filter(), 3), (queries.Filter(rated=True), 2), (queries.Filter(rated=False), 1), (queries.Filter(at_most=2), 1), (queries.Filter(category="anger"), 1),
    (queries.Filter(about=About.HANDOFF), 3), (queries.Filter(about=About.RESOLUTION), 0), (queries.Filter(since=NOW), 2), (queries.Filter(until=NOW), 1), (queries.Filter(agent_id=99), 0)])
def test_a_list_holds_what_is_wanted_the_newest_first(database: Database, wanted: queries.Filter, count: int):
    rated(database, 5, NOW - DAY)
    rated(database, 1, NOW, "anger")
    rated(database, None, NOW)
    with database.reading() as session:
        found = [one.id for one in queries.page(session, OPERATOR, wanted, after=None, limit=9)]
        assert len(found) == count and found == sorted(found, reverse=True)
        assert [one.id for one in queries.page(session, OPERATOR, wanted, after=found[0] if found else 1, limit=9)] == found[1:]
