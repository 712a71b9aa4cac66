"""Strategies for the texts of contracts: rearranged blanks, mutated tokens, plain nonsense."""

from __future__ import annotations

import re
from random import Random

from hypothesis import strategies as st

_PART = re.compile(
    r'"[^"\n]*"|#[^\n]*|sha256:\w+|\d{4}-\d\d-\d\d[ \t]+\d\d:\d\d|[A-Z]{3}[ \t]+\d[\d,.]*'
    r'|\d+(?:,\d+)+|[(),:]|\n|[^\s"#(),:]+'
)
_BLANKS = (" ", "  ", "\t", "     ", " \t ")
_INDENTS = ("", " ", "  ", "\t", "       ")
_REMARKS = ("   # why", " #", "\t# so: “yes”")
_OWN_LINES = ("# a remark", "  # an indented one", "", "  ")
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


def places(text: str) -> list[re.Match[str]]:
    """Where the tokens of a contract stand, comments and newlines left out."""
    return [match for match in _PART.finditer(text) if match[0] != "\n" and not match[0].startswith("#")]


def rearranged(text: str) -> st.SearchStrategy[str]:
    """`text` with other blanks between its tokens, other indentation, blank lines and comments.

    One seed decides all of it: a choice for each blank would be thousands of draws.
    """
    return st.integers(0, 2**32).map(lambda seed: _rearrange(text, Random(seed)))  # noqa: S311 - no secret


def _rearrange(text: str, chance: Random) -> str:
    lines = []
    for line in text.splitlines():
        found = parts(line)
        lines.append(_spread(found, chance) if found else "\n" * chance.randint(0, 1))
        if chance.randrange(20) == 0:
            lines.append(chance.choice(_OWN_LINES))
    return "\n".join(lines) + chance.choice(("", "\n", "\n\n"))


def _spread(found: list[str], chance: Random) -> str:
    """One line with other blanks, and sometimes with a comment."""
    shown = chance.choice(_INDENTS) + found[0]
    for part in found[1:]:
        glued = part in _GLUED and chance.randrange(2) == 0
        shown += ("" if glued else chance.choice(_BLANKS)) + part
    if not found[-1].startswith("#") and chance.randrange(10) == 0:
        shown += chance.choice(_REMARKS)
    return shown


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """`text` with one token deleted, doubled, or exchanged with the one after it."""
    found = places(text)
    index = draw(st.integers(0, len(found) - 2))
    one, other = found[index], found[index + 1]
    way = draw(st.sampled_from(["delete", "double", "exchange"]))
    if way == "delete":
        return f"{text[: one.start()]} {text[one.end() :]}"
    if way == "double" or one[0] == other[0]:
        return f"{text[: one.end()]} {one[0]}{text[one.end() :]}"
    between = text[one.end() : other.start()] or " "
    return f"{text[: one.start()]}{other[0]}{between}{one[0]}{text[other.end() :]}"
