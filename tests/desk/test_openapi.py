"""The whole real desk answers as its OpenAPI document says, whatever is asked."""
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import experimental
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance, status_code_conformance

from bot.agents import tokens
from bot.agents.models import Agent
from bot.agents.queries import actor_of
from bot.db import Database, utc_now
from bot.wallet.seeds import seed
from tests.desk.complaints import filed
from tests.services import free_port

experimental.OPEN_API_3_1.enable()
ROOT = Path(__file__).parent.parent.parent
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
# What an endless stream answers is tested where streams are; these would end what the other operations need.
LEFT_OUT = {"/events", "/sign-out"}


class Open:
    """The real desk process with something in its database, and a token of an administrator."""

    def __init__(self, folder: Path, newest_schema: Path) -> None:
        database_url = f"sqlite:///{shutil.copy(newest_schema, folder / 'desk.db')}"
        database, port = Database(database_url), free_port()
        seed(database)
        with database.transaction() as session:
            admin = Agent(name="管理员", role="administrator", email="admin@desk.example", created_at=utc_now())
            session.add(admin)
            session.flush()
            self.token = tokens.create(session, "own desk", read_only=False, days=1, actor=actor_of(admin), now=utc_now())[1]
        self.numbers = [filed(database, key=f"message:{n}", amount="50.00") for n in range(3)]
        database.engine.dispose()
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
def opened(sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """One desk for all operations."""
    running = Open(tmp_path_factory.mktemp("desk"), sqlite)
    yield running
    running.stop()


@pytest.fixture()
def desk_api(opened: Open) -> Any:
    """The document as the server gives it."""
    return schemathesis.from_uri(f"{opened.url}/openapi.json", base_url=opened.url)


schema = schemathesis.from_pytest_fixture("desk_api")
QUICK = {"deadline": None, "derandomize": True, "phases": [Phase.explicit, Phase.generate], "suppress_health_check": list(HealthCheck)}


@schema.parametrize()
@settings(max_examples=20, **QUICK)
def test_the_desk_answers_as_the_document_says(case: Any, opened: Open):
    if case.endpoint.path in LEFT_OUT:
        return
    if "number" in (case.path_parameters or {}) and hash(str(case.body)) % 3:  # most of what is generated meets no complaint
        case.path_parameters["number"] = opened.numbers[0]
    case.call_and_validate(headers={"Authorization": f"Bearer {opened.token}"}, checks=CHECKS)


@schema.parametrize()
@settings(max_examples=2, **QUICK)
def test_without_a_token_nothing_but_the_open_routes_answers(case: Any, opened: Open):
    if case.endpoint.definition.raw.get("security") == []:
        return
    response = case.call(headers={"Authorization": "Bearer wrong"})
    assert response.status_code in {401, 413}, (case.endpoint.path, response.status_code, response.text[:200])
