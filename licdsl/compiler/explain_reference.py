"""The reference page of a vocabulary, made from its data file: every word with its definition.

`docs/reference/vocabulary.md` is what `vocabulary_page` returns for `press 1`; a test compares them,
and `pytest --update-golden` writes the page anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licdsl.compiler.explain_document import Table
from licdsl.language.vocabulary import Vocabulary


def vocabulary_page(vocabulary: Vocabulary) -> str:
    """The page as Markdown, in the order of the data file; ends with a newline."""
    return "\n".join(_lines(vocabulary)) + "\n"


def _lines(vocabulary: Vocabulary) -> Iterator[str]:
    yield f"# The vocabulary {vocabulary.name} {vocabulary.version}"
    yield ""
    yield "The words that contracts share. This page is made from the data file; its digest is"
    yield f"`{vocabulary.digest}`."
    yield ""
    yield "## Uses"
    yield ""
    yield "A request names a use; asking an inner use asks all its leaves. A permission must cover the whole"
    yield "of what is asked; a prohibition applies as soon as it overlaps."
    yield ""
    yield "```text"
    yield from _tree(vocabulary)
    yield "```"
    uses = ((use.name, use.prose) for use in vocabulary.uses.values())
    yield from _section("", "use", uses)
    yield from _section("User classes", "class", vocabulary.user_classes.items())
    units = ((unit.name, f"{unit.prose}; one is a `{unit.singular}`") for unit in vocabulary.units.values())
    yield from _section("Units", "unit", units)
    yield from _section("What a limit may be counted per", "per", vocabulary.limits_per.items())
    yield from _attributes(vocabulary)
    yield from _section("Actions of duties", "action", vocabulary.actions.items())
    yield from _section("Built-in events", "event", vocabulary.events.items())
    yield from _territories(vocabulary)


def _tree(vocabulary: Vocabulary) -> Iterator[str]:
    def below(parent: str | None, depth: int) -> Iterator[str]:
        for use in vocabulary.uses.values():
            if use.parent == parent:
                yield "  " * depth + use.name
                yield from below(use.name, depth + 1)

    return below(None, 0)


def _section(title: str, word: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    if title:
        yield ""
        yield f"## {title}"
    cells = tuple((f"`{name}`", prose) for name, prose in rows)
    yield ""
    yield from list(Table("", (word, "meaning"), cells).markdown())[2:]


def _attributes(vocabulary: Vocabulary) -> Iterator[str]:
    yield ""
    yield "## Attributes"
    for owner, prose in vocabulary.owners.items():
        yield ""
        yield f"### of {owner}"
        yield ""
        yield f"{prose[:1].upper()}{prose[1:]}."
        rows = tuple(
            (f"`{word.name}`", word.type, _values(word.values), word.attested_by, word.prose)
            for word in vocabulary.attributes.values()
            if word.owner == owner
        )
        header = ("attribute", "type", "values", "stated by the", "meaning")
        yield ""
        yield from list(Table("", header, rows).markdown())[2:]


def _values(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values) if values else "any"


def _territories(vocabulary: Vocabulary) -> Iterator[str]:
    sets = ((code, ", ".join(members)) for code, members in vocabulary.territory_sets.items())
    yield from _section("Sets of territories", "set", sets)
    yield from _section("Territories", "code", vocabulary.territories.items())
