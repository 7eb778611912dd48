"""docs/embedding.md: what it tells engineers to copy works, and what it names exists."""
import re
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import httpx
import jwt
import playwright
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.headers import headers_of
from bot.settings import Settings
from tests.channels.running import Server
from tests.docs.snippets import snippet

KEY = "the example's key, 32 characters or more"
DOCUMENT = "embedding.md"
NODE = Path(playwright.__file__).parent / "driver" / "node"
HOUR = 3600
Signing = Callable[..., str]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that knows the key of the examples."""
    running = Server(tmp_path_factory.mktemp("embedding"), WALLET_TOKEN_KEY=KEY).start()
    yield running
    running.stop()


@pytest.fixture(params=["python", "node"])
def signing(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signing:
    """Calls a function of the document's code by its Python name."""
    monkeypatch.setenv("WALLET_TOKEN_KEY", KEY)
    if request.param == "python":
        code: Dict[str, Any] = {}
        exec(snippet(DOCUMENT, "Signing in Python", "python"), code)
        return lambda name, *arguments: code[name](*arguments)
    module = tmp_path / "signing.mjs"
    module.write_text(snippet(DOCUMENT, "Signing in Node", "js"), "utf-8")
    return lambda name, *arguments: _in_node(module, name, *arguments)


def _in_node(module: Path, name: str, *arguments: object) -> str:
    camel = re.sub("_(.)", lambda found: found.group(1).upper(), name)
    program = f"const {{ {camel} }} = await import({str(module)!r}); console.log({camel}({', '.join(map(repr, arguments))}))"
    done = subprocess.run([NODE, "--input-type=module", "-e", program], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_the_token_of_the_example_opens_the_customers_session(server: Server, signing: Signing):
    token = signing("wallet_token", "demo-chen", int(time.time()) + HOUR)
    opened = httpx.post(f"{server.url}/webhooks/web/sessions", json={"wallet_token": token})
    assert opened.status_code == 201, opened.text
    assert opened.json()["customer"]["id"] == "demo-chen"


def test_the_token_of_the_example_says_what_the_table_demands(signing: Signing):
    ends = int(time.time()) + HOUR
    first, second = (jwt.decode(signing("wallet_token", "demo-chen", ends), KEY, algorithms=["HS256"], audience="wallet-support") for _ in range(2))
    assert set(first) == {"sub", "aud", "iat", "exp", "jti", "session_exp"} == set(re.findall(r"^\| `(\w+)` \|", _claims_table(), re.MULTILINE))
    assert first["sub"] == "demo-chen" and first["session_exp"] == ends
    assert 0 < first["exp"] - first["iat"] <= 600 and first["jti"] != second["jti"]


def test_the_example_with_a_key_pair_is_verified_by_the_public_key(signing: Signing):
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    token = signing("wallet_token_by_key_pair", "demo-chen", int(time.time()) + HOUR, pem, "2026-11")
    assert jwt.decode(token, key.public_key(), algorithms=["ES256"], audience="wallet-support")["sub"] == "demo-chen"
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "ES256", "kid": "2026-11"}


def test_the_properties_and_parts_to_theme_by_exist():
    text = Path("docs", DOCUMENT).read_text("utf-8")
    widget = "\n".join(path.read_text("utf-8") for path in Path("bot/web/widget").rglob("*.[jc]s*"))
    named = set(re.findall(r"--support-[\w-]+", text))
    assert named == set(re.findall(r"--support-[\w-]+", widget)) - {"--support-"}
    parts = re.findall(r"`(\w+)`", text.partition("Parts for the rest:")[2].partition("Prefer")[0])
    assert len(parts) > 10 and [part for part in parts if f"part: '{part}'" not in widget] == []


def test_the_content_policy_is_the_one_that_is_sent():
    text = " ".join(Path("docs", DOCUMENT).read_text("utf-8").split())
    found = Settings(allowed_sites="https://www.wallet.example,https://shop.example:8443")
    assert headers_of("/embed", "text/html", found)["content-security-policy"] in text


def _claims_table() -> str:
    return Path("docs", DOCUMENT).read_text("utf-8").partition("## Wallet tokens")[2].partition("### Which key")[0]
