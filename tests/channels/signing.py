"""What the wallet's back end does: it keeps keys, publishes the public ones, and signs tokens."""
import base64
import json
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, Optional

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

SECRET = "a-secret-shared-with-the-wallet-0123456789"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def claims(**changes: Any) -> Dict[str, Any]:
    """What a good token says; None takes a claim away."""
    now = int(time.time())
    said = {"sub": "demo-chen", "aud": "wallet-support", "iat": now, "exp": now + 300, "jti": uuid.uuid4().hex, **changes}
    return {name: value for name, value in said.items() if value is not None}


def sign(key: Any = SECRET, algorithm: str = "HS256", headers: Optional[Dict[str, Any]] = None, **changes: Any) -> str:
    """A signed token."""
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers=headers)


def by_hand(header: Any, payload: Any, signature: bytes = b"x") -> str:
    """A token with any header and payload, as no library would write it."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*parts, signature))


def public_pem(key: Any) -> bytes:
    """The public half as a PEM file."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def private_pem(key: Any) -> bytes:
    """What must never leave the wallet's back end."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def jwk(key: Any, kid: str, **more: Any) -> Dict[str, Any]:
    """The public half as a JWKS document lists it."""
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


class KeyServer:
    """A real HTTP server for a JWKS document, which can change, fail, and counts who asks."""

    def __init__(self, *keys: Dict[str, Any]) -> None:
        self.answer: bytes = json.dumps({"keys": keys}).encode()
        self.status, self.pause, self.asked = 200, 0.0, 0
        self.paths: List[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                outer.paths.append(self.path)
                time.sleep(outer.pause)
                self.send_response(outer.status)
                self.send_header("location", "/elsewhere")
                self.end_headers()
                self.wfile.write(outer.answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/jwks.json"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def publish(self, *keys: Dict[str, Any]) -> None:
        """List these keys from now on."""
        self.answer = json.dumps({"keys": keys}).encode()

    def stop(self) -> None:
        """Go away: connections are refused."""
        self._http.shutdown()
        self._http.server_close()
