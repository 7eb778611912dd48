"""GET satisfaction: how content customers were, one by one and in figures."""
from datetime import date, datetime, time, timedelta
from typing import Any, Dict, Optional, Tuple

from pydantic import BaseModel, Field, conint, constr, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.db import utc_now
from bot.desk.satisfaction_shapes import rating_shape, summary_shape
from bot.desk.signed import signed
from bot.errors import InvalidInput
from bot.http.bodies import LARGEST, read_query
from bot.http.threads import read
from bot.satisfaction import figures, queries
from bot.satisfaction.kinds import About
from bot.settings import settings

_Category = constr(regex=r"^[a-z_]{1,32}\Z")
_WEEKS = 12


class PeriodQuery(BaseModel):
    """From one day to another in the company's time zone, both included."""

    since: Optional[date] = None
    until: Optional[date] = None

    @validator("since", "until", pre=True)
    def _written_as_day(cls, given: Any) -> date:
        day = datetime.strptime(str(given), "%Y-%m-%d").date()
        if not 2000 <= day.year < 2100:
            raise ValueError("a day of this century")
        return day

    def period(self) -> Tuple[Optional[datetime], Optional[datetime]]:
        """The moments at which it begins and has ended."""
        zone = settings().zone
        return (datetime.combine(self.since, time(), zone) if self.since else None,
                datetime.combine(self.until + timedelta(days=1), time(), zone) if self.until else None)


class RatingsQuery(PeriodQuery):
    """GET satisfaction."""

    about: Optional[About] = None
    rated: bool = True
    at_most: Optional[conint(ge=1, le=5)] = None  # type: ignore[valid-type]
    agent_id: Optional[conint(ge=1, le=LARGEST)] = None  # type: ignore[valid-type]
    category: Optional[_Category] = None  # type: ignore[valid-type]
    after: Optional[conint(ge=1, le=LARGEST)] = None  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=200)


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_ratings, "/satisfaction")
    blueprint.add_route(summary, "/satisfaction/summary")


@signed()
async def list_ratings(request: Request) -> HTTPResponse:
    """The newest first: an agent reads those of her own work."""
    asked, actor = read_query(request, RatingsQuery), request.ctx.actor
    since, until = asked.period()
    wanted = queries.Filter(about=asked.about, rated=asked.rated, at_most=asked.at_most, agent_id=asked.agent_id, category=asked.category,
                            since=since, until=until)

    def work(session: Session) -> Dict[str, Any]:
        found = queries.page(session, actor, wanted, after=asked.after, limit=asked.limit)
        return {"ratings": [rating_shape(rating) for rating in found], "following": found[-1].id if len(found) == asked.limit else None}

    return json(await read(request, work))


@signed()
async def summary(request: Request) -> HTTPResponse:
    """What was asked and answered in a period, the last weeks by default; by week, agent and category."""
    since, until = read_query(request, PeriodQuery).period()
    actor, end = request.ctx.actor, until or utc_now()
    start = since or end - timedelta(weeks=_WEEKS)
    if not timedelta() < end - start <= timedelta(weeks=figures.MOST_WEEKS):
        raise InvalidInput("invalid_field", field="since")
    return json(await read(request, lambda session: summary_shape(figures.summary(session, actor, since=start, until=end))))
