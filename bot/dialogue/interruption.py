"""A turn that is cut short because the database or Redis went away happens not at all, and again later.

Rasa catches what an action or the tracker store raises, logs it and goes on with half a turn: the action counts as done
(rasa/core/processor.py:993), the tracker is kept in memory instead (rasa/core/tracker_store.py:1437-1459). So inside of Rasa such an
error travels as one that it does not catch, and nothing of the turn is stored; the message waits.
"""
from contextlib import contextmanager
from typing import Iterator

from rasa.core.lock_store import LockError
from redis import RedisError

from bot.db import trouble


class Interrupted(BaseException):
    """What the turn needs is away; its cause says what."""


class Overtaken(Exception):
    """Another process handled the same message meanwhile: a Redis that was restarted had forgotten whose turn it was."""


def is_passing(error: BaseException) -> bool:
    """Whether the same may work in a moment: the database, Redis or a lock could not be had, or somebody was quicker."""
    return trouble(error) is not None or isinstance(error, (RedisError, LockError, Overtaken))


@contextmanager
def through_rasa() -> Iterator[None]:
    """Let a passing error out of Rasa."""
    try:
        yield
    except Exception as error:
        if is_passing(error):
            raise Interrupted from error
        raise


@contextmanager
def out_of_rasa() -> Iterator[None]:
    """Outside of Rasa it is the error again that it was."""
    try:
        yield
    except Interrupted as cut:
        assert cut.__cause__ is not None, "raised from its cause alone"
        raise cut.__cause__ from None
