"""Only the wallet's back end can say who a customer is, and each of its tokens opens one session."""
import asyncio
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.identity import key_set
from bot.channels.identity.key import pem_key, secret_key
from bot.channels.identity.key_set import KeySet
from bot.channels.identity.keys import Keys, OneKey, keys_of
from bot.channels.wallet_tokens import Identity, identity_of
from bot.db import Database
from bot.errors import InvalidInput, SettingError, SupportError
from bot.settings import load
from tests.brief import examples
from tests.channels.running import Server
from tests.channels.signing import EC_KEY, RSA_KEY, SECRET, KeyServer, by_hand, claims, jwk, private_pem, public_pem, sign

SHARED, RSA, EC = OneKey(secret_key(SECRET)), OneKey(pem_key(public_pem(RSA_KEY))), OneKey(pem_key(public_pem(EC_KEY)))
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MINUTE = 60


async def proved(token: str, keys: Keys = SHARED) -> Identity:
    return await identity_of(token, now=datetime.now(timezone.utc), keys=keys)


async def refusal(token: str, keys: Keys = SHARED) -> str:
    with pytest.raises(SupportError) as refused:
        await proved(token, keys)
    return refused.value.code


def at(seconds: float) -> int:
    return int(time.time() + seconds)


@pytest.mark.parametrize("key, algorithm, keys", [(SECRET, "HS256", SHARED), (RSA_KEY, "RS256", RSA), (EC_KEY, "ES256", EC)])
async def test_a_token_of_the_wallets_key_proves_the_customer(key: Any, algorithm: str, keys: Keys):
    found = await proved(sign(key, algorithm, jti="j1", exp=at(200), sub="u:7@wallet"), keys)
    assert (found.customer_id, found.jti, found.session_until) == ("u:7@wallet", "j1", None)


async def test_the_end_of_the_wallets_own_session_is_read():
    until = at(3600)
    assert (await proved(sign(session_exp=until))).session_until == datetime.fromtimestamp(until, timezone.utc)


