"""Phrases of contracts on paper that the language says in another way, and how it says them.

A lawyer's `The Licensee shall not train` and `thirty days` are understood well enough to hold the text
to type. A sentence is never turned into its opposite: what must not be done goes under a prohibition.
"""

from __future__ import annotations

import re

from licdsl.language import forms
from licdsl.language.spot import Slip, Spot, shown, slip, typed

_NOT = (
    r"(?:shall|will|must|may|can|could|should|does|is)\s+not(?:\s+(?:permitted|allowed|entitled)\s+to)?"
    r"|cannot|is\s+prohibited\s+from|is\s+forbidden\s+to"
)
_SAYS = (
    r"is\s+(?:permitted|allowed|entitled|authorised|authorized|licensed|required|obliged)\s+to"
    r"|(?:agrees|undertakes|has|needs)\s+to|shall|will|should|can|could|may|must|pays"
)
_BOUND = re.compile(rf"(?P<who>\w[\w' -]{{0,60}}?)\s+(?P<said>(?P<no>{_NOT})|{_SAYS})\s+(?P<rest>\S.*)")
_COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(), 1
    )
} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1_000, "million": 1_000_000,
}  # fmt: skip
_SYMBOLS = {"£": "GBP", "$": "USD", "€": "EUR", "¥": "JPY"}
_OUTCOMES = {
    "allowed": "allow", "allows": "allow", "permitted": "allow", "yes": "allow", "denied": "deny",
    "denies": "deny", "refused": "deny", "forbidden": "deny", "no": "deny", "unknown": "undecided",
}  # fmt: skip
_PERIODS = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "annually": "year",
    "yearly": "year", "annual": "year",
}  # fmt: skip


def bound(spot: Spot) -> Slip | None:
    """A line that binds a party in other words, or that names the party as a sentence would."""
    kind, match = spot.piece.kind, _BOUND.fullmatch(spot.code)
    wanted = forms.MODAL.get(kind)
    if wanted is None or match is None or len(spot.line_tokens) > 2:
        return None
    if match["who"].split()[0] in forms.LINES[kind] or spot.code.find(spot.rest) > match.end("said"):
        return None
    who, said, rest = _party(match["who"]), " ".join(match["said"].split()), match["rest"]
    span = spot.source.span(_start(spot), _start(spot) + match.end("said"))
    if match["no"] and kind != "prohibition":
        message = f"a {kind} says what a party {wanted.split()[0]} do, not what it must not"
        if kind == "price":
            message = "a price says who pays, not what a party must not do"
        return slip(spot, "L026", message, "put it into a `prohibition`", span)
    if kind == "price":
        rest = re.sub(r"^(?:pay|to)\s+", "", rest)
    hint = typed(f"{who} {wanted} {rest}")
    if said in (wanted, "may not" if kind == "prohibition" else wanted):
        if who == match["who"]:
            return None
        return slip(spot, "L027", f"`{shown(match['who'])}` is not the one word that a party has", hint, span)
    return slip(spot, "L026", f"a {kind} says `{wanted}`, not `{said}`", hint, span)


def _start(spot: Spot) -> int:
    line = spot.source.text[spot.line_start :]
    return spot.line_start + len(line) - len(line.lstrip(" \t"))


def _party(words: str) -> str:
    """`The Licensee` as a header would name it: `licensee`."""
    named = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^the\s+", "", words.strip().lower())).strip("-")
    return named or words


def number_in_words(spot: Spot) -> Slip | None:
    """`thirty days` and `per thousand requests`; the word may have been read as a name before."""
    word, offset = spot.word, spot.offset
    previous = spot.previous
    if word not in _COUNTS or "INT" not in spot.expected:
        if previous is None or previous.terminal != "NAME" or previous.text not in _COUNTS:
            return None
        word, offset = previous.text, previous.start
    message = f"`{word}` is not how a whole number is written"
    span = spot.source.span(offset, offset + len(word))
    return slip(spot, "L030", message, typed(f"{_COUNTS[word]:,}"), span)


def period(spot: Spot) -> Slip | None:
    """`monthly`, and `each month`, which may be one of the calendar or of the contract."""
    if spot.word in _PERIODS and "EACH" in spot.expected:
        unit = _PERIODS[spot.word]
        hint = f"write `each calendar {unit}` or `each contract {unit}`"
        return slip(spot, "L022", f"`{spot.word}` is not known here", hint)
    if spot.expected == ("PERIOD_KIND",) and spot.word in _PERIODS.values():
        message = f"a {spot.word} is one of the calendar or one of the contract"
        hint = f"write `calendar {spot.word}` or `contract {spot.word}`"
        return slip(spot, "L020", message, hint)
    return None


def symbol(spot: Spot) -> Slip | None:
    """The symbol of a currency where its code stands."""
    code = _SYMBOLS.get(spot.rest)
    if code is None or "CODE" not in spot.expected:
        return None
    return slip(
        spot, "L024", f"`{spot.rest}` is a symbol; the language uses codes", typed(code), spot.span(1)
    )


def outcome(spot: Spot) -> Slip | None:
    """`expect allowed`, whose last word was read as the name of a clause."""
    words = [token.text for token in spot.line_tokens]
    if spot.piece.kind != "test" or len(words) != 2 or words[0] != "expect" or words[1] not in _OUTCOMES:
        return None
    span = spot.line_tokens[1].span
    meant = typed(f"expect {_OUTCOMES[words[1]]}")
    return slip(spot, "L022", f"`{words[1]}` is not known here", meant, span)
