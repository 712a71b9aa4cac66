"""Checks of names (`L1xx`): declared once, declared at all, used, and not defined by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from licdsl.language import definitions, syntax
from licdsl.language.diagnostics import Diagnostic, Severity, error
from licdsl.language.names import Names
from licdsl.language.suggestions import listing, write
from licdsl.language.walking import walk

Found = Iterator[Diagnostic]

_SUCH_AS = "write a use of the vocabulary, such as `ground`, `display`, `summarise` or `train`"


def check(names: Names) -> Found:
    """Every mistake in names, of the contract itself and not of its tests."""
    mistakes = list(_mistakes(names))
    yield from mistakes
    if names.whole:
        yield from _unused(names, {mistake.hint for mistake in mistakes})


def _mistakes(names: Names) -> Found:
    yield from _duplicates(names)
    yield from _reserved(names)
    for node in contract_nodes(names):
        yield from _parties(node, names)
        yield from _uses(node, names)
        yield from _clauses(node, names)
        yield from _content(node, names)
        yield from _events(node, names)
        yield from _conditions(node, names)
    yield from definitions.check(names)


def contract_nodes(names: Names) -> Iterator[object]:
    """Every node of the header and of the clauses; tests are apart, they are no part of the terms."""
    yield from walk(names.lines)
    yield from walk(tuple(item for item in names.file.items if not isinstance(item, syntax.Test)))
    yield from walk(tuple(line for line in names.loose if not isinstance(line, syntax.TestLine)))


# ---------------------------------------------------------------- declarations
def _duplicates(names: Names) -> Found:
    first: dict[str, syntax.Name] = {}
    for name, _ in names.declarations:
        known = first.setdefault(name.text, name)
        if known is not name:
            related = ((known.span, f"`{name.text}` is first named here"),)
            message = f"`{name.text}` has two meanings in this contract"
            hint = f"write another name, such as `{name.text}-2`"
            yield Diagnostic("L102", Severity.ERROR, message, name.span, hint, related)
        elif name.text in names.imported:
            message = f"`{name.text}` is already defined by a contract that is included"
            yield error("L102", message, name.span, f"write another name, such as `{name.text}-2`")


def _reserved(names: Names) -> Found:
    """A fact is stated in a request under its name, as the plain attributes of the request are."""
    for name, node in names.declarations:
        if isinstance(node, syntax.Fact) and _is_reserved(name, names):
            message = f"`{name.text}` is an attribute of every request and no fact of this contract"
            yield error("L110", message, name.span, f"write `{name.text} of request` where it is needed")


def _is_reserved(name: syntax.Name, names: Names) -> bool:
    return names.vocabulary is not None and names.vocabulary.attribute(name.text, "request") is not None


# ---------------------------------------------------------------- references
def _parties(node: object, names: Names) -> Found:
    for name in _party_names(node):
        yield from undefined(name, names.parties, "L104", "no party is called", names)


def _party_names(node: object) -> Iterable[syntax.Name]:
    if isinstance(node, syntax.May | syntax.MustNot | syntax.PowerMay):
        return (node.party,)
    if isinstance(node, syntax.CommissionLine | syntax.ShareLine):
        return (node.party,)
    if isinstance(node, syntax.Must):
        return (node.party,) if node.recipient is None else (node.party, node.recipient)
    if isinstance(node, syntax.OtherwisePay):
        return (node.party, node.payee)
    if isinstance(node, syntax.Pays):
        return (node.payer, node.payee)
    if isinstance(node, syntax.Fact):
        return (node.attester,)
    return (node.notifier,) if isinstance(node, syntax.EventDeclaration) else ()


def undefined(
    name: syntax.Name, known: Collection[str], code: str, sentence: str, names: Names, hint: str | None = None
) -> Found:
    """An error, with the nearest known name, unless `name` is known or may be declared in a broken line."""
    if name.text not in known and name.text not in names.unreadable:
        choice = f"write {listing(sorted(known))}" if known else "declare it first"
        meant = write(name.text, known) or write(name.text, names.unreadable, hint or choice)
        yield error(code, f"{sentence} `{name.text}`", name.span, meant)


def _uses(node: object, names: Names) -> Found:
    if isinstance(node, syntax.May | syntax.MustNot | syntax.For):
        for use in node.uses:
            yield from use_exists(use, names)
    elif isinstance(node, syntax.Whenever):
        for use in node.uses:
            if use.text not in names.events:
                yield from use_exists(use, names)


def use_exists(use: syntax.Name, names: Names) -> Found:
    """An error where the vocabulary has no such use."""
    if names.vocabulary is not None and use.text not in names.vocabulary.uses:
        known = names.vocabulary.uses
        message = f"the vocabulary has no use called `{use.text}`"
        yield error("L106", message, use.span, write(use.text, known, _SUCH_AS))


def _clauses(node: object, names: Names) -> Found:
    if isinstance(node, syntax.ThenCharge | syntax.Replaces | syntax.Divides):
        yield from _clause(node.price, syntax.Price, "price", names)
    if isinstance(node, syntax.Divides):
        for label in node.after:
            yield from _clause(label, syntax.Split, "split", names)
    if isinstance(node, syntax.PowerMay):
        kind = syntax.Price if node.action.text == "reprice" else object
        for label in node.clauses:
            yield from _clause(label, kind, "price" if kind is syntax.Price else "clause", names)
    if isinstance(node, syntax.WheneverEnds):
        yield from _clause(node.clause, object, "clause", names)


def _clause(label: syntax.Name, kind: type, word: str, names: Names) -> Found:
    known = [name for name, clause in names.clauses.items() if isinstance(clause, kind)]
    yield from undefined(label, known, "L105", f"no {word} is called", names)


def _content(node: object, names: Names) -> Found:
    if not isinstance(node, syntax.Content):
        return
    for name in (*(node.included or ()), *node.excluded):
        if name.text in names.facts:
            message = f"`{name.text}` is a fact, and content is named by definitions"
            yield error("L101", message, name.span, f"write `when {name.text}` on a line of its own")
        else:
            hint = f"add `define {name.text} means section of article is {name.text}`"
            yield from undefined(name, names.definitions, "L101", "nothing defines", names, hint)
            yield from _prose(name, names)


def _prose(name: syntax.Name, names: Names) -> Found:
    node = names.definitions.get(name.text)
    if node is not None and isinstance(node.meaning, syntax.Text):
        message = f"`{name.text}` is defined in prose, which no machine can decide"
        hint = f'write `fact {name.text} "…" attested by …` instead of its definition'
        related = ((node.span, f"`{name.text}` is defined here"),)
        yield Diagnostic("L111", Severity.ERROR, message, name.span, hint, related)


def _events(node: object, names: Names) -> Found:
    if isinstance(node, syntax.Event) and names.vocabulary is not None:
        known = (*names.vocabulary.events, *names.events)
        hint = f"add `event {node.name.text} notified by …`"
        article = names.vocabulary.attribute(node.name.text, "article")
        if article is not None and article.type == "instant":
            hint = f"write `{node.name.text} of article`"
        yield from undefined(node.name, known, "L108", "no event is called", names, hint)


# ---------------------------------------------------------------- conditions
def _conditions(node: object, names: Names) -> Found:
    if isinstance(node, syntax.Bare) and isinstance(node.subject, syntax.Name):
        yield from _bare(node.subject, names)
    elif isinstance(node, syntax.Compare | syntax.CompareInstant) and isinstance(node.subject, syntax.Name):
        yield from _compared(node.subject, names)
    elif isinstance(node, syntax.Attribute):
        yield from attribute_exists(node, names)


def _bare(name: syntax.Name, names: Names) -> Found:
    if names.breakable(name.text):
        message = f"`{name.text}` is a clause; a condition asks for its state"
        yield error("L101", message, name.span, f"write `{name.text} is breached`")
        return
    hint = f"add `fact {name.text} attested by …` or `define {name.text} means …`"
    yield from undefined(name, names.words, "L101", "nothing defines", names, hint)
    yield from _prose(name, names)


def _compared(name: syntax.Name, names: Names) -> Found:
    if name.text in names.facts or names.breakable(name.text):
        return
    if name.text in names.definitions:
        message = f"`{name.text}` is true or false and cannot be compared"
        yield error("L101", message, name.span, f"write `{name.text}` or `not {name.text}`")
        return
    known = [*names.facts, *(label for label in names.clauses if names.breakable(label))]
    hint = f"add `fact {name.text} attested by …`"
    yield from undefined(name, known, "L101", "nothing defines", names, hint)


def attribute_exists(node: syntax.Attribute, names: Names) -> Found:
    """An error where the vocabulary has no such owner, or the owner no such attribute."""
    if names.vocabulary is None:
        return
    owner = node.owner.text
    if owner not in names.vocabulary.owners:
        hint = write(owner, names.vocabulary.owners, f"write {listing(names.vocabulary.owners)}")
        if owner in names.parties:
            hint = "write `party`, which is the one that makes the request"
        yield error("L107", f"the vocabulary has no attributes of `{owner}`", node.owner.span, hint)
    elif names.attribute(node) is None:
        known = tuple(name for name, whose in names.vocabulary.attributes if whose == owner)
        message = f"`{node.owner.text}` has no attribute `{node.name.text}`"
        hint = f"declare it: `fact {node.name.text} attested by …`"
        yield error("L107", message, node.name.span, write(node.name.text, known, hint))


# ---------------------------------------------------------------- unused declarations
def _unused(names: Names, hints: set[str | None]) -> Found:
    """Definitions for people are read by people; anything else that nothing uses is a mistake.

    A name that a hint proposes is probably the one that was meant where another is misspelt.
    """
    used = {name.text for node in contract_nodes(names) for name in _mentioned(node)}
    for name, node in names.declarations:
        if (
            name.text in used
            or f"write `{name.text}`" in hints
            or not isinstance(node, syntax.Define | syntax.Fact | syntax.EventDeclaration)
        ):
            continue
        prose = isinstance(node, syntax.Define) and isinstance(node.meaning, syntax.Text)
        if not prose and not _is_reserved(name, names):
            message = f"`{name.text}` is declared and never used"
            hint = "use it in a condition, or take the line out"
            yield Diagnostic("L103", Severity.WARNING, message, name.span, hint)


def _mentioned(node: object) -> Iterable[syntax.Name]:
    if isinstance(node, syntax.Bare | syntax.Compare | syntax.CompareInstant):
        return (node.subject,) if isinstance(node.subject, syntax.Name) else ()
    if isinstance(node, syntax.Content):
        return (*(node.included or ()), *node.excluded)
    if isinstance(node, syntax.Whenever):
        return node.uses
    return (node.name,) if isinstance(node, syntax.Event) else ()
