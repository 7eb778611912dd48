"""One key and the one algorithm it verifies: the kind of key decides, never what a token says."""
from dataclasses import dataclass
from typing import Any, Dict

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.exceptions import PyJWTError

_RSA_BITS = 2048
_READERS: Dict[str, Any] = {"RSA": RSAAlgorithm, "EC": ECAlgorithm}


@dataclass(frozen=True)
class Key:
    """What a signature is checked with."""

    algorithm: str
    material: Any


def secret_key(secret: str) -> Key:
    """The key that we share with the wallet's back end."""
    return Key("HS256", secret)


def pem_key(pem: bytes) -> Key:
    """The public key in a PEM file; ValueError saying why it cannot be used."""
    if b"PRIVATE KEY" in pem:
        raise ValueError("this is a private key: it stays with the wallet's back end, give the public one")
    try:
        return _public(load_pem_public_key(pem))
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("this is no public key") from error


def web_key(jwk: Dict[str, Any]) -> Key:
    """A key of a JWKS document; ValueError for one that signs no wallet tokens."""
    reader = _READERS.get(str(jwk.get("kty")))
    if reader is None or "d" in jwk or jwk.get("use", "sig") != "sig":
        raise ValueError("no public key for signatures")
    try:
        key = _public(reader.from_jwk(jwk))
    except (PyJWTError, UnsupportedAlgorithm) as error:
        raise ValueError("no readable key") from error
    if jwk.get("alg", key.algorithm) != key.algorithm:
        raise ValueError("a key for another algorithm")
    return key


def _public(material: Any) -> Key:
    if isinstance(material, RSAPublicKey) and material.key_size >= _RSA_BITS:
        return Key("RS256", material)
    if isinstance(material, EllipticCurvePublicKey) and isinstance(material.curve, SECP256R1):
        return Key("ES256", material)
    raise ValueError(f"an RSA key of {_RSA_BITS} bits or more, or an EC key on P-256, is needed")
