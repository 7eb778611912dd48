"""At which moments of a complaint's life its customer is told, in the chat and by the ways she chose."""
import ast
from datetime import timedelta
from pathlib import Path
from typing import Any, Callable

import pytest

from bot.complaints import assignment, compensations, decisions, extensions, service, work
from bot.complaints.kinds import Event, Outcome, Status
from bot.complaints.lifecycle import MOVES
from bot.conversations.models import Author
from bot.conversations.queries import messages_after
from bot.db import Database
from bot.language import Language
from bot.notices import rendering
from bot.notices.kinds import Channel
from bot.texts import has
from bot.wallet import wallet
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, file, hire
from tests.notices.receivers import MailServer
from tests.notices.sent import chose, job, rows, run

Act = Callable[[Any, str], None]


def act(database: Database, number: str, *steps: Act) -> None:
    for step in steps:
        with database.transaction() as session:
            step(session, number)


def take_up(session: Any, number: str) -> None:
    work.take_up(session, number, actor=OPERATOR, now=NOW)


def ask(session: Any, number: str) -> None:
    work.ask(session, number, "哪一天的事？", actor=OPERATOR, now=NOW)


def supplement(session: Any, number: str) -> None:
    service.supplement(session, conversation(session), number, "昨天的事", key="message:8", now=NOW)


def decide(session: Any, number: str) -> None:
    decisions.decide(session, number, Outcome.UPHELD, "退给您", actor=OPERATOR, now=NOW)


def extend(session: Any, number: str) -> None:
    asking, approving = hire(session, "小周"), OPERATOR
    extensions.propose(session, number, NOW + 20 * DAY, "等银行回复", actor=asking, now=NOW)
    extensions.approve(session, number, actor=approving, now=NOW)


def withdraw(session: Any, number: str) -> None:
    service.withdraw(session, conversation(session), number, now=NOW)


def accept(session: Any, number: str) -> None:
    service.accept(session, conversation(session), number, now=NOW)


def reopen(session: Any, number: str) -> None:
    service.reopen(session, conversation(session), number, now=NOW)


MOMENTS = [  # what happened, the notice, whether the bot's own answer says it in the chat
    ([], "complaint_acknowledged", True),
    ([lambda session, number: assignment.assign(session, number, hire(session), actor=OPERATOR, now=NOW)], "complaint_assigned", False),
    ([take_up], "complaint_taken_up", False),
    ([lambda session, number: work.reply(session, number, "在查了", actor=OPERATOR, now=NOW)], "complaint_reply", False),
    ([ask], "complaint_waiting", False),
    ([ask, supplement], "complaint_supplemented", True),
    ([extend], "complaint_extended", False),
    ([lambda session, number: service.breach_overdue(session, now=NOW + 49 * HOUR)], "complaint_late", False),
    ([decide], "complaint_decided_upheld", False),
    ([lambda session, number: decisions.decide(session, number, Outcome.PARTLY, "一半", actor=OPERATOR, now=NOW)], "complaint_decided_partly", False),
    ([lambda session, number: decisions.decide(session, number, Outcome.REJECTED, "因为", actor=OPERATOR, now=NOW)], "complaint_decided_rejected", False),
    ([lambda session, number: decisions.resolve(session, number, Outcome.UPHELD, "好了", actor=OPERATOR, now=NOW)], "complaint_resolved", False),
    ([decide, accept], "complaint_accepted", True),
    ([withdraw], "complaint_withdrawn", True),
    ([withdraw, reopen], "complaint_reopened_by_customer", True),
    ([decide, lambda session, number: work.reopen(session, number, "再看看", actor=OPERATOR, now=NOW)], "complaint_reopened", False),
    ([decide, lambda session, number: service.close_expired(session, now=NOW + 31 * DAY)], "complaint_closed", False),
]


@pytest.mark.parametrize("steps, kind, by_the_bot", MOMENTS, ids=[kind for _, kind, _ in MOMENTS])
def test_the_customer_is_told_in_the_chat_and_by_email(database: Database, mail: MailServer, steps: list, kind: str, by_the_bot: bool):
    hers = chose(database, Channel.EMAIL)
    with database.transaction() as session:
        number = file(session).number
    act(database, number, *steps)
    assert rows(database)[-1].kind == kind
    with database.reading() as session:
        said = [message.text for message in messages_after(session, hers, 0, 99) if message.author == Author.SYSTEM.value]
    assert has(f"notices.{kind}") != by_the_bot  # what the bot says itself is in data/responses
    if not by_the_bot:
        assert number in said[-1]
    while run(database, now=NOW + 31 * DAY):
        pass
    assert {row.state for row in rows(database)} == {"sent"}
    assert number in mail.messages[-1].get_body(("plain",)).get_content()


def test_every_change_of_a_status_is_among_the_moments():
    told = {Event.ACKNOWLEDGED, Event.TAKEN_UP, Event.REPLIED, Event.ASKED, Event.SUPPLEMENTED, Event.DECIDED, Event.RESOLVED, Event.CLOSED,
            Event.WITHDRAWN, Event.REOPENED}
    assert {move.event for move in MOVES if move.after not in {None}} == told and set(Status) >= {move.after for move in MOVES if move.after}


def test_a_paid_compensation_is_told(database: Database, mail: MailServer):
    from decimal import Decimal
    chose(database, Channel.EMAIL)
    with database.transaction() as session:
        number = file(session).number
        offer = compensations.propose(session, number, Decimal("20.00"), "等太久", actor=hire(session, limit="50"), now=NOW).id
    act(database, number, decide)
    compensations.pay(database, wallet(), offer, now=NOW)
    assert rows(database)[-1].kind == "compensation_paid"


def test_what_a_customer_adds_unasked_is_no_news_to_her(database: Database, mail: MailServer):
    chose(database, Channel.EMAIL)
    with database.transaction() as session:
        number = file(session).number
    act(database, number, supplement)
    assert [row.kind for row in rows(database)] == ["complaint_acknowledged"]


def test_an_acknowledgement_goes_by_each_way_once(database: Database, mail: MailServer):
    from bot.complaints import steps
    chose(database, Channel.EMAIL)
    with database.transaction() as session:
        complaint = file(session)
        steps.acknowledge(session, complaint, NOW + timedelta(hours=1))
    assert [row.kind for row in rows(database)] == ["complaint_acknowledged"]


def announced() -> set:
    """The kinds that the code announces by name."""
    found = set()
    for path in [*Path("bot/complaints").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"tell", "tell_outside"}:
                found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def test_every_kind_that_is_announced_has_an_email_of_its_own():
    assert len(announced()) > 12
    assert announced() | {f"complaint_decided_{outcome.value}" for outcome in Outcome} <= set(rendering.kinds())


@pytest.mark.parametrize("kind", rendering.kinds())
@pytest.mark.parametrize("language", list(Language))
def test_every_email_reads_well_in_both_languages(kind: str, language: Language):
    values = {"words": "WORDS", "more": "MORE", "days": 30, "agent": "AGENT", "when": "WHEN", "first_reply": "FIRST", "final_reply": "FINAL", "label": "LABEL", "amount": "¥1"}
    chinese, english = (set(_used(kind, each)) for each in Language)
    assert chinese == english
    written = rendering.letter(job(kind=kind, language=language, **values))
    assert all(str(values[name]) in written.plain for name in chinese - {"number"})
    assert "{" not in written.plain and (language is Language.ZH or not any("\u4e00" <= c <= "\u9fff" for c in written.plain))


def _used(kind: str, language: Language) -> list:
    import string
    return [name for _, name, _, _ in string.Formatter().parse(rendering._texts()[kind][language.value]) if name]
