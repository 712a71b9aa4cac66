"""What can stand at a place of a contract, in words that people type."""

from __future__ import annotations

from collections.abc import Iterable

from licdsl.language.grammar import table
from licdsl.language.suggestions import listing

_PLAIN = {
    "NAME": "a name", "STRING": 'a text in quotation marks such as `"…"`', "INT": "a number such as `5,000`",
    "MONEY": "an amount such as `GBP 5.00`", "PERCENT": "a percentage such as `15%`",
    "CODE": "a code such as `GB`", "DATE": "a date such as `2026-03-02`",
    "DATETIME": "a date and time such as `2026-03-02 14:00`", "MONTH": "a month such as `2026-03`",
    "QUARTER": "a quarter such as `2026-Q1`", "YEAR": "a year such as `2026`",
    "HASH": "`sha256:` and 64 hexadecimal digits", "_COMMA": "`,`", "LPAR": "`(`", "RPAR": "`)`",
    "COLON": "`:`",
}  # fmt: skip

_CHOICES = {
    "KIND": ("licence", "offer", "template"), "OUTCOME": ("allow", "deny"), "BASE": ("gross", "net"),
    "POWER_VERB": ("suspend", "terminate", "resume", "reprice"), "TIER_KIND": ("graduated", "volume"),
    "PERIOD_KIND": ("calendar", "contract"), "PREVAILING": ("signed-text", "this-file"),
    "USAGE": ("counts towards it", "is on top"), "BEARER": ("deducted", "on top"),
    "ROUNDING": ("half even", "half up", "down", "up"), "PERIOD_END": ("period end",),
    "TERM_END": ("term end",), "INVOICE_ISSUED": ("invoice issued",),
    "DURATION_UNIT": ("minutes", "hours", "days", "business days", "weeks", "months", "quarters", "years"),
}  # fmt: skip


def words(terminals: Iterable[str]) -> tuple[str, ...]:
    """The fixed words among `terminals`, sorted."""
    spelt = {terminal: word for word, terminal in table().words.items()}
    found = set()
    for terminal in terminals:
        if terminal in spelt:
            found.add(spelt[terminal])
        found.update(_CHOICES.get(terminal, ()))
    return tuple(sorted(found))


def kinds(terminals: Iterable[str]) -> tuple[str, ...]:
    """What else `terminals` allow, as `a name`, `a number such as …`, sorted."""
    return tuple(sorted({_PLAIN[terminal] for terminal in terminals if terminal in _PLAIN}))


def described(terminals: Iterable[str]) -> str:
    """All of `terminals` for a hint: kinds first, then words; the end of the line last."""
    chosen = tuple(terminals)
    parts = [*kinds(chosen)]
    fixed = words(chosen)
    if fixed:
        parts.append(listing(fixed, most=12))
    if "_NL" in chosen:
        parts.append("the end of the line")
    return " or ".join(parts)
