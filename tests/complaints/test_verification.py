"""What `verify` finds in an audit trail that somebody touched behind the database's guards."""
import itertools
from typing import Any, Callable, Iterator, List, Optional

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

import bot.settings
from bot.__main__ import main
from bot.complaints import chain, erasure, service, trail, verification, work
from bot.complaints.kinds import Actor
from bot.complaints.models import Complaint, ComplaintEvent, ComplaintKey
from bot.db import Database
from bot.errors import NotAllowed
from tests.complaints.people import HOUR, NOW, OPERATOR, conversation, file, filed

KEY = "k" * 32
COLUMNS = ", ".join(column.name for column in ComplaintEvent.__table__.columns if column.name not in {"id", "sequence"})


def set_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("AUDIT_KEY", key)
    bot.settings.settings.cache_clear()


@pytest.fixture
def number(database: Database) -> str:
    """A complaint with six rows: filed, acknowledged, replied, supplemented, note, withdrawn."""
    with database.transaction() as session:
        complaint = file(session, amount="328.00", contact="a@c.io")
        work.reply(session, complaint.number, "在查了", actor=OPERATOR, now=NOW + HOUR)
        service.supplement(session, conversation(session), complaint.number, "还有截图", key="message:2", now=NOW + HOUR)
        work.add_note(session, complaint.number, "像是重复入账", actor=OPERATOR, now=NOW + HOUR)
        service.withdraw(session, conversation(session), complaint.number, now=NOW + 2 * HOUR)
        return complaint.number


def tamper(database: Database, *statements: str, then: Optional[Callable[[Session], None]] = None) -> None:
    """What somebody does who owns the database: lift its guards, change rows, put the guards back."""
    with database.transaction() as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        guards = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all() if sqlite else []
        for name, _ in guards:
            session.execute(text(f"DROP TRIGGER {name}"))
        if not sqlite:
            session.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))
        if then:
            then(session)
            session.flush()
        for _, statement in guards:
            session.connection().exec_driver_sql(statement)
        if not sqlite:
            session.execute(text("SET session_replication_role = DEFAULT"))


def found(database: Database, number: Optional[str] = None) -> List[Any]:
    with database.reading() as session:
        return [(problem.wrong, problem.sequence) for _, problems in verification.verify(session, number) for problem in problems]


def rehash(session: Session, first: int = 1, *, links: bool = True) -> None:
    """Compute the chain anew from a row on, as a forger would who knows how."""
    complaint = session.execute(select(Complaint)).scalar_one()
    previous = chain.GENESIS
    for event in session.execute(select(ComplaintEvent).order_by(ComplaintEvent.sequence)).scalars():
        if event.sequence >= first:
            event.previous = previous if links else event.previous
            event.hash = chain.digest(complaint.number, trail.as_row(event))
        previous = event.hash


def test_a_trail_that_nobody_touched_is_well(database: Database, number: str):
    assert found(database) == found(database, number) == []


CHANGES = ["kind = 'complaint_resolved'", "actor = 'nobody'", "actor_name = 'bob'", "details = '{\"to\": \"withdrawn\", \"from\": \"received\"}'",
           "commitment = 'x'", "created_at = '2020-01-01 00:00:00'", "agent_id = 7", "previous = 'x'", "hash = 'x'"]


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("row", [1, 3, 6])
def test_a_changed_row_is_named(database: Database, number: str, change: str, row: int):
    if change.startswith("agent_id"):
        tamper(database, "INSERT INTO agents (id, name, created_at) VALUES (7, 'x', '2026-11-03 00:00:00')")
    tamper(database, f"UPDATE complaint_events SET {change} WHERE sequence = {row}")
    assert ("changed", row) in found(database) and {sequence for _, sequence in found(database)} <= {row, None}


@pytest.mark.parametrize("row", [1, 3, 6])
def test_a_row_changed_together_with_its_hash_is_named(database: Database, number: str, row: int):
    def forge(session: Session) -> None:
        event = session.execute(select(ComplaintEvent).where(ComplaintEvent.sequence == row)).scalar_one()
        event.actor_name = "bob"
        event.hash = chain.digest(number, trail.as_row(event))

    tamper(database, then=forge)
    assert found(database) == [("changed", row)]


def test_a_whole_chain_computed_anew_without_its_end_is_found(database: Database, number: str):
    tamper(database, "UPDATE complaint_events SET actor_name = 'bob' WHERE sequence = 3", then=rehash)
    assert found(database) == [("changed", 6)]


