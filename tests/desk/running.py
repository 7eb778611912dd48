"""The real desk on a free port of this process, and people who are signed in to it."""
import ast
import asyncio
import inspect
import threading
import time
from functools import lru_cache
from types import CodeType, SimpleNamespace
from typing import Any, Dict, Optional

import httpx
import pyotp
import sanic_routing.router
from sanic import Sanic
from sanic.mixins.routes import RouteMixin
from sanic.touchup.service import TouchUp

from bot.agents import passwords, sealing
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.db import Database, utc_now
from bot.desk.server import API, create_app
from tests.services import free_port

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's second factor

_find_out = RouteMixin._determine_error_format
_known: Dict[CodeType, str] = {}


def _error_format(app: Sanic, handler: Any) -> str:
    # Sanic reads and parses the source of every handler of each app for this: half of the time that an app takes to start.
    code = inspect.unwrap(handler).__code__
    if code not in _known:
        _known[code] = _find_out(app, handler)
    return _known[code]


RouteMixin._determine_error_format = _error_format  # type: ignore[method-assign]
# The same for the source of all its routes, which Sanic writes, parses, and writes once more for whoever would like to look at it.
sanic_routing.router.ast = SimpleNamespace(  # type: ignore[attr-defined]
    parse=lru_cache(maxsize=8)(ast.parse), unparse=lambda tree: "", fix_missing_locations=ast.fix_missing_locations)


class Person(httpx.Client):
    """A person signed in to the desk: `person.get("/me")`; her paths begin after /api/v1, her changes carry the CSRF header."""

    def __init__(self, url: str, actor: Actor, email: str) -> None:
        super().__init__(base_url=url + API, timeout=30, verify=False)  # there is no TLS here, and reading all authorities takes long
        self.actor, self.email, self.secret, self._step = actor, email, SECRET, 0

    def code(self) -> str:
        """A code of her app that she has not used: of this half minute, then of the next; there is no third."""
        present = int(time.time()) // 30
        self._step = max(self._step + 1, present)
        assert self._step <= present + 1, "she has used all codes that work now"
        return pyotp.HOTP(self.secret).at(self._step)

    def sign_in(self, **other: Any) -> "Person":
        """Sign in as a browser does."""
        answer = self.try_to_sign_in(**other)
        assert answer.status_code == 200, answer.text
        return self.keep(answer)

    def try_to_sign_in(self, **other: Any) -> httpx.Response:
        """What the desk answers her; `other` is sent instead of what is right."""
        body = {"email": self.email, "password": PASSWORD, **({} if "code" in other else {"code": self.code()}), **other}
        return self.post("/sign-in", json={name: value for name, value in body.items() if value is not None})

    def keep(self, answer: httpx.Response) -> "Person":
        """Go on with the sign-in that an answer gave her."""
        self.headers["x-csrf-token"] = answer.json()["csrf"]
        return self


class Desk:
    """The desk's app, serving; `desk("supervisor")` is a new person of that role, signed in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._people: list[Person] = []
        self._loop = asyncio.new_event_loop()
        self._ready, self._ended = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    def start(self) -> "Desk":
        """Serve on a thread of its own."""
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def stop(self) -> None:
        """End it and wait until it has ended."""
        for person in self._people:
            person.close()
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def __call__(self, role: str = "agent", name: str = "小周", **facts: Any) -> Person:
        """Hire a person and sign her in; `facts` are columns of Agent (team, languages, compensation_limit, locale)."""
        return self.hire(role, name, **facts).sign_in()

    def hire(self, role: str = "agent", name: str = "小周", email: Optional[str] = None, **facts: Any) -> Person:
        """A person who is not signed in yet."""
        with self.database.transaction() as session:
            agent = Agent(name=name, role=Role(role).value, email=email, created_at=utc_now(), **{
                "password_hash": passwords.hashed(PASSWORD), "totp_secret": sealing.seal(SECRET), "totp_step": 0, **facts})
            session.add(agent)
            session.flush()
            agent.email = email or f"{role}{agent.id}@desk.example"
            actor = Actor(agent_id=agent.id, name=name, role=Role(role), team=agent.team, languages=tuple(agent.languages),
                          compensation_limit=agent.compensation_limit)
        person = Person(self.url, actor, agent.email)
        self._people.append(person)
        return person

    def stranger(self, **headers: str) -> httpx.Client:
        """A client that nobody has signed in with."""
        return httpx.Client(base_url=self.url + API, timeout=30, headers=headers, verify=False)

    async def _serve(self) -> None:
        Sanic._app_registry.pop("wallet-support-desk", None)  # each test has an app of its own
        server = await create_app().create_server(host="127.0.0.1", port=self.port, return_asyncio_server=True, access_log=False)
        await server.startup()
        TouchUp._registry.clear()  # when the first app starts Sanic rewrites its own classes; it works only once, and all apps here are alike
        await server.before_start()
        await server.after_start()
        await server.start_serving()
        self._ready.set()
        await self._ended.wait()
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.close_if_idle()
        await server.after_stop()
        await self._loop.shutdown_default_executor()
