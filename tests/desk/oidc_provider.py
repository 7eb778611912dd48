"""An identity provider on a free port: discovery, keys, and a token endpoint that checks what a real one checks."""
import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "desk client", "s3cret:%/"


class Provider:
    """What it says of the person who signs in is in `person`; `forge` may spoil a token."""

    def __init__(self) -> None:
        self.key, self.kid = rsa.generate_private_key(65537, 2048), "one"
        self.person: Dict[str, Any] = {"sub": "u-1", "email": "amy@desk.example", "email_verified": True, "name": "Amy Wong"}
        self.forge: Callable[[Dict[str, Any]], Optional[str]] = lambda claims: None
        self.overrides: Dict[str, Any] = {}
        self.asked: List[Dict[str, Any]] = []
        self._codes: Dict[str, Dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/realm"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Go away."""
        self._server.shutdown()
        self._server.server_close()

    def new_key(self) -> None:
        """Sign with another key from now on."""
        self.key, self.kid = rsa.generate_private_key(65537, 2048), "two"

    def consent(self, address: str) -> str:
        """What a person's browser does: at the address the desk sent it to she signs in; where she is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        assert asked["client_id"] == CLIENT and address.startswith(f"{self.issuer}/authorize?")
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def _document(self) -> Dict[str, Any]:
        return {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys", **self.overrides}

    def _keys(self) -> Dict[str, Any]:
        return {"keys": [{**json.loads(RSAAlgorithm.to_jwk(self.key.public_key())), "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def _token(self, form: Dict[str, str], authorization: str) -> "tuple[int, Dict[str, Any]]":
        self.asked.append(form)
        asked = self._codes.pop(form.get("code", ""), None)  # once
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 300, "nonce": asked["nonce"], **self.person}
        forged = self.forge(claims)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": forged or jwt.encode(claims, self.key, "RS256", headers={"kid": self.kid})}

    def _handler(provider) -> type:  # noqa: N805 - the handler's own self is the request
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                documents = {"/realm/.well-known/openid-configuration": provider._document, "/realm/keys": provider._keys}
                self._answer(200, documents[self.path]())

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                self._answer(*provider._token({name: values[0] for name, values in form.items()}, self.headers.get("authorization", "")))

            def _answer(self, status: int, body: Dict[str, Any]) -> None:
                words = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *_: object) -> None:
                pass
        return Handler
