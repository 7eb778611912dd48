"""E-mail addresses of agents, in the one way they are stored and compared. Pure."""
import re
import unicodedata

from bot.errors import InvalidInput

_ADDRESS = re.compile(r"[a-z0-9._%+'-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
_LONGEST = 254


def folded(typed: str) -> str:
    """What was typed as it is compared: neither case, width nor blanks around it make another account."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def address(typed: str) -> str:
    """An address to be stored; InvalidInput("agent_email") for what is none."""
    found = folded(typed)
    if len(found) > _LONGEST or not _ADDRESS.match(found):
        raise InvalidInput("agent_email")
    return found
