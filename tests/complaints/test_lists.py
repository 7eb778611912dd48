"""Lists for the company's people: what is in them, in which order, page by page, and that an index sorts them."""
from typing import Any, List

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from bot.agents.roles import Role
from bot.complaints import assignment, filters, lists, service, work
from bot.complaints.kinds import Category, Priority, Status
from bot.complaints.lists import Filter, Order
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.language import Language
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, file, hire

LEAD = OPERATOR


def numbers(session: Session, wanted: Filter, actor: Any = LEAD, **how: Any) -> List[str]:
    return [complaint.number for complaint in lists.page(session, actor, wanted, now=NOW + HOUR, **how).complaints]


@pytest.fixture
def six(database: Database) -> List[str]:
    """Six complaints with different urgency, filed one after the other by six customers."""
    kinds = [(Category.OTHER, None), (Category.FRAUD, None), (Category.FAILED_PAYMENT, "100"), (Category.FAILED_PAYMENT, "5000"),
             (Category.PRIVACY_CONCERN, None), (Category.OTHER, None)]
    with database.transaction() as session:
        return [file(session, key=f"message:{n}", customer=f"customer{n}", category=category, amount=amount, now=NOW - n * HOUR).number
                for n, (category, amount) in enumerate(kinds)]


def test_the_most_urgent_come_first_and_among_them_the_first_due(database: Database, six: List[str]):
    with database.reading() as session:
        assert numbers(session, Filter()) == [six[n] for n in (3, 1, 4, 2, 5, 0)]
        assert numbers(session, Filter(order=Order.DUE)) == six[::-1]
        assert numbers(session, Filter(order=Order.NEWEST)) == six[::-1]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 50])
def test_page_by_page_every_complaint_comes_once(database: Database, six: List[str], order: Order, limit: int):
    with database.reading() as session:
        whole, found, after = numbers(session, Filter(order=order)), [], None
        while True:
            page = lists.page(session, LEAD, Filter(order=order), now=NOW, after=after, limit=limit)
            found += [complaint.number for complaint in page.complaints]
            after = page.following
            if after is None:
                break
            assert len(page.complaints) == limit and len(found) < len(whole)
        assert found == whole


def test_a_complaint_that_is_filed_meanwhile_shifts_no_page(database: Database, six: List[str]):
    with database.transaction() as session:
        first = lists.page(session, LEAD, Filter(order=Order.NEWEST), now=NOW, limit=3)
        file(session, key="message:9")
        assert numbers(session, Filter(order=Order.NEWEST), after=first.following, limit=3) == six[2::-1]


@pytest.mark.parametrize("after", ["", "x", "1|2", "1|2|3|4", "1|2026-11-03T08:00:00|3", "1|yesterday|3", f"1|2026-11-03T08:00:00+00:00|{10**30}", "|||", "\x00"])
def test_a_place_that_no_page_gave_is_refused(database: Database, after: str):
    with database.reading() as session:
        with pytest.raises(InvalidInput) as refused:
            lists.page(session, LEAD, Filter(), now=NOW, after=after)
        assert refused.value.values == {"field": "after"}


def test_ended_complaints_are_in_the_newest_alone(database: Database, six: List[str]):
    with database.transaction() as session:
        service.withdraw(session, conversation(session, "customer2"), six[2], now=NOW)
        assert six[2] not in numbers(session, Filter()) + numbers(session, Filter(order=Order.DUE))
        assert six[2] in numbers(session, Filter(order=Order.NEWEST))
        assert numbers(session, Filter(order=Order.NEWEST, status=Status.WITHDRAWN)) == [six[2]]


def test_each_filter_keeps_what_fits(database: Database, six: List[str]):
    with database.transaction() as session:
        amy = hire(session, team="pay")
        assignment.assign(session, six[4], amy, actor=LEAD, now=NOW)
        work.reply(session, six[1], "在查了", actor=LEAD, now=NOW)
        english = file(session, key="message:9", customer=None, language=Language.EN).number
        late = Filter(order=Order.NEWEST, overdue=True)
        assert numbers(session, Filter(category=Category.FRAUD)) == [six[1]]
        assert numbers(session, Filter(status=Status.INVESTIGATING)) == [six[1]]
        assert numbers(session, Filter(priority=Priority.URGENT)) == [six[3], six[1]]
        assert numbers(session, Filter(assignee=amy.agent_id)) == numbers(session, Filter(team="pay")) == [six[4]]
        assert six[4] not in numbers(session, Filter(assignee=0)) and len(numbers(session, Filter(assignee=0))) == 6
        assert numbers(session, Filter(locale="en")) == [english]
        assert numbers(session, Filter(customer="customer3")) == [six[3]]
        assert numbers(session, late) == []
        assert [c.number for c in lists.page(session, LEAD, late, now=NOW + 46 * HOUR).complaints] == [six[5], six[4], six[3]]
        assert numbers(session, Filter(category=Category.FRAUD, assignee=amy.agent_id)) == []


@pytest.mark.parametrize("words, fits", [
    ("火锅", True), ("老王火锅", True), ("锅", True), ("老王 两次", True), ("Refund", True), ("REF", True), ("13800138000", True), ("1380", True),
    ("火锅两", False), ("锅火", False), ("fund", False), ("老王 优衣库", False), ("%", False), ("", True), ("！？", False), ("兩次", True), ("demo chen", True),
    ("T2026110312345678", True), ("还有截图", True), ("' OR 1=1 --", False)])
