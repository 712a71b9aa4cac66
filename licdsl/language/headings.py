"""Slips in the first line of a file or of a block."""

from __future__ import annotations

import re

from licdsl.language import forms
from licdsl.language.grammar import LANGUAGE
from licdsl.language.pieces import BLOCKS
from licdsl.language.spot import Slip, Spot, shown, slip, typed


def heading(spot: Spot) -> Slip | None:
    """What is wrong with a heading; None where the place is not in one."""
    if spot.piece.kind == "opening":
        return _opening(spot)
    if spot.piece.odd is not None and spot.offset <= spot.piece.start + _indent(spot):
        return _odd_kind(spot, spot.piece.odd)
    if spot.piece.kind not in BLOCKS:
        return None
    if spot.ended and not spot.line_tokens and spot.offset >= spot.piece.end:
        return _no_lines(spot)
    if spot.expected == ("COLON",):
        return _no_colon(spot)
    if len(spot.line_tokens) == 1 and spot.line_tokens[0].text == spot.piece.kind:
        return _no_label(spot)
    return None


def _indent(spot: Spot) -> int:
    text = spot.source.text[spot.piece.start : spot.piece.end]
    return len(text) - len(text.lstrip())


def _opening(spot: Spot) -> Slip | None:
    first = spot.rest.split(" ")[0]
    if "LICDSL" in spot.expected:
        again = (
            spot.offset
            if first in ("licence", "license", "offer", "template", *forms.LINES["opening"])
            else None
        )
        message = "a contract starts with the language that it is written in"
        start = None if again is None else spot.line_start
        span = spot.source.span(0, 0) if spot.ended else None
        return slip(spot, "L010", message, typed(f"licdsl {LANGUAGE}"), span, start)
    if spot.expected == ("KIND",) and (spot.ended or first in forms.LINES["opening"]):
        message = "the line that says what the file is, and its title, is missing"
        return slip(
            spot, "L010", message, typed(forms.HEADINGS["opening"]), resume=spot.line_start if first else None
        )
    if spot.offset >= spot.piece.end:
        hint = typed(forms.LINES["opening"]["party"])
        return slip(spot, "L015", "the header has no lines", hint, spot.span(0))
    return None


def _odd_kind(spot: Spot, odd: str) -> Slip:
    kind, rest = spot.piece.kind, spot.code[len(odd) :]
    span = spot.span(len(odd))
    if odd.lower() == kind:
        return slip(spot, "L027", f"`{shown(odd)}` is not in lower-case letters", typed(kind + rest), span)
    label = rest.strip().removesuffix(":").rstrip()
    if not label or label in BLOCKS:
        message = f"the heading does not start with what `{shown(odd)}` is"
        return slip(spot, "L013", message, typed(f"{label or kind} {odd}:"), span)
    return slip(spot, "L013", f"`{shown(odd)}` is no kind of block", typed(kind + rest), span)


def _no_lines(spot: Spot) -> Slip:
    """A heading without lines; the place shown is the heading."""
    start = spot.piece.start + _indent(spot)
    line = spot.source.span(start, start).line
    end = spot.source.line_starts[line - 1] + len(spot.source.line(line).rstrip())
    example = forms.LINES[spot.piece.kind]
    hint = typed(example.get("") or next(iter(example.values())))
    return slip(spot, "L015", f"the {spot.piece.kind} has no lines", hint, spot.source.span(start, end))


def _no_colon(spot: Spot) -> Slip:
    first, label = spot.line_tokens[0].text, spot.line_tokens[-1].text
    words = [*re.findall(r"[A-Za-z0-9-]+", spot.rest)] if spot.rest.endswith(":") else []
    if words and not label.startswith('"'):
        whole = "-".join([label, *words]).lower()
        return slip(
            spot, "L017", "a label is one word", typed(f"{first} {whole}:"), spot.span(len(spot.rest) - 1)
        )
    return slip(spot, "L016", "the heading has no colon", typed(f"{first} {label}:"), spot.end_span())


def _no_label(spot: Spot) -> Slip | None:
    kind = spot.piece.kind
    if spot.ended or spot.word == ":":
        message = f"the {kind} has no label" if kind != "test" else "the test has no title"
        return slip(spot, "L017", message, typed(forms.HEADINGS[kind]), spot.end_span())
    if kind == "test" and '"' not in spot.rest:
        title = spot.rest.removesuffix(":").rstrip()
        hint = typed(f'test "{title}":')
        return slip(
            spot, "L018", "the title of a test stands in quotation marks", hint, spot.span(len(title))
        )
    return None
