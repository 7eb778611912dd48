"""Run as a process: does a step of a conversation and dies by SIGKILL before each of its SQL statements in turn, and before and after its commit.

After every death all of the step must have happened or nothing; done again, it must have happened once.
"""
import os
import signal
import sys
from datetime import timedelta
from typing import Any, Callable, Dict, Tuple

from sqlalchemy import event, select

from bot.agents import audit, queries
from bot.agents.models import Agent
from bot.agents.roles import Actor
from bot.conversations import callbacks, handoffs, notes, patience, presence, service, speaking
from bot.conversations import queries as conversations
from bot.conversations.desk_models import Callback
from bot.conversations.handoffs import Reason
from bot.conversations.models import Conversation
from bot.db import Database, utc_now
from bot.errors import SupportError
from bot.language import Language

NOW = utc_now()
LATER = NOW + timedelta(minutes=10)
Step = Callable[[Any, str, Dict[str, Actor]], Any]


def _call_back(session: Any, it: str, who: Dict[str, Actor]) -> None:
    callbacks.request_callback(session, session.get(Conversation, it), contact="a@example.com", words="x", key=f"k{it}"[:64], now=NOW)


def _transfer(session: Any, it: str, who: Dict[str, Actor]) -> None:
    handoffs.transfer(session, it, actor=who["a"], to_agent_id=who["b"].agent_id, words="给你", now=NOW)


def _press(session: Any, it: str, who: Dict[str, Actor]) -> None:
    service.receive(session, it, client_message_id="p", text="不等了", now=NOW)


# name: whether it begins with an agent, and what is done
STEPS: Dict[str, Tuple[bool, Step]] = {
    "request": (False, lambda s, it, who: handoffs.request(s, it, reason=Reason.ASKED_FOR, now=NOW)),
    "take": (False, lambda s, it, who: handoffs.take(s, it, actor=who["a"], now=NOW)),
    "leave": (False, _press),
    "say": (True, lambda s, it, who: speaking.say_as_agent(s, it, actor=who["a"], text="您好", client_message_id="m", now=NOW)),
    "transfer": (True, _transfer),
    "give_back": (True, lambda s, it, who: handoffs.give_back(s, it, actor=who["a"], now=NOW)),
    "lose": (True, lambda s, it, who: handoffs.lose_silent(s, now=LATER, limit=99)),
    "offer": (False, lambda s, it, who: patience.offer_due(s, now=LATER, limit=99)),
    "callback": (False, _call_back),
}


def main(url: str) -> None:
    database = Database(url)
    who = _people(database)
    for name in STEPS:
        print(name, _deaths(url, database, who, name))


def _deaths(url: str, database: Database, who: Dict[str, Actor], name: str) -> int:
    """In how many places a step died."""
    owned, step = STEPS[name]
    before, after = None, None
    for death in range(200):
        it = _begin(database, who, owned, asked=name != "request")
        start = _seen(database, it)
        if after is None:  # once undisturbed, to know the two ends
            _do(database, it, who, step)
            before, after = start, _seen(database, it)
            assert before != after
            continue
        database.engine.dispose()
        survived = _die(url, it, who, step, death)
        found = _seen(database, it)
        assert found in (before, after), (name, death, found)
        _do(database, it, who, step)
        assert _seen(database, it) == after, (name, death, _seen(database, it), after)
        if survived:
            return death - 1
    raise AssertionError(f"{name} has no end")


def _die(url: str, it: str, who: Dict[str, Actor], step: Step, death: int) -> bool:
    """Do the step in a process that dies at the statement of this number; whether it survived, having fewer."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    database, count = Database(url), [0]

    def maybe(*_: Any) -> None:
        count[0] += 1
        if count[0] == death:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(database.engine, moment, maybe)
    with database.transaction() as session:
        step(session, it, who)
    maybe()  # after the commit, before anybody is answered
    os._exit(0)


def _do(database: Database, it: str, who: Dict[str, Actor], step: Step) -> None:
    try:
        with database.transaction() as session:
            step(session, it, who)
    except SupportError:
        pass  # it was done: there is nothing left to do


def _people(database: Database) -> Dict[str, Actor]:
    with database.transaction() as session:
        found = {}
        for name in ("a", "b"):
            person = Agent(name=name, created_at=NOW)
            session.add(person)
            session.flush()
            presence.set_available(session, person.id, True, now=NOW)
            found[name] = queries.actor_of(person)
        return found


def _begin(database: Database, who: Dict[str, Actor], owned: bool, asked: bool) -> str:
    with database.transaction() as session:
        it = service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id
        service.receive(session, it, client_message_id="1", text="在吗", now=NOW)
        if asked:
            handoffs.request(session, it, reason=Reason.ASKED_FOR, now=NOW)
        if owned:
            handoffs.take(session, it, actor=who["a"], now=NOW)
        return it


def _seen(database: Database, it: str) -> Tuple[Any, ...]:
    """All that customers, agents and auditors can see of it."""
    with database.reading() as session:
        conversation, handoff = session.get(Conversation, it), conversations.open_handoff(session, it)
        said = [(message.author, message.text, len(message.choices)) for message in conversations.messages_after(session, it, 0, 99)]
        promised = session.execute(select(Callback.state).where(Callback.conversation_id == it)).scalars().all()
        return (conversation.owner, conversation.agent_id is not None, handoff and (handoff.taken_at, handoff.lost_at, handoff.offered_at, handoff.wanted_agent_id is None),
                said, [note.text for note in notes.of(session, it)], [row.kind for row in audit.listed(session, subject=f"conversation:{it}")], promised)


if __name__ == "__main__":
    main(*sys.argv[1:])
