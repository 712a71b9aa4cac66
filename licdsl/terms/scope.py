"""The scope that permissions and prohibitions share: whom, what, where and when they touch."""

from __future__ import annotations

from dataclasses import dataclass

from licdsl.terms.conditions import Condition, InstantExpression


@dataclass(frozen=True, slots=True)
class Content:
    """`content anything`, or any of the named definitions, except those after `except`.

    `included` is None for `anything`; both tuples are sorted names of definitions.
    """

    included: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """All parts must hold together.

    `territories` are ISO 3166-1 alpha-2 codes or sets such as `EU`, None where the clause names
    none. `when` must be true and every `unless` false. The clause applies from `starts` (at it)
    until `ends` (not at it); `survives` keeps it alive after the contract has ended.
    """

    content: Content = Content()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    territories: tuple[str, ...] | None = None
    starts: InstantExpression | None = None
    ends: InstantExpression | None = None
    survives: bool = False


EVERYWHERE = Scope()
"""The scope of a clause that states none: any content, everywhere, the whole term."""
