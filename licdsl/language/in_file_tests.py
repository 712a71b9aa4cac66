"""Checks of the tests inside a contract file: do they speak of what there is, and does each line count.

Tests are no part of the terms, but a test with a misspelt name would test nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, Span, error
from licdsl.language.names import Names
from licdsl.language.references import undefined, use_exists
from licdsl.language.suggestions import listing, write
from licdsl.language.types import STATES, told_value
from licdsl.language.walking import every

Found = Iterator[Diagnostic]

_ANSWERS = (syntax.ExpectDecision, syntax.ExpectUndecided)
_EXPECTS = (*_ANSWERS, syntax.ExpectInvoice, syntax.ExpectShare, syntax.ExpectState)
_TOLD_OF_CLAUSE = ("missed", *STATES)


def check(names: Names) -> Found:
    """Every name in a test that the contract does not have."""
    titles: dict[str, syntax.Text] = {}
    for test in every(names.file.items, syntax.Test):
        first = titles.setdefault(test.title.text, test.title)
        if first is not test.title:
            related = ((first.span, "the other test stands here"),)
            message = f"two tests are called `{test.title.text}`"
            yield Diagnostic("L903", Severity.WARNING, message, test.title.span, "rename one", related)
        for line in test.lines:
            yield from _line(line, names)
        yield from _judged(test)
    for loose in names.loose:
        if isinstance(loose, syntax.TestLine):
            yield from _line(loose, names)


def _line(line: syntax.TestLine, names: Names) -> Found:
    if isinstance(line, syntax.GivenUse):
        yield from use_exists(line.use, names)
    elif isinstance(line, syntax.GivenAbout):
        yield from _about(line, names)
    elif isinstance(line, syntax.Ask):
        yield from undefined(line.party, names.parties, "L104", "no party is called", names)
        for use in line.uses:
            yield from use_exists(use, names)
    elif isinstance(line, syntax.ExpectDecision) and line.by is not None:
        kinds = (syntax.Permission, syntax.Prohibition)
        known = [label for label, clause in names.clauses.items() if isinstance(clause, kinds)]
        yield from undefined(line.by, known, "L105", "no permission or prohibition is called", names)
    elif isinstance(line, syntax.ExpectUndecided):
        for fact in line.facts:
            yield from undefined(fact, _facts(names), "L101", "no fact or attribute is called", names)
    elif isinstance(line, syntax.ExpectShare):
        yield from undefined(line.party, names.parties, "L104", "no party is called", names)
    elif isinstance(line, syntax.ExpectState):
        known = [label for label in names.clauses if names.breakable(label)]
        yield from undefined(line.clause, known, "L105", "no duty or prohibition is called", names)
        yield from _state(line.state, STATES)


def _judged(test: syntax.Test) -> Found:
    """Lines that no expectation judges, and expectations of an answer that nothing asks for."""
    expects = [place for place, line in enumerate(test.lines) if isinstance(line, _EXPECTS)]
    if not expects:
        message = f"the test `{test.title.text}` expects nothing, so it shows nothing"
        yield _nothing_shown(message, test.title.span, "end it with a line such as `expect allow`")
        return
    asked = next(
        (place for place, line in enumerate(test.lines) if isinstance(line, syntax.Ask)), expects[-1]
    )
    for place in expects:
        line = test.lines[place]
        if place <= asked and isinstance(line, _ANSWERS):
            message = "an answer is expected before anything is asked"
            yield _nothing_shown(message, line.span, "put an `ask` line above it")
    for line in test.lines[expects[-1] + 1 :]:
        message = "nothing is expected after this line, so it shows nothing"
        yield _nothing_shown(message, line.span, "put it above the `expect` line, or take it out")


def _nothing_shown(message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic("L906", Severity.WARNING, message, span, hint)


def _facts(names: Names) -> list[str]:
    attributes = () if names.vocabulary is None else names.vocabulary.attributes
    return [*names.facts, *(name for name, _ in attributes), *names.parties]


def _state(state: syntax.Name, known: tuple[str, ...]) -> Found:
    if state.text not in known:
        hint = write(state.text, known, f"write {listing(known)}")
        yield error("L220", f"`{state.text}` is no state of a clause", state.span, hint)


def _about(line: syntax.GivenAbout, names: Names) -> Found:
    """`given SUBJECT …`: an article, a party, a duty, or an event and its day."""
    subject = line.subject.text
    if names.vocabulary is None:
        return
    if subject in names.vocabulary.owners or subject in names.parties:
        owner = "party" if subject in names.parties else subject
        known = [name for name, whose in names.vocabulary.attributes if whose == owner]
        for told in line.told:
            word = (
                None if told.name.text in names.facts else names.vocabulary.attribute(told.name.text, owner)
            )
            if word is not None:
                yield from told_value(told, word, names)
            yield from undefined(
                told.name, [*known, *names.facts], "L101", f"`{subject}` has no fact or attribute", names
            )
    elif subject in names.clauses:
        for told in line.told:
            yield from _state(told.name, _TOLD_OF_CLAUSE)
    else:
        known = [*names.vocabulary.owners, *names.parties, *names.clauses, *names.events]
        known.extend(names.vocabulary.events)
        yield from undefined(line.subject, known, "L101", "there is nothing called", names)
