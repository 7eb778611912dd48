"""That somebody opened a transcript goes into the audit trail, once a look."""
from datetime import datetime, timedelta

from sanic.request import Request
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Actor
from bot.db import utc_now
from bot.http.threads import read, write

KIND = "transcript_opened"
_ONE_LOOK = timedelta(minutes=15)  # who reads on, or whose page asks again, has opened it once


async def note_opened(request: Request, conversation_id: str) -> None:
    """Write down that who asks opened the transcript, unless she did a moment ago."""
    actor, now = request.ctx.actor, utc_now()
    if not await read(request, lambda session: _is_noted(session, actor, conversation_id, now)):
        await write(request, lambda session: audit.record(session, actor, KIND, f"conversation:{conversation_id}", now))


def _is_noted(session: Session, actor: Actor, conversation_id: str, now: datetime) -> bool:
    last = audit.listed(session, agent_id=actor.agent_id, kind=KIND, subject=f"conversation:{conversation_id}", limit=1)
    return bool(last) and last[0].created_at > now - _ONE_LOOK
