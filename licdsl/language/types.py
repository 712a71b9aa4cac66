"""Checks of conditions: is this attribute or fact compared with a value of its own kind (`L213`, `L214` …).

Attributes have the kinds that the vocabulary gives them. A fact has the kind of its first use: yes or no
where it stands by itself, else that of the value it is compared with; every later use must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, Span, error
from licdsl.language.names import Names
from licdsl.language.references import contract_nodes
from licdsl.language.suggestions import listing, write
from licdsl.language.syntax import Relation
from licdsl.language.vocabulary import AttributeWord

Found = Iterator[Diagnostic]

STATES = ("pending", "done", "late", "breached", "uncured", "cured")
"""The states of an occurrence of a duty (language.md §"What the words mean")."""

_EQUAL = (Relation.IS, Relation.IS_NOT, Relation.ONE_OF, Relation.NONE_OF)
_ORDER = (Relation.AT_LEAST, Relation.AT_MOST, Relation.MORE_THAN, Relation.LESS_THAN)
_RELATIONS = {
    "text": (*_EQUAL, Relation.STARTS_WITH),
    "token": (*_EQUAL, Relation.STARTS_WITH),
    "territory": _EQUAL,
    "number": (*_EQUAL, *_ORDER),
}
_KINDS = {
    "text": "a text",
    "token": "a word",
    "territory": "a country",
    "number": "a number",
    "instant": "a point in time",
    "yes-no": "true or false",
}
_VALUES: dict[type, str] = {
    syntax.Name: "a word",
    syntax.Text: "a text",
    syntax.Code: "a code",
    syntax.Number: "a number",
    syntax.Quantity: "a quantity",
    syntax.Amount: "an amount of money",
    syntax.Percent: "a percentage",
    syntax.Day: "a date",
    syntax.Moment: "a time",
    syntax.Duration: "a stretch of time",
}


def check(names: Names) -> Found:
    """Every comparison that cannot be meant, in the contract itself."""
    facts: dict[str, tuple[str, Span]] = {}
    for node in contract_nodes(names):
        for listed in _lists(node):
            yield from _twice(listed)
        if isinstance(node, syntax.Bare):
            yield from _bare(node, names, facts)
        elif isinstance(node, syntax.Compare):
            yield from _compare(node, names, facts)
        elif isinstance(node, syntax.CompareInstant):
            yield from _compare_instant(node, names, facts)
        elif isinstance(node, syntax.After | syntax.Within | syntax.Due):
            yield from _instant(node.base, names)
        elif isinstance(node, syntax.From | syntax.Until):
            yield from _instant(node.instant, names)
        elif isinstance(node, syntax.ShareLine) and node.by is not None:
            yield from _weight(node.by, names)


# ---------------------------------------------------------------- bare conditions, instants, weights
def _bare(node: syntax.Bare, names: Names, facts: dict[str, tuple[str, Span]]) -> Found:
    if isinstance(node.subject, syntax.Name):
        yield from _same_kind(node.subject, "yes-no", names, facts)
        return
    word = names.attribute(node.subject)
    if word is not None and word.type != "yes-no":
        text = f"{node.subject.name.text} of {node.subject.owner.text}"
        hint = f"write `{text} before …`" if word.type == "instant" else f"write `{text} is …`"
        yield error("L213", f"`{text}` is {_KINDS[word.type]} and no condition by itself", node.span, hint)


def _instant(node: syntax.Instant, names: Names) -> Found:
    if isinstance(node, syntax.Attribute):
        word = names.attribute(node)
        if word is not None and word.type != "instant":
            text = f"{node.name.text} of {node.owner.text}"
            hint = "write `publication of article` or a date"
            yield error("L217", f"`{text}` is {_KINDS[word.type]} and no point in time", node.span, hint)


def _weight(node: syntax.Attribute, names: Names) -> Found:
    word = names.attribute(node)
    if word is not None and word.type != "number":
        text = f"{node.name.text} of {node.owner.text}"
        message = f"shares are weighed by numbers, and `{text}` is {_KINDS[word.type]}"
        yield error("L213", message, node.span, "write `by words of article`")


def _same_kind(name: syntax.Name, kind: str, names: Names, facts: dict[str, tuple[str, Span]]) -> Found:
    if name.text not in names.facts:
        return
    first, span = facts.setdefault(name.text, (kind, name.span))
    if first != kind:
        message = f"`{name.text}` is {_KINDS[first]} in one place and {_KINDS[kind]} here"
        related = ((span, f"here it is {_KINDS[first]}"),)
        yield Diagnostic("L213", Severity.ERROR, message, name.span, "declare a second fact", related)


# ---------------------------------------------------------------- comparisons
def _compare(node: syntax.Compare, names: Names, facts: dict[str, tuple[str, Span]]) -> Found:
    if isinstance(node.subject, syntax.Name) and names.breakable(node.subject.text):
        yield from _state(node, node.subject)
        return
    if node.lasting is not None:
        yield error("L213", "only the state of a duty lasts", node.lasting.span, "take `for more than …` out")
    if isinstance(node.subject, syntax.Name):
        yield from _fact(node, node.subject, names, facts)
    else:
        word = names.attribute(node.subject)
        if word is not None:
            yield from _attribute(node, f"{word.name} of {node.subject.owner.text}", word, names)


def _state(node: syntax.Compare, clause: syntax.Name) -> Found:
    if node.relation not in _EQUAL:
        message = f"`{clause.text}` is a clause and has a state, which `{node.relation.value}` cannot compare"
        yield error("L220", message, node.span, f"write `{clause.text} is breached`")
        return
    for value in node.values:
        if not isinstance(value, syntax.Name) or value.text not in STATES:
            written = _written(value)
            message = f"`{written}` is no state of a clause"
            yield error("L220", message, value.span, write(written, STATES, f"write {listing(STATES)}"))


def _lists(node: object) -> Sequence[Sequence[syntax.Value]]:
    """The lists of words in a node, in which a word that stands twice is a slip."""
    if isinstance(node, syntax.May | syntax.MustNot | syntax.For | syntax.Whenever):
        return (node.uses,)
    if isinstance(node, syntax.Content):
        return ((*(node.included or ()), *node.excluded),)
    if isinstance(node, syntax.Territory):
        return (node.codes,)
    if isinstance(node, syntax.With):
        return (node.parts,)
    if isinstance(node, syntax.PowerMay):
        return (node.clauses,)
    if isinstance(node, syntax.Divides):
        return (node.after,)
    return (node.values,) if isinstance(node, syntax.Compare) else ()


def _twice(values: Sequence[syntax.Value]) -> Found:
    for position, value in enumerate(values):
        if value in values[:position]:
            message = f"`{_written(value)}` stands twice in the list"
            yield Diagnostic("L904", Severity.WARNING, message, value.span, "take one of them out")


def _fact(node: syntax.Compare, name: syntax.Name, names: Names, facts: dict[str, tuple[str, Span]]) -> Found:
    for value in node.values:
        kind = "number" if isinstance(value, syntax.Number) else "text"
        if not isinstance(value, syntax.Number | syntax.Name | syntax.Text | syntax.Code):
            message = (
                f"a fact is a word, a text or a number, and `{_written(value)}` is {_VALUES[type(value)]}"
            )
            yield error("L213", message, value.span, "state a whole number of the smallest unit")
        elif node.relation not in _RELATIONS[kind]:
            yield _wrong_relation(node, f"`{name.text}`", kind)
        else:
            yield from _same_kind(name, kind, names, facts)


def _attribute(node: syntax.Compare, text: str, word: AttributeWord, names: Names) -> Found:
    if word.type == "yes-no":
        yield error("L213", f"`{text}` is true or false by itself", node.span, f"write `{text}`")
        return
    if word.type == "instant":
        hint = f"write `{text} before …` or `{text} on or after …`"
        yield error("L213", f"`{text}` is a point in time", node.span, hint)
        return
    if node.relation not in _RELATIONS[word.type]:
        yield _wrong_relation(node, f"`{text}`", word.type)
        return
    for value in node.values:
        yield from _value(value, text, word, names)


def _wrong_relation(node: syntax.Compare, subject: str, kind: str) -> Diagnostic:
    message = f"{subject} is {_KINDS[kind]}, which `{node.relation.value}` cannot compare"
    return error("L213", message, node.span, f"write {listing(each.value for each in _RELATIONS[kind])}")


def _value(value: syntax.Value, text: str, word: AttributeWord, names: Names) -> Found:
    fits: dict[str, type | tuple[type, ...]] = {
        "text": (syntax.Name, syntax.Text),
        "token": (syntax.Name, syntax.Text),
        "territory": syntax.Code,
        "number": (syntax.Number, syntax.Quantity),
    }
    if not isinstance(value, fits[word.type]):
        message = f"`{text}` is {_KINDS[word.type]}, and `{_written(value)}` is {_VALUES[type(value)]}"
        yield error("L213", message, value.span, _example(value, word))
    elif isinstance(value, syntax.Quantity) and value.unit.text != word.name:
        message = f"`{text}` is counted in {word.name}, not in `{value.unit.text}`"
        yield error("L213", message, value.unit.span, f"write `{value.count.written} {word.name}`")
    elif word.values and _written(value) not in word.values:
        message = f"`{text}` is never `{_written(value)}`"
        yield error(
            "L214", message, value.span, write(_written(value), word.values, f"write {listing(word.values)}")
        )


def _example(value: syntax.Value, word: AttributeWord) -> str:
    if word.type == "territory":
        return "write the code of a country, such as `GB`"
    if word.type == "number":
        return "write a number"
    if isinstance(value, syntax.Code):
        return f"write `{value.text.lower()}`"
    return f'write `"{_written(value)}"`'


def _compare_instant(node: syntax.CompareInstant, names: Names, facts: dict[str, tuple[str, Span]]) -> Found:
    yield from _instant(node.instant, names)
    if isinstance(node.subject, syntax.Name):
        yield from _same_kind(node.subject, "instant", names, facts)
        return
    word = names.attribute(node.subject)
    if word is not None and word.type != "instant":
        text = f"{node.subject.name.text} of {node.subject.owner.text}"
        message = f"`{text}` is {_KINDS[word.type]}, which `{node.relation.value}` cannot compare"
        yield error("L213", message, node.span, f"write `{text} is …`")


def told_value(told: syntax.Told, word: AttributeWord, names: Names) -> Found:
    """What a test tells of an attribute: a value of its kind, or yes and no where it is one of those."""
    text = f"{word.name} of {word.owner}"
    if word.type == "yes-no":
        if told.value is not None:
            hint = f"write `{word.name}` or `not {word.name}`"
            yield error("L213", f"`{text}` is true or false by itself", told.span, hint)
    elif told.value is None:
        message = f"`{text}` is {_KINDS[word.type]}, and none is told"
        yield error("L213", message, told.span, f"write `{word.name} …` with its value")
    elif word.type == "instant":
        if not isinstance(told.value, syntax.Day | syntax.Moment):
            message = (
                f"`{text}` is a point in time, and `{_written(told.value)}` is {_VALUES[type(told.value)]}"
            )
            yield error("L213", message, told.value.span, f"write `{word.name} 2026-03-02 08:00`")
    else:
        yield from _value(told.value, text, word, names)


def _written(value: syntax.Value) -> str:
    """The author's own words for a value."""
    if isinstance(value, syntax.Name | syntax.Text | syntax.Code):
        return value.text
    if isinstance(value, syntax.Number | syntax.Amount | syntax.Percent):
        return value.written
    if isinstance(value, syntax.Quantity):
        return f"{value.count.written} {value.unit.text}"
    if isinstance(value, syntax.Duration):
        plural = "" if value.count.value == 1 else "s"
        return f"{value.count.written} {value.unit.value}{plural}"
    day = f"{value.year:04}-{value.month:02}-{value.day:02}"
    return day if isinstance(value, syntax.Day) else f"{day} {value.hour:02}:{value.minute:02}"
