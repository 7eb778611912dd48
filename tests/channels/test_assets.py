"""The pages' files as they are sent: small, compressed, and nothing else of the disk."""
import gzip
from pathlib import Path

import httpx
import pytest

from bot.http.assets import read_widget
from bot.http.bundle import bundle
from tests.channels.running import Server

WIDGET = Path("bot/web/widget")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_widget_is_at_most_30_kb(language: str):
    needed = {"support-widget.js", "support-widget.css", f"strings.{language}.js"}
    assets = read_widget(WIDGET)
    assert needed <= set(assets)
    assert sum(len(assets[name].zipped) for name in needed) <= 30 * 1000


def test_a_file_is_compressed_for_those_who_can_read_that(server: Server):
    zipped = httpx.get(f"{server.url}/widget/support-widget.js")
    plain = httpx.get(f"{server.url}/widget/support-widget.js", headers={"accept-encoding": "identity"})
    refused = httpx.get(f"{server.url}/widget/support-widget.js", headers={"accept-encoding": "gzip;q=0, br"})
    assert zipped.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers and "content-encoding" not in refused.headers
    assert zipped.content == plain.content == refused.content
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert zipped.headers["content-type"] == "text/javascript; charset=utf-8"
    assert zipped.headers["vary"] == "Accept-Encoding" and zipped.headers["cache-control"] == "no-cache"


def test_what_the_browser_has_is_not_sent_again(server: Server):
    first = httpx.get(f"{server.url}/assets/help/help.css")
    again = httpx.get(f"{server.url}/assets/help/help.css", headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert httpx.get(f"{server.url}/assets/help/help.css", headers={"if-none-match": '"other"'}).status_code == 200


def test_an_unchanged_page_keeps_its_policy(server: Server):
    first = httpx.get(f"{server.url}/demo")
    again = httpx.get(f"{server.url}/demo", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and "script-src 'self'" in first.headers["content-security-policy"]
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_head_sends_no_body(server: Server):
    answer = httpx.head(f"{server.url}/widget/support-widget.css")
    assert answer.status_code == 200 and answer.content == b""


@pytest.mark.parametrize("path", ["/widget/", "/widget", "/widget/../channels/web.py", "/widget/%2e%2e/channels/web.py", "/widget/..%2f..%2fsettings.py",
                                  "/widget/types.d.ts", "/widget//etc/passwd", "/help/%00", "/demo/..\\settings.py", "/widget/support.js"])
def test_nothing_else_is_served(server: Server, path: str):
    answer = httpx.get(f"{server.url}{path}", follow_redirects=True)
    assert answer.status_code == 404
    assert b"import" not in answer.content


def test_modules_are_joined_those_first_that_others_need(tmp_path: Path):
    (tmp_path / "a.js").write_text("import { b } from './b.js';\nexport class A { #x = b; }\n")
    (tmp_path / "b.js").write_text("const hidden = 1;\nexport const b = await hidden;\n")
    assert bundle(tmp_path / "a.js") == (
        "const $b = await (async () => {\nconst hidden = 1;\nconst b = await hidden;\nreturn { b };\n})();\n"
        "const $a = (() => {\nconst { b } = $b;\nclass A { #x = b; }\nreturn { A };\n})();\n")


@pytest.mark.parametrize("source", ["export default 1;\n", "import x from './a.js';\n", "import { x as y } from './b.js';\n", "export { x };\n",
                                    "import { A } from './a.js';\n"])
def test_what_cannot_be_joined_is_refused(tmp_path: Path, source: str):
    (tmp_path / "a.js").write_text(source)
    with pytest.raises(ValueError, match="a.js"):
        bundle(tmp_path / "a.js")


def test_the_compressed_bytes_are_the_plain_ones():
    for asset in read_widget(WIDGET).values():
        assert gzip.decompress(asset.zipped) == asset.plain
