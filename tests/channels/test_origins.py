"""Pages of the allowed sites may use the API; the pages of every other site may not."""
from typing import Dict

import httpx
import pytest

from tests.channels.conftest import SITE
from tests.channels.running import Server

STRANGERS = ["https://evil.example", "null", "https://wallet.example.evil.example", "https://wallet.example:444", "http://wallet.example", "https://evilwallet.example",
             "https://Wallet.example", "https://wallet.example/", "https://other.example", "https://x.wallet.example", "*", "", "https://wallet.example, https://evil.example"]
PATHS = ["/webhooks/web/sessions", "/webhooks/web/messages", "/webhooks/web/events", "/webhooks/web/locale", "/widget/support-widget.js", "/webhooks/web/nothing"]


def preflight(server: Server, path: str, origin: str, method: str = "POST") -> httpx.Response:
    return httpx.options(f"{server.url}{path}", headers={"origin": origin, "access-control-request-method": method,
                                                         "access-control-request-headers": "authorization,content-type"})


def cors(answer: httpx.Response) -> Dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", [SITE, "https://other.example:8443"])
def test_an_allowed_site_may_ask_before_it_asks(behind_a_wallet: Server, path: str, origin: str):
    answer = preflight(behind_a_wallet, path, origin)
    assert answer.status_code == 204 and answer.headers["vary"] == "Origin"
    assert cors(answer) == {
        "access-control-allow-origin": origin, "access-control-allow-methods": "GET, POST, PUT, DELETE", "access-control-expose-headers": "retry-after, x-request-id",
        "access-control-allow-headers": "authorization, content-type, accept-language, last-event-id, x-request-id", "access-control-max-age": "7200"}


@pytest.mark.parametrize("origin", STRANGERS)
def test_no_other_site_is_told_that_it_may(behind_a_wallet: Server, origin: str):
    asked = preflight(behind_a_wallet, "/webhooks/web/sessions", origin)
    assert asked.status_code == 405 and cors(asked) == {}
    answer = httpx.post(f"{behind_a_wallet.url}/webhooks/web/sessions", json={}, headers={"origin": origin})
    assert cors(answer) == {} and answer.headers["vary"] == "Origin"  # so that a cache mixes up no two sites


def test_two_origins_are_no_origin(behind_a_wallet: Server):
    headers = [("origin", SITE), ("origin", "https://evil.example")]
    assert cors(httpx.get(f"{behind_a_wallet.url}/webhooks/web/health", headers=headers)) == {}


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/webhooks/web/health", 200), ("POST", "/webhooks/web/sessions", 201), ("GET", "/webhooks/web/messages", 401), ("GET", "/webhooks/web/nothing", 404),
    ("DELETE", "/webhooks/web/messages", 405), ("GET", "/widget/support-widget.js", 200), ("GET", "/widget/nothing.js", 404)])
def test_an_allowed_site_reads_every_answer_errors_included(behind_a_wallet: Server, method: str, path: str, status: int):
    answer = httpx.request(method, f"{behind_a_wallet.url}{path}", headers={"origin": SITE}, **({"json": {}} if method == "POST" else {}))
    assert answer.status_code == status
    assert cors(answer) == {"access-control-allow-origin": SITE, "access-control-expose-headers": "retry-after, x-request-id"}
    assert "access-control-allow-credentials" not in answer.headers


def test_a_stream_and_a_body_too_large_are_readable_too(behind_a_wallet: Server):
    token = httpx.post(f"{behind_a_wallet.url}/webhooks/web/sessions", json={}).json()["token"]
    headers = {"origin": SITE, "authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{behind_a_wallet.url}/webhooks/web/events", headers=headers) as stream:
        assert stream.headers["access-control-allow-origin"] == SITE
    large = httpx.post(f"{behind_a_wallet.url}/webhooks/web/messages", content=b"x" * 70_000, headers=headers)
    assert large.status_code == 413 and large.headers["access-control-allow-origin"] == SITE


@pytest.mark.parametrize("path", ["/", "/help/help.js", "/nothing"])
def test_pages_that_are_ours_alone_are_for_no_other_site(behind_a_wallet: Server, path: str):
    assert cors(httpx.get(f"{behind_a_wallet.url}{path}", headers={"origin": SITE})) == {}


@pytest.mark.parametrize("origin", [SITE, "https://evil.example"])
def test_without_sites_there_is_the_same_origin_only(server: Server, origin: str):
    assert preflight(server, "/webhooks/web/sessions", origin).status_code == 405
    answer = httpx.post(f"{server.url}/webhooks/web/sessions", json={}, headers={"origin": origin})
    assert answer.status_code == 201 and cors(answer) == {} and "vary" not in answer.headers


def test_options_that_is_no_preflight_is_a_method_like_any_other(behind_a_wallet: Server):
    answer = httpx.options(f"{behind_a_wallet.url}/webhooks/web/sessions", headers={"origin": SITE})
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")
