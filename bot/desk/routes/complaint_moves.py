"""POST complaints/...: everything a person does to a complaint, one route a move of its table."""
from typing import Any, Callable, Dict, Tuple, Type

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import queries as agents
from bot.agents.roles import Actor
from bot.complaints import assignment, decisions, extensions, queries, work
from bot.db import utc_now
from bot.desk import complaint_bodies as bodies
from bot.desk.complaint_shapes import changed
from bot.desk.signed import signed
from bot.errors import NotAllowed
from bot.http.bodies import read_body
from bot.http.threads import write

Act = Callable[..., Any]  # session, number, body; actor, now, version by name


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(assign_many, "/complaints/assign", methods=["POST"])
    for path, (kind, act) in _MOVES.items():
        blueprint.add_route(_route(kind, act), f"/complaints/<number>/{path}", methods=["POST"], name=path.replace("/", "_").replace("-", "_"))


def _route(kind: Type[Any], act: Act) -> Any:
    @signed()
    async def move(request: Request, number: str) -> HTTPResponse:
        body, actor, now = read_body(request, kind), request.ctx.actor, utc_now()
        bodies.known_number(number)

        def run(session: Session) -> Dict[str, Any]:
            act(session, number, body, actor=actor, now=now, version=body.version)
            session.flush()
            return changed(queries.by_number(session, number))

        return json(await write(request, run))
    return move


@signed()
async def assign_many(request: Request) -> HTTPResponse:
    """Give many complaints to one person; what could not be given is named, the rest is hers."""
    body, actor, now = read_body(request, bodies.AssignManyBody), request.ctx.actor, utc_now()
    numbers = list(dict.fromkeys(body.numbers))

    def run(session: Session) -> Dict[str, Any]:
        refused = assignment.assign_many(session, numbers, _colleague(session, body.agent_id), actor=actor, now=now)
        return {"assigned": len(numbers) - len(refused), "refused": [{"number": one.number, "code": one.code} for one in refused]}

    return json(await write(request, run))


def _bare(act: Act) -> Act:
    return lambda session, number, body, **how: act(session, number, **how)


def _worded(act: Act) -> Act:
    return lambda session, number, body, **how: act(session, number, body.words, **how)


def _decide(session: Session, number: str, body: Any, **how: Any) -> Any:
    return (decisions.resolve if body.settled else decisions.decide)(session, number, body.outcome, body.words, **how)


def _extend(session: Session, number: str, body: Any, **how: Any) -> Any:
    return extensions.propose(session, number, body.until, body.words, **how)


def _assign(session: Session, number: str, body: Any, **how: Any) -> Any:
    return assignment.assign(session, number, _colleague(session, body.agent_id), **how)


def _colleague(session: Session, agent_id: int) -> Actor:
    agent = agents.agent(session, agent_id)
    if not agent.active:
        raise NotAllowed("not_active")
    return agents.actor_of(agent)


_MOVES: Dict[str, Tuple[Type[Any], Act]] = {
    "take-up": (bodies.ActBody, _bare(work.take_up)),
    "reply": (bodies.WordsBody, _worded(work.reply)),
    "ask": (bodies.WordsBody, _worded(work.ask)),
    "notes": (bodies.NoteBody, _worded(work.add_note)),
    "decision": (bodies.DecisionBody, _decide),
    "reopen": (bodies.WordsBody, _worded(work.reopen)),
    "assign": (bodies.AssignBody, _assign),
    "extension": (bodies.ExtensionBody, _extend),
    "extension/approve": (bodies.ActBody, _bare(extensions.approve)),
    "extension/decline": (bodies.ActBody, _bare(extensions.decline)),
}
