"""C2SP signed notes (c2sp.org/signed-note v1.0.0): a text and the lines that sign it.

    <text, ending in a newline>
    <empty line>
    — <name> <base64 of key id ‖ signature>          one line or more

`Note.read` takes only the exact form. `Note.verify` ignores keys it does not know and refuses the
note when a known key's signature fails or when no known key signed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from licdsl.errors import SignatureInvalid
from licdsl.ledger.keys import Signer, VerifierKey, is_key_name, strict_base64

MOST_SIGNATURES = 100
LONGEST = 1_000_000  # bytes
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DASH = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its id (4 bytes) and the signature's bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text, newline included, with its signatures as they stand; reading verifies nothing."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def read(cls, data: bytes) -> Note:
        """Read a note strictly; raises SignatureInvalid. Does not verify any signature."""
        text = _characters(data)
        body, separator, block = text.rpartition("\n\n")  # the text may hold empty lines itself
        if not separator or not block.endswith("\n"):
            raise SignatureInvalid("a note needs an empty line and signature lines that end in a newline")
        lines = block[:-1].split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise SignatureInvalid(f"the note has more than {MOST_SIGNATURES} signatures")
        return cls(body + "\n", tuple(_signature(line) for line in lines))

    def verify(self, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
        """The keys that signed, in the note's order; raises SignatureInvalid where one fails or none signed.

        A second signature by a key that already signed is not looked at.
        """
        known: dict[tuple[str, bytes], list[VerifierKey]] = {}
        for key in keys:
            known.setdefault((key.name, key.id), []).append(key)
        verified: list[VerifierKey] = []
        for line in self.signatures:
            candidates = known.get((line.name, line.key_id), [])
            if len(candidates) > 1:
                raise SignatureInvalid(f"two keys given are both `{line.name}` with one id")
            if not candidates or candidates[0] in verified:
                continue
            if not candidates[0].verifies(line.signature, self.text.encode("utf-8")):
                raise SignatureInvalid(f"the signature by `{line.name}` does not verify")
            verified.append(candidates[0])
        if not verified:
            raise SignatureInvalid("no known key has signed the note")
        return verified


def sign(text: str, signer: Signer) -> str:
    """The note of `text`, which must end in a newline, with one signature."""
    if not text.endswith("\n"):
        raise SignatureInvalid("the text of a note ends in a newline")
    key = signer.verifier
    payload = base64.b64encode(key.id + signer.sign(text.encode("utf-8"))).decode("ascii")
    return f"{text}\n{_DASH}{key.name} {payload}\n"


def _characters(data: bytes) -> str:
    if len(data) > LONGEST:
        raise SignatureInvalid(f"the note is longer than {LONGEST} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SignatureInvalid("the note is not UTF-8") from None
    if _CONTROL.search(text):
        raise SignatureInvalid("the note holds a control character")
    return text


def _signature(line: str) -> Signature:
    name, separator, payload = line.removeprefix(_DASH).rpartition(" ")
    if not line.startswith(_DASH) or not separator or not is_key_name(name):
        raise SignatureInvalid("a signature line is `— name base64`")
    try:
        data = strict_base64(payload)
    except ValueError:
        raise SignatureInvalid(f"the signature by `{name}` is not strict base64") from None
    if len(data) < 5:
        raise SignatureInvalid(f"the signature by `{name}` is too short")
    return Signature(name, data[:4], data[4:])