@pytest.mark.parametrize("header", ["none", "None", "NONE", "nOnE", "", None, 0, [], {}, ["HS256"], "HS384", "HS512", "RS256", "PS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("keys", [SHARED, RSA, EC])
async def test_the_tokens_header_chooses_no_algorithm(header: Any, keys: Keys):
    for signature in (b"", b"x" * 32):
        assert await refusal(by_hand({"alg": header, "typ": "JWT"}, claims(), signature), keys) == "wallet_token"


@pytest.mark.parametrize("key, keys", [(RSA_KEY, RSA), (EC_KEY, EC)])
@pytest.mark.parametrize("ending", [b"", b"\n"])
async def test_a_public_key_is_no_shared_secret(key: Any, keys: Keys, ending: bytes):
    for secret in (public_pem(key).rstrip() + ending, json.dumps(jwk(key, "k")).encode(), b""):
        assert await refusal(hmac_signed(secret), keys) == "wallet_token"


def hmac_signed(secret: bytes, **header: Any) -> str:
    """HS256 by hand: a library refuses to sign with a public key."""
    said = by_hand({"alg": "HS256", "typ": "JWT", **header}, claims()).rpartition(".")[0]
    signature = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def test_the_hmac_of_these_tests_would_pass_with_the_right_secret():
    assert (await proved(hmac_signed(SECRET.encode()))).customer_id == "demo-chen"


@pytest.mark.parametrize("key, algorithm, keys", [
    ("another-secret-" * 3, "HS256", SHARED), (OTHER_RSA, "RS256", RSA), (ec.generate_private_key(ec.SECP256R1()), "ES256", EC),
    (RSA_KEY, "PS256", RSA), (RSA_KEY, "RS512", RSA), (SECRET, "HS512", SHARED)])
async def test_another_key_or_another_algorithm_of_the_same_key_is_refused(key: Any, algorithm: str, keys: Keys):
    assert await refusal(sign(key, algorithm), keys) == "wallet_token"


WRONG: Dict[str, Dict[str, Any]] = {
    "no sub": {"sub": None}, "no aud": {"aud": None}, "no exp": {"exp": None}, "no iat": {"iat": None}, "no jti": {"jti": None},
    "another audience": {"aud": "wallet-shop"}, "another among audiences": {"aud": ["wallet-shop", "wallet"]}, "odd audience": {"aud": 5},
    "ended": {"exp": lambda: at(-31)}, "11 minutes ahead": {"exp": lambda: at(11 * MINUTE)}, "years ahead": {"exp": 1e15},
    "signed in the future": {"iat": lambda: at(60)}, "iat as text": {"iat": "now"}, "exp as text": {"exp": "99999999999"}, "exp true": {"exp": True},
    "exp without end": {"exp": float("inf")}, "exp no number": {"exp": float("nan")}, "exp huge": {"exp": 10**400}, "not yet": {"nbf": lambda: at(60)},
    "empty jti": {"jti": ""}, "jti a number": {"jti": 5}, "jti a list": {"jti": ["a"]}, "jti too long": {"jti": "x" * 256},
    "wallet session over": {"session_exp": lambda: at(-1)}, "odd session end": {"session_exp": "tomorrow"}, "session end huge": {"session_exp": 1e300},
    "session end a flag": {"session_exp": True}, "session end no number": {"session_exp": float("nan")},
    **{f"sub {sub!r}": {"sub": sub} for sub in ("", " ", "a b", "a/b", "../etc", "..", "a\nb", "a?b", "a#b", "a%2fb", "x" * 65, "'; --", 5, True, ["a"], {"a": 1}, "\ud800")},
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_claim_that_is_wrong_refuses_the_token(name: str):
    changes = {claim: value() if callable(value) else value for claim, value in WRONG[name].items()}
    said = claims(**changes) if None in changes.values() else {**claims(), **changes}
    signature = by_hand({"alg": "HS256"}, said).rpartition(".")[0]
    digest = hmac.new(SECRET.encode(), signature.encode(), hashlib.sha256).digest()
    assert await refusal(f"{signature}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}") == "wallet_token"


@pytest.mark.parametrize("changes", [{"exp": 10 * MINUTE}, {"exp": -20}, {"iat": 20}, {"iat": -86_400}])
async def test_half_a_minute_between_the_clocks_is_no_harm(changes: Dict[str, int]):
    assert (await proved(sign(**{claim: at(seconds) for claim, seconds in changes.items()}))).customer_id == "demo-chen"


NESTED = b'{"alg":' + b"[" * 2000 + b"]" * 2000 + b"}"


@pytest.mark.parametrize("token", ["a", "a.b", "a.b.c", "..", "a.b.c.d.e", by_hand(NESTED, claims()), by_hand({"alg": "HS256"}, NESTED),
                                   by_hand(b"null", claims()), by_hand(b"[]", b"[]"), by_hand({"alg": "HS256", "crit": ["exp"]}, claims()),
                                   by_hand({"alg": "HS256", "b64": False, "crit": ["b64"]}, claims()), by_hand(b"\xff\xfe", b"\xff"), "x" * 4096])
async def test_what_is_no_token_is_refused_in_the_same_words(token: str):
    assert await refusal(token) == "wallet_token"


@settings(max_examples=examples(150), deadline=None)
@given(header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "jku", "crit", "b64", "x5c"]),
                              st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.just("RS256"))), payload=st.binary(max_size=60))
def test_no_header_an_attacker_can_write_is_more_than_refused(header: Dict[str, Any], payload: bytes):
    found = KeySet("/nowhere")
    found._keys = {"k": pem_key(public_pem(RSA_KEY))}
    found._tried_at = found._read_at = time.monotonic()
    for keys in (SHARED, RSA, found):
        assert asyncio.run(refusal(by_hand(header, payload), keys)) == "wallet_token"


# Keys that the settings name

@pytest.mark.parametrize("made, words", [
    (lambda: private_pem(RSA_KEY), "private key"), (lambda: public_pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)), "2048"),
    (lambda: public_pem(ec.generate_private_key(ec.SECP384R1())), "P-256"), (lambda: b"nonsense", ""), (lambda: b"", "")])
