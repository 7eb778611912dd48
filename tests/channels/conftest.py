"""Real servers with the real model for all tests that only talk to them."""
from typing import Iterator

import pytest

from tests.channels.running import Server
from tests.channels.signing import EC_KEY, RSA_KEY, KeyServer, jwk

SITE = "https://wallet.example"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server; tests use customers and conversations of their own."""
    running = Server(tmp_path_factory.mktemp("chat")).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def behind_a_wallet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as a wallet company runs it: keys behind an address, a site of its own, https outside, no demo."""
    keys = KeyServer(jwk(RSA_KEY, "rsa-1"), jwk(EC_KEY, "ec-1"))
    running = Server(tmp_path_factory.mktemp("wallet"), DEMO_MODE="false", WALLET_TOKEN_JWKS=keys.url, PUBLIC_URL="https://support.example",
                     ALLOWED_SITES=f"{SITE},https://other.example:8443").start()
    yield running
    running.stop()
    keys.stop()
