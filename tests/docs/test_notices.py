"""docs/notices.md: the verifier works on what we really send, and the settings it names exist."""
import base64
import re
from pathlib import Path
from typing import Any, Callable

import pytest

from bot.notices import sms as sender
from bot.notices.kinds import Channel
from bot.settings import Settings
from tests.docs.snippets import snippet
from tests.notices.conftest import KEY, configure, sms  # noqa: F401
from tests.notices.receivers import Receiver
from tests.notices.sent import job


@pytest.fixture()
def is_genuine() -> Callable[..., bool]:
    """The document's own function."""
    code: dict = {}
    exec(snippet("notices.md", "A verifier", "python"), code)
    return code["is_genuine"]


def test_the_verifier_believes_us_and_nobody_else(sms: Receiver, is_genuine: Callable[..., bool]):  # noqa: F811
    sender.send(job(channel=Channel.SMS), "+8613800138000")
    got = sms.requests[0]
    assert is_genuine(KEY, got.headers, got.body)
    assert not is_genuine("x" * 40, got.headers, got.body)
    assert not is_genuine(KEY, got.headers, got.body.replace(b"138", b"139"))
    for name in ("webhook-id", "webhook-signature", "webhook-timestamp"):
        assert not is_genuine(KEY, {**got.headers, name: got.headers[name] + "1"}, got.body)
        assert not is_genuine(KEY, {key: value for key, value in got.headers.items() if key != name}, got.body)


def test_what_was_recorded_long_ago_is_not_believed(is_genuine: Callable[..., bool]):
    from datetime import datetime, timedelta, timezone

    from bot.webhooks import signing
    secret = base64.b64encode(KEY.encode()).decode()
    for age, expected in ((timedelta(minutes=1), True), (timedelta(minutes=6), False)):
        assert is_genuine(KEY, signing.headers(secret, "id", b"{}", datetime.now(timezone.utc) - age), b"{}") is expected


def test_every_setting_it_names_exists():
    named: Any = set(re.findall(r"`((?:SMTP|SMS|PUSH|NOTICE)_[A-Z_]+)`", Path("docs/notices.md").read_text("utf-8")))
    assert len(named) == 8 and {name.lower() for name in named} <= set(Settings.__fields__)