def test_a_file_that_is_no_fit_public_key_is_named_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Any, words: str):
    (tmp_path / "key.pem").write_bytes(made())
    monkeypatch.setenv("WALLET_TOKEN_PUBLIC_KEY", str(tmp_path / "key.pem"))
    with pytest.raises(SettingError) as refused:
        keys_of(load(env_file=None))
    assert refused.value.values["variable"] == "WALLET_TOKEN_PUBLIC_KEY" and words in str(refused.value.values["reason"])


@pytest.mark.parametrize("variable", ["WALLET_TOKEN_PUBLIC_KEY", "WALLET_TOKEN_JWKS"])
def test_a_key_file_that_is_not_there_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch, variable: str):
    monkeypatch.setenv(variable, "/nowhere/key")
    with pytest.raises(SettingError) as refused:
        keys_of(load(env_file=None))
    assert refused.value.values["variable"] == variable


def test_without_a_key_only_the_demo_starts(monkeypatch: pytest.MonkeyPatch):
    assert keys_of(load(env_file=None)).key.material != keys_of(load(env_file=None)).key.material
    monkeypatch.setenv("DEMO_MODE", "false")
    with pytest.raises(SettingError) as refused:
        keys_of(load(env_file=None))
    assert refused.value.values["variable"] == "WALLET_TOKEN_KEY"


async def test_a_key_of_a_file_verifies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [jwk(EC_KEY, "ec-1")]}))
    monkeypatch.setenv("WALLET_TOKEN_JWKS", str(tmp_path / "jwks.json"))
    keys = keys_of(load(env_file=None))
    assert (await proved(sign(EC_KEY, "ES256", {"kid": "ec-1"}), keys)).customer_id == "demo-chen"


# A set of keys behind an address

@pytest.fixture
def published():
    server = KeyServer(jwk(RSA_KEY, "rsa-1"), jwk(EC_KEY, "ec-1", alg="ES256", use="sig"))
    yield server
    server.stop()


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(key_set, "time", made)
    return made


async def test_each_named_key_verifies_with_its_own_algorithm_only(published: KeyServer):
    keys = KeySet(published.url)
    assert (await proved(sign(RSA_KEY, "RS256", {"kid": "rsa-1"}), keys)).customer_id == "demo-chen"
    assert (await proved(sign(EC_KEY, "ES256", {"kid": "ec-1"}), keys)).customer_id == "demo-chen"
    assert await refusal(sign(RSA_KEY, "RS256", {"kid": "ec-1"}), keys) == "wallet_token"
    assert await refusal(hmac_signed(public_pem(RSA_KEY), kid="rsa-1"), keys) == "wallet_token"
    assert published.asked == 1


@pytest.mark.slow
@pytest.mark.parametrize("kid", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "rsa-1\u0000", "RSA-1", "' OR 1=1 --", "",
                                 "__class__", "x" * 2000, 1, None, ["rsa-1"], {"a": 1}])
async def test_a_kid_is_a_name_to_look_up_and_nothing_else(published: KeyServer, kid: Any):
    keys = KeySet(published.url)
    token = hmac_signed(b"", kid=kid)
    assert await refusal(token, keys) in {"wallet_token", "unavailable"}
    assert set(published.paths) <= {"/jwks.json"}


async def test_an_address_or_a_key_in_the_tokens_header_is_ignored(published: KeyServer):
    thief = KeyServer(jwk(OTHER_RSA, "rsa-1"))
    try:
        for header in ({"jku": thief.url}, {"x5u": thief.url}, {"jwk": jwk(OTHER_RSA, "rsa-1")}, {"x5c": ["MIIB"]}):
            for keys in (KeySet(published.url), RSA):
                assert await refusal(sign(OTHER_RSA, "RS256", {"kid": "rsa-1", **header}), keys) == "wallet_token"
        assert thief.asked == 0
    finally:
        thief.stop()


async def test_a_new_key_is_found_and_a_withdrawn_one_ends(published: KeyServer, clock: Clock):
    keys = KeySet(published.url)
    old, new = sign(RSA_KEY, "RS256", {"kid": "rsa-1"}), sign(OTHER_RSA, "RS256", {"kid": "rsa-2"})
    await proved(old, keys)
    published.publish(jwk(OTHER_RSA, "rsa-2"))
    clock.now += key_set.PAUSE_SECONDS
    assert (await proved(new, keys)).customer_id == "demo-chen"
    assert await refusal(old, keys) == "wallet_token"


