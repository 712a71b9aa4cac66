"""A permission that a prohibition takes back whole (`L303`): plain cases only, and only a warning.

A contract that permits training beside a prohibition of everything says two things; a prohibition wins, so
the permission never permits. Cases that depend on conditions, times or definitions are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity
from licdsl.language.names import Names
from licdsl.language.walking import every, only

_NARROWING = (syntax.When, syntax.Unless, syntax.From, syntax.Until)


def check(names: Names) -> Iterator[Diagnostic]:
    """Each permission that an unconditional prohibition of the same party covers."""
    for permission in every(names.file.items, syntax.Permission):
        for prohibition in every(names.file.items, syntax.Prohibition):
            if _covers(prohibition, permission, names):
                line = only(prohibition.lines, syntax.MustNot)
                assert line is not None
                related = ((line.span, f"`{prohibition.label.text}` forbids it"),)
                message = (
                    f"`{permission.label.text}` never permits anything: "
                    f"`{prohibition.label.text}` forbids all of it"
                )
                hint = "take one of them out, or narrow the prohibition with `when`, `unless` or `content`"
                yield Diagnostic("L303", Severity.WARNING, message, permission.label.span, hint, related)


def _covers(prohibition: syntax.Prohibition, permission: syntax.Permission, names: Names) -> bool:
    may, must_not = only(permission.lines, syntax.May), only(prohibition.lines, syntax.MustNot)
    if may is None or must_not is None or may.party.text != must_not.party.text:
        return False
    if any(isinstance(line, _NARROWING) for line in prohibition.lines):
        return False
    return (
        _uses(may.uses, names) <= _uses(must_not.uses, names) != frozenset()
        and _content(prohibition.lines, permission.lines)
        and _territory(prohibition.lines, permission.lines, names)
    )


def _uses(uses: Sequence[syntax.Name], names: Names) -> frozenset[str]:
    words = names.vocabulary
    return frozenset() if words is None else words.spread(u.text for u in uses if u.text in words.uses)


def _content(wide: Sequence[object], narrow: Sequence[object]) -> bool:
    forbidden, permitted = only(wide, syntax.Content), only(narrow, syntax.Content)
    if forbidden is None or (forbidden.included is None and not forbidden.excluded):
        return True
    return permitted is not None and forbidden == permitted


def _territory(wide: Sequence[object], narrow: Sequence[object], names: Names) -> bool:
    forbidden, permitted = only(wide, syntax.Territory), only(narrow, syntax.Territory)
    if forbidden is None:
        return True
    if permitted is None or names.vocabulary is None:
        return False
    try:
        return names.vocabulary.countries(c.text for c in permitted.codes) <= names.vocabulary.countries(
            c.text for c in forbidden.codes
        )
    except KeyError:
        return False
