"""What an operator can do with requests for a person at the command line."""
from datetime import datetime, timezone

import pytest

from bot.__main__ import main
from bot.conversations import handoffs, queries, service
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine


def asked(database: Database) -> "tuple[int, str]":
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        service.receive(session, conversation.id, client_message_id="c1", text="转人工", now=NOW)
        return handoffs.request(session, conversation.id, reason=handoffs.Reason.ASKED_FOR, now=NOW).id, conversation.id


def test_the_list_shows_who_waits_since_when(database: Database, capsys: pytest.CaptureFixture):
    request, conversation = asked(database)
    assert main(["handoffs", "list"]) == 0
    assert capsys.readouterr().out == f"{request}  since 2026-11-03 08:00 UTC  asked_for  {conversation}\n"


def test_the_transcript_goes_with_a_request(database: Database, capsys: pytest.CaptureFixture):
    request, _ = asked(database)
    assert main(["handoffs", "show", str(request)]) == 0
    assert capsys.readouterr().out == "2026-11-03 08:00 customer: 转人工\n"


def test_an_answer_reaches_the_customer_and_takes_the_request_off_the_list(database: Database, capsys: pytest.CaptureFixture):
    request, conversation = asked(database)
    assert main(["handoffs", "reply", str(request), "我来了"]) == 0
    with database.reading() as session:
        assert [(m.author, m.text) for m in queries.messages_after(session, conversation, 1, 9)] == [("agent", "我来了")]
    main(["handoffs", "list"])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["show", "99"], ["reply", "99", "x"]])
def test_an_unknown_request_is_one_clear_line(database: Database, capsys: pytest.CaptureFixture, arguments: list):
    assert main(["handoffs", *arguments]) == 2
    assert capsys.readouterr().err == "unknown_handoff: {'id': 99}\n"
