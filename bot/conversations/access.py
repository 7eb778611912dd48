"""Bearer tokens: who holds one may read and write one conversation.

A sign-in lasts as long as the wallet's session. Its tokens are short-lived; each may be exchanged for a
new one while the sign-in lasts, and signing out ends them all at once. Only hashes are kept.
"""
import hashlib
import logging
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional, Tuple

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.models import Access, Conversation, SignIn, UsedWalletToken
from bot.db import QUIETLY, read_only
from bot.errors import InvalidInput, SupportError
from bot.prepared import Prepared

logger = logging.getLogger(__name__)
# Kept so long past its end: a repeated sign-out finds its sign-in, and clocks of two machines may differ.
_KEPT = timedelta(hours=1)

# Asked at every request and every wake-up of a stream. Who asks more of her adds a column.
HOLDER = (select(*Conversation.__table__.columns).join(SignIn, SignIn.conversation_id == Conversation.id).join(Access, Access.sign_in_id == SignIn.id)
           .where(Access.token_hash == bindparam("token_hash"), Access.expires_at > bindparam("now"), SignIn.ended_at.is_(None)))
_HOLDER = Prepared(HOLDER)


@dataclass(frozen=True)
class Grant:
    """A token for its holder alone, when it ends, and until when it may be exchanged for a new one."""

    token: str
    conversation_id: str
    expires_at: datetime
    renewable_until: datetime


def use_once(session: Session, jti: str, *, expires_at: datetime) -> None:
    """Record that the wallet token of this name was used; InvalidInput("wallet_token") if it was before, by whomever."""
    name = _hash(jti)
    try:
        with session.begin_nested():
            session.execute(insert(UsedWalletToken).values(jti_hash=name, expires_at=expires_at + _KEPT))
    except IntegrityError as error:
        logger.warning("a wallet token was presented a second time; its jti's hash begins with %s", name[:12])
        raise InvalidInput("wallet_token") from error


def sign_in(session: Session, conversation_id: str, *, now: datetime, until: datetime, minutes: int) -> Grant:
    """A sign-in that lasts until then, and its first token, which lives for so many minutes."""
    signed = SignIn(id=uuid.uuid4().hex, conversation_id=conversation_id, renewable_until=until)
    session.add(signed)
    session.flush()
    return _grant(session, signed, now=now, minutes=minutes)


def renew(session: Session, token: str, *, now: datetime, minutes: int) -> Grant:
    """A new token in exchange for one of a sign-in that lasts; SupportError("session_over") once it does not.

    A token that has ended can still be exchanged, for a phone may have slept meanwhile, but only if it never was:
    an old one that somebody found is worth nothing.
    """
    found = session.execute(
        select(Access, SignIn).join(SignIn, SignIn.id == Access.sign_in_id).with_for_update(of=Access)
        .where(Access.token_hash == _hash(token), SignIn.ended_at.is_(None), SignIn.renewable_until > now)).one_or_none()
    if found is None or (found.Access.renewed_at and found.Access.expires_at <= now):
        raise SupportError("session_over")
    found.Access.renewed_at = now
    return _grant(session, found.SignIn, now=now, minutes=minutes)


def holder(session: Session, token: str, *, now: datetime) -> Optional[Conversation]:
    """The conversation a token opens, or None for a wrong, expired or signed-out one."""
    found = holder_and(session, _HOLDER, token, now=now)
    return found[0] if found else None


def holder_and(session: Session, statement: Prepared, token: str, *, now: datetime, **values: Any) -> Optional[Tuple[Conversation, Any]]:
    """The same by HOLDER with one more column, whose parameters are `values`: the conversation, read only, and that column."""
    found = statement.first(session, {"token_hash": _hash(token), "now": now, **values})
    return (read_only(Conversation, statement.mapped(found)), found[-1]) if found else None


def conversation_id_of(session: Session, token: str) -> Optional[str]:
    """The conversation a token was given for, be it valid still or not; None for an unknown one."""
    return session.execute(select(SignIn.conversation_id).join(Access, Access.sign_in_id == SignIn.id)
                           .where(Access.token_hash == _hash(token))).scalar_one_or_none()


def sign_out(session: Session, token: str, *, now: datetime) -> str:
    """End every token of this one's sign-in and return its conversation; SupportError("unauthorised") for an unknown one.

    A token that has ended will do, and signing out twice is no error.
    """
    signed = session.execute(select(SignIn).join(Access, Access.sign_in_id == SignIn.id)
                             .where(Access.token_hash == _hash(token))).scalar_one_or_none()
    if signed is None:
        raise SupportError("unauthorised")
    signed.ended_at = signed.ended_at or now
    return signed.conversation_id


def remove_expired(session: Session, *, now: datetime) -> int:
    """Delete what opens nothing any more; returns how many tokens that were."""
    past = now - _KEPT
    over = select(SignIn.id).where(or_(SignIn.renewable_until <= past, SignIn.ended_at <= past))
    spent = (Access.expires_at <= past) & Access.renewed_at.is_not(None)
    removed = session.execute(delete(Access).where(or_(spent, Access.sign_in_id.in_(over))), execution_options=QUIETLY).rowcount
    session.execute(delete(SignIn).where(SignIn.id.in_(over)), execution_options=QUIETLY)
    session.execute(delete(UsedWalletToken).where(UsedWalletToken.expires_at <= now), execution_options=QUIETLY)
    return removed


def _grant(session: Session, signed: SignIn, *, now: datetime, minutes: int) -> Grant:
    token, expires_at = secrets.token_urlsafe(32), min(now + timedelta(minutes=minutes), signed.renewable_until)
    session.add(Access(token_hash=_hash(token), sign_in_id=signed.id, expires_at=expires_at))
    return Grant(token, signed.conversation_id, expires_at, signed.renewable_until)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
