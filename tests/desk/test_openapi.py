"""The whole real desk answers as its OpenAPI document says, whatever is asked."""
import os
import subprocess
import sys
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any, Dict, Iterator, Set

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import experimental
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance, status_code_conformance

from bot.agents import tokens
from bot.agents.models import Agent
from bot.agents.queries import actor_of
from bot.conversations import presence
from bot.db import Database, utc_now
from bot.wallet.seeds import seed
from tests.brief import BRIEF
from tests.databases import new_database
from tests.desk.complaints import filed
from tests.desk.meeting import Meeting
from tests.services import free_port

experimental.OPEN_API_3_1.enable()
ROOT = Path(__file__).parent.parent.parent
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
# What an endless stream answers is tested where streams are; these would end what the other operations need.
LEFT_OUT = {"/events", "/sign-out"}
# Their good answers need what nobody makes up, and have tests of their own.
NEVER = {
    *(f"{method} /{path}/attachments" for method, path in (("POST", "complaints/{number}"), ("POST", "conversations/{id}"))), "POST /reviews/import",  # a file
    *(f"GET /{path}/attachments/{{attachment}}" for path in ("complaints/{number}", "conversations/{id}")),
    "POST /sign-in", "POST /invitations/accept", "POST /notices/{id}/retry",  # a password and a code; a link; a notice that failed
    "POST /tokens", "DELETE /tokens/{id}", "PUT /me/password", "POST /me/second-factor", "PUT /me/second-factor"}  # a browser's sign-in, never a token


class Open:
    """The real desk process with something in its database, and a token of an administrator."""

    def __init__(self, folder: Path, database_url: str) -> None:
        database, port = Database(database_url), free_port()
        seed(database)
        with database.transaction() as session:
            admin, other = (Agent(name=name, role=role, email=f"{role}@desk.example", created_at=utc_now()) for name, role in (
                ("管理员", "administrator"), ("主管", "supervisor")))
            session.add_all([admin, other])
            session.flush()
            presence.set_available(session, other.id, True, now=utc_now() + timedelta(days=1))
            self.token = tokens.create(session, "own desk", read_only=False, days=1, actor=actor_of(admin), now=utc_now())[1]
        filed(database, amount="50.00")
        self.meeting = Meeting(database, admin, other)
        self.reached: Dict[str, Set[int]] = defaultdict(set)
        self.turn = 0
        self.url = f"http://127.0.0.1:{port}/api/v1"
        environment = {**os.environ, "DATABASE_URL": database_url, "ATTACHMENTS": str(folder / "attachments"), "DEMO_MODE": "true", "DESK_PORT": str(port),
                       "LIMIT_REQUESTS_PER_ADDRESS": "100000/second"}
        self._log = (folder / "desk.log").open("wb")
        self._process = subprocess.Popen([sys.executable, "-m", "bot", "desk"], cwd=ROOT, env=environment, stderr=self._log)
        for _ in range(1200):
            if self._is_ready():
                return
            time.sleep(0.1)
        raise AssertionError("the desk does not answer")

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/openapi.json").status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._log.close()


@pytest.fixture(scope="module")
def opened(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """One desk for all operations, on the database that takes less of what is odd."""
    running = Open(tmp_path_factory.mktemp("desk"), new_database(postgresql))
    yield running
    running.stop()
    # Where only refusals were seen, the document would say nothing true about what is answered.
    refused = sorted(operation for operation, statuses in running.reached.items() if min(statuses) >= 300 and operation not in NEVER)
    assert not refused, "\n".join(f"{operation} {sorted(running.reached[operation])}" for operation in refused)


@pytest.fixture()
def desk_api(opened: Open) -> Any:
    """The document as the server gives it."""
    return schemathesis.from_uri(f"{opened.url}/openapi.json", base_url=opened.url)


schema = schemathesis.from_pytest_fixture("desk_api")
QUICK = {"deadline": None, "derandomize": True, "phases": [Phase.explicit, Phase.generate], "suppress_health_check": list(HealthCheck)}


@schema.parametrize()
@settings(max_examples=6 if BRIEF else 12, **QUICK)
def test_the_desk_answers_as_the_document_says(case: Any, opened: Open):
    if case.endpoint.path in LEFT_OUT:
        return
    opened.turn += 1
    if opened.turn % 2:  # every second as it was made up
        opened.meeting.prepare(case)
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {opened.token}"}, checks=CHECKS, timeout=60)
    opened.reached[f"{case.method} {case.endpoint.path}"].add(answer.status_code)


@schema.parametrize()
@settings(max_examples=2, **QUICK)
def test_without_a_token_nothing_but_the_open_routes_answers(case: Any, opened: Open):
    if case.endpoint.definition.raw.get("security") == []:
        return
    response = case.call(headers={"Authorization": "Bearer wrong"})
    assert response.status_code in {401, 413}, (case.endpoint.path, response.status_code, response.text[:200])
