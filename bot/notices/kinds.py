"""The closed sets of notices."""
from enum import Enum


class Channel(str, Enum):
    """A way to tell a customer something."""

    INBOX = "inbox"  # her conversation: always
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


class State(str, Enum):
    """How far a delivery is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up: an operator sees it


CHOOSABLE = (Channel.EMAIL, Channel.SMS, Channel.PUSH)
