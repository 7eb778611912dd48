"""Which moves a complaint may make, who may make them, what they need: the whole table, and nothing besides."""
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.agents import roles
from bot.agents.roles import Role
from bot.complaints import lifecycle, service
from bot.complaints.kinds import Actor, Category, Event, Remedy, Status
from bot.complaints.lifecycle import MOVES, Need, after, pairs
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed
from bot.language import Language
from tests.complaints.people import NOW

OPEN = ("received", "acknowledged", "investigating", "waiting", "reopened")
ENDED = ("decided", "resolved", "withdrawn", "closed")
EVERY = OPEN + ENDED
STAFF = ("agent", "supervisor", "administrator")
LEADS = ("supervisor", "administrator")
PARTIES = {"customer": Actor.CUSTOMER, "system": Actor.SYSTEM, **{role.value: roles.Actor(1, "周", role) for role in Role}}


def rows(event, before, who, to=None):
    return {(status, event, party): to or status for status in before for party in who}


# (status, event, who): the status that follows. Written out apart from the table it checks.
ALLOWED = {
    **rows("complaint_acknowledged", ["received"], ["system"], "acknowledged"),
    **rows("complaint_assigned", OPEN, (*STAFF, "system")),
    **rows("complaint_taken_up", ["acknowledged", "waiting", "reopened"], STAFF, "investigating"),
    **rows("complaint_replied", OPEN, STAFF, "investigating"),
    **rows("customer_asked", ["acknowledged", "investigating", "reopened"], STAFF, "waiting"),
    **rows("complaint_supplemented", ["received", "acknowledged", "investigating", "reopened"], ["customer"]),
    **rows("complaint_supplemented", ["waiting"], ["customer"], "investigating"),
    **rows("note_added", EVERY, STAFF),
    **rows("evidence_added", EVERY, STAFF),
    **rows("extension_proposed", OPEN, STAFF),
    **rows("complaint_extended", OPEN, LEADS),
    **rows("extension_declined", OPEN, LEADS),
    **rows("complaint_decided", OPEN, STAFF, "decided"),
    **rows("complaint_resolved", OPEN, STAFF, "resolved"),
    **rows("complaint_resolved", ["decided"], ["customer"], "resolved"),
    **rows("complaint_closed", ["decided", "resolved"], ["system"], "closed"),
    **rows("complaint_withdrawn", OPEN, ["customer"], "withdrawn"),
    **rows("complaint_reopened", ["decided", "resolved", "withdrawn"], ["customer", *LEADS], "reopened"),
    **rows("complaint_reopened", ["closed"], LEADS, "reopened"),
    **rows("deadline_breached", OPEN, ["system"]),
    **rows("compensation_proposed", OPEN, STAFF),
    **rows("compensation_approved", OPEN, LEADS),
    **rows("compensation_declined", OPEN, LEADS),
    **rows("compensation_sent", EVERY, (*STAFF, "system")),
    **{key: to for event in ("paid", "refused", "unknown") for key, to in rows(f"compensation_{event}", EVERY, ["system"]).items()},
    **rows("review_reply_drafted", OPEN, STAFF),
    **rows("review_solution_offered", OPEN, STAFF),
    **rows("review_followed_up", EVERY, STAFF),
    **rows("words_erased", ENDED, (*LEADS, "system")),
}


@pytest.mark.parametrize("event", sorted({move.event for move in MOVES}))
@pytest.mark.parametrize("status", Status)
def test_a_complaint_moves_as_the_table_says_and_in_no_other_way(status: Status, event: Event):
    for name, by in PARTIES.items():
        following = ALLOWED.get((status.value, event.value, name))
        if following:
            assert after(status, event, by, given=set(Need)) is Status(following)
            continue
        with pytest.raises(NotAllowed) as refused:
            after(status, event, by, given=set(Need))
        anybody = any(key[:2] == (status.value, event.value) for key in ALLOWED)
        assert refused.value.code == ("not_your_role" if anybody else "not_now")


@pytest.mark.parametrize("event, by, code", [
    (Event.REPLIED, "agent", "needs_words"), (Event.DECIDED, "agent", "needs_outcome"), (Event.NOTED, "agent", "needs_words"),
    (Event.ASKED, "agent", "needs_words"), (Event.EXTENSION_PROPOSED, "agent", "needs_words"), (Event.SUPPLEMENTED, "customer", "needs_words"),
    (Event.EXTENDED, "supervisor", "own_proposal"), (Event.COMPENSATION_APPROVED, "supervisor", "own_proposal")])
def test_a_move_without_what_it_needs_is_refused(event: Event, by: str, code: str):
    with pytest.raises((InvalidInput, NotAllowed)) as refused:
        after(Status.INVESTIGATING, event, PARTIES[by])
    assert refused.value.code == code


def test_every_event_but_the_filing_itself_is_in_the_table():
    assert {move.event for move in MOVES} == set(Event) - {Event.FILED}


@pytest.mark.parametrize("status", Status)
def test_a_complaint_is_open_until_it_is_decided_or_withdrawn(status: Status):
    assert status.is_open is (status.value in OPEN)


def test_an_auditor_may_do_nothing():
    assert not [move for move in MOVES if Role.AUDITOR in move.who]


