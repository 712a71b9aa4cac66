"""Strategies for the texts of contracts: rearranged blanks, mutated tokens, plain nonsense."""

from __future__ import annotations

import re

from hypothesis import strategies as st

_PART = re.compile(
    r'"[^"\n]*"|#[^\n]*|sha256:\w+|\d{4}-\d\d-\d\d[ \t]+\d\d:\d\d|[A-Z]{3}[ \t]+\d[\d,.]*'
    r'|[(),:]|\n|[^\s"#(),:]+'
)
_BLANKS = st.sampled_from([" ", "  ", "\t", "     ", " \t "])
_GLUED = {",", ":", ")"}

ODD_LINES = st.sampled_from(
    [
        "limit 5.000 x in total",
        "a may",
        "territory gb",
        "when (a",
        "§",
        "permission",
        "x:",
        "not",
        ")",
        "\u202e",
    ]
)
"""Lines that fit nowhere, or only in the wrong place."""


def parts(text: str) -> list[str]:
    """The tokens, comments and newlines of a contract that is written well."""
    return _PART.findall(text)


@st.composite
def rearranged(draw: st.DrawFn, text: str) -> str:
    """`text` with other blanks between its tokens, other indentation, blank lines and comments."""
    lines = []
    for line in text.splitlines():
        found = parts(line)
        if not found:
            lines.extend([""] * draw(st.integers(0, 2)))
            continue
        shown = draw(st.sampled_from(["", " ", "  ", "\t", "       "])) + found[0]
        for part in found[1:]:
            blank = "" if part in _GLUED and draw(st.booleans()) else draw(_BLANKS)
            shown += blank + part
        if not found[-1].startswith("#") and draw(st.integers(0, 9)) == 0:
            shown += draw(st.sampled_from(["   # why", " #", "\t# so: “yes”"]))
        lines.append(shown)
        if draw(st.integers(0, 19)) == 0:
            lines.append(draw(st.sampled_from(["# a remark", "  # an indented one", "", "  "])))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """`text` with one token deleted, doubled, or exchanged with the one after it."""
    places = [match for match in _PART.finditer(text) if match[0] != "\n" and not match[0].startswith("#")]
    index = draw(st.integers(0, len(places) - 2))
    one, other = places[index], places[index + 1]
    way = draw(st.sampled_from(["delete", "double", "exchange"]))
    if way == "delete":
        return f"{text[: one.start()]} {text[one.end() :]}"
    if way == "double" or one[0] == other[0]:
        return f"{text[: one.end()]} {one[0]}{text[one.end() :]}"
    between = text[one.end() : other.start()] or " "
    return f"{text[: one.start()]}{other[0]}{between}{one[0]}{text[other.end() :]}"
