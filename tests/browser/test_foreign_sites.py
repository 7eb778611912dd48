"""What a real browser lets pages of other sites do, and that our own pages keep to their policy."""
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Iterator, List, Tuple

import pytest
from playwright.sync_api import Browser, Page

from tests.channels.running import Server

_PAGE = b"""<!doctype html><meta charset="utf-8"><title>site</title>"""
_MODULE = "url => import(url).then(() => customElements.whenDefined('support-widget')).then(() => 'loaded', () => 'refused')"
_TALK = """async (api) => {
  try {
    const opened = await (await fetch(`${api}/sessions`, {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}})).json();
    const headers = {Authorization: `Bearer ${opened.token}`, 'Content-Type': 'application/json'};
    const chosen = await fetch(`${api}/locale`, {method: 'PUT', headers, body: '{"locale": "en"}'});
    const ended = await fetch(`${api}/sessions`, {method: 'DELETE', headers});
    const after = await fetch(`${api}/messages`, {headers});
    return [chosen.status, ended.status, after.status, (await after.json()).error.code];
  } catch (error) { return [error.name]; }
}"""


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuple[Server, str, str]]:
    """The server, a site that it allows, and one that it does not."""
    sites = [ThreadingHTTPServer(("127.0.0.1", 0), _Site) for _ in range(2)]
    for site in sites:
        threading.Thread(target=site.serve_forever, daemon=True).start()
    allowed, stranger = (f"http://localhost:{site.server_port}" for site in sites)
    running = Server(tmp_path_factory.mktemp("sites"), ALLOWED_SITES=allowed).start()
    yield running, allowed, stranger
    running.stop()
    for site in sites:
        site.shutdown()
        site.server_close()


def opened(browser: Browser, address: str) -> Tuple[Page, List[str]]:
    page, complaints = browser.new_context(locale="zh-CN").new_page(), []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    return page, complaints


def test_a_page_of_an_allowed_site_loads_the_widget_and_talks_to_the_api(browser: Browser, places: Tuple[Server, str, str]):
    server, allowed, _ = places
    page, _ = opened(browser, allowed)
    assert page.evaluate(_MODULE, f"{server.url}/widget/support-widget.js") == "loaded"
    assert page.evaluate(_TALK, f"{server.url}/webhooks/web") == [200, 204, 401, "unauthorised"]


def test_a_page_of_another_site_does_neither(browser: Browser, places: Tuple[Server, str, str]):
    server, _, stranger = places
    page, _ = opened(browser, stranger)
    assert page.evaluate(_MODULE, f"{server.url}/widget/support-widget.js") == "refused"
    assert page.evaluate(_TALK, f"{server.url}/webhooks/web") == ["TypeError"]


@pytest.mark.parametrize("path", ["/", "/demo"])
def test_no_site_frames_our_pages(browser: Browser, places: Tuple[Server, str, str], path: str):
    server, allowed, _ = places
    page, complaints = opened(browser, allowed)
    page.evaluate("url => { const frame = document.createElement('iframe'); frame.src = url; document.body.append(frame); }", f"{server.url}{path}")
    for _ in range(100):
        if complaints:
            break
        page.wait_for_timeout(100)
    assert any("frame" in line.lower() for line in complaints)


@pytest.mark.parametrize("path", ["/", "/demo"])
def test_our_own_pages_keep_to_their_policy(browser: Browser, places: Tuple[Server, str, str], path: str):
    page, complaints = opened(browser, f"{places[0].url}{path}")
    page.wait_for_load_state("networkidle")
    assert complaints == []
