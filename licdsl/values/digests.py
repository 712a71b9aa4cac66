"""SHA-256 digests in the two forms that licdsl writes: `sha256:<hex>` and base64."""

from __future__ import annotations

import base64
import hashlib


def digest_text(data: bytes) -> str:
    """The SHA-256 of `data` as `sha256:` and 64 lower-case hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def base64_text(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(data).decode("ascii")
