"""A message that answers our question how content she is: a bare "4", or the words after the rating.

The rating itself is kept in the transaction that stores the message; here is only what it means to the bot.
"""
import asyncio
from enum import Enum
from typing import Any, Dict, Optional

from rasa.core.agent import Agent

from bot.channels.understanding import understood
from bot.conversations.models import Message
from bot.db import Database
from bot.satisfaction import queries, service
from bot.satisfaction.comments import Heard, heard

RATING: Dict[str, Any] = {"intent": "feedback", "aspect": "rating", "entities": {}}
COMMENT: Dict[str, Any] = {"intent": "feedback", "aspect": "comment", "entities": {}}


class Place(str, Enum):
    """Where a message stands in a talk about a rating."""

    RATING = "rating"
    AFTER_RATING = "after_rating"
    ELSEWHERE = "elsewhere"


def place(standing: queries.Standing) -> Place:
    """Whether a message is a rating itself, may be the comment to one, or has nothing to do with any."""
    if standing.rates:
        return Place.RATING
    return Place.AFTER_RATING if standing.comments_on else Place.ELSEWHERE


async def meaning(agent: Agent, database: Database, message: Message, stands: Place) -> Optional[Dict[str, Any]]:
    """What a typed message stands for, in the form of a button's payload; None for one that stands for itself.

    A comment is kept, also where it tells of a problem and is answered as that.
    """
    if stands is Place.RATING:
        return RATING
    if stands is Place.ELSEWHERE:
        return None
    parsed = await understood(agent, message.text)
    what = heard(parsed["intent"]["name"] or "", message.text)
    if what is not Heard.NEITHER:
        await asyncio.to_thread(_keep, database, message)
    return COMMENT if what is Heard.COMMENT else None


def _keep(database: Database, message: Message) -> None:
    with database.transaction() as session:
        rating_id = queries.standing(session, message).comments_on
        if rating_id:
            service.comment(session, queries.rating(session, rating_id), message)
