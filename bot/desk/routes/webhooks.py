"""Where events are sent to: administrators subscribe addresses, look at deliveries, and send again."""
from datetime import datetime
from typing import Any, Dict, List, Set

from pydantic import BaseModel, Extra, StrictBool, conlist, constr, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk.complaint_bodies import read_moment
from bot.desk.signed import signed
from bot.errors import InvalidInput, NotFound
from bot.http.bodies import LARGEST, read_body, read_number
from bot.http.threads import read, write
from bot.webhooks import queries, service
from bot.webhooks.models import State, Topic, WebhookDelivery, WebhookSubscription

_TOPICS = [topic for topic in Topic if topic is not Topic.TEST]


class _Body(BaseModel):
    class Config:
        extra = Extra.forbid


class SubscribeBody(_Body):
    """POST webhooks."""

    url: constr(strict=True, min_length=1, max_length=500)  # type: ignore[valid-type]
    events: conlist(Topic, min_items=1, max_items=3)  # type: ignore[valid-type]

    @validator("events", each_item=True)
    def _subscribable(cls, topic: Topic) -> Topic:
        if topic not in _TOPICS:
            raise ValueError("events")
        return topic


class ActiveBody(_Body):
    """PUT webhooks/ID."""

    active: StrictBool


class ReplayBody(_Body):
    """POST webhooks/ID/replay."""

    since: datetime

    _placed = validator("since", pre=True, allow_reuse=True)(read_moment)


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(subscriptions, "/webhooks")
    blueprint.add_route(subscribe, "/webhooks", methods=["POST"])
    blueprint.add_route(known_events, "/webhooks/events")
    blueprint.add_route(change, "/webhooks/<webhook:int>", methods=["PUT"])
    blueprint.add_route(remove, "/webhooks/<webhook:int>", methods=["DELETE"])
    blueprint.add_route(deliveries, "/webhooks/<webhook:int>/deliveries")
    blueprint.add_route(test, "/webhooks/<webhook:int>/test", methods=["POST"])
    blueprint.add_route(replay, "/webhooks/<webhook:int>/replay", methods=["POST"])


@signed(Role.ADMINISTRATOR)
async def subscriptions(request: Request) -> HTTPResponse:
    """Every subscription, without its secret."""

    def work(session: Session) -> List[Dict[str, Any]]:
        failing = queries.failing(session)
        return [_shape(one, failing) for one in queries.subscriptions(session)]
    return json({"webhooks": await read(request, work)})


@signed(Role.ADMINISTRATOR)
async def known_events(request: Request) -> HTTPResponse:
    """What can be subscribed to."""
    return json({"events": [topic.value for topic in _TOPICS]})


@signed(Role.ADMINISTRATOR)
async def subscribe(request: Request) -> HTTPResponse:
    """A new subscription; its secret is told here and never again."""
    body, actor, now = read_body(request, SubscribeBody), request.ctx.actor, utc_now()

    def work(session: Session) -> Dict[str, Any]:
        made = service.subscribe(session, body.url, body.events, by=actor.agent_id, now=now)
        audit.record(session, actor, "webhook_subscribed", f"webhook:{made.id}", now, {"events": made.topics})
        return {**_shape(made, set()), "secret": made.secret}
    return json(await write(request, work), status=201)


@signed(Role.ADMINISTRATOR)
async def change(request: Request, webhook: int) -> HTTPResponse:
    """Pause a subscription or go on with it."""
    body, actor, now = read_body(request, ActiveBody), request.ctx.actor, utc_now()

    def work(session: Session) -> Dict[str, Any]:
        changed = service.set_active(session, _known(webhook), body.active)
        audit.record(session, actor, "webhook_resumed" if body.active else "webhook_paused", f"webhook:{webhook}", now)
        return _shape(changed, queries.failing(session))
    return json(await write(request, work))


@signed(Role.ADMINISTRATOR)
async def remove(request: Request, webhook: int) -> HTTPResponse:
    """Forget a subscription and what was on its way to it."""
    actor, now = request.ctx.actor, utc_now()

    def work(session: Session) -> None:
        service.remove(session, _known(webhook))
        audit.record(session, actor, "webhook_removed", f"webhook:{webhook}", now)
    await write(request, work)
    return empty()


@signed(Role.ADMINISTRATOR)
async def deliveries(request: Request, webhook: int) -> HTTPResponse:
    """A subscription's deliveries, the newest first."""
    state, before, limit = _state(request), read_number(request, "before", LARGEST, LARGEST), read_number(request, "limit", 50, 200)
    if limit == 0:
        raise InvalidInput("invalid_field", field="limit")

    def work(session: Session) -> List[Dict[str, Any]]:
        queries.subscription(session, _known(webhook))
        return [_delivery(one) for one in queries.deliveries(session, webhook, state=state, before=before, limit=limit)]
    return json({"deliveries": await read(request, work)})


@signed(Role.ADMINISTRATOR)
async def test(request: Request, webhook: int) -> HTTPResponse:
    """Send the subscription an event that means nothing."""
    await write(request, lambda session: service.test(session, _known(webhook), now=utc_now()))
    return json({"queued": 1}, status=202)


@signed(Role.ADMINISTRATOR)
async def replay(request: Request, webhook: int) -> HTTPResponse:
    """Send everything since a moment again, under the same ids."""
    body, actor, now = read_body(request, ReplayBody), request.ctx.actor, utc_now()

    def work(session: Session) -> int:
        queued = service.replay(session, body.since, now=now, subscription_id=_known(webhook))
        audit.record(session, actor, "webhook_replayed", f"webhook:{webhook}", now, {"since": body.since.isoformat(), "queued": queued})
        return queued
    return json({"queued": await write(request, work)}, status=202)


def _shape(one: WebhookSubscription, failing: Set[int]) -> Dict[str, Any]:
    return {"id": one.id, "url": one.url, "events": one.topics, "active": one.active, "failing": one.id in failing, "created_at": one.created_at.isoformat()}


def _delivery(one: WebhookDelivery) -> Dict[str, Any]:
    return {"id": one.id, "event": {"id": one.event.key, "type": one.event.kind, "at": one.event.created_at.isoformat()}, "state": one.state,
            "attempts": one.attempts, "last_status": one.last_status, "last_error": one.last_error,
            "next_attempt_at": one.next_attempt_at and one.next_attempt_at.isoformat(), "settled_at": one.settled_at and one.settled_at.isoformat()}


def _state(request: Request) -> Any:
    given = request.args.get("state")
    if given is None:
        return None
    try:
        return State(given)
    except ValueError as error:
        raise InvalidInput("invalid_field", field="state") from error


def _known(webhook: int) -> int:
    if not 0 < webhook <= LARGEST:
        raise NotFound("unknown_webhook")
    return webhook
