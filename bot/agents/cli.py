"""`python -m bot agents ...`: the first administrator is invited here; later ones at the desk."""
import argparse
import getpass
from typing import Any

from bot.agents import invitations, people, queries
from bot.agents.invitations import Place
from bot.agents.roles import Actor, Role
from bot.db import database, utc_now
from bot.errors import NotFound
from bot.language import Language


def add_commands(commands: Any) -> None:
    """Add `agents invite|list|deactivate` to a parser."""
    actions = commands.add_parser("agents", help="the people at the desk: invite, list, deactivate").add_subparsers(required=True, metavar="ACTION")
    inviting = actions.add_parser("invite", help="a link for a new person, or for one who has lost her password; works once, for 72 hours")
    inviting.add_argument("email")
    inviting.add_argument("--role", choices=[role.value for role in Role], default=Role.AGENT.value)
    inviting.add_argument("--team")
    inviting.add_argument("--locale", choices=[language.value for language in Language], default=Language.ZH.value, help="the language she reads the desk in")
    inviting.set_defaults(run=_invite)
    actions.add_parser("list", help="everybody, those who have left too").set_defaults(run=_list)
    leaving = actions.add_parser("deactivate", help="she has left: sign-ins and API tokens end at once")
    leaving.add_argument("email")
    leaving.set_defaults(run=_deactivate)


def _invite(options: argparse.Namespace) -> None:
    place = Place(Role(options.role), options.team, language=Language(options.locale))
    with database().transaction() as session:
        known = queries.by_email(session, options.email)
        if known:
            _, token = invitations.reset(session, known.id, actor=_operator(), now=utc_now())
        else:
            _, token = invitations.invite(session, options.email, place, actor=_operator(), now=utc_now())
    print(invitations.link(token))


def _list(options: argparse.Namespace) -> None:
    with database().reading() as session:
        for agent in queries.agents(session):
            state = "active" if agent.active else "left"
            print(f"{agent.id:>4}  {agent.email or '-':<32} {agent.role:<14} {state:<7} {agent.team or '-':<12} {agent.name}")


def _deactivate(options: argparse.Namespace) -> None:
    with database().transaction() as session:
        known = queries.by_email(session, options.email)
        if known is None:
            raise NotFound("unknown_agent", email=options.email)
        people.change(session, known.id, {"active": False}, actor=_operator(), now=utc_now())
    print(f"{known.email}: left")


def _operator() -> Actor:
    """Who has a shell on the server may do this."""
    return Actor(agent_id=None, name=getpass.getuser()[:64], role=Role.ADMINISTRATOR)
