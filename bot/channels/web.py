"""The customer API: Rasa's channel `web`. The sender is whom the token names, never what a body says."""
import asyncio
from functools import wraps
from typing import Any, Awaitable, Callable, Dict, List, Optional, TypeVar

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.channels import problems
from bot.channels.bodies import MessageBody, SessionBody, read_body, read_number, read_text
from bot.channels.shapes import complaint_row, complaint_whole, message_shape
from bot.channels.stream import stream
from bot.channels.turns import CHANNEL, Turns
from bot.channels.wallet_tokens import customer_of
from bot.complaints import queries as complaints
from bot.conversations import access, queries, service
from bot.conversations.models import Conversation
from bot.conversations.signals import Signals
from bot.db import database, utc_now
from bot.entities.identifiers import find_complaints
from bot.errors import NotFound, SupportError
from bot.language import from_tag
from bot.settings import settings
from bot.wallet import wallet

T = TypeVar("T")
_MANY = 200
_LARGEST = 2**31 - 1
Handler = Callable[..., Awaitable[HTTPResponse]]


class WebChannel(InputChannel):
    """Sessions, messages, events and complaints of one customer."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes under /webhooks/web; see docs/customer-api.md."""
        blueprint = Blueprint("web")
        blueprint.add_route(health, "/health")
        blueprint.add_route(open_session, "/sessions", methods=["POST"])
        blueprint.add_route(post_message, "/messages", methods=["POST"])
        blueprint.add_route(list_messages, "/messages", name="list_messages")
        blueprint.add_route(events, "/events")
        blueprint.add_route(list_complaints, "/complaints")
        blueprint.add_route(one_complaint, "/complaints/<number>")
        blueprint.listener("before_server_start")(_start)
        blueprint.listener("after_server_start")(_resume)
        blueprint.listener("before_server_stop")(_stop)
        return blueprint


async def _start(app: Sanic, loop: Any) -> None:
    problems.install(app)
    app.ctx.database = database()
    app.ctx.signals = Signals(app.ctx.database)
    app.ctx.turns = Turns(lambda: app.ctx.agent, app.ctx.database, app.ctx.signals)


async def _resume(app: Sanic, loop: Any) -> None:
    app.ctx.watching = loop.create_task(app.ctx.signals.watch())
    await app.ctx.turns.resume()


async def _stop(app: Sanic, loop: Any) -> None:
    app.ctx.watching.cancel()
    await app.ctx.turns.finish(seconds=10)


def signed(handler: Handler) -> Handler:
    """Let the holder of a valid token through, with her conversation in `request.ctx`."""
    @wraps(handler)
    async def wrapped(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse:
        request.ctx.conversation = await _holder(request)
        if request.ctx.conversation is None:
            raise SupportError("unauthorised")
        return await handler(request, *args, **kwargs)
    return wrapped


async def _holder(request: Request) -> Optional[Conversation]:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return await _read(request, lambda session: access.holder(session, token, now=utc_now()))


async def health(request: Request) -> HTTPResponse:
    """Ready once the model is loaded and the database answers."""
    agent = getattr(request.app.ctx, "agent", None)
    try:
        await _read(request, lambda session: session.execute(sql("SELECT 1")).scalar())
    except Exception:
        agent = None
    if agent is None or not agent.is_ready():
        return problems.problem(request, 503, "unavailable")
    return json({"status": "ready"})


async def open_session(request: Request) -> HTTPResponse:
    """A token for the signed-in customer's conversation, or for a visitor's new one."""
    body = read_body(request, SessionBody)
    customer_id = customer_of(body.wallet_token) if body.wallet_token else None
    language = from_tag(body.locale) if body.locale else problems.language_of(request)

    def work(session: Session) -> Dict[str, Any]:
        now = utc_now()
        conversation = service.open_conversation(session, customer_id=customer_id, language=language, now=now)
        token, expires_at = access.grant(session, conversation.id, now=now, hours=settings().session_hours)
        return {"token": token, "conversation_id": conversation.id, "expires_at": expires_at.isoformat(),
                "locale": conversation.language.tag}

    opened = await _write(request, work)
    return json({**opened, "customer": await _customer(customer_id)}, status=201)


async def _customer(customer_id: Optional[str]) -> Optional[Dict[str, str]]:
    if customer_id is None:
        return None
    try:
        account = await asyncio.to_thread(wallet().account, customer_id)
    except SupportError:
        account = None  # her name is a courtesy: without the wallet she can still talk to us
    return {"id": customer_id, "name": account.name if account else ""}


@signed
async def post_message(request: Request) -> HTTPResponse:
    """Store a message and hand it on; the same `client_message_id` again gives the same answer."""
    body = read_body(request, MessageBody)
    conversation_id = request.ctx.conversation.id
    words = read_text(body.text) if body.text is not None else ""

    def work(session: Session) -> Any:
        choice = queries.choice(session, conversation_id, body.choice_id) if body.choice_id else None
        return service.receive(session, conversation_id, client_message_id=body.client_message_id,
                               text=choice.title if choice else words, choice=choice, now=utc_now())

    message, is_new = await _write(request, work)
    if is_new:
        request.app.ctx.signals.publish(conversation_id)
    request.app.ctx.turns.wake(conversation_id)
    return json({"id": str(message.id), "sequence": message.sequence}, status=202 if is_new else 200)


@signed
async def list_messages(request: Request) -> HTTPResponse:
    """The conversation past a sequence."""
    after = read_number(request, "after", 0, _LARGEST)
    limit = read_number(request, "limit", 100, _MANY)
    return json({"messages": await _messages(request, after, limit)})


@signed
async def events(request: Request) -> None:
    """The same as a stream; resumes from Last-Event-ID or ?after."""
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) <= 9 else read_number(request, "after", 0, _LARGEST)

    async def read(after: int) -> List[Dict[str, Any]]:
        return await _messages(request, after, _MANY)

    async def allowed() -> bool:
        return await _holder(request) is not None

    await stream(request, request.app.ctx.signals, request.ctx.conversation.id, after, read, allowed)


async def _messages(request: Request, after: int, limit: int) -> List[Dict[str, Any]]:
    conversation_id = request.ctx.conversation.id
    return await _read(request, lambda session: [
        message_shape(message) for message in queries.messages_after(session, conversation_id, after, limit)])


@signed
async def list_complaints(request: Request) -> HTTPResponse:
    """The customer's own complaints, newest first."""
    conversation = request.ctx.conversation
    language = from_tag(request.args.get("locale")) if request.args.get("locale") else conversation.language
    found = await _read(request, lambda session: [
        complaint_row(complaint, language) for complaint in complaints.mine(session, conversation)])
    return json({"complaints": found})


@signed
async def one_complaint(request: Request, number: str) -> HTTPResponse:
    """One of her complaints with its timeline; another's is as unknown as none."""
    conversation = request.ctx.conversation
    language = from_tag(request.args.get("locale")) if request.args.get("locale") else conversation.language
    named = find_complaints(number)
    if not named or named[0].value != number:
        raise NotFound("unknown_complaint")
    return json(await _read(request, lambda session: complaint_whole(
        complaints.mine_by_number(session, conversation, number), language)))


async def _read(request: Request, work: Callable[[Session], T]) -> T:
    return await _in_thread(request.app.ctx.database.reading, work)


async def _write(request: Request, work: Callable[[Session], T]) -> T:
    return await _in_thread(request.app.ctx.database.transaction, work)


async def _in_thread(scope: Callable[[], Any], work: Callable[[Session], T]) -> T:
    def run() -> T:
        with scope() as session:
            return work(session)
    return await asyncio.to_thread(run)
