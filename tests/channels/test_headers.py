"""Every answer carries the security headers, whatever went wrong."""
import socket
import sqlite3
from contextlib import contextmanager
from typing import Dict, Iterator

import httpx
import pytest

from bot.channels.headers import headers_of
from bot.settings import Settings
from tests.channels.conftest import SITE
from tests.channels.running import Server

ANSWERS = [
    ("GET", "/", 200), ("GET", "/assets/help/help.js", 200), ("GET", "/assets/help/mark.svg", 200), ("GET", "/assets/help/help.css", 200), ("GET", "/widget/support-widget.js", 200),
    ("HEAD", "/widget/support-widget.js", 200), ("GET", "/webhooks/web/health", 200), ("POST", "/webhooks/web/sessions", 201), ("GET", "/nothing", 404), ("GET", "/assets/help/", 404),
    ("GET", "/widget/%2e%2e/%2e%2e/.env", 404), ("GET", "/webhooks/web/nothing", 404), ("DELETE", "/", 405), ("PATCH", "/webhooks/web/messages", 405),
    ("OPTIONS", "/webhooks/web/sessions", 405), ("GET", "/webhooks/web/messages", 401), ("GET", "/webhooks/web/events", 401), ("POST", "/webhooks/web/sessions/renew", 401),
    ("DELETE", "/webhooks/web/sessions", 401), ("PUT", "/webhooks/web/locale", 401), ("GET", "/demo", 404),
]


def check(found: Dict[str, str]) -> None:
    """What every answer must say."""
    is_page = found.get("content-type", "").startswith("text/html")
    policy = dict(part.strip().partition(" ")[::2] for part in found["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == "'none'" and "unsafe" not in str(policy) and "*" not in str(policy)
    assert policy["frame-ancestors"] == ("'self'" if is_page else "'none'")
    assert policy.get("script-src", "'none'") == ("'self'" if is_page else "'none'")
    assert found["x-frame-options"] == ("SAMEORIGIN" if is_page else "DENY")
    assert (found["x-content-type-options"], found["referrer-policy"], found["cross-origin-opener-policy"]) == ("nosniff", "no-referrer", "same-origin")
    assert "camera=()" in found["permissions-policy"] and "geolocation=()" in found["permissions-policy"]
    assert "server" not in found and "x-powered-by" not in found


@pytest.mark.slow
@pytest.mark.parametrize("method, path, status", ANSWERS)
def test_every_answer_carries_them(behind_a_wallet: Server, method: str, path: str, status: int):
    answer = httpx.request(method, f"{behind_a_wallet.url}{path}", **({"json": {}} if method == "POST" else {}))
    assert answer.status_code == status
    check(answer.headers)
    assert answer.headers["cross-origin-resource-policy"] == ("cross-origin" if path.startswith("/widget/") else "same-origin")
    assert answer.headers["cache-control"] == ("no-store" if path.startswith("/webhooks/") else "no-cache")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_an_unchanged_file_a_stream_and_a_body_too_large_carry_them(behind_a_wallet: Server):
    file = f"{behind_a_wallet.url}/assets/help/help.js"
    unchanged = httpx.get(file, headers={"if-none-match": httpx.get(file).headers["etag"]})
    assert unchanged.status_code == 304
    check(unchanged.headers)
    token = httpx.post(f"{behind_a_wallet.url}/webhooks/web/sessions", json={}).json()["token"]
    large = httpx.post(f"{behind_a_wallet.url}/webhooks/web/messages", content=b"x" * 70_000, headers={"authorization": f"Bearer {token}"})
    assert large.status_code == 413
    check(large.headers)
    with httpx.stream("GET", f"{behind_a_wallet.url}/webhooks/web/events", headers={"authorization": f"Bearer {token}"}) as stream:
        check(stream.headers)
        assert stream.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("request_line", [b"GET / HTTP/9.9", b"nonsense", b"POST /webhooks/web/sessions HTTP/1.1\r\ncontent-length: -1",
                                          b"GET / HTTP/1.1\r\nx: " + b"y" * 20_000, b"GET / HTTP/1.1\r\nexpect: nothing\r\ncontent-length: 1"])
def test_a_malformed_request_is_answered_with_them(behind_a_wallet: Server, request_line: bytes):
    with socket.create_connection(("127.0.0.1", behind_a_wallet.port), timeout=10) as raw:
        raw.sendall(request_line + b"\r\nhost: x\r\n\r\n")
        head = raw.recv(8000).partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert 200 <= int(head[0].split()[1]) < 500
    found = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in head[1:]}
    check(found)


@contextmanager
def broken(server: Server) -> Iterator[None]:
    """The table of tokens is away for a moment."""
    with sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None) as connection:
        connection.execute("ALTER TABLE accesses RENAME TO away")
        try:
            yield
        finally:
            connection.execute("ALTER TABLE away RENAME TO accesses")


def test_an_answer_about_our_own_fault_carries_them_and_tells_nothing_of_it(behind_a_wallet: Server):
    with broken(behind_a_wallet):
        answer = httpx.get(f"{behind_a_wallet.url}/webhooks/web/messages", headers={"authorization": "Bearer x", "origin": SITE})
    assert answer.status_code == 500
    check(answer.headers)
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "accesses" not in answer.text and "Traceback" not in answer.text


def test_without_https_outside_no_browser_is_told_to_insist_on_it(server: Server):
    answer = httpx.get(server.url)
    check(answer.headers)
    assert "strict-transport-security" not in answer.headers


def test_a_demo_token_is_kept_in_no_cache(server: Server):
    answer = httpx.post(f"{server.url}/demo/wallet-token", json={"customer": "demo-chen"})
    check(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("sites, path, ancestors, frame_options", [
    (f"{SITE},http://localhost:8000", "/embed", f"'self' {SITE} http://localhost:8000", None), (SITE, "/embed/", "'self'", "SAMEORIGIN"),
    (SITE, "/other", "'self'", "SAMEORIGIN"), ("", "/embed", "'self'", "SAMEORIGIN")])
def test_the_embed_page_alone_may_be_framed_by_the_allowed_sites(sites: str, path: str, ancestors: str, frame_options: str):
    found = headers_of(path, "text/html; charset=utf-8", Settings(allowed_sites=sites))
    assert found["content-security-policy"].endswith(f"frame-ancestors {ancestors}")
    assert found.get("x-frame-options") == frame_options