@pytest.mark.parametrize("row", range(1, 7))
def test_a_removed_row_is_named(database: Database, number: str, row: int):
    tamper(database, f"DELETE FROM complaint_events WHERE sequence = {row}")
    assert ("removed", row) in found(database)
    assert [wrong for wrong, _ in found(database) if wrong != "status"] == ["removed"]


def test_a_removed_row_is_named_though_the_others_moved_up(database: Database, number: str):
    tamper(database, "DELETE FROM complaint_events WHERE sequence = 3", *(
        f"UPDATE complaint_events SET sequence = {n - 1} WHERE sequence = {n}" for n in (4, 5, 6)))
    assert found(database) == [("removed", 3)]


def test_all_rows_removed_are_all_named(database: Database, number: str):
    tamper(database, "DELETE FROM complaint_events")
    assert found(database) == [("removed", n) for n in range(1, 7)]


@pytest.mark.parametrize("at", [2, 4, 7])
@pytest.mark.parametrize("linked", [True, False])
def test_an_inserted_row_is_named(database: Database, number: str, at: int, linked: bool):
    make_room = [f"UPDATE complaint_events SET sequence = {n + 1} WHERE sequence = {n}" for n in range(6, at - 1, -1)]
    copy = f"INSERT INTO complaint_events (sequence, {COLUMNS}) SELECT {at}, {COLUMNS} FROM complaint_events WHERE sequence = {at - 1}"

    def forge(session: Session) -> None:
        before, event = (session.execute(select(ComplaintEvent).where(ComplaintEvent.sequence == n)).scalar_one() for n in (at - 1, at))
        event.kind, event.previous = "complaint_replied", before.hash if linked else "x"
        event.hash = chain.digest(number, trail.as_row(event)) if linked else "y"

    tamper(database, *make_room, copy, then=forge)
    assert [one for one in found(database) if one[0] not in {"words_changed", "status"}] == [("inserted", at)]


def test_reordered_rows_are_named(database: Database, number: str):
    for one, other in itertools.combinations(range(1, 7), 2):
        swap = [f"UPDATE complaint_events SET sequence = {to} WHERE sequence = {n}" for n, to in ((one, 99), (other, one), (99, other))]
        tamper(database, *swap)
        wrong = [sequence for kind, sequence in found(database) if kind == "reordered"]
        assert {one, other} <= set(wrong) <= set(range(one, other + 1))
        tamper(database, *swap)
    assert found(database) == []


@pytest.mark.parametrize("statement, wrong", [
    ("UPDATE complaint_notes SET text = '没说过' WHERE author = 'operator' AND NOT internal", ("words_changed", 3)),
    ("UPDATE complaint_notes SET internal = NOT internal WHERE author = 'customer'", ("words_changed", 4)),
    ("UPDATE complaints SET description = '没说过'", ("words_changed", 1)),
    ("UPDATE complaints SET amount = 1", ("words_changed", 1)),
    ("UPDATE complaints SET status = 'closed'", ("status", None)),
    ("DELETE FROM complaint_keys", ("key", None)),
    ("UPDATE complaints SET event_count = 5", ("changed", 6)),
    ("UPDATE complaints SET event_head = 'x'", ("changed", 6)),
])
def test_words_status_key_and_end_are_checked_too(database: Database, number: str, statement: str, wrong: Any):
    tamper(database, statement)
    assert wrong in found(database)


def cut(session: Session) -> None:
    """The last row, and all that speaks of it."""
    session.execute(text("DELETE FROM complaint_events WHERE sequence = 6"))
    session.execute(text("UPDATE complaints SET status = 'investigating', event_count = 5, event_head = "
                         "(SELECT hash FROM complaint_events WHERE sequence = 5)"))


def rewrite(session: Session) -> None:
    """The whole trail, with its end."""
    session.execute(text("UPDATE complaint_events SET actor_name = 'bob' WHERE sequence = 3"))
    rehash(session)
    session.flush()
    session.execute(text("UPDATE complaints SET event_head = (SELECT hash FROM complaint_events WHERE sequence = 6)"))


@pytest.mark.parametrize("forge", [cut, rewrite])
def test_with_a_key_a_trail_cut_or_rewritten_with_its_end_is_found(
        database: Database, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, forge: Callable[[Session], None]):
    set_key(monkeypatch, KEY)
    request.getfixturevalue("number")
    assert found(database) == []
    tamper(database, then=forge)
    assert found(database) == [("seal", None)]
    tamper(database, "UPDATE complaints SET event_seal = NULL")
    assert found(database) == [("unsealed", None)]


