"""Who may frame support and load its script, by the headers; without ALLOWED_SITES nobody but ourselves."""
import gzip

import httpx

from tests.channels.running import Server


def test_without_allowed_sites_only_our_own_pages_may_frame_support(server: Server):
    page = httpx.get(f"{server.url}/embed")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self'") and "default-src 'none'" in policy and "unsafe" not in policy
    assert 'name="support-sites" content=""' in page.text and "<script>" not in page.text


def test_without_allowed_sites_no_other_site_gets_the_script(server: Server):
    for origin in ("https://www.example", "null", server.url):
        script = httpx.get(f"{server.url}/widget/embed.js", headers={"origin": origin})
        assert script.status_code == 200
        assert "access-control-allow-origin" not in script.headers


def test_only_the_frames_own_files_are_served(server: Server):
    for name in ("frame.js", "frame.css", "guest.js", "tokens.js"):
        assert httpx.get(f"{server.url}/embed/{name}").status_code == 200
    for name in ("frame.html", "messages.d.ts", "../pages.py", "%2e%2e/settings.py"):
        assert httpx.get(f"{server.url}/embed/{name}").status_code == 404


def test_the_script_for_other_sites_stays_small(server: Server):
    script = httpx.get(f"{server.url}/widget/embed.js").content
    assert len(gzip.compress(script)) < 4096