async def test_a_withdrawn_key_ends_within_the_hour_though_no_new_one_is_used(published: KeyServer, clock: Clock):
    keys = KeySet(published.url)
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"})
    await proved(token, keys)
    published.publish(jwk(OTHER_RSA, "rsa-2"))
    clock.now += key_set.STALE_SECONDS + 1
    await proved(token, keys)  # the last one: it set off the reading
    await keys._loading
    clock.now += key_set.PAUSE_SECONDS
    assert await refusal(token, keys) == "wallet_token"


async def test_made_up_key_names_make_us_ask_once_in_a_while_and_not_each_time(published: KeyServer, clock: Clock):
    keys = KeySet(published.url)
    await proved(sign(RSA_KEY, "RS256", {"kid": "rsa-1"}), keys)
    clock.now += key_set.PAUSE_SECONDS
    await asyncio.gather(*(refusal(sign(OTHER_RSA, "RS256", {"kid": f"made-up-{n}"}), keys) for n in range(30)))
    for n in range(3):
        await refusal(sign(OTHER_RSA, "RS256", {"kid": f"later-{n}"}), keys)
    assert published.asked == 2


async def test_the_known_keys_work_while_the_address_is_away(published: KeyServer, clock: Clock, caplog: pytest.LogCaptureFixture):
    keys = KeySet(published.url)
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"})
    await proved(token, keys)
    published.status = 503
    for _ in range(3):
        clock.now += key_set.STALE_SECONDS + 1
        assert (await proved(token, keys)).customer_id == "demo-chen"
        await keys._loading
    assert published.asked == 1 + 3 * 2 and "could not be read, 2 known ones stay" in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize("status, answer", [
    (200, b"{"), (200, b"[]"), (200, b'{"keys": []}'), (200, b'{"keys": 5}'), (200, b'{"keys": [{"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0"}]}'),
    (200, b'{"keys": [5, null, {}, {"kid": "a", "kty": "RSA"}, {"kid": "b", "kty": "RSA", "n": 5, "e": []}, {"kid": "c", "kty": "EC", "crv": "P-256", "x": 1, "y": 2}]}'),
    (200, b"[" * 100_000), (200, b" " * 300_000 + b"{}"), (302, b""), (404, b""), (500, b"")])
async def test_a_document_without_keys_changes_nothing_and_harms_nobody(published: KeyServer, clock: Clock, status: int, answer: bytes):
    keys = KeySet(published.url)
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"})
    published_keys, published.answer, published.status = published.answer, answer, status
    assert await refusal(token, keys) == "unavailable"  # no key was ever read: it is not her token that is wrong
    published.answer, published.status = published_keys, 200
    clock.now += key_set.PAUSE_SECONDS
    assert (await proved(token, keys)).customer_id == "demo-chen"
    published.answer, published.status = answer, status
    clock.now += key_set.STALE_SECONDS + 1
    await proved(token, keys)
    await keys._loading
    assert (await proved(token, keys)).customer_id == "demo-chen"
    assert "/elsewhere" not in published.paths


@pytest.mark.parametrize("odd", [{"use": "enc"}, {"alg": "RS512"}, {"d": "AAAA"}])
async def test_a_key_for_another_purpose_verifies_nothing(published: KeyServer, odd: Dict[str, str]):
    published.publish(jwk(RSA_KEY, "rsa-1", **odd), jwk(EC_KEY, "ec-1"))
    assert await refusal(sign(RSA_KEY, "RS256", {"kid": "rsa-1"}), KeySet(published.url)) == "wallet_token"


