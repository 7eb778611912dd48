"""The wallet core: a protocol, a sandbox for trying, a client for the real one."""
from functools import lru_cache

from bot.db import database
from bot.settings import settings
from bot.wallet.http import HttpWallet
from bot.wallet.protocol import Wallet
from bot.wallet.sandbox import SandboxWallet


@lru_cache(maxsize=None)
def wallet() -> Wallet:
    """The wallet of this process: the company's where WALLET_URL names it, else the sandbox."""
    if settings().wallet_url:
        return HttpWallet(settings().wallet_url, settings().wallet_api_key)
    return SandboxWallet(database())
