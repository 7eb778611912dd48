"""A suggestion that was dealt with long ago loses its words; its topic and what became of it stay."""
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db import QUIETLY
from bot.formats import ERASED
from bot.suggestions.kinds import State
from bot.suggestions.models import Suggestion

_SETTLED = [State.ADOPTED.value, State.DECLINED.value]


def forget_words(session: Session, before: datetime) -> int:
    """Erase the words of those that were settled before then; returns how many."""
    return session.execute(update(Suggestion).where(Suggestion.state.in_(_SETTLED), Suggestion.changed_at < before, Suggestion.text != ERASED)
                           .values(text=ERASED, answer=None), execution_options=QUIETLY).rowcount
