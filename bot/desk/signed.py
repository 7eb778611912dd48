"""Who asks: the session cookie of a person at the desk, or the API token of her program."""
import hashlib
import hmac
from functools import wraps
from typing import Any, Awaitable, Callable, NamedTuple, Optional

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.agents import queries, sign_ins, tokens
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk import cookies
from bot.desk.origin import require_own
from bot.errors import NotAllowed, SupportError
from bot.http.bodies import bearer
from bot.http.threads import read, write

Handler = Callable[..., Awaitable[HTTPResponse]]
_READING = ("GET", "HEAD", "OPTIONS")


class _Caller(NamedTuple):
    agent: Agent
    csrf: Optional[str]  # what the header must be; None: she came with an API token, which no foreign page can send
    complete: bool = True
    read_only: bool = False


def signed(*roles: Role, quiet: bool = False, by_token: bool = True, unfinished: bool = False) -> Callable[[Handler], Handler]:
    """Let signed-in people of these roles through (none named: everybody; auditors only to read unless named).

    Sets `request.ctx.actor`, `request.ctx.agent` and `request.ctx.language`. Raises SupportError("unauthorised"), or
    NotAllowed: "csrf", "foreign_site", "not_your_role", "read_only_token". A `quiet` request, one that the page sends by
    itself, is no sign of the person. Without `by_token` API tokens are refused; with `unfinished` she may lack her second factor.
    """
    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def wrapped(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse:
            caller = await _caller(request, quiet)
            request.ctx.agent, request.ctx.actor, request.ctx.language = caller.agent, queries.actor_of(caller.agent), caller.agent.language
            request.ctx.csrf, request.ctx.complete = caller.csrf, caller.complete
            _require_way(request, caller, by_token=by_token, unfinished=unfinished)
            _require_role(request, roles)
            return await handler(request, *args, **kwargs)
        return wrapped
    return decorate


def csrf_of(token: str) -> str:
    """The value that a page shows to prove it can read our answers; it belongs to one sign-in."""
    return hmac.new(token.encode(errors="surrogatepass"), b"csrf", hashlib.sha256).hexdigest()


async def still_signed(request: Request) -> bool:
    """Whether who asked may still ask: for streams, at each wake-up."""
    try:
        return (await _caller(request, quiet=True)).complete
    except SupportError:
        return False


async def _caller(request: Request, quiet: bool) -> _Caller:
    words = bearer(request)
    if words is not None:
        return await _program(request, words)
    token = cookies.session_token(request)
    if token is None:
        raise SupportError("unauthorised")
    return await _person(request, token, quiet)


async def _person(request: Request, token: str, quiet: bool) -> _Caller:
    now = utc_now()
    found = await read(request, lambda session: sign_ins.holder(session, token, now=now))
    if found is None:
        raise SupportError("unauthorised")
    if found.stale and not quiet:
        await write(request, lambda session: sign_ins.note_seen(session, token, now=now))
    return _Caller(found.agent, csrf_of(token), complete=found.complete)


async def _program(request: Request, words: str) -> _Caller:
    now = utc_now()
    found = await read(request, lambda session: tokens.holder(session, words, now=now))
    if found is None:
        raise SupportError("unauthorised")
    if found.stale:
        token_id = found.token_id
        await write(request, lambda session: tokens.note_used(session, token_id, now=now))
    return _Caller(found.agent, None, read_only=found.read_only)


def _require_way(request: Request, caller: _Caller, *, by_token: bool, unfinished: bool) -> None:
    changes = request.method not in _READING
    if caller.csrf is not None and changes:
        require_own(request)
        given = request.headers.get("x-csrf-token", "")
        if not hmac.compare_digest(given.encode(errors="surrogatepass"), caller.csrf.encode()):
            raise NotAllowed("csrf")
    if caller.csrf is None and not by_token:
        raise NotAllowed("not_by_token")
    if caller.read_only and changes:
        raise NotAllowed("read_only_token")
    if not caller.complete and not unfinished:
        raise NotAllowed("second_factor")


def _require_role(request: Request, roles: "tuple[Role, ...]") -> None:
    role = request.ctx.actor.role
    only_reads = role is Role.AUDITOR and request.method not in _READING
    if role not in roles and (roles or only_reads):
        raise NotAllowed("not_your_role")