def test_words_numbers_and_customers_are_found(database: Database, words: str, fits: bool):
    from bot.complaints.kinds import Remedy
    stated = service.Statement(category=Category.OTHER, description="老王火锅扣了我两次钱 refund please", remedy=Remedy.REFUND,
                               contact="13800138000", transaction_id="T2026110312345678")
    with database.transaction() as session:
        hers = conversation(session)
        complaint = service.file(session, hers, stated, key="message:1", now=NOW)
        service.supplement(session, hers, complaint.number, "还有截图", key="message:2", now=NOW)
        file(session, key="message:3", customer="wang", description="优衣库没到账")
        found = numbers(session, Filter(order=Order.NEWEST, words=words))
        assert (complaint.number in found) is fits


def test_a_complaint_is_found_by_its_number_and_by_the_numbers_end(database: Database, six: List[str]):
    with database.reading() as session:
        for words in (six[2], six[2].lower(), six[2][9:], six[2][9:13]):
            assert six[2] in numbers(session, Filter(words=words))
        assert numbers(session, Filter(words=six[2])) == [six[2]]


def test_an_agent_finds_nothing_that_she_may_not_read(database: Database):
    with database.transaction() as session:
        eve, amy = hire(session, "小伊", team="risk"), hire(session, team="pay")
        number = file(session).number
        assignment.assign(session, number, eve, actor=LEAD, now=NOW)
        for wanted in (Filter(), Filter(words="付款"), Filter(assignee=eve.agent_id), Filter(order=Order.NEWEST, words=number)):
            assert numbers(session, wanted, amy) == [] and numbers(session, wanted, eve) == [number]


def plan(session: Session, statement: Any) -> str:
    """How the database would answer; PostgreSQL, which reads a table so small at once, is asked to do as with a large one."""
    asked: List[Any] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((sql, parameters))

    connection = session.connection()
    event.listen(connection.engine, "before_cursor_execute", note)
    session.execute(statement)
    event.remove(connection.engine, "before_cursor_execute", note)
    sqlite = connection.dialect.name == "sqlite"
    for kind in () if sqlite else ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):  # discouraged, not forbidden
        session.execute(text(f"SET LOCAL enable_{kind} = off"))
    rows = connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + asked[0][0], asked[0][1])
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("wanted, index", [
    (Filter(), "ix_complaints_urgency"), (Filter(order=Order.DUE), "ix_complaints_due"), (Filter(order=Order.DUE, overdue=True), "ix_complaints_due"),
    (Filter(order=Order.NEWEST), "complaints_pkey"), (Filter(assignee=7), "ix_complaints_assignee"), (Filter(category=Category.FRAUD), "ix_complaints_urgency")])
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("later", [False, True])
def test_a_list_is_read_in_the_order_of_an_index_and_never_sorted(database: Database, six: List[str], wanted: Filter, index: str, role: Role, later: bool):
    from bot.agents.roles import Actor
    actor = Actor(7, "x", role, "pay")
    with database.reading() as session:
        after = lists.page(session, LEAD, Filter(order=wanted.order), now=NOW, limit=1).following if later else None
        found = plan(session, lists.statement(actor, wanted, now=NOW, after=after, limit=50))
        if session.get_bind().dialect.name == "sqlite":
            assert "TEMP B-TREE" not in found and (index == "complaints_pkey" or f"INDEX {index}" in found), found
        else:
            assert "Sort" not in found and index in found, found


def test_a_search_looks_its_words_up(database: Database, six: List[str]):
    with database.reading() as session:
        found = plan(session, lists.statement(LEAD, Filter(order=Order.NEWEST, words="付款失败"), now=NOW))
        assert "complaint_terms" in found and "SCAN complaint_terms" not in found and "Seq Scan on complaint_terms" not in found


def test_a_filter_is_kept_under_its_name_replaced_and_forgotten(database: Database):
    wanted = Filter(order=Order.DUE, status=Status.WAITING, category=Category.FRAUD, priority=Priority.URGENT, assignee=0, team="pay", locale="zh",
                    overdue=True, customer="c", words="退款")
    with database.transaction() as session:
        amy, bob = hire(session), hire(session, "小李")
        filters.save(session, amy, " 急 ", Filter(), now=NOW)
        kept = filters.save(session, amy, "急", wanted, now=NOW + DAY)
        filters.save(session, bob, "急", Filter(), now=NOW)
        session.expire_all()
        assert [(one.name, filters.read(one.terms)) for one in filters.saved(session, amy)] == [("急", wanted)]
        with pytest.raises(NotFound, match="unknown_filter"):
            filters.remove(session, bob, kept.id)
        filters.remove(session, amy, kept.id)
        assert filters.saved(session, amy) == [] and len(filters.saved(session, bob)) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_filter_needs_a_name(database: Database, name: str):
    with database.transaction() as session, pytest.raises(InvalidInput):
        filters.save(session, hire(session), name, Filter(), now=NOW)


@pytest.mark.parametrize("terms", [{"nonsense": 1}, {"status": "odd"}, {"status": 5}, {"priority": "high"}, {"assignee": "7"}, {"assignee": True}, {"overdue": 1},
                                   {"words": ["x"]}, {"category": None}, {"order": {}}, {"priority": 9}])
def test_an_odd_field_of_a_filter_is_named(terms: dict):
    with pytest.raises(InvalidInput) as refused:
        filters.read(terms)
    assert refused.value.values["field"] == next(iter(terms))
