"""Which key the settings name: a shared secret, a public key, or a set of public keys."""
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Union

from bot.channels.identity import key_set
from bot.channels.identity.key import Key, pem_key, secret_key
from bot.channels.identity.key_set import KeySet
from bot.errors import SettingError
from bot.settings import Settings, settings


class OneKey:
    """The same key whatever name a token gives it."""

    def __init__(self, key: Key) -> None:
        self.key = key

    async def find(self, kid: object) -> Key:
        """The key."""
        return self.key


Keys = Union[OneKey, KeySet]


@lru_cache(maxsize=None)
def wallet_keys() -> Keys:
    """The keys of this process; SettingError naming the variable if there are none or they cannot be used."""
    return keys_of(settings())


def keys_of(found: Settings) -> Keys:
    """The keys that these settings name; SettingError if there are none, or they cannot be used."""
    if found.wallet_token_key:
        return OneKey(secret_key(found.wallet_token_key))
    if found.wallet_token_public_key:
        return OneKey(_public_key(found.wallet_token_public_key))
    if found.wallet_token_jwks:
        return _key_set(found.wallet_token_jwks)
    if found.demo_mode:  # made up at each start: no token from elsewhere can fit it
        return OneKey(secret_key(secrets.token_hex(32)))
    raise SettingError("setting", variable="WALLET_TOKEN_KEY", reason="needed to verify the wallet's tokens (or WALLET_TOKEN_PUBLIC_KEY, "
                       "or WALLET_TOKEN_JWKS); DEMO_MODE=true does without")


def _public_key(path: str) -> Key:
    try:
        return pem_key(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise SettingError("setting", variable="WALLET_TOKEN_PUBLIC_KEY", reason=f"{path}: {error}") from error


def _key_set(place: str) -> KeySet:
    if "://" not in place:  # a file must be right at the start; an address may be away for a while
        try:
            key_set.parse(Path(place).read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise SettingError("setting", variable="WALLET_TOKEN_JWKS", reason=f"{place}: {error}") from error
    return KeySet(place)
