"""The text of a contract and the path it came from, with what is wrong with its bytes.

A text that can be shown gets diagnostics, not exceptions: bytes that are no UTF-8 are shown as
U+FFFD, a file that is too large as its beginning. Only a file that cannot be read at all raises.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from dataclasses import dataclass, field
from pathlib import Path

from licdsl.errors import LicdslError
from licdsl.language.diagnostics import BEGINNING, Diagnostic, Span, error
from licdsl.values.digests import digest_text

LARGEST = 1_048_576
"""The size of the largest contract file, in bytes of UTF-8."""

_SHOWN = 65_536


@dataclass(frozen=True)
class Source:
    """A contract's exact text; `path` only names it in messages.

    `faults` are the diagnostics about bytes that `text` cannot show any more. Does not look at
    the characters of `text`: `parse` does.
    """

    path: str
    text: str
    faults: tuple[Diagnostic, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, path: str | Path) -> Source:
        """Read the UTF-8 file at `path`; raises LicdslError when it is missing or unreadable.

        Line ends stay as they are. At most `LARGEST` bytes and one more are read.
        """
        try:
            with Path(path).open("rb") as file:
                data = file.read(LARGEST + 1)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            raise LicdslError(f"cannot read `{path}`: {reason.lower()}") from problem
        return cls.from_bytes(data, str(path))

    @classmethod
    def from_bytes(cls, data: bytes, path: str = "<text>") -> Source:
        """The source that `data` holds; what is wrong with the bytes becomes `faults`."""
        if len(data) > LARGEST:
            return cls(path, data[:_SHOWN].decode("utf-8", "replace"), (too_large(),))
        try:
            return cls(path, data.decode("utf-8"))
        except UnicodeDecodeError as problem:
            source = cls(path, data.decode("utf-8", "replace"))
            return cls(path, source.text, (_undecodable(source, data, problem.start),))

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the exact text in UTF-8; a lone surrogate counts as U+FFFD."""
        return digest_text(self.text.encode("utf-8", "replace"))

    @functools.cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line starts."""
        return tuple(itertools.accumulate((len(line) + 1 for line in self.text.split("\n")[:-1]), initial=0))

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its end; empty past the last line."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")

    def span(self, start: int, end: int) -> Span:
        """The span [`start`, `end`) with its lines and columns."""
        return Span(start, end, *self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


def too_large() -> Diagnostic:
    """The finding that a file is larger than `LARGEST`."""
    message = f"the file is larger than {LARGEST:,} bytes, the most that a contract may hold"
    return error("L001", message, BEGINNING, "split the contract and join the parts with `include`")


def _undecodable(source: Source, data: bytes, start: int) -> Diagnostic:
    offset = len(data[:start].decode("utf-8", "replace"))
    message = f"byte {start:,} (0x{data[start]:02x}) is no UTF-8 text"
    return error("L002", message, source.span(offset, offset + 1), "save the file as UTF-8")
