"""One-time codes: of the standard, near the clock, once."""
from datetime import datetime, timedelta, timezone

import pyotp
import pytest

from bot.agents import codes, sealing
from bot.agents.models import Agent
from bot.errors import SettingError
from bot.settings import settings

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B
HALF_MINUTE = timedelta(seconds=30)


def agent(step: int = 0) -> Agent:
    return Agent(id=7, email="amy@desk.example", totp_secret=sealing.seal(SECRET), totp_step=step)


@pytest.mark.parametrize("seconds, code", [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")])
def test_the_codes_are_those_of_the_standard(seconds: int, code: str):
    now = datetime.fromtimestamp(seconds, timezone.utc)
    amy = agent()
    assert codes.use(amy, code, now=now) and amy.totp_step == seconds // 30
    assert not codes.use(amy, code, now=now)


def test_a_clock_may_be_half_a_minute_off_and_no_more():
    now = datetime(2026, 11, 3, 8, 0, 15, tzinfo=timezone.utc)
    of = {shift: pyotp.TOTP(SECRET).at(now + shift * HALF_MINUTE) for shift in (-2, -1, 0, 1, 2)}
    assert {shift: codes.use(agent(), code, now=now) for shift, code in of.items()} == {-2: False, -1: True, 0: True, 1: True, 2: False}


def test_who_has_none_has_no_right_code():
    assert not codes.use(Agent(id=7), "000000", now=datetime.now(timezone.utc))


def test_an_offer_is_hers_for_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch):
    now = datetime.now(timezone.utc)
    amy, other = Agent(id=7, email="amy@desk.example"), Agent(id=8, email="li@desk.example")
    offered = codes.offer(amy)
    code = pyotp.TOTP(offered.secret).at(now)
    assert not codes.enrol(other, offered.ticket, code, now=now) and other.totp_secret is None
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now.timestamp() + 901)
    assert not codes.enrol(amy, offered.ticket, code, now=now) and amy.totp_secret is None
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now.timestamp() + 899)
    assert codes.enrol(amy, offered.ticket, code, now=now)
    assert not codes.use(amy, code, now=now)  # the one that enrolled is used up


def test_what_is_sealed_is_read_with_the_same_key_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    sealed = sealing.seal(SECRET)
    assert SECRET not in sealed and sealing.unseal(sealed) == SECRET
    monkeypatch.setenv("DESK_KEY", "another key, as long as it has to be")
    settings.cache_clear()
    with pytest.raises(SettingError) as refused:
        sealing.unseal(sealed)
    assert refused.value.values["variable"] == "DESK_KEY" and SECRET not in caplog.text


def test_the_key_is_needed_out_of_demo_mode_and_made_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESK_KEY", "")
    settings.cache_clear()
    sealed = sealing.seal(SECRET)
    made = tmp_path / "var" / "desk.key"
    assert len(made.read_text()) >= 32 and made.stat().st_mode & 0o077 == 0 and sealing.unseal(sealed) == SECRET
    assert [path.name for path in made.parent.iterdir()] == ["desk.key"]
    monkeypatch.setenv("DEMO_MODE", "false")
    settings.cache_clear()
    with pytest.raises(SettingError) as refused:
        sealing.require_key()
    assert refused.value.values["variable"] == "DESK_KEY"
