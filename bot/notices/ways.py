"""The ways a customer may choose, with the address each would use, and her choice among them."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict, List, Optional

from sqlalchemy.orm import Session

from bot import formats
from bot.errors import NotAllowed
from bot.notices import channels, preferences
from bot.notices.kinds import Channel
from bot.wallet.protocol import Account, Wallet


@dataclass(frozen=True)
class Reach:
    """How somebody can be reached: by what the wallet knows of her, or by the contact she left with one complaint."""

    conversation_id: str
    subject: str
    account: Optional[Account] = None
    contact: Optional[str] = None

    def address(self, channel: Channel) -> Optional[str]:
        """Where a way would reach her; None where it cannot."""
        return channels.address_of(self.contact, channel) if self.contact else channels.address_in(self.account, channel)


@dataclass(frozen=True)
class Way:
    """One way, as she may see it; `address` is masked, None for the app and where she cannot be reached so."""

    channel: Channel
    available: bool
    chosen: bool
    address: Optional[str]


def signed_in(wallet: Wallet, conversation_id: str, customer_id: str) -> Reach:
    """A signed-in customer, as the wallet knows her now; asks the wallet, so never inside a transaction. WalletUnavailable."""
    return Reach(conversation_id, preferences.EVERYTHING, account=wallet.account(customer_id))


def listed(session: Session, reach: Reach) -> List[Way]:
    """Every way that this installation provides, with her choice."""
    chosen = preferences.chosen(session, reach.conversation_id, reach.subject)
    return [_way(reach, channel, channel in chosen) for channel in channels.offered()]


def choose(session: Session, reach: Reach, wanted: Dict[Channel, bool], *, now: datetime) -> None:
    """Turn ways on and off, all or none; NotAllowed("way_unavailable") for one that could not reach her. Turning off is always possible."""
    for channel, on in wanted.items():
        if on and (channel not in channels.offered() or reach.address(channel) is None):
            raise NotAllowed("way_unavailable", way=channel.value)
    preferences.choose(session, reach.conversation_id, reach.subject, wanted, now=now)


def _way(reach: Reach, channel: Channel, chosen: bool) -> Way:
    address: Any = reach.address(channel)
    shown = formats.masked(address) if address and channel is not Channel.PUSH else None
    return Way(channel, available=address is not None, chosen=chosen and address is not None, address=shown)
