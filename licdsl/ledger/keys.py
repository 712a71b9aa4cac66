"""Ed25519 keys in the text forms of C2SP signed-note, read strictly.

    verifier key   name+<8 hex: key id>+base64(0x01 ‖ public key)
    private key    PRIVATE+KEY+name+<8 hex: key id>+base64(0x01 ‖ seed)

The key id is SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4]. A public key must be the canonical
encoding of a point on the curve that is not of low order: under a low-order key, one signature
verifies for any message. This module makes no randomness: a seed comes from the caller.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from licdsl.errors import SignatureInvalid

ED25519 = 1
SEED = 32
_PRIVATE = "PRIVATE+KEY+"
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
# y of the points whose order divides 8 (RFC 8032 §5.1 curve): ±1, 0, and the two of order 8
_LOW_ORDER = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
        ),
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
        ),
    }
)


@lru_cache(maxsize=1024)
def is_key_name(name: str) -> bool:
    """Whether `name` may name a key: not empty, no blank, control character or lone surrogate, no `+`."""
    return bool(name) and not any(
        each == "+" or each.isspace() or unicodedata.category(each) in {"Cc", "Cs", "Zs", "Zl", "Zp"}
        for each in name
    )


def strict_base64(text: str) -> bytes:
    """Padded standard base64 with no stray bits (RFC 4648 §4); raises ValueError otherwise."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if base64.b64encode(data).decode("ascii") != text:
        raise ValueError("not canonical base64")
    return data


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key with the name it signs under; `public` is 32 bytes."""

    name: str
    public: bytes
    id: bytes = field(init=False)
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a bad name and a key that is malformed, off the curve or of low order."""
        if not is_key_name(self.name):
            raise SignatureInvalid("the name of a key is empty or holds a blank or `+`")
        _check_point(self.public)
        object.__setattr__(self, "id", key_id(self.name, bytes([ED25519]) + self.public))
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.public))

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """Read `name+hash+key`; raises SignatureInvalid, also when the hash is not the key's."""
        name, key_hash, payload = _split(text)
        key = cls(name, payload)
        if key.id.hex() != key_hash:
            raise SignatureInvalid(f"the key of `{name}` does not have the id `{key_hash}`")
        return key

    @property
    def text(self) -> str:
        """The verifier key as one line without its newline."""
        return (
            f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([ED25519]) + self.public).decode('ascii')}"
        )

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` (64 bytes) is this key's for `message` (RFC 8032 §5.1.7)."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private Ed25519 key; signing is deterministic, so equal texts have equal signatures."""

    verifier: VerifierKey
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Signer:
        """The signer `name` whose private key is `seed` (32 bytes that the caller drew)."""
        if len(seed) != SEED:
            raise SignatureInvalid(f"a seed has {SEED} bytes, not {len(seed)}")
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(VerifierKey(name, key.public_key().public_bytes_raw()), key)

    @classmethod
    def read(cls, text: str) -> Signer:
        """Read `PRIVATE+KEY+name+hash+key` (Go's form); raises SignatureInvalid, never showing the key."""
        if not text.startswith(_PRIVATE):
            raise SignatureInvalid("a private key starts with `PRIVATE+KEY+`")
        name, key_hash, seed = _split(text.removeprefix(_PRIVATE))
        signer = cls.from_seed(name, seed)
        if signer.verifier.id.hex() != key_hash:
            raise SignatureInvalid(f"the private key of `{name}` does not have the id `{key_hash}`")
        return signer

    @property
    def private_text(self) -> str:
        """Go's private form; whoever holds it can sign as this log."""
        payload = base64.b64encode(bytes([ED25519]) + self._key.private_bytes_raw()).decode("ascii")
        return f"{_PRIVATE}{self.verifier.name}+{self.verifier.id.hex()}+{payload}"

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of `message` (RFC 8032 §5.1.6)."""
        return self._key.sign(message)


def key_id(name: str, payload: bytes) -> bytes:
    """SHA-256(name ‖ 0x0A ‖ payload)[:4], where payload is the type byte and the public key."""
    return sha256(name.encode("utf-8") + b"\n" + payload).digest()[:4]


def _split(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
        raise SignatureInvalid("a key is written `name+8 hexadecimal digits+base64`")
    try:
        payload = strict_base64(parts[2])
    except ValueError:
        raise SignatureInvalid(f"the key of `{parts[0]}` is not strict base64") from None
    if len(payload) != 1 + SEED or payload[0] != ED25519:
        raise SignatureInvalid(f"the key of `{parts[0]}` is not an Ed25519 key (type 1, 32 bytes)")
    return parts[0], parts[1], payload[1:]


def _check_point(public: bytes) -> None:
    """Refuse what RFC 8032 §5.1.3 does not decode, and points of low order."""
    if len(public) != SEED:
        raise SignatureInvalid("a public key has 32 bytes")
    y = int.from_bytes(public, "little") & (2**255 - 1)
    if y >= _P:
        raise SignatureInvalid("the public key is not in canonical form")
    if y in _LOW_ORDER:
        raise SignatureInvalid("the public key is a point of low order")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if pow(square, (_P - 1) // 2, _P) != 1:
        raise SignatureInvalid("the public key is not a point on the curve")
