"""A node's folder: where its log, keys and signer state lie, and who may read them.

    DIR/node.json             origin, layout version                (written last: it makes the folder a node)
    DIR/log.sqlite            the log and the engine's tables
    DIR/keys/log.key          the log's signing key                 (owner only)
    DIR/keys/log.vkey         its public half; give it to auditors
    DIR/keys/recovery.key     takes over when log.key is lost       (owner only; move it offline)
    DIR/keys/names.key        makes the opaque names                (owner only)
    DIR/signer.state          what the key has signed; best on another disk or host

Secrets come from the caller; nothing here draws randomness.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from licdsl.errors import SettingsError, reason_of
from licdsl.values import canonical

LAYOUT = 1
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class NodeFolder:
    """The paths of one node; nothing is opened before it is asked for."""

    path: Path

    @property
    def log(self) -> Path:
        """The SQLite file of the log."""
        return self.path / "log.sqlite"

    @property
    def signer_state(self) -> Path:
        """The signer's own memory of the last checkpoint that it signed."""
        return self.path / "signer.state"

    @property
    def verifier_key(self) -> Path:
        """The public key file that auditors need."""
        return self.path / "keys" / "log.vkey"

    def prepare(self) -> None:
        """Make the folder; raises SettingsError where a node stands, or what is left of one.

        It is no node before `complete`: a crash in between leaves nothing that could be opened.
        """
        try:
            if (self.path / "node.json").exists():
                raise SettingsError(f"`{self.path}` already holds a node")
            left = [each for each in (self.path / "keys" / "log.key", self.log) if each.exists()]
            if left:
                raise SettingsError(f"`{left[0]}` is left of a node that was not finished; remove it first")
            (self.path / "keys").mkdir(parents=True, exist_ok=True)
            os.chmod(self.path / "keys", 0o700)
        except OSError as error:
            raise SettingsError(f"cannot make a node in `{self.path}`: {reason_of(error)}") from None

    def complete(self, origin: str) -> None:
        """Write the settings, which make the folder a node; raises SettingsError where that fails."""
        settings = {"layout": LAYOUT, "origin": origin}
        try:
            (self.path / "node.json").write_bytes(canonical.encode(settings) + b"\n")
        except OSError as error:
            raise SettingsError(f"cannot make a node in `{self.path}`: {reason_of(error)}") from None

    def origin(self) -> str:
        """The log's origin; raises SettingsError where no readable node stands."""
        try:
            data = (self.path / "node.json").read_bytes()
        except OSError as error:
            raise SettingsError(
                f"`{self.path}` holds no node ({reason_of(error)}); make one with `licdsl init {self.path}`"
            ) from None
        try:
            settings = canonical.decode(data.removesuffix(b"\n"))
        except ValueError as error:
            raise SettingsError(f"`{self.path / 'node.json'}` is damaged: {error}") from None
        if not isinstance(settings, dict) or settings.get("layout") != LAYOUT:
            raise SettingsError(f"`{self.path / 'node.json'}` has a layout that this version cannot read")
        if not isinstance(settings.get("origin"), str):
            raise SettingsError(f"`{self.path / 'node.json'}` names no origin")
        return str(settings["origin"])

    def check_origin(self, name: str) -> None:
        """Raise SettingsError unless the node's origin is `name`, that of its key."""
        origin = self.origin()
        if origin != name:
            raise SettingsError(
                f"`{self.path / 'node.json'}` names the origin `{origin}`, its key is `{name}`"
            )

    def write_secret(self, name: str, text: str) -> None:
        """Write keys/`name` so that only its owner can ever read it."""
        target = self.path / "keys" / name
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def write_public(self, name: str, text: str) -> None:
        """Write keys/`name` for everybody to read."""
        (self.path / "keys" / name).write_text(text, encoding="utf-8")

    def read_secret(self, name: str) -> str:
        """The text of keys/`name`; raises SettingsError if it is missing or others can read it."""
        target = self.path / "keys" / name
        try:
            mode = stat.S_IMODE(target.stat().st_mode)
            text = target.read_text(encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"cannot read `{target}`: {reason_of(error)}") from None
        if mode & 0o077:
            raise SettingsError(f"`{target}` can be read by others (mode {mode:o}); type: chmod 600 {target}")
        return text.strip()
