"""When so many complaints in an hour are a rise, and that the supervisors hear of each once."""
from datetime import timedelta
from typing import Any, List

import pytest
from sqlalchemy import select

from bot.agents.roles import Role
from bot.complaints import rises, watch
from bot.complaints.kinds import Category
from bot.complaints.models import ComplaintRise
from bot.complaints.rises import Level
from bot.conversations.desk_models import Change
from bot.db import Database
from tests.complaints.people import DAY, HOUR, NOW, file, hire
from tests.complaints.test_service import _while_another_writes as while_another_writes

MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)


@pytest.mark.parametrize("count, before, expected", [
    (4, [0, 0, 0, 0], None), (5, [0, 0, 0, 0], Level.WARNING), (5, [], Level.WARNING), (19, [0, 1, 0, 0], Level.WARNING), (20, [0, 1, 0, 0], Level.EMERGENCY),
    (5, [3, 3, 3, 3], None), (9, [3, 3, 3, 3], Level.WARNING), (8, [3, 3, 3, 3], None), (40, [20, 20, 20, 20], None), (41, [20, 20, 20, 20], Level.WARNING),
    (79, [20, 20, 20, 20], Level.WARNING), (80, [20, 20, 20, 20], Level.EMERGENCY), (200, [100, 100, 100, 100], None), (0, [], None)])
def test_a_rise_is_many_and_clearly_more_than_usual(count: int, before: List[int], expected: Any):
    assert rises.level(count, before, warning=5, emergency=20) is expected


def test_what_is_usual_is_the_mean_of_the_weeks():
    assert rises.usual([1, 2, 3, 6]) == 3 and rises.usual([]) == 0


def flood(database: Database, count: int, at: Any, category: Category = Category.FAILED_PAYMENT) -> None:
    with database.transaction() as session:
        for n in range(count):
            file(session, key=f"flood:{at}:{category}:{n}", category=category, customer=f"c{n}", now=at)


def looked(database: Database, at: Any) -> List[tuple]:
    with database.transaction() as session:
        return [(rise.category, rise.level, rise.count) for rise in watch.look(session, now=at)]


def test_a_rise_is_told_when_it_begins_once_more_when_it_grows_worse_and_not_again(database: Database):
    flood(database, 6, NOW)
    assert looked(database, NOW + MINUTE) == [("failed_payment", "warning", 6)] and looked(database, NOW + 2 * MINUTE) == []
    flood(database, 15, NOW + 3 * MINUTE)
    assert looked(database, NOW + 4 * MINUTE) == [("failed_payment", "emergency", 21)] and looked(database, NOW + 5 * MINUTE) == []
    with database.reading() as session:
        assert len([one for one in session.execute(select(Change.key)).scalars() if one.startswith("rise:")]) == 2


def test_it_is_over_after_a_quiet_hour_and_the_next_is_another(database: Database):
    flood(database, 6, NOW)
    looked(database, NOW + 30 * MINUTE)
    assert looked(database, NOW + 61 * MINUTE) == [] and looked(database, NOW + 91 * MINUTE) == []
    with database.reading() as session:
        [rise] = session.execute(select(ComplaintRise)).scalars()
        assert rise.ended_at == NOW + 91 * MINUTE
    flood(database, 6, NOW + DAY)
    assert looked(database, NOW + DAY) == [("failed_payment", "warning", 6)]


def test_the_same_hour_of_earlier_weeks_is_what_it_is_held_against(database: Database):
    for week in range(1, 5):
        flood(database, 4, NOW - week * WEEK)
    flood(database, 8, NOW)
    assert looked(database, NOW) == []
    flood(database, 11, NOW + 6 * HOUR)
    assert looked(database, NOW + 6 * HOUR) == [("failed_payment", "warning", 11)]


def test_each_category_has_a_rise_of_its_own(database: Database):
    flood(database, 5, NOW)
    flood(database, 5, NOW, Category.FRAUD)
    assert [category for category, *_ in looked(database, NOW)] == ["failed_payment", "fraud"]


def test_two_workers_at_once_tell_it_once(database: Database):
    flood(database, 6, NOW)
    found: List[int] = []
    look = lambda session: found.append(len(watch.look(session, now=NOW)))  # noqa: E731
    assert while_another_writes(database, look, look) == []
    assert sorted(found) == [0, 1]


def test_those_who_lead_and_audit_see_rises_agents_none(database: Database):
    flood(database, 6, NOW)
    looked(database, NOW)
    with database.transaction() as session:
        seen = {role: len(watch.of(session, hire(session, role.value, role))) for role in Role}
    assert seen == {Role.AGENT: 0, Role.SUPERVISOR: 1, Role.AUDITOR: 1, Role.ADMINISTRATOR: 1}
