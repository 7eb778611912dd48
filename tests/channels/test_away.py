"""While the database is away she is told so and nothing is lost: a turn that it cuts short happens later, whole and once."""
import re
import signal
import time
import uuid
from pathlib import Path
from typing import Iterator, Tuple

import pytest
from sqlalchemy.engine import make_url

from faults.relay import Relay
from tests.channels.running import Customer, Server, at_the_confirmation

NUMBER = re.compile(r"C\d{8}[A-Z0-9]{6}")


@pytest.fixture()
def cut_off(tmp_path: Path, postgresql_url: str) -> Iterator[Tuple[Server, Relay]]:
    """A server whose way to PostgreSQL leads over a relay."""
    parsed = make_url(postgresql_url)
    relay = Relay(f"{parsed.query['host']}/.s.PGSQL.5432").start()
    running = Server(tmp_path, DATABASE_URL=f"postgresql://{parsed.username}@127.0.0.1:{relay.port}/{parsed.database}").start()
    yield running, relay
    running.stop(signal.SIGKILL)
    relay.stop()


def test_while_the_database_is_away_she_is_told_so_and_turns_cut_short_happen_later_and_once(cut_off: Tuple[Server, Relay]):
    server, relay = cut_off
    asking, english = Customer(server), Customer(server, locale="en")
    english.http.headers["accept-language"] = "en"  # as her browser says: her conversation cannot be asked now
    confirming = [at_the_confirmation(server) for _ in range(5)]
    for visitor in confirming:
        pressed = next(choice["id"] for choice in visitor.choices if "确认提交" in choice["title"])
        visitor.sequence = visitor.post(choice_id=pressed).json()["sequence"]
    relay.cut()  # in the middle of their turns
    own = uuid.uuid4().hex
    for customer, words in ((asking, "稍等片刻"), (english, "try again in a moment")):
        refused = customer.post(text="怎么注销账户", client_message_id=own)
        assert refused.status_code == 503 and refused.json()["error"]["code"] == "store_away", refused.text
        assert refused.headers["retry-after"] == "2" and words in refused.json()["error"]["message"]
    assert asking.http.get("/webhooks/web/health").status_code == 503
    time.sleep(1)
    relay.mend()
    for _ in range(100):
        if asking.http.get("/webhooks/web/health").status_code == 200:
            break
        time.sleep(0.1)
    accepted = asking.post(text="怎么注销账户", client_message_id=own)
    assert accepted.status_code == 202 and asking.wait_for("注销", after=accepted.json()["sequence"])
    for visitor in confirming:
        number = NUMBER.search(visitor.wait_for("投诉已经收到", after=visitor.sequence)["text"])
        assert number and server.command("complaints", "list", "--all").count(number.group()) == 1
        said = [message["text"] for message in visitor.messages(visitor.sequence)]
        assert sum("投诉已经收到" in text for text in said) == 1 and not [text for text in said if "没能处理" in text]
    assert len(server.command("complaints", "list", "--all").splitlines()) == len(confirming)
