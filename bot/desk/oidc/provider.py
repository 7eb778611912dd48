"""The identity provider: where it is, what it says of a person, and whether that is really its word."""
import asyncio
import json
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any, Dict, Optional
from urllib.parse import quote

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.agents.identities import Identity
from bot.agents.roles import Role
from bot.errors import SupportError
from bot.origins import is_safe_address
from bot.settings import role_pairs, settings

logger = logging.getLogger(__name__)
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]  # none, and HS256 with a public key, are old attacks
_SCOPE = "openid email profile"
_SECONDS = 10.0
_KEPT_SECONDS = 3600.0
_LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class Provider:
    """What the discovery document says, and the keys that sign for it."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    keys: KeySet
    read_at: float


class Providers:
    """The provider as it was last read; read again after an hour, and for a signature by a key that is not among its keys."""

    def __init__(self) -> None:
        self._known: Optional[Provider] = None
        self._reading = asyncio.Lock()

    async def get(self, *, newer_than: float = 0.0) -> Provider:
        """The provider; SupportError("oidc_unavailable") if it cannot be read or is not the issuer that is configured."""
        async with self._reading:
            known = self._known
            if known is None or monotonic() - known.read_at > _KEPT_SECONDS or known.read_at <= newer_than:
                self._known = known = await _read()
            return known


def way_to(provider: Provider, *, state: str, nonce: str, verifier: str) -> str:
    """Where to send the browser."""
    return prepare_grant_uri(
        provider.authorization_endpoint, settings().oidc_client_id, "code", redirect_uri=_redirect_uri(), scope=_SCOPE, state=state, nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier), code_challenge_method="S256")


async def exchange(providers: Providers, code: str, *, verifier: str, nonce: str) -> Identity:
    """Who the person is to whom the provider gave this code; SupportError("oidc_failed") if that cannot be believed."""
    provider = await providers.get()
    try:
        given = await _given(provider, code, verifier)
        return _identity(await _claims(providers, provider, given, nonce))
    except (JoseError, httpx.HTTPError, KeyError, ValueError, TypeError) as error:
        logger.warning("the identity provider's answer was refused: %s: %s", type(error).__name__, error)
        raise SupportError("oidc_failed") from error


async def _given(provider: Provider, code: str, verifier: str) -> Dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": _redirect_uri(), "code_verifier": verifier}
    ours = [quote(each, safe="") for each in (settings().oidc_client_id, settings().oidc_client_secret)]
    async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False) as http:
        if settings().oidc_client_secret:
            answer = await http.post(provider.token_endpoint, data=form, auth=(ours[0], ours[1]))
        else:
            answer = await http.post(provider.token_endpoint, data={**form, "client_id": settings().oidc_client_id})
        return _document(answer)


async def _claims(providers: Providers, provider: Provider, given: Dict[str, Any], nonce: str) -> CodeIDToken:
    try:
        token = jwt.decode(given["id_token"], provider.keys, algorithms=_ALGORITHMS)
    except (JoseError, ValueError):  # perhaps the provider has changed its keys since
        token = jwt.decode(given["id_token"], (await providers.get(newer_than=provider.read_at)).keys, algorithms=_ALGORITHMS)
    claims = CodeIDToken(token.claims, token.header, options={
        "iss": {"essential": True, "value": settings().oidc_issuer}, "aud": {"essential": True, "value": settings().oidc_client_id}},
        params={"nonce": nonce, "client_id": settings().oidc_client_id, "access_token": given.get("access_token")})
    claims.validate(leeway=_LEEWAY_SECONDS)
    return claims


def _identity(claims: Dict[str, Any]) -> Identity:
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise ValueError("sub")
    vouched = email if isinstance(email, str) and claims.get("email_verified") is True else None
    name = claims.get("name") or claims.get("preferred_username") or (vouched or "").partition("@")[0]
    return Identity(subject, vouched, str(name), role_of(claims))


def role_of(claims: Dict[str, Any]) -> Optional[Role]:
    """The role that her groups give her: of OIDC_ROLES the first group that she is in."""
    found = claims.get(settings().oidc_role_claim) if settings().oidc_role_claim else None
    groups = found if isinstance(found, list) else [found]
    pairs = role_pairs(settings().oidc_roles) or [(role.value, role.value) for role in reversed(Role)]
    return next((Role(role) for group, role in pairs if group in groups), None)


def _redirect_uri() -> str:
    return f"{settings().desk_address}/oidc/callback"


async def _read() -> Provider:
    address = settings().oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False) as http:
            found = _document(await http.get(address))
            places = [found[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
            if found["issuer"] != settings().oidc_issuer or not all(map(is_safe_address, places)):
                raise ValueError(f"another issuer, or an address without https: {json.dumps(found)[:500]}")
            keys = KeySet.import_key_set(_document(await http.get(places[2])))  # type: ignore[arg-type]
    except (httpx.HTTPError, KeyError, ValueError, TypeError, AttributeError, JoseError) as error:
        logger.error("the identity provider cannot be read at %s: %s: %s", address, type(error).__name__, error)
        raise SupportError("oidc_unavailable") from error
    return Provider(places[0], places[1], places[2], keys, monotonic())


def _document(answer: httpx.Response) -> Dict[str, Any]:
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found
