"""One object a line, the request it belongs to, and nothing that a customer wrote."""
import asyncio
import json
import logging

import pytest

from bot import logs, request_ids
from bot.errors import NotFound


@pytest.mark.parametrize("given", ["a1b2c3d4", "4bf92f3577b34da6a3ce929d0e0e4736", "edge.eu-1_0042", "x" * 64])
def test_a_well_formed_id_is_kept(given: str):
    assert request_ids.begin(given) == given == request_ids.current()


@pytest.mark.parametrize("given", [None, "", "short", "x" * 65, "-leading1", "two words", "line\nbreak", "引号引号引号引号", "a1b2c3d4\n", '"a1b2c3d4"'])
def test_any_other_is_replaced(given: str):
    made = request_ids.begin(given)
    assert made != given and len(made) == 32


async def test_an_id_goes_along_into_tasks_and_threads_and_not_back():
    outer = request_ids.begin()

    async def inner() -> str:
        assert await asyncio.to_thread(request_ids.current) == outer
        return request_ids.begin()

    assert await asyncio.create_task(inner()) != outer == request_ids.current()


def line(record: logging.LogRecord) -> dict:
    written = logs.JsonLine("chat").format(record)
    assert "\n" not in written
    return json.loads(written)


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception as raised:
        return logging.LogRecord("bot.x", logging.ERROR, __file__, 1, "a turn failed: message %s", (7,), (type(raised), raised, raised.__traceback__))


def test_a_line_says_when_where_and_for_which_request():
    record = logging.LogRecord("bot.x", logging.WARNING, __file__, 1, "%d missed", (3,), None)
    record.request_id, record.fields = "a1b2c3d4", {"status": 200}
    found = line(record)
    assert found.pop("time").endswith("+00:00")
    assert found == {"level": "warning", "process": "chat", "request_id": "a1b2c3d4", "logger": "bot.x", "message": "3 missed", "status": 200}


def test_an_errors_own_words_are_left_out_and_its_places_told():
    error = ValueError("could not read: 我的卡被盗了")
    error.__cause__ = KeyError("她的话")
    found = line(record_of(error))
    assert found["message"] == "a turn failed: message 7" and found["error"]["type"] == "builtins.ValueError"
    assert "test_logs.py" in found["error"]["at"][0] and found["error"]["cause"]["type"] == "builtins.KeyError"
    assert "被盗" not in json.dumps(found, ensure_ascii=False) and "她的话" not in json.dumps(found, ensure_ascii=False)


def test_what_the_system_says_and_our_codes_are_told():
    assert line(record_of(ConnectionRefusedError(111, "Connection refused")))["error"]["message"] == "Connection refused"
    told = line(record_of(NotFound("unknown_complaint", number="她写的")))["error"]
    assert told["code"] == "unknown_complaint" and "她写的" not in json.dumps(told, ensure_ascii=False)


def test_an_error_that_is_logged_as_the_message_is_told_by_its_type():
    assert line(logging.LogRecord("sanic.error", logging.ERROR, __file__, 1, ValueError("我的话"), (), None))["message"] == "ValueError"
