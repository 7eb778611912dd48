"""Ratings outlive the words they came with."""
from datetime import datetime
from typing import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db import QUIETLY
from bot.satisfaction.models import FollowUp, Rating


def let_go(session: Session, message_ids: Sequence[int]) -> None:
    """Messages are about to be deleted: ratings point to them no more."""
    for column in (Rating.rated_by, Rating.commented_by):
        session.execute(update(Rating).where(column.in_(message_ids)).values({column: None}), execution_options=QUIETLY)


def forget_words(session: Session, before: datetime) -> int:
    """Erase comments and the words of finished follow-ups of before then; returns how many."""
    comments = session.execute(update(Rating).where(Rating.asked_at < before, Rating.comment.is_not(None)).values(comment=None),
                               execution_options=QUIETLY).rowcount
    words = session.execute(update(FollowUp).where(FollowUp.done_at < before, FollowUp.words.is_not(None)).values(words=None),
                            execution_options=QUIETLY).rowcount
    return comments + words
