"""How content customers were: asked, answered, mean, share of low ratings; by week, agent and category."""
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.agents.models import Agent
from bot.agents.roles import Actor
from bot.satisfaction import queries
from bot.satisfaction.kinds import LOW, MOST
from bot.satisfaction.models import Rating
from bot.settings import settings

MOST_WEEKS = 53


@dataclass(frozen=True)
class Figures:
    """What was asked and answered in a period; `mean` and the shares are None where there is nothing to divide by."""

    asked: int
    rated: int
    low: int
    mean: Optional[float]

    @property
    def low_share(self) -> Optional[float]:
        """The share of ratings of 1 or 2 among the ratings."""
        return self.low / self.rated if self.rated else None

    @property
    def response_rate(self) -> Optional[float]:
        """The share of the asked who rated."""
        return self.rated / self.asked if self.asked else None


@dataclass(frozen=True)
class Summary:
    """The figures of a period, whole and split."""

    total: Figures
    distribution: Dict[int, int]  # how often each number of stars
    weeks: List[Tuple[datetime, Figures]]  # by the week's beginning
    agents: List[Tuple[Optional[int], Optional[str], Figures]]
    categories: List[Tuple[str, Figures]]


def summary(session: Session, actor: Actor, *, since: datetime, until: datetime) -> Summary:
    """The figures of what was asked in a period, as far as the actor may read ratings."""
    mine = (queries.readable_by(actor), Rating.asked_at >= since, Rating.asked_at < until)
    agents = session.execute(select(Rating.agent_id, Agent.name, *_COLUMNS).outerjoin(Agent, Agent.id == Rating.agent_id)
                             .where(*mine).group_by(Rating.agent_id, Agent.name).order_by(Rating.agent_id)).all()
    categories = session.execute(select(Rating.category, *_COLUMNS).where(*mine).group_by(Rating.category).order_by(Rating.category)).all()
    return Summary(
        total=_figures(*session.execute(select(*_COLUMNS).where(*mine)).one()),
        distribution={**dict.fromkeys(range(1, MOST + 1), 0), **_distribution(session, mine)},
        weeks=[(start, _of_week(session, actor, max(start, since), min(start + timedelta(days=7), until))) for start in _weeks(since, until)],
        agents=[(row[0], row[1], _figures(*row[2:])) for row in agents],
        categories=[(row[0], _figures(*row[1:])) for row in categories])


_COLUMNS: Tuple[Any, ...] = (func.count(Rating.id), func.count(Rating.stars), func.sum(case((Rating.stars <= LOW, 1), else_=0)), func.sum(Rating.stars))


def _figures(asked: int, rated: int, low: Optional[int], stars: Optional[int]) -> Figures:
    return Figures(asked, rated, int(low or 0), int(stars or 0) / rated if rated else None)


def _of_week(session: Session, actor: Actor, start: datetime, end: datetime) -> Figures:
    return _figures(*session.execute(select(*_COLUMNS).where(queries.readable_by(actor), Rating.asked_at >= start, Rating.asked_at < end)).one())


def _distribution(session: Session, mine: Tuple[Any, ...]) -> Dict[int, int]:
    rows = session.execute(select(Rating.stars, func.count(Rating.id)).where(*mine, Rating.stars.is_not(None)).group_by(Rating.stars)).all()
    return dict(map(tuple, rows))


def _weeks(since: datetime, until: datetime) -> List[datetime]:
    """The Mondays, in the company's time zone, of the weeks that a period touches."""
    zone = settings().zone
    day = since.astimezone(zone).date()
    day -= timedelta(days=day.weekday())
    found = []
    while (start := datetime.combine(day, time(), zone)) < until:
        found.append(start)
        day += timedelta(days=7)
    return found
