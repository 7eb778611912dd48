"""The OpenAPI document is true: every route is in it, and the real server never answers outside of it."""
import re
from typing import Any, Dict, Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from sanic import Sanic
from schemathesis import experimental
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance, status_code_conformance

from bot.channels.routes.openapi import document
from bot.channels.web import WebChannel
from tests.brief import examples
from tests.channels.running import Customer, Server

experimental.OPEN_API_3_1.enable()
# What an endless stream answers is tested where streams are.
STREAM = "/events"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose limits no test run reaches."""
    folder = tmp_path_factory.mktemp("openapi")
    started = Server(folder, **dict.fromkeys(("LIMIT_REQUESTS_PER_ADDRESS", "LIMIT_SESSIONS_PER_ADDRESS", "LIMIT_MESSAGES_PER_CONVERSATION", "LIMIT_MESSAGES_PER_CUSTOMER"), "100000/second")).start()
    yield started
    started.stop()


@pytest.fixture()
def customer_api(open_server: Server) -> Any:
    """The document as the server gives it."""
    return schemathesis.from_uri(f"{open_server.url}/webhooks/web/openapi.json", base_url=f"{open_server.url}/webhooks/web")


schema = schemathesis.from_pytest_fixture("customer_api")


@schema.parametrize()
@settings(max_examples=examples(25), deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))
def test_the_server_answers_as_the_document_says(case: Any, open_server: Server):
    if case.endpoint.path.endswith(STREAM):
        return
    token = _token(open_server, fresh=case.method in {"DELETE"})
    headers = {"Authorization": f"Bearer {token}"} if case.endpoint.path != "/sessions" or case.method == "DELETE" else {}
    case.call_and_validate(headers=headers, checks=CHECKS)


@schema.parametrize()
@settings(max_examples=examples(3), deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_without_a_token_nothing_but_the_open_routes_answers(case: Any, open_server: Server):
    if case.endpoint.definition.raw.get("security") == []:
        return
    response = case.call(headers={"Authorization": "Bearer wrong"})
    assert response.status_code in {401, 413}, (case.endpoint.path, response.status_code)


def test_every_route_is_in_the_document_and_no_other():
    app = Sanic("openapi-check", configure_logging=False)
    app.blueprint(WebChannel().blueprint(_never), url_prefix="/webhooks/web")
    served = {(route.path.replace("webhooks/web", ""), method.lower()) for route in app.router.routes for method in route.methods
              if method not in {"OPTIONS", "HEAD"}}
    assert {(_template(path), method) for path, method in served} == {
        (path, method) for path, methods in document()["paths"].items() for method in methods}


def test_every_operation_says_what_it_answers_while_the_database_is_away_or_full():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert {"503", "507"} <= operation["responses"].keys(), (method, path)


def test_the_document_is_served_to_anybody(open_server: Server):
    answer = httpx.get(f"{open_server.url}/webhooks/web/openapi.json")
    assert answer.status_code == 200 and answer.json()["openapi"] == "3.1.0"


_tokens: Dict[str, str] = {}


def _token(server: Server, *, fresh: bool) -> str:
    if fresh or server.url not in _tokens:
        token = Customer(server, "demo-chen").session["token"]
        if fresh:
            return token
        _tokens[server.url] = token
    return _tokens[server.url]


def _template(path: str) -> str:
    return re.sub(r"<(\w+)(?::\w+)?>", r"{\1}", path)


async def _never(message: Any) -> None:
    raise AssertionError("no message is sent here")