async def test_an_address_that_hangs_holds_nobody_up_who_has_a_known_key(published: KeyServer, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(key_set, "_TIMEOUT_SECONDS", 0.3)
    keys = KeySet(published.url)
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"})
    await proved(token, keys)
    published.pause = 1.0
    clock.now += key_set.STALE_SECONDS + 1
    await proved(token, keys)
    assert not keys._loading.done()
    assert await refusal(sign(RSA_KEY, "RS256", {"kid": "unknown"}), keys) == "wallet_token"


# Used once

_USE = """
import sys
from datetime import datetime, timezone
from bot.conversations.access import use_once
from bot.db import Database
from bot.errors import InvalidInput
database = Database(sys.argv[1])
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
try:
    with database.transaction() as session:
        use_once(session, "the-only-one", expires_at=datetime.now(timezone.utc))
    print("opened")
except InvalidInput as error:
    print(error.code)
"""


def test_of_processes_that_use_one_token_at_the_same_moment_one_wins(database: Database):
    url = database.engine.url.render_as_string(hide_password=False)
    racing = [subprocess.Popen([sys.executable, "-c", _USE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for each in racing:
        assert each.stdout.readline() == "ready\n"
    for each in racing:
        each.stdin.write("\n")
        each.stdin.flush()
    assert sorted(each.communicate(timeout=30)[0].strip() for each in racing) == ["opened", "wallet_token", "wallet_token", "wallet_token"]


# The same against the real server

def opened(server: Server, token: str) -> httpx.Response:
    return httpx.post(f"{server.url}/webhooks/web/sessions", json={"wallet_token": token}, headers={"accept-language": "en"}, timeout=30)


def test_a_token_of_the_wallet_opens_a_session_once(behind_a_wallet: Server):
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, sub="once-only")
    assert opened(behind_a_wallet, token).json()["customer"]["id"] == "once-only"
    again = opened(behind_a_wallet, token)
    assert (again.status_code, again.json()["error"]["code"]) == (401, "wallet_token")
    assert "presented a second time" in behind_a_wallet.log and token not in behind_a_wallet.log and token.split(".")[1] not in behind_a_wallet.log


def test_a_token_sent_many_times_at_once_opens_one_session(behind_a_wallet: Server):
    token = sign(EC_KEY, "ES256", {"kid": "ec-1"}, sub="many-at-once")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: opened(behind_a_wallet, token).status_code, range(8)))
    assert sorted(statuses) == [201] + [401] * 7


@pytest.mark.parametrize("token", [
    by_hand({"alg": "none"}, claims(), b""), hmac_signed(public_pem(RSA_KEY), kid="rsa-1"), by_hand(NESTED[:1500] + b"]" * 744 + b"}", {}), by_hand(b"[" * 2900, {}),
    sign(RSA_KEY, "RS256", {"kid": "nobodys"}), sign(RSA_KEY, "RS256"), sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, exp=int(time.time()) + 90 * MINUTE),
    sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, jti=None), sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, sub="../accounts")])
def test_an_attackers_token_opens_nothing_on_the_real_server(behind_a_wallet: Server, token: str):
    answer = opened(behind_a_wallet, token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "wallet_token")
    assert "sign in" in answer.json()["error"]["message"]


@pytest.mark.parametrize("token", ["x" * 4097, "x" * 60_000, "", "a b", "钱", 5, ["a"], {"a": 1}, True])
def test_a_wallet_token_that_can_be_none_is_an_odd_field(behind_a_wallet: Server, token: Any):
    answer = opened(behind_a_wallet, token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_field")


def test_outside_the_demo_nobody_signs_tokens_here(behind_a_wallet: Server):
    assert httpx.post(f"{behind_a_wallet.url}/demo/wallet-token", json={"customer": "demo-chen"}).status_code == 404


def test_a_token_of_the_wallet_is_never_stored(behind_a_wallet: Server):
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, jti="jti-in-clear")
    assert opened(behind_a_wallet, token).status_code == 201
    path = Path(behind_a_wallet.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    stored = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert token.encode() not in stored and b"jti-in-clear" not in stored


async def test_a_refusal_names_no_reason_to_the_one_who_asks():
    assert {await refusal(token) for token in (sign(aud="x"), sign(exp=at(-60)), "x")} == {"wallet_token"}
    with pytest.raises(InvalidInput) as refused:
        await proved(sign(aud="x"))
    assert refused.value.values == {}
