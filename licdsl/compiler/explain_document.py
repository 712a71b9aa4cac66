"""The shape of an explanation: sections of entries, each with sentences and tables, as text or Markdown.

Both renderings are plain functions of the content: no width of a terminal, no locale and no colour
changes a byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_AMOUNT = re.compile(r"(?:[A-Z]{3} )?[0-9][0-9,.]*")


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, a header row and rows; every row has as many cells as `header`."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> Iterator[str]:
        """The table in aligned columns; numbers and amounts stand to the right."""
        widths = [max(len(row[column]) for row in (self.header, *self.rows)) for column in range(self._width)]
        yield self.title
        for row in (self.header, tuple("-" * width for width in widths), *self.rows):
            yield (
                "  " + "  ".join(_cell(text, width) for text, width in zip(row, widths, strict=True))
            ).rstrip()

    def markdown(self) -> Iterator[str]:
        """The table as GitHub writes tables."""
        yield f"*{self.title}*"
        yield ""
        yield _pipes(self.header)
        yield _pipes(["---"] * self._width)
        yield from (_pipes(row) for row in self.rows)

    @property
    def _width(self) -> int:
        return len(self.header)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one clause or word: its label (may be empty), sentences, tables."""

    label: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its entries; an empty section is not shown."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole contract in plain English; `sections` without entries are already left out."""

    title: str
    sections: tuple[Section, ...]

    def text(self) -> str:
        """Plain text that ends with a newline."""
        lines = [self.title, "=" * len(self.title)]
        for section in self.sections:
            lines += ["", section.title, "-" * len(section.title)]
            for entry in section.entries:
                lines += ["", *_entry_text(entry)]
        return "\n".join(lines) + "\n"

    def markdown(self) -> str:
        """Markdown that ends with a newline: sections are headings, entries headings below them."""
        lines = [f"# {self.title}"]
        for section in self.sections:
            lines += ["", f"## {section.title}"]
            for entry in section.entries:
                lines += ["", *_entry_markdown(entry)]
        return "\n".join(lines) + "\n"


def _entry_text(entry: Entry) -> Iterator[str]:
    indent = "  " if entry.label else ""
    if entry.label:
        yield entry.label
    yield from (indent + sentence for sentence in entry.sentences)
    for number, table in enumerate(entry.tables):
        if number or entry.label or entry.sentences:
            yield ""
        yield from (indent + line for line in table.lines())


def _entry_markdown(entry: Entry) -> Iterator[str]:
    if entry.label:
        yield f"### {entry.label}"
        yield ""
    yield from (f"- {sentence}" for sentence in entry.sentences)
    for number, table in enumerate(entry.tables):
        if number or entry.sentences:
            yield ""
        yield from table.markdown()


def _cell(text: str, width: int) -> str:
    return text.rjust(width) if _AMOUNT.fullmatch(text) else text.ljust(width)


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
