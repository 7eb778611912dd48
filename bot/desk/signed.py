"""Who asks: the session cookie of a person at the desk, or the API token of her program."""
import hashlib
import hmac
from functools import wraps
from typing import Any, Awaitable, Callable, NamedTuple, Optional

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.agents import queries, sign_ins
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk import cookies
from bot.desk.origin import require_own
from bot.errors import NotAllowed, SupportError
from bot.http.threads import read, write

Handler = Callable[..., Awaitable[HTTPResponse]]
_READING = ("GET", "HEAD", "OPTIONS")


class _Caller(NamedTuple):
    agent: Agent
    csrf: Optional[str]  # what the header must be; None: she came with a token, which no foreign page can send


def signed(*roles: Role, quiet: bool = False) -> Callable[[Handler], Handler]:
    """Let signed-in people of these roles through (none named: everybody; auditors only to read unless named).

    Sets `request.ctx.actor`, `request.ctx.agent` and `request.ctx.language`. Raises SupportError("unauthorised"),
    NotAllowed("csrf"), NotAllowed("foreign_site") or NotAllowed("not_your_role"). A `quiet` request, one that the page
    sends by itself, does not count as a sign of the person.
    """
    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def wrapped(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse:
            caller = await _caller(request, quiet)
            request.ctx.agent, request.ctx.actor, request.ctx.language = caller.agent, queries.actor_of(caller.agent), caller.agent.language
            request.ctx.csrf = caller.csrf
            if request.method not in _READING:
                _require_own_page(request, caller.csrf)
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
        await _caller(request, quiet=True)
        return True
    except SupportError:
        return False


async def _caller(request: Request, quiet: bool) -> _Caller:
    token = cookies.session_token(request)
    if token is None:
        raise SupportError("unauthorised")
    held, now = token, utc_now()
    found = await read(request, lambda session: sign_ins.holder(session, held, now=now))
    if found is None or not found.complete:
        raise SupportError("unauthorised")
    if found.stale and not quiet:
        await write(request, lambda session: sign_ins.note_seen(session, held, now=now))
    return _Caller(found.agent, csrf_of(token))


def _require_own_page(request: Request, csrf: Optional[str]) -> None:
    if csrf is None:
        return
    require_own(request)
    given = request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(given.encode(errors="surrogatepass"), csrf.encode()):
        raise NotAllowed("csrf")


def _require_role(request: Request, roles: "tuple[Role, ...]") -> None:
    role = request.ctx.actor.role
    reads_only = role is Role.AUDITOR and request.method not in _READING
    if (roles and role not in roles) or (reads_only and role not in roles):
        raise NotAllowed("not_your_role")