def test_sealing_signs_what_is_sound_and_nothing_else(database: Database, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    other = filed(database, key="message:9")
    tamper(database, f"UPDATE complaint_events SET actor_name = 'bob' WHERE sequence = 2 AND complaint_id = (SELECT id FROM complaints WHERE number = '{other}')")
    assert main(["complaints", "seal"]) == 2 and capsys.readouterr().err.startswith("AUDIT_KEY")
    set_key(monkeypatch, KEY)
    assert found(database, number) == [("unsealed", None)]
    assert main(["complaints", "seal"]) == 0 and capsys.readouterr().out == "1 trails signed\n"
    assert found(database, number) == [] and ("changed", 2) in found(database, other)
    with database.transaction() as session:
        service.reopen(session, conversation(session), number, now=NOW + 3 * HOUR)
    assert found(database, number) == []


def test_the_command_names_complaint_and_row_and_ends_with_1(database: Database, number: str, capsys: pytest.CaptureFixture):
    other = filed(database, key="message:9")
    assert main(["complaints", "verify"]) == 0
    assert capsys.readouterr().out == "2 trails, 8 rows: nothing is wrong\n"
    tamper(database, f"UPDATE complaint_events SET actor_name = 'bob' WHERE sequence = 3 AND complaint_id = (SELECT id FROM complaints WHERE number = '{number}')")
    assert main(["complaints", "verify"]) == 1
    assert capsys.readouterr().out == f"{number}  changed  row 3\n2 trails, 8 rows: 1 problems\n"
    assert main(["complaints", "verify", other.lower()]) == 0
    assert main(["complaints", "verify", "C20261103AAAAAA"]) == 2


def test_more_trails_than_are_read_at_once_are_all_read(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verification, "_AT_ONCE", 2)
    numbers = [filed(database, key=f"message:{n}") for n in range(5)]
    with database.reading() as session:
        assert [complaint.number for complaint, _ in verification.verify(session)] == numbers


def test_a_row_of_another_complaint_does_not_fit(database: Database, number: str):
    other = filed(database, key="message:9")
    tamper(database, f"UPDATE complaint_events SET complaint_id = (SELECT id FROM complaints WHERE number = '{other}'), sequence = 3 WHERE sequence = 6")
    assert ("removed", 6) in found(database, number) and ("inserted", 3) in found(database, other)


def text_of(database: Database) -> Iterator[str]:
    with database.reading() as session:
        for event in session.execute(select(ComplaintEvent)).scalars():
            yield " ".join(str(getattr(event, column.name)) for column in ComplaintEvent.__table__.columns)


def test_no_row_holds_words_and_no_guess_can_be_tested_without_the_key(database: Database, number: str):
    rows = " ".join(text_of(database))
    assert not [words for words in ("在查了", "还有截图", "重复入账", "付款失败", "a@c.io") if words in rows]
    guess = {"author": "operator", "internal": False, "text": "在查了"}
    assert chain.commit(chain.new_key(), guess) not in rows
    with database.reading() as session:
        key = session.execute(select(ComplaintKey)).scalar_one().key
    assert chain.commit(key, guess) in rows


def test_erasing_the_words_leaves_the_trail_whole(database: Database, number: str):
    with database.transaction() as session:
        complaint = session.execute(select(Complaint)).scalar_one()
        erasure.erase_words(session, complaint.id, by=Actor.SYSTEM, now=NOW + 9 * HOUR)
    assert found(database) == []
    with database.reading() as session:
        dump = " ".join(str(row) for table in ("complaints", "complaint_notes", "complaint_events", "complaint_terms", "complaint_keys")
                        for row in session.execute(text(f"SELECT * FROM {table}")))
        assert not [words for words in ("在查了", "还有截图", "重复入账", "付款失败", "a@c.io", "截图") if words in dump]
        assert session.execute(select(ComplaintKey)).all() == []
    tamper(database, "DELETE FROM complaint_events WHERE sequence = 2")
    assert ("removed", 2) in found(database)


def test_an_open_complaint_is_not_erased_and_an_erased_one_takes_no_more_words(database: Database, number: str):
    with database.transaction() as session:
        complaint = session.execute(select(Complaint)).scalar_one()
        erasure.erase_words(session, complaint.id, by=Actor.SYSTEM, now=NOW)
        with pytest.raises(NotAllowed, match="words_erased"):
            work.add_note(session, number, "再写", actor=OPERATOR, now=NOW)
    with pytest.raises(NotAllowed, match="not_now"), database.transaction() as session:
        erasure.erase_words(session, file(session, key="message:9").id, by=Actor.SYSTEM, now=NOW)
