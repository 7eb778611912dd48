"""A notice is written in the transaction that changed what it tells of: both happen, or neither."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Iterator, Mapping, Optional, Sequence, Tuple

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Author, Conversation
from bot.conversations.service import Option
from bot.language import Language
from bot.notices import channels, preferences, timing
from bot.notices.kinds import Channel, State
from bot.notices.models import Delivery
from bot.settings import settings
from bot.texts import text

_MOST_A_DAY = 20  # to one address that a visitor left: it may be somebody else's


@dataclass(frozen=True)
class Notice:
    """Something to tell a customer; `kind` names its texts, and the same `key` is told once by each way.

    `subject` is the number it is about; `contact` what a visitor left with it. Without `in_chat` her conversation has its own
    words for it already: the answer to what she just did there; not `outside`, it goes nowhere else. `urgent`: an SMS does not wait for the morning.
    """

    kind: str
    key: str
    conversation_id: str
    language: Language
    values: Mapping[str, Any] = field(default_factory=dict)
    contact: Optional[str] = None
    options: Sequence[Option] = ()
    subject: Optional[str] = None
    in_chat: bool = True
    outside: bool = True
    urgent: bool = False


def announce(session: Session, notice: Notice, *, now: datetime) -> None:
    """Tell the customer in her conversation, and put down what goes out by the ways she chose."""
    if notice.in_chat and _add(session, notice, Channel.INBOX, None, None, now):
        service.say(session, notice.conversation_id, text(f"notices.{notice.kind}", notice.language, **notice.values),
                    author=Author.SYSTEM, now=now, options=notice.options)
    if not notice.outside:
        return
    customer_id = session.execute(select(Conversation.customer_id).where(Conversation.id == notice.conversation_id)).scalar_one()
    for channel, address in _ways(session, notice, customer_id, now):
        _add(session, notice, channel, customer_id, address, now)


def forget(session: Session, subject: str) -> None:
    """Erase the words and addresses of what was told about a number; what was not sent yet never will be."""
    session.execute(update(Delivery).where(Delivery.subject == subject).values(details={}, address=None))
    session.execute(update(Delivery).where(Delivery.subject == subject, Delivery.state == State.WAITING.value)
                    .values(state=State.FAILED.value, last_error="erased", claim=None))


def _ways(session: Session, notice: Notice, customer_id: Optional[str], now: datetime) -> Iterator[Tuple[Channel, Optional[str]]]:
    subject = preferences.EVERYTHING if customer_id else notice.subject or ""
    for channel in preferences.chosen(session, notice.conversation_id, subject):
        if channel not in channels.offered():
            continue
        address = None if customer_id else channels.address_of(notice.contact, channel)
        if customer_id or (address and _told_today(session, address, now) < _MOST_A_DAY):
            yield channel, address


def _told_today(session: Session, address: str, now: datetime) -> int:
    return session.execute(select(func.count(Delivery.id)).where(
        Delivery.address == address, Delivery.created_at > now - timedelta(days=1))).scalar_one()


def _add(session: Session, notice: Notice, channel: Channel, customer_id: Optional[str], address: Optional[str], now: datetime) -> bool:
    """Write a delivery down; False where this notice goes by this way already."""
    inbox = channel is Channel.INBOX
    due = timing.after_quiet(now, _quiet(channel, notice.urgent), settings().zone)
    row = Delivery(
        key=notice.key, channel=channel.value, conversation_id=notice.conversation_id, subject=notice.subject, kind=notice.kind,
        language=notice.language.value, details={} if inbox else dict(notice.values), customer_id=customer_id, address=address, urgent=notice.urgent,
        state=(State.SENT if inbox else State.WAITING).value, attempts=0, due_at=due, give_up_at=due + timedelta(hours=settings().notice_give_up_hours),
        created_at=now, settled_at=now if inbox else None)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _quiet(channel: Channel, urgent: bool) -> "Tuple[int, int] | None":
    return timing.quiet_hours(settings().notice_quiet_hours) if channel is Channel.SMS and not urgent else None
