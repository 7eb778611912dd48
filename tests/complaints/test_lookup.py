"""A visitor proves that a complaint is hers; a guesser gets five tries an hour."""
import threading
from datetime import datetime, timedelta, timezone
from typing import Optional

import pytest
from sqlalchemy.orm import Session

from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.complaints.lookup import prove
from bot.conversations.models import Conversation
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.errors import NotFound, TooManyTries
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
PHONE = "+8613800135678"
TRIES = 5
on_one_engine = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on it


def visitor(session: Session) -> Conversation:
    return open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)


def filed(session: Session, contact: Optional[str] = PHONE, key: str = "message:1") -> str:
    statement = service.Statement(category=Category.FRAUD, description="被骗了", remedy=Remedy.REFUND, contact=contact)
    return service.file(session, visitor(session), statement, key=key, now=NOW).number


@on_one_engine
@pytest.mark.parametrize("proof", ["5678", " 5678 ", "尾号5678", "13800135678", PHONE, "5678。"])
def test_the_last_four_digits_of_the_telephone_prove_a_complaint(database: Database, proof: str):
    with database.transaction() as session:
        number, later = filed(session), visitor(session)
        assert prove(session, later, number, proof, now=NOW)
        assert queries.mine_by_number(session, later, number).number == number


@on_one_engine
@pytest.mark.parametrize("proof", ["5679", "", " ", "678", "0000", "56 78", "。"])
def test_anything_else_proves_nothing_and_shows_nothing(database: Database, proof: str):
    with database.transaction() as session:
        number, later = filed(session), visitor(session)
        assert not prove(session, later, number, proof, now=NOW)
        with pytest.raises(NotFound):
            queries.mine_by_number(session, later, number)


@on_one_engine
@pytest.mark.parametrize("contact, proof, proved", [
    ("zhang.wei@example.com", ".wei", True), ("zhang.wei@example.com", ".WEI", True), ("zhang.wei@example.com", "zhang.wei@example.com", True),
    ("zhang.wei@example.com", ".com", False), ("zhang.wei@example.com", "e.com", False), ("li@example.com", "li", True), ("li@example.com", "i", False),
])
def test_an_e_mail_address_is_proved_by_what_stands_before_the_at(database: Database, contact: str, proof: str, proved: bool):
    with database.transaction() as session:
        assert prove(session, visitor(session), filed(session, contact), proof, now=NOW) is proved


@on_one_engine
@pytest.mark.parametrize("proof", ["", "5678", "none"])
def test_a_complaint_without_a_contact_cannot_be_proved(database: Database, proof: str):
    with database.transaction() as session:
        assert not prove(session, visitor(session), filed(session, contact=None), proof, now=NOW)


def test_a_number_that_does_not_exist_is_answered_like_a_wrong_proof(database: Database):
    with database.transaction() as session:
        assert prove(session, visitor(session), "C20261103AAAAAA", "5678", now=NOW) is False


def test_a_proof_is_good_for_the_one_complaint_only(database: Database):
    with database.transaction() as session:
        number, other, later = filed(session), filed(session, key="message:2"), visitor(session)
        assert prove(session, later, number, "5678", now=NOW)
        assert [c.number for c in queries.mine(session, later)] == [number] != [other]


def test_a_proof_is_good_for_the_one_conversation_only(database: Database):
    with database.transaction() as session:
        number, hers, stranger = filed(session), visitor(session), visitor(session)
        assert prove(session, hers, number, "5678", now=NOW)
        assert queries.mine(session, stranger) == []
        with pytest.raises(NotFound):
            queries.mine_by_number(session, stranger, number)


def test_the_same_proof_twice_is_no_error(database: Database):
    with database.transaction() as session:
        number, later = filed(session), visitor(session)
        assert prove(session, later, number, "5678", now=NOW)
        assert prove(session, later, number, "5678", now=NOW)


def test_a_conversation_has_five_tries_an_hour_whatever_the_numbers(database: Database):
    with database.transaction() as session:
        number, guesser = filed(session), visitor(session)
        for n in range(TRIES):
            assert not prove(session, guesser, f"C20261103AAAAA{n}", "0000", now=NOW)
        with pytest.raises(TooManyTries):
            prove(session, guesser, number, "5678", now=NOW)


def test_a_number_has_five_tries_an_hour_whoever_tries(database: Database):
    with database.transaction() as session:
        number = filed(session)
        for _ in range(TRIES):
            assert not prove(session, visitor(session), number, "0000", now=NOW)
        with pytest.raises(TooManyTries):
            prove(session, visitor(session), number, "5678", now=NOW)


def test_after_an_hour_there_are_new_tries(database: Database):
    with database.transaction() as session:
        number = filed(session)
        for _ in range(TRIES):
            prove(session, visitor(session), number, "0000", now=NOW)
        with pytest.raises(TooManyTries):
            prove(session, visitor(session), number, "5678", now=NOW + timedelta(minutes=59, seconds=59))
        assert prove(session, visitor(session), number, "5678", now=NOW + timedelta(hours=1))


def test_the_wait_told_is_the_time_until_the_first_try_is_an_hour_old(database: Database):
    with database.transaction() as session:
        number, guesser = filed(session), visitor(session)
        for minute in range(TRIES):
            prove(session, guesser, number, "0000", now=NOW + timedelta(minutes=minute))
        with pytest.raises(TooManyTries) as refused:
            prove(session, guesser, number, "0000", now=NOW + timedelta(minutes=20))
        assert refused.value.values["retry_after"] == 40 * 60


def test_success_gives_the_number_its_tries_back(database: Database):
    with database.transaction() as session:
        number = filed(session)
        for _ in range(TRIES - 1):
            prove(session, visitor(session), number, "0000", now=NOW)
        assert prove(session, visitor(session), number, "5678", now=NOW)
        for _ in range(TRIES):
            assert not prove(session, visitor(session), number, "0000", now=NOW)


def test_success_with_her_own_complaint_gives_a_guesser_no_tries_for_others(database: Database):
    with database.transaction() as session:
        own, other, guesser = filed(session), filed(session, key="message:2"), visitor(session)
        for _ in range(TRIES - 1):
            prove(session, guesser, other, "0000", now=NOW)
        assert prove(session, guesser, own, "5678", now=NOW)
        with pytest.raises(TooManyTries):
            prove(session, guesser, other, "0001", now=NOW)


def test_the_number_of_tries_is_a_setting(database: Database, monkeypatch: pytest.MonkeyPatch):
    import bot.settings
    monkeypatch.setenv("LOOKUP_TRIES_PER_HOUR", "1")
    bot.settings.settings.cache_clear()
    with database.transaction() as session:
        number = filed(session)
        prove(session, visitor(session), number, "0000", now=NOW)
        with pytest.raises(TooManyTries):
            prove(session, visitor(session), number, "5678", now=NOW)


def test_tries_made_at_the_same_moment_are_counted_one_after_the_other(database: Database):
    with database.transaction() as session:
        number = filed(session)
        for _ in range(TRIES - 1):
            prove(session, visitor(session), number, "0000", now=NOW)
    refused = []

    def guess() -> None:
        try:
            with database.transaction() as session:
                prove(session, visitor(session), number, "0001", now=NOW)
        except TooManyTries as error:
            refused.append(error)

    with database.transaction() as session:
        prove(session, visitor(session), number, "0000", now=NOW)
        guesser = threading.Thread(target=guess)
        guesser.start()
        guesser.join(0.3)  # it waits for us, or has wrongly got through by now
    guesser.join(10)
    assert len(refused) == 1
