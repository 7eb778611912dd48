"""Lock-out: so many tries of an account, or from an address, within some minutes; the rest must wait, whether it exists or not."""
import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Iterator, Tuple

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.agents.addresses import folded
from bot.agents.models import SignInTries
from bot.errors import TooManyTries
from bot.settings import settings


def count(session: Session, email: str, address: str, *, now: datetime) -> None:
    """Count a try before it is known whether it is right: whoever tries at the same moment waits; TooManyTries("locked_out") beyond the limit."""
    window = timedelta(minutes=settings().desk_lock_minutes)
    for key, most in _limits(email, address):
        row = _locked(session, key, now)
        if row.since <= now - window:
            row.tries, row.since = 0, now
        if row.tries >= most:
            raise TooManyTries("locked_out", retry_after=max(1, ceil((row.since + window - now).total_seconds())))
        row.tries += 1


def give_back(session: Session, email: str, address: str) -> None:
    """Uncount the last try: nothing could be learned by it."""
    for key, _ in _limits(email, address):
        _uncount(session, key)


def settle(session: Session, email: str, address: str) -> None:
    """She is in: her account starts anew. Of her address only this try is forgotten, for others may be guessing from there."""
    (account, _), (shared, _) = _limits(email, address)
    session.execute(delete(SignInTries).where(SignInTries.key == account))
    _uncount(session, shared)


def remove_old(session: Session, *, now: datetime) -> None:
    """Forget what limits nobody any more."""
    session.execute(delete(SignInTries).where(SignInTries.since <= now - timedelta(minutes=settings().desk_lock_minutes)))


def _limits(email: str, address: str) -> Iterator[Tuple[str, int]]:
    """Always in this order: two sign-ins that wait for each other would wait for ever."""
    # Hashed: people type their passwords into the wrong field.
    yield f"account:{hashlib.sha256(folded(email).encode(errors='surrogatepass')).hexdigest()}", settings().desk_sign_in_tries
    yield f"address:{address}", settings().desk_sign_in_tries_per_address


def _locked(session: Session, key: str, now: datetime) -> SignInTries:
    mine = select(SignInTries).where(SignInTries.key == key).with_for_update()
    while (found := session.execute(mine).scalar_one_or_none()) is None:
        # Another may be quicker, and then its row will do; unless that one signed in meanwhile and its row is gone again.
        with suppress(IntegrityError), session.begin_nested():
            session.add(SignInTries(key=key, tries=0, since=now))
    return found


def _uncount(session: Session, key: str) -> None:
    found = session.execute(select(SignInTries).where(SignInTries.key == key).with_for_update()).scalar_one_or_none()
    if found and found.tries:
        found.tries -= 1
