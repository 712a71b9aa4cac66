"""C2SP tlog checkpoints (c2sp.org/tlog-checkpoint v1.0.0): origin, size and root of a log.

    <origin>
    <size: decimal, no leading zero>
    <root: base64 of 32 bytes>

Extension lines are legal there and refused here: our logs write none, a second signature type would
not cover them, and nobody audits them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from licdsl.errors import SignatureInvalid
from licdsl.ledger.entry import base64_hash
from licdsl.ledger.keys import Signer, VerifierKey, strict_base64
from licdsl.ledger.notes import Note, sign
from licdsl.ledger.tree import HASH
from licdsl.values.canonical import LARGEST

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's state: `size` entries under `root` (32 bytes), in the log named `origin`."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint strictly; raises SignatureInvalid. Does not see signatures."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise SignatureInvalid("a checkpoint is three lines: origin, size and root")
        if not lines[0]:
            raise SignatureInvalid("the checkpoint has no origin")
        if not _SIZE.fullmatch(lines[1]) or int(lines[1]) > LARGEST:
            raise SignatureInvalid("the checkpoint's size is not a plain decimal number")
        try:
            root = strict_base64(lines[2])
        except ValueError:
            raise SignatureInvalid("the checkpoint's root is not strict base64") from None
        if len(root) != HASH:
            raise SignatureInvalid(f"the checkpoint's root has {len(root)} bytes, not {HASH}")
        return cls(lines[0], int(lines[1]), root)

    @classmethod
    def read_signed(cls, data: bytes, key: VerifierKey) -> Checkpoint:
        """Read a note that `key` must have signed for its own log; raises SignatureInvalid.

        Does not check other signatures, nor that the root is any log's.
        """
        note = Note.read(data)
        note.verify([key])
        checkpoint = cls.read(note.text)
        if checkpoint.origin != key.name:
            raise SignatureInvalid(f"the checkpoint is of `{checkpoint.origin}`, the key of `{key.name}`")
        return checkpoint

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64_hash(self.root).decode('ascii')}\n"

    def signed(self, signer: Signer) -> str:
        """The checkpoint as a note with `signer`'s signature."""
        return sign(self.text, signer)
