"""Everything the suite runs: services, processes, accounts with the wallet, agents with tokens."""
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Tuple

from faults.customers import WALLET_KEY
from faults.processes import Process
from faults.record import Record
from faults.relay import Relay
from faults.services import MailServer, PostgresServer
from tests.services import RedisServer
from tests.starter import ROOT, starter

_WIDE = {f"LIMIT_{what}": "5000/second" for what in (
    "REQUESTS_PER_ADDRESS", "SESSIONS_PER_ADDRESS", "SESSIONS_PER_CUSTOMER", "REQUESTS_PER_CONVERSATION", "MESSAGES_PER_CONVERSATION", "MESSAGES_PER_CUSTOMER")}


class World:
    """Three chat processes, two desks, two workers, PostgreSQL, Redis, a mail server, and a relay before one process of each kind."""

    def __init__(self, folder: Path, *, chats: int = 3, desks: int = 2, workers: int = 2, relayed: bool = True) -> None:
        self.folder = folder
        self.record = Record(folder / "clients.jsonl")
        self.postgres = PostgresServer(folder / "postgresql")
        self.redis = RedisServer(folder)
        self.mail = MailServer(self.record)
        self.relays: Dict[str, Relay] = {}
        self._settings = {**_settings(self), **_WIDE}
        self._before = dict(os.environ)
        os.environ.update(self._settings)  # the checker and the preparation read the same settings
        self.processes: List[Process] = [self._process(f"{command}-{number}", command, relayed and number == 1) for command, count in (
            ("chat", chats), ("desk", desks), ("worker", workers)) for number in range(1, count + 1)]

    def of(self, command: str) -> List[Process]:
        """The processes of one kind."""
        return [process for process in self.processes if process.command == command]

    def urls(self, command: str) -> List[str]:
        """Where the processes of one kind are reached."""
        return [process.url for process in self.of(command)]

    def start(self) -> None:
        """Start all, wait until they are ready."""
        self.redis.start()
        self.mail.start()
        self.postgres.start()
        self.postgres.create()
        subprocess.run([sys.executable, "-m", "bot", "migrate"], cwd=ROOT, check=True, capture_output=True)
        for relay in self.relays.values():
            relay.start()
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.wait_until_ready()

    def stop(self) -> None:
        """End all, whatever state it is in, and take its settings back."""
        for process in self.processes:
            process.kill()
        for relay in self.relays.values():
            relay.stop()
        self.mail.stop()
        self.redis.stop()
        self.postgres.stop()
        self.record.close()
        os.environ.clear()
        os.environ.update(self._before)  # what is started after it shall not look for its Redis

    def prepare(self, accounts: int, agents: int) -> List[Tuple[str, int, str]]:
        """Accounts `account-N` with the wallet, and agents: the name, id and API token of each."""
        from bot.agents import queries, tokens
        from bot.agents.models import Agent
        from bot.db import database, utc_now
        from bot.wallet.models import SandboxAccount
        made = []
        with database().transaction() as session:
            session.add_all([SandboxAccount(customer_id=f"account-{n}", name=f"客户{n}", story_zh="-", story_en="-",
                                            email=f"account-{n}@customers.example") for n in range(accounts)])
            for number in range(agents):
                person = Agent(name=f"agent-{number}", role="supervisor", email=f"agent-{number}@desk.example", created_at=utc_now())
                session.add(person)
                session.flush()
                made.append((person.name, person.id, tokens.create(
                    session, "fault suite", read_only=False, days=2, actor=queries.actor_of(person), now=utc_now())[1]))
        return made

    def _process(self, name: str, command: str, relayed: bool) -> Process:
        settings = dict(self._settings)
        if relayed:
            self.relays[name] = Relay(self.postgres.port)
            settings["DATABASE_URL"] = self.postgres.url(self.relays[name].port)
        return Process(name, command, self.folder, settings, starter(command))


def _settings(world: World) -> Dict[str, str]:
    return {
        "DATABASE_URL": world.postgres.url(), "REDIS_URL": world.redis.url, "LIMITS_URL": world.redis.url, "ENDPOINTS": "deploy/endpoints.production.yml",
        "SMTP_URL": world.mail.url, "SMTP_FROM": "U Wallet <no-reply@wallet.example>", "WALLET_TOKEN_KEY": WALLET_KEY, "DEMO_MODE": "false",
        "DESK_KEY": "a key of the fault suite, for nothing else", "AUDIT_KEY": "a key of the fault suite, for nothing else",
        "ATTACHMENTS": str(world.folder / "attachments"), "SESSION_MINUTES": "600", "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "LOG_LEVEL": "INFO"}
