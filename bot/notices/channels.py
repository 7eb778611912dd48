"""By which ways this installation can tell customers something."""
import re
from typing import List, Optional

from bot.mail import is_address
from bot.notices.kinds import Channel
from bot.settings import settings
from bot.wallet.protocol import Account


def offered() -> List[Channel]:
    """The ways that settings provide; in demo mode e-mails go to files where no server is named."""
    provided = {Channel.EMAIL: settings().smtp_url or settings().demo_mode, Channel.SMS: settings().sms_url, Channel.PUSH: settings().push_url}
    return [channel for channel, given in provided.items() if given]


def address_in(account: Optional[Account], channel: Channel) -> Optional[str]:
    """What the wallet knows of a customer for a way: her e-mail address, her telephone number, for the app herself."""
    if account is None:
        return None
    if channel is Channel.PUSH:
        return account.customer_id
    return address_of(account.email if channel is Channel.EMAIL else account.phone, channel)


def address_of(contact: Optional[str], channel: Channel) -> Optional[str]:
    """A contact where it is good for a way: an e-mail address for e-mail, a telephone number (E.164) for SMS, nothing for the app."""
    fits = {Channel.EMAIL: is_address, Channel.SMS: _is_phone}.get(channel)
    return contact if contact and fits and fits(contact) else None


def _is_phone(contact: str) -> bool:
    return re.match(r"\+[1-9]\d{6,14}\Z", contact, re.A) is not None
