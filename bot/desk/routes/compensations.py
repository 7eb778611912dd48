"""Money for a customer: proposed, approved or declined, sent again; and what waits for a person."""
import asyncio
from functools import partial
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.complaints import compensations
from bot.db import utc_now
from bot.desk.complaint_bodies import ActBody, CompensationBody, known_number
from bot.desk.complaint_shapes import offer_row, offered
from bot.desk.signed import signed
from bot.errors import NotFound
from bot.http.bodies import LARGEST, read_body
from bot.http.threads import read, write
from bot.wallet import wallet


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(waiting, "/compensations")
    blueprint.add_route(propose, "/complaints/<number>/compensations", methods=["POST"])
    for name, act in (("approve", compensations.approve), ("decline", compensations.decline)):
        blueprint.add_route(_route(act), f"/complaints/<number>/compensations/<offer:int>/{name}", methods=["POST"], name=f"{name}_compensation")
    blueprint.add_route(retry, "/complaints/<number>/compensations/<offer:int>/retry", methods=["POST"])


@signed()
async def waiting(request: Request) -> HTTPResponse:
    """What the wallet refused or did not answer, and what waits for a second person, oldest first."""
    actor = request.ctx.actor
    return json({"compensations": await read(request, lambda session: [
        offer_row(offer, actor) for offer in compensations.waiting_for_a_person(session, actor)])})


@signed()
async def propose(request: Request, number: str) -> HTTPResponse:
    """Offer money: approved at once within the person's own limit, else by somebody else."""
    body, actor, now = read_body(request, CompensationBody), request.ctx.actor, utc_now()
    known_number(number)
    return json(await write(request, lambda session: offered(compensations.propose(
        session, number, body.amount, body.words, actor=actor, now=now, currency=body.currency, version=body.version))), status=201)


def _route(act: Any) -> Any:
    @signed()
    async def decide(request: Request, number: str, offer: int) -> HTTPResponse:
        body, actor, now = read_body(request, ActBody), request.ctx.actor, utc_now()
        _known(number, offer)
        return json(await write(request, lambda session: offered(act(session, number, offer, actor=actor, now=now, version=body.version))))
    return decide


@signed()
async def retry(request: Request, number: str, offer: int) -> HTTPResponse:
    """Send what was refused or not answered to the wallet again, under the same key; answers with what came of it."""
    body, actor = read_body(request, ActBody), request.ctx.actor
    _known(number, offer)
    # The wallet is asked between two transactions, so this is no work for `write`.
    await asyncio.to_thread(partial(compensations.retry, request.app.ctx.database, wallet(), number, offer, actor=actor, now=utc_now(), version=body.version))

    def work(session: Session) -> Dict[str, Any]:
        return offered(compensations.one(session, offer))
    return json(await read(request, work))


def _known(number: str, offer: int) -> None:
    known_number(number)
    if not 0 < offer <= LARGEST:
        raise NotFound("unknown_compensation")
