"""Diagnostics for people and for programs: text with the line and a caret run, and plain data."""

from __future__ import annotations

from collections.abc import Iterable

from licdsl.language.diagnostics import Diagnostic, Span
from licdsl.language.source import Source

_WIDEST = 160
_LEAD = 60


def as_text(diagnostic: Diagnostic, source: Source, path: str | None = None) -> str:
    """`path:line:column: severity[code]: sentence`, the line with carets, `try:` and the hint.

    `path` stands in for the source's own path. Lines longer than 160 characters are cut round
    the place; the result has no newline at its end.
    """
    shown = source.path if path is None else path
    parts = [
        _headline(
            shown, diagnostic.span, f"{diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}"
        )
    ]
    parts.extend(_excerpt(source, diagnostic.span))
    for span, text in diagnostic.related:
        parts.append(_headline(shown, span, text))
        parts.extend(_excerpt(source, span))
    if diagnostic.hint is not None:
        parts.append(f"  try: {diagnostic.hint}")
    return "\n".join(parts)


def report(diagnostics: Iterable[Diagnostic], source: Source, path: str | None = None) -> str:
    """All of `diagnostics` as text, with a blank line between two; empty where there are none."""
    return "".join(as_text(diagnostic, source, path) + "\n" for diagnostic in diagnostics)


def as_json(diagnostic: Diagnostic, source: Source) -> dict[str, object]:
    """The same as JSON data; lines and columns count from 1, offsets are characters from 0."""
    return {
        "path": source.path,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "span": _span(diagnostic.span),
        "hint": diagnostic.hint,
        "related": [{"span": _span(span), "message": text} for span, text in diagnostic.related],
    }


def _span(span: Span) -> dict[str, int]:
    return {
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _headline(path: str, span: Span, text: str) -> str:
    return f"{path}:{span.line}:{span.column}: {text}"


def _excerpt(source: Source, span: Span) -> list[str]:
    """The line of `span` and a caret run under it; nothing where the line is empty."""
    line = source.line(span.line)
    if not line.strip():
        return []
    stop = span.end_column - 1 if span.end_line == span.line else len(line)
    first, last = span.column - 1, max(stop, span.column)
    if len(line) > _WIDEST:
        cut = max(0, first - _LEAD)
        line, first, last = line[cut : cut + _WIDEST], first - cut, min(last - cut, _WIDEST)
    number = str(span.line)
    pad = "".join("\t" if character == "\t" else " " for character in line[:first])
    return [f"  {number} | {_visible(line)}", f"  {' ' * len(number)} | {pad}{'^' * (last - first)}"]


def _visible(line: str) -> str:
    """The line with what would reorder or hide it replaced, one character by one."""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in line)