def put(session, complaint_id: int, status: str) -> None:
    """A complaint with a status of the test's choice, in the way that only a test may."""
    if session.get_bind().dialect.name == "sqlite":
        trigger = session.execute(text("SELECT sql FROM sqlite_master WHERE name = 'complaints_status'")).scalar()
        session.execute(text("DROP TRIGGER complaints_status"))
        session.execute(text("UPDATE complaints SET status = :s WHERE id = :i"), {"s": status, "i": complaint_id})
        session.connection().exec_driver_sql(trigger)
    else:
        session.execute(text("ALTER TABLE complaints DISABLE TRIGGER complaints_status"))
        session.execute(text("UPDATE complaints SET status = :s WHERE id = :i"), {"s": status, "i": complaint_id})
        session.execute(text("ALTER TABLE complaints ENABLE TRIGGER complaints_status"))


def by_hand(session, complaint_id: int, before: str, to: str, *, row: bool = True) -> None:
    """What somebody with SQL would do: an audit row, then the status."""
    if row:
        session.execute(text(
            "INSERT INTO complaint_events (complaint_id, sequence, kind, actor, details, created_at) "
            "SELECT id, event_count + 1, 'x', 'operator', :d, '2026-11-03 08:00:00' FROM complaints WHERE id = :i"),
            {"i": complaint_id, "d": f'{{"from": "{before}", "to": "{to}"}}'})
    session.execute(text(f"UPDATE complaints SET status = :s, event_count = event_count + {int(row)} WHERE id = :i"), {"s": to, "i": complaint_id})


@pytest.fixture
def complaint_id(database: Database) -> int:
    statement = service.Statement(category=Category.OTHER, description="x", remedy=Remedy.OTHER)
    with database.transaction() as session:
        visitor = open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        return service.file(session, visitor, statement, key="message:1", now=NOW).id


def test_the_database_allows_the_tables_changes_of_status_and_no_other(database: Database, complaint_id: int):
    done = set()
    for before, to in product(Status, Status):
        if before is to:
            continue
        try:
            with database.transaction() as session:
                put(session, complaint_id, before.value)
                by_hand(session, complaint_id, before.value, to.value)
                done.add((before, to))
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        except Exception as error:
            assert "no such move" in str(error)
    assert done == pairs()


@pytest.mark.parametrize("statement, refused", [
    ("UPDATE complaints SET status = 'investigating'", "audit row"),
    ("UPDATE complaints SET status = 'investigating', event_count = event_count + 1", "audit row"),
    ("UPDATE complaints SET status = 'investigating', event_count = 2", "audit row"),
    ("UPDATE complaints SET status = 'closed'", "no such move"),
    ("UPDATE complaints SET status = 'nonsense'", "no such move|ck_complaints_status|CHECK"),
    ("UPDATE complaints SET outcome = 'nonsense'", "ck_complaints_outcome|CHECK"),
    ("INSERT INTO complaint_events (complaint_id, sequence, kind, actor, details, created_at) "
     "SELECT id, event_count + 2, 'x', 'system', '{}', '2026-11-03' FROM complaints", "one after the other"),
    ("INSERT INTO complaints (number, filed_by, conversation_id, category, status, description, remedy, locale, created_at) "
     "SELECT 'C1', 'x', conversation_id, category, 'closed', 'x', 'other', 'zh', created_at FROM complaints", "begins as received"),
])
def test_the_database_refuses_a_change_that_leaves_no_audit_row(database: Database, complaint_id: int, statement: str, refused: str):
    with pytest.raises(Exception, match=refused), database.transaction() as session:
        session.execute(text(statement))


def test_an_audit_row_that_says_something_else_does_not_let_the_status_change(database: Database, complaint_id: int):
    with pytest.raises(Exception, match="audit row"), database.transaction() as session:
        session.execute(text(
            "INSERT INTO complaint_events (complaint_id, sequence, kind, actor, details, created_at) SELECT id, event_count + 1, 'x', 'operator', "
            """'{"from": "acknowledged", "to": "withdrawn"}', '2026-11-03' FROM complaints"""))
        session.execute(text("UPDATE complaints SET status = 'decided', event_count = event_count + 1"))


def test_one_audit_row_lets_the_status_change_once(database: Database, complaint_id: int):
    with pytest.raises(Exception, match="audit row"), database.transaction() as session:
        by_hand(session, complaint_id, "acknowledged", "investigating")
        by_hand(session, complaint_id, "investigating", "waiting")
        session.execute(text("UPDATE complaints SET status = 'investigating'"))


def test_the_status_cannot_change_without_a_row_even_where_the_move_is_allowed(database: Database, complaint_id: int):
    with pytest.raises(Exception, match="audit row"), database.transaction() as session:
        by_hand(session, complaint_id, "acknowledged", "decided", row=False)


def test_the_lines_of_the_table_that_change_a_status_are_the_pairs_of_the_trigger():
    assert {(before.value, to.value) for before, to in lifecycle.pairs()} == {
        (status, to) for (status, _, _), to in ALLOWED.items() if to != status}


def test_the_document_shows_the_table_as_it_is():
    shown = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in Path("docs/complaints.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    lines = [(cells[0], cells[2], cells[4]) for cells in shown if len(cells) == 5 and cells[0] in {event.value for event in Event}]
    assert lines == [(move.event.value, move.after.value if move.after else "", ", ".join(sorted(need.value.replace("_", " ") for need in move.needs)))
                     for move in MOVES]
