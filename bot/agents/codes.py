"""Second factors: time-based one-time codes (RFC 6238), each of which works once."""
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple, Optional

import pyotp

from bot.agents import sealing
from bot.agents.models import Agent

_ISSUER = "U-Wallet Desk"
_SECONDS = 30
_DRIFT = 1  # steps that a phone's clock may be off
_TO_ENROL = timedelta(minutes=15)


class Enrolment(NamedTuple):
    """What a person puts into her app, and the ticket with which she comes back."""

    secret: str
    uri: str
    ticket: str


def offer(agent: Agent) -> Enrolment:
    """A new secret for her; nothing is stored before she has shown a code of it."""
    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=agent.email, issuer_name=_ISSUER)
    return Enrolment(secret, uri, sealing.seal(f"{agent.id} {secret}"))


def enrol(agent: Agent, ticket: str, code: str, *, now: datetime) -> bool:
    """Make the ticket's secret hers if the code is of it; False if not, or if the ticket is another's or old."""
    owner, _, secret = (sealing.unseal_recent(ticket, _TO_ENROL) or "").partition(" ")
    step = _step_of(secret, code, now=now, after=None) if owner == str(agent.id) else None
    if step is None:
        return False
    agent.totp_secret, agent.totp_step = sealing.seal(secret), step
    return True


def use(agent: Agent, code: str, *, now: datetime) -> bool:
    """Whether it is her present code and has not been used; it is used up by that. The agent's row must be locked."""
    step = _step_of(sealing.unseal(agent.totp_secret), code, now=now, after=agent.totp_step) if agent.totp_secret else None
    if step is None:
        return False
    agent.totp_step = step
    return True


def _step_of(secret: str, code: str, *, now: datetime, after: Optional[int]) -> Optional[int]:
    present = int(now.timestamp()) // _SECONDS
    steps = (step for step in range(present - _DRIFT, present + _DRIFT + 1) if after is None or step > after)
    return next((step for step in steps if compare_digest(pyotp.HOTP(secret).at(step).encode(), code.encode(errors="surrogatepass"))), None)
