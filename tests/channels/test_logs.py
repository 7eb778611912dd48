"""What customers say is no matter for the logs, secrets least of all, even where everything is logged."""
import ast
from pathlib import Path

import pytest

from tests.channels.running import Customer, Server

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
            and isinstance(node.func.value, ast.Name) and node.func.value.id in {"logger", "logging", "structlogger"}
            and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical", "log"}]


def test_our_own_logging_is_found():
    assert len(log_calls()) >= 5


@pytest.mark.parametrize(("place", "call"), log_calls())
def test_our_own_logging_names_no_words_of_a_customer(place: str, call: ast.Call):
    assert not any(isinstance(node, ast.JoinedStr) for argument in call.args for node in ast.walk(argument)), "words go in as %s, one by one"
    named = {getattr(node, "attr", getattr(node, "id", "")) for argument in call.args for node in ast.walk(argument)}
    assert not named & WORDS, place
