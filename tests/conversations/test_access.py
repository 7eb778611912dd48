"""Tokens: who holds one may write one conversation, until it ends; all of a sign-in end together."""
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.access import Grant, holder, remove_expired, renew, sign_in, sign_out, use_once
from bot.conversations.models import Access, SignIn, UsedWalletToken
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.errors import InvalidInput, SupportError
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def opened(session: Session) -> str:
    return open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def signed(session: Session, conversation_id: str = "", hours: int = 24) -> Grant:
    return sign_in(session, conversation_id or opened(session), now=NOW, until=NOW + hours * HOUR, minutes=15)


def refused(session: Session, token: str, now: datetime) -> bool:
    try:
        renew(session, token, now=now, minutes=15)
    except SupportError as error:
        return error.code == "session_over"
    return False


def test_a_token_opens_its_conversation_and_no_other(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        first, second = (signed(session, which).token for which in (one, two))
        assert holder(session, first, now=NOW).id == one
        assert holder(session, second, now=NOW).id == two
        assert holder(session, first + "x", now=NOW) is None and holder(session, "", now=NOW) is None


def test_a_token_ends_after_its_minutes(database: Database):
    with database.transaction() as session:
        grant = signed(session)
        assert (grant.expires_at, grant.renewable_until) == (NOW + 15 * MINUTE, NOW + 24 * HOUR)
        assert holder(session, grant.token, now=NOW + 15 * MINUTE - timedelta(seconds=1)) is not None
        assert holder(session, grant.token, now=NOW + 15 * MINUTE) is None


def test_a_token_never_outlives_the_wallets_session(database: Database):
    with database.transaction() as session:
        grant = sign_in(session, opened(session), now=NOW, until=NOW + 5 * MINUTE, minutes=15)
        assert grant.expires_at == grant.renewable_until == NOW + 5 * MINUTE
        later = renew(session, grant.token, now=NOW + 4 * MINUTE, minutes=15)
        assert later.expires_at == later.renewable_until == NOW + 5 * MINUTE


def test_a_renewed_token_opens_the_same_conversation_and_the_old_one_stays_to_its_end(database: Database):
    with database.transaction() as session:
        old = signed(session)
        new = renew(session, old.token, now=NOW + 10 * MINUTE, minutes=15)
        assert new.token != old.token and new.conversation_id == old.conversation_id
        assert holder(session, old.token, now=NOW + 14 * MINUTE).id == holder(session, new.token, now=NOW + 14 * MINUTE).id
        assert holder(session, old.token, now=NOW + 15 * MINUTE) is None
        assert holder(session, new.token, now=NOW + 24 * MINUTE) is not None


def test_a_phone_that_slept_can_still_renew_until_the_sign_in_is_over(database: Database):
    with database.transaction() as session:
        first, second = signed(session), signed(session)
        assert renew(session, first.token, now=NOW + 23 * HOUR, minutes=15).expires_at == NOW + 23 * HOUR + 15 * MINUTE
        assert refused(session, second.token, NOW + 24 * HOUR)


def test_an_ended_token_that_was_renewed_before_is_worth_nothing_to_a_finder(database: Database):
    with database.transaction() as session:
        old = signed(session).token
        new = renew(session, old, now=NOW + MINUTE, minutes=15).token
        assert not refused(session, old, NOW + 2 * MINUTE)  # its answer was lost on the way, say
        assert refused(session, old, NOW + 15 * MINUTE)
        assert not refused(session, new, NOW + 20 * MINUTE)
        assert refused(session, new, NOW + 20 * MINUTE)


def test_signing_out_ends_every_token_of_the_sign_in_and_no_other(database: Database):
    with database.transaction() as session:
        one = opened(session)
        mine, elsewhere = signed(session, one), signed(session, one)
        renewed = renew(session, mine.token, now=NOW, minutes=15)
        assert sign_out(session, mine.token, now=NOW) == one
        for token in (mine.token, renewed.token):
            assert holder(session, token, now=NOW) is None and refused(session, token, NOW)
        assert holder(session, elsewhere.token, now=NOW).id == one


def test_signing_out_works_twice_and_with_a_token_that_has_ended_but_not_with_an_unknown_one(database: Database):
    with database.transaction() as session:
        grant = signed(session)
        for _ in range(2):
            assert sign_out(session, grant.token, now=NOW + HOUR) == grant.conversation_id
        with pytest.raises(SupportError) as unknown:
            sign_out(session, "never granted", now=NOW)
        assert unknown.value.code == "unauthorised"


def test_the_database_never_holds_a_token_itself(database: Database):
    with database.transaction() as session:
        token = signed(session).token
        [stored] = session.execute(select(Access)).scalars()
        assert token not in repr(vars(stored)) and len(stored.token_hash) == 64
        assert holder(session, stored.token_hash, now=NOW) is None


def test_tokens_are_long_and_never_the_same(database: Database):
    with database.transaction() as session:
        one = opened(session)
        tokens = {signed(session, one).token for _ in range(20)}
        assert len(tokens) == 20 and min(map(len, tokens)) >= 43


def test_a_wallet_token_is_used_once_and_only_its_hash_is_kept(database: Database):
    with database.transaction() as session:
        use_once(session, "one", expires_at=NOW)
        use_once(session, "another", expires_at=NOW)
        with pytest.raises(InvalidInput) as again:
            use_once(session, "one", expires_at=NOW)
        assert again.value.code == "wallet_token"
        assert "one" not in {row.jti_hash for row in session.execute(select(UsedWalletToken)).scalars()}


def test_a_session_that_was_not_opened_leaves_its_wallet_token_unused(database: Database):
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        use_once(session, "one", expires_at=NOW)
        raise ZeroDivisionError
    with database.transaction() as session:
        use_once(session, "one", expires_at=NOW)


@pytest.mark.parametrize("jti", ["\ud800", "\u0000", "长" * 255])
def test_a_jti_of_odd_characters_is_a_name_like_any_other(database: Database, jti: str):
    with database.transaction() as session:
        use_once(session, jti, expires_at=NOW)
        with pytest.raises(InvalidInput):
            use_once(session, jti, expires_at=NOW)


def test_only_what_opens_nothing_any_more_is_swept_away(database: Database):
    with database.transaction() as session:
        one = opened(session)
        short, asleep, out, renewed = signed(session, one, hours=1), signed(session, one), signed(session, one), signed(session, one)
        sign_out(session, out.token, now=NOW)
        young = renew(session, renewed.token, now=NOW, minutes=15)
        use_once(session, "old", expires_at=NOW)
        use_once(session, "new", expires_at=NOW + 2 * HOUR)
        assert remove_expired(session, now=NOW + 2 * HOUR) == 3  # short is over, out signed out, renewed was exchanged and ended
        assert remove_expired(session, now=NOW + 2 * HOUR) == 0
        assert session.execute(select(SignIn)).scalars().all() != []
        assert refused(session, short.token, NOW + 2 * HOUR) and refused(session, out.token, NOW + 2 * HOUR)
        for still in (asleep, young):
            assert not refused(session, still.token, NOW + 2 * HOUR)
        assert len(session.execute(select(UsedWalletToken)).scalars().all()) == 1
