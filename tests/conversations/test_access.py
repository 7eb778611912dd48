"""Tokens: who holds one may write one conversation, until it ends."""
from datetime import datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.access import grant, holder, remove_expired, revoke
from bot.conversations.models import Access
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def opened(session: Session) -> str:
    return open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def test_a_token_opens_its_conversation_and_no_other(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        (first, _), (second, _) = (grant(session, which, now=NOW, hours=24) for which in (one, two))
        assert holder(session, first, now=NOW).id == one
        assert holder(session, second, now=NOW).id == two
        assert holder(session, first + "x", now=NOW) is None and holder(session, "", now=NOW) is None


def test_a_token_ends_when_its_hours_are_over(database: Database):
    with database.transaction() as session:
        token, expires_at = grant(session, opened(session), now=NOW, hours=24)
        assert expires_at == NOW + 24 * HOUR
        assert holder(session, token, now=NOW + 24 * HOUR - timedelta(seconds=1)) is not None
        assert holder(session, token, now=NOW + 24 * HOUR) is None


def test_a_revoked_token_opens_nothing_while_others_still_do(database: Database):
    with database.transaction() as session:
        one = opened(session)
        (lost, _), (kept, _) = (grant(session, one, now=NOW, hours=24) for _ in range(2))
        revoke(session, lost)
        revoke(session, "never granted")
        assert holder(session, lost, now=NOW) is None
        assert holder(session, kept, now=NOW).id == one


def test_the_database_never_holds_a_token_itself(database: Database):
    with database.transaction() as session:
        token, _ = grant(session, opened(session), now=NOW, hours=24)
        [stored] = session.execute(select(Access)).scalars()
        assert token not in repr(vars(stored)) and len(stored.token_hash) == 64
        assert holder(session, stored.token_hash, now=NOW) is None


def test_tokens_are_long_and_never_the_same(database: Database):
    with database.transaction() as session:
        one = opened(session)
        tokens = {grant(session, one, now=NOW, hours=1)[0] for _ in range(20)}
        assert len(tokens) == 20 and min(map(len, tokens)) >= 43


def test_only_expired_tokens_are_swept_away(database: Database):
    with database.transaction() as session:
        one = opened(session)
        for hours in (1, 2, 3):
            grant(session, one, now=NOW, hours=hours)
        assert remove_expired(session, now=NOW + 2 * HOUR) == 2
        assert remove_expired(session, now=NOW + 2 * HOUR) == 0
        [left] = session.execute(select(Access)).scalars()
        assert left.expires_at == NOW + 3 * HOUR
