"""A site of another origin that embeds support, with a strict policy of its own and a back end that signs wallet tokens."""
import http.server
import threading
import time
import uuid
from typing import Any, Dict, Optional

import jwt

KEY = "a key of the wallet's back end, for tests"


class Site:
    """Three origins. `allowed` and `near` are for ALLOWED_SITES, `other` is not. Where the support server is at 127.0.0.1, `near`
    is of its site and `allowed` a third party, whose frames may not have storage.
    """

    def __init__(self) -> None:
        self.html = ""
        self.scripts: Dict[str, str] = {}
        self.policy: Optional[str] = None
        self.customer = ""
        self.asked = 0
        self.stale = 0  # so many tokens will have expired already
        self._servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler()) for _ in range(2)]
        first, second = (server.server_port for server in self._servers)
        self.allowed, self.other, self.near = f"http://localhost:{first}", f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"
        for server in self._servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(self, support: str, body: str = "", script: str = "", customer: str = "") -> None:
        """What / holds from now on, under a policy that lets only the support server in."""
        self.customer, self.asked, self.stale = customer, 0, 0
        self.scripts = {"/site.js": script}
        self.html = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' \
                    f'<title>商城</title><body>{body}<script type="module" src="/site.js"></script></body></html>'
        self.policy = f"default-src 'none'; script-src 'self' {support}; frame-src {support}; style-src 'none'; connect-src 'self'"

    def close(self) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def token(self) -> str:
        """What the wallet's back end signs for the customer who is signed in."""
        self.asked += 1
        now = int(time.time()) - (3600 if self.asked <= self.stale else 0)
        return jwt.encode({"sub": self.customer, "aud": "wallet-support", "iat": now, "exp": now + 300, "jti": uuid.uuid4().hex}, KEY)

    def _handler(site: "Site") -> Any:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path in site.scripts:
                    self._answer("text/javascript", site.scripts[self.path])
                elif self.path == "/wallet-token":
                    self._answer("text/plain", site.token())
                else:
                    self._answer("text/html", site.html if self.path == "/" else "")

            def _answer(self, kind: str, text: str) -> None:
                body = text.encode()
                self.send_response(200)
                self.send_header("content-type", f"{kind}; charset=utf-8")
                self.send_header("content-length", str(len(body)))
                if site.policy and kind == "text/html":
                    self.send_header("content-security-policy", site.policy)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler
