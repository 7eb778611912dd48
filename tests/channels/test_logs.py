"""What customers say is no matter for the logs, secrets least of all, even where everything is logged."""
import ast
import json
from pathlib import Path
from typing import Iterator, Tuple

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.channels.running import Customer, Server
from tests.collector import Collector, attribute

WORDS = {"text", "words", "said", "typed", "body", "json", "description", "payload", "token", "contact"}
SECRETS = ["hunter2xyz", "4111111111111111", "482913", "771204", "Plm105x"]


def test_a_server_that_logs_everything_logs_no_secret(tmp_path: Path):
    server = Server(tmp_path, LOG_LEVEL="DEBUG").start()
    try:
        customer = Customer(server)
        for text in ("我的密码是hunter2xyz 帮我看看登录", "my card is 4111111111111111", "验证码是", "482913", "771204 是你们发的验证码", "Plm105x is my password"):
            customer.say(text)
        assert "never send passwords" in customer.say("482913") and len(customer.messages(customer.sequence)) == 1  # nothing is left to answer
        customer.http.post("/webhooks/web/messages", content=b'{"text": "hunter2xyz 4111111111111111"')
        customer.post(text="hunter2xyz", choice_id="482913")
        assert "processor.message.parse" in server.log  # it does log everything
        assert [secret for secret in SECRETS if secret in server.log] == []
    finally:
        server.stop()


def log_calls() -> "list[tuple[str, ast.Call]]":
    return [(f"{path}:{node.lineno}", node) for root in ("bot", "actions") for path in sorted(Path(root).rglob("*.py"))
            for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name) and node.func.value.id in {"logger", "done", "logging", "structlogger"}
            and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical", "log"}]


def test_our_own_logging_is_found():
    assert len(log_calls()) >= 5


@pytest.mark.parametrize(("place", "call"), log_calls())
def test_our_own_logging_names_no_words_of_a_customer(place: str, call: ast.Call):
    assert not any(isinstance(node, ast.JoinedStr) for argument in call.args for node in ast.walk(argument)), "words go in as %s, one by one"
    named = {getattr(node, "attr", getattr(node, "id", "")) for argument in call.args for node in ast.walk(argument)}
    assert not named & WORDS, place


SAID = ("那张图变灰了咋整", "余额宝里的三千块不见了", "我叫欧阳震华住在幸福路", "slippery banana accusation", "转人工", "我的卡号 4111111111111111")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuple[Server, Collector]]:
    """A server with a structured log, whose traces are collected."""
    collector = Collector()
    server = Server(tmp_path_factory.mktemp("watched"), LOG_FORMAT="json", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_SCHEDULE_DELAY="200").start()
    yield server, collector
    server.stop()
    collector.stop()


def test_structured_lines_have_their_requests_id_and_no_word_of_a_customer(watched: Tuple[Server, Collector]):
    server, customer = watched[0], Customer(watched[0])
    for number, words in enumerate(SAID):
        answer = customer.http.post("/webhooks/web/messages", json={"client_message_id": f"m{number}", "text": words},
                                    headers={"x-request-id": f"request-{number:04}"})
        assert answer.headers["x-request-id"] == f"request-{number:04}"
    assert len(customer.http.get("/webhooks/web/health").headers["x-request-id"]) == 32
    assert customer.http.get("/webhooks/web/complaints/欧阳震华").status_code == 404
    customer.http.post("/webhooks/web/messages", content='{"text": "欧阳震华'.encode())
    lost = customer.post(text="slippery banana accusation").json()["sequence"]
    customer.wait_for("", after=lost)
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert {line["process"] for line in lines} == {"chat"}
    posted = [line for line in lines if line.get("route") == "/webhooks/web/messages" and line.get("status") == 202]
    assert [line["request_id"] for line in posted][:len(SAID)] == [f"request-{number:04}" for number in range(len(SAID))]
    turns = [line for line in lines if line["logger"] == "bot.channels.turns.done" and line["request_id"] == "request-0000"]
    assert turns and turns[0]["outcome"] == "fallback"  # what a turn logs belongs to the request that brought it
    assert [word for word in ("三千块", "欧阳", "幸福路", "变灰", "banana", "4111") if word in server.log] == []


def test_a_trace_leads_from_the_callers_span_through_request_and_turn_to_the_action(watched: Tuple[Server, Collector]):
    server, collector = watched
    customer, trace, caller = Customer(server), "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    customer.http.post("/webhooks/web/messages", json={"client_message_id": "m", "text": "欧阳震华 转人工"},
                       headers={"traceparent": f"00-{trace}-{caller}-01", "x-request-id": "traced-request"})

    def span(name: str) -> Span:
        return collector.wait_for(lambda each: each.name == name and each.trace_id.hex() == trace)

    request, turn, dialogue, action = span("POST /webhooks/web/messages"), span("turn"), span("turn dialogue"), span("turn action")
    assert request.parent_span_id.hex() == caller
    assert (turn.parent_span_id, dialogue.parent_span_id) == (request.span_id, turn.span_id)
    assert action.parent_span_id == dialogue.span_id
    assert {attribute(each, "request_id") for each in (request, turn, action)} == {"traced-request"}
    assert set(collector.services) == {"wallet-support-chat"}
    assert not [each for each in collector.spans if "欧阳" in str(each)]
