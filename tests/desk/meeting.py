"""Puts what exists into generated requests: most of what is made up meets nothing, and then says little about the answers."""
import itertools
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Callable, Dict, Optional

from sqlalchemy.orm import Session

from bot.agents.models import Agent
from bot.agents.queries import actor_of
from bot.complaints import compensations, decisions, extensions, filters, lists, queries, reviews
from bot.complaints.kinds import Outcome
from bot.conversations import callbacks, handoffs
from bot.conversations.reasons import Reason
from bot.conversations.service import open_conversation
from bot.db import Database, utc_now
from bot.language import Language
from bot.satisfaction.models import FollowUp
from bot.suggestions import rewards
from bot.suggestions import service as suggestions
from bot.suggestions.kinds import Kind
from bot.webhooks import service as webhooks
from bot.webhooks.models import Topic
from tests.complaints import people

_number = itertools.count()
DECIDED = {"/complaints/{number}/reopen", "/complaints/{number}/compensations/{offer}/retry"}


class Meeting:
    """Makes something new for each request that needs it; `admin` is who asks, `other` a colleague."""

    def __init__(self, database: Database, admin: Agent, other: Agent) -> None:
        self.database, self.admin, self.other = database, actor_of(admin), actor_of(other)

    def prepare(self, case: Any) -> None:
        """Let a request meet what it is about."""
        path, names = case.endpoint.path, case.path_parameters or {}
        with self.database.transaction() as session:
            if path.startswith(("/complaints/{number}", "/reviews/{number}")):
                names.update(self._complaint(session, path))
            elif path.startswith("/conversations/{id}"):
                names["id"] = self._conversation(session, path.removeprefix("/conversations/{id}"))
            elif path in self._makers:
                names.update(self._makers[path](session))
            if isinstance(case.body, dict):
                self._fill(session, case.body, names.get("number"))

    def _complaint(self, session: Session, path: str) -> Dict[str, Any]:
        if path.startswith("/reviews"):
            return {"number": self._review(session)}
        number, now = people.file(session, key=f"meeting:{next(_number)}", now=utc_now()).number, utc_now()
        if "compensations/{offer}" in path:
            proposer = self.other if "retry" not in path else people.hire(session, limit="100")
            made = compensations.propose(session, number, Decimal("5"), "等太久", actor=proposer, now=now)
            if "retry" in path:
                decisions.decide(session, number, Outcome.UPHELD, "好", actor=self.other, now=now)
                made.state = "refused"
            return {"number": number, "offer": made.id}
        if "extension/" in path:
            extensions.propose(session, number, now + timedelta(days=20), "等银行", actor=self.other, now=now)
        if path in DECIDED:
            decisions.decide(session, number, Outcome.UPHELD, "好", actor=self.other, now=now)
        return {"number": number}

    def _review(self, session: Session) -> str:
        found = reviews.Found("weibo", f"https://weibo.example/{next(_number)}", "太慢", utc_now() - timedelta(days=1))
        return reviews.take_in(session, found, now=utc_now())[0].complaint.number

    def _conversation(self, session: Session, act: str) -> str:
        now = utc_now()
        made = open_conversation(session, customer_id=None, language=Language.ZH, now=now)
        if act != "/take-over":
            handoffs.request(session, made.id, reason=Reason.ASKED_FOR, now=now)
        if act in {"/messages", "/return", "/transfer", "/typing", "/read", "/notes", "/attachments"}:
            handoffs.take(session, made.id, actor=self.admin, now=now)
        return made.id

    def _fill(self, session: Session, body: Dict[str, Any], number: Optional[str]) -> None:
        known = {"version": lambda: queries.by_number(session, number).version if number and number.startswith("C") else 0, "agent_id": lambda: self.other.agent_id,
                 "until": lambda: (utc_now() + timedelta(days=20)).isoformat(), "since": lambda: (utc_now() - timedelta(days=1)).isoformat(),
                 "posted_at": lambda: (utc_now() - timedelta(days=1)).isoformat(), "link": lambda: f"https://weibo.example/{next(_number)}",
                 "url": lambda: "https://crm.example/events", "amount": lambda: "5.00", "attachment_ids": list, "sequence": lambda: 0,
                 "words": lambda: "说明", "text": lambda: "您好", "source": lambda: "weibo", "email": lambda: f"new{next(_number)}@desk.example", "author": lambda: "momo", "outcome": lambda: body["outcome"]}
        body.update({name: value() for name, value in known.items() if name in body and value() is not None})
        if "agent_id" in body and "team" in body:
            del body["team"]
        if "numbers" in body:
            body["numbers"] = [people.file(session, key=f"meeting:{next(_number)}", now=utc_now()).number]
        if "terms" in body:
            body["terms"] = {"status": "waiting"}
        if "name" in body and "terms" in body:
            body["name"] = "急"

    @property
    def _makers(self) -> Dict[str, Callable[[Session], Dict[str, Any]]]:
        def hook(session: Session) -> Dict[str, Any]:
            for old in webhooks.queries.subscriptions(session)[:-5]:
                webhooks.remove(session, old.id)
            return {"id": webhooks.subscribe(session, "https://crm.example/events", [Topic.COMPLAINT], by=None, now=utc_now()).id}

        def kept(session: Session) -> Dict[str, Any]:
            return {"id": filters.save(session, self.admin, "急", lists.Filter(), now=utc_now()).id}

        def callback(session: Session) -> Dict[str, Any]:
            made = open_conversation(session, customer_id=None, language=Language.ZH, now=utc_now())
            return {"number": callbacks.request_callback(session, made, contact="13800138000", words="请回电", key=f"meeting:{next(_number)}", now=utc_now(),
                                                         reason=Reason.ASKED_FOR).number}

        def suggestion(session: Session) -> Dict[str, Any]:
            made = open_conversation(session, customer_id=None, language=Language.ZH, now=utc_now())
            return {"number": suggestions.store(session, made, "加个夜间模式", kind=Kind.IDEA, key=f"meeting:{next(_number)}", now=utc_now()).number}

        def reward(session: Session, state: str) -> Dict[str, Any]:
            made = open_conversation(session, customer_id="demo-chen", language=Language.ZH, now=utc_now())
            idea = suggestions.store(session, made, "加个夜间模式", kind=Kind.IDEA, key=f"meeting:{next(_number)}", now=utc_now())
            idea.state = "adopted"
            found = rewards.propose(session, idea.number, Decimal("5"), "好主意", actor=self.other, now=utc_now())
            found.state = state
            return {"number": idea.number, "id": found.id}

        def follow_up(session: Session) -> Dict[str, Any]:
            made = open_conversation(session, customer_id=None, language=Language.ZH, now=utc_now())
            task = FollowUp(key=f"meeting:{next(_number)}", kind="task", state="open", conversation_id=made.id, due_at=utc_now(), created_at=utc_now())
            session.add(task)
            session.flush()
            return {"id": task.id}

        given = {f"/suggestions/{{number}}/rewards/{{id}}/{act}": partial(reward, state=state) for act, state in (
            ("approve", "proposed"), ("decline", "proposed"), ("retry", "refused"))}
        tasks = dict.fromkeys((f"/follow-ups/{{id}}{rest}" for rest in ("", "/take", "/complete")), follow_up)
        hooks = dict.fromkeys((f"/webhooks/{{id}}{rest}" for rest in ("", "/deliveries", "/test", "/replay")), hook)
        return {**hooks, **given, **tasks, "/webhooks": hook, "/filters/{id}": kept, "/callbacks/{number}/complete": callback, "/suggestions/{number}": suggestion}
