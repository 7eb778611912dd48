"""The ways a customer may choose, with the address each would use, and her choice among them."""
from dataclasses import dataclass
from datetime import datetime
from typing import Dict, List, Optional

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


def masked(reach: Reach, channel: Channel) -> Optional[str]:
    """The address a way would use, so that she recognises it; empty for the app, None where it cannot reach her."""
    address = reach.address(channel)
    return address and ("" if channel is Channel.PUSH else formats.masked(address))


def choose(session: Session, reach: Reach, wanted: Dict[Channel, bool], *, now: datetime) -> None:
    """Turn ways on and off, all or none; NotAllowed("way_unavailable") for one that could not reach her. Turning off is always possible."""
    for channel, on in wanted.items():
        if on and (channel not in channels.offered() or reach.address(channel) is None):
            raise NotAllowed("way_unavailable", way=channel.value)
    preferences.choose(session, reach.conversation_id, reach.subject, wanted, now=now)


def _way(reach: Reach, channel: Channel, chosen: bool) -> Way:
    address = masked(reach, channel)
    return Way(channel, available=address is not None, chosen=chosen and address is not None, address=address or None)
