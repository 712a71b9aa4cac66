"""The machine that runs the grammar's table over a stretch of text, one token after the other.

An LALR(1) automaton with a contextual scanner (`scanners.py`): in each state only the tokens that
can follow there are looked for. It builds nodes as rules are completed, keeps no tree of its own
and never recurses. Whatever stands on its stack is immutable, so the stack as it stood at the
start of a line can be put back after a mistake in that line, and reading goes on with the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from licdsl.language.diagnostics import Span
from licdsl.language.scanners import scanners
from licdsl.language.table import END, Rule, Step, Table

Value = Any
"""A token, a node, a tuple of names, a unit …: whatever the rule of the grammar makes."""

Make = Callable[[list[Value], Span], Value]
"""What turns the children of a completed rule into its node; a token's child is a `Token`."""

NEWLINE = "_NL"


class Token(NamedTuple):
    """A piece of text: its terminal (`NAME`, `INT` …), its text and where it stands."""

    terminal: str
    text: str
    start: int
    line: int
    column: int

    @property
    def span(self) -> Span:
        """The span of a token that lies on one line."""
        size = len(self.text)
        return Span(self.start, self.start + size, self.line, self.column, self.line, self.column + size)


class _Chain(NamedTuple):
    """A list that grows at its end without changing what others hold of it."""

    before: _Chain | None
    items: list[Any]


Entry = tuple[int, Any, Token, Token]
"""One symbol on the stack: the state after it, its value, its first and its last token."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """No token fits at `offset`; `stack` is as it was before anything was completed for it.

    `offset` is that of the word, not of the blanks before it.
    """

    offset: int
    stack: tuple[Entry, ...]


@dataclass(slots=True)
class Position:
    """Where the machine reads: an offset, the line it is on, and where that line starts."""

    offset: int
    line: int
    line_start: int


class Machine:
    """Reads one block by its start rule.

    `tokens` is every token so far, those without meaning left out; `line_from` is where the line
    that is being read starts among them, and `line_stack` the stack as it was there. Not for use
    by two threads at once; the table is.
    """

    def __init__(self, table: Table, makers: dict[str, Make], start: str) -> None:
        """Stand before the first token of the rule `start`."""
        self._table = table
        self._makers = makers
        self._match = scanners(table).match
        self._skipped = frozenset(table.skipped)
        first, self._last_state = table.starts[start]
        nowhere = Token("", "", 0, 1, 1)
        self._stack: list[Entry] = [(first, None, nowhere, nowhere)]
        self.line_stack = tuple(self._stack)
        self.tokens: list[Token] = []
        self.line_from = 0
        self.at = Position(0, 1, 0)

    def start_line(self, offset: int, line: int) -> None:
        """Forget what was read of this line and go on at `offset`, where line `line` starts."""
        self._stack = list(self.line_stack)
        self.line_from = len(self.tokens)
        self.at = Position(offset, line, offset)

    def pretend(self, text: str) -> None:
        """Read `text`, whole lines that fit, as if it stood in place of this line."""
        kept, at = len(self.tokens), self.at
        self.start_line(0, at.line)
        self.read(text, len(text))
        del self.tokens[kept:]
        self.line_from = kept
        self.at = at

    def read(self, text: str, end: int) -> Stuck | None:
        """Read on up to the offset `end`; None when every token fitted."""
        at, match, skipped, keep = self.at, self._match, self._skipped, self.tokens.append
        while at.offset < end:
            state = self._stack[-1][0]
            terminal, start, after = match(state, text, at.offset, end)
            if terminal is None:
                return Stuck(start, tuple(self._stack))
            if terminal not in skipped:
                token = Token(terminal, text[start:after], start, at.line, start - at.line_start + 1)
                stuck = self._take(token)
                if stuck is not None:
                    return stuck
                keep(token)
            at.offset = after
            if terminal in _MAY_BREAK:
                self._count_lines(text, start, after)
        return None

    def _count_lines(self, text: str, start: int, end: int) -> None:
        breaks = text.count("\n", start, end)
        if breaks:
            self.at.line += breaks
            self.at.line_start = text.rindex("\n", start, end) + 1

    def _take(self, token: Token) -> Stuck | None:
        """Complete every rule that ends before `token`, then put it on the stack."""
        stack, states = self._stack, self._table.states
        terminal = token[0]
        action = states[stack[-1][0]].get(terminal)
        before = tuple(stack) if action is not None and action < 0 else ()
        while action is not None and action < 0:
            self._complete(self._table.rules[~action])
            action = states[stack[-1][0]].get(terminal)
        if action is None:
            return Stuck(token.start, before or tuple(stack))
        if terminal != NEWLINE:
            stack.append((action, token, token, token))
            return None
        stack.append((action, token, token, stack[-1][3]))
        if action not in self._table.breaks:
            self.line_stack = tuple(stack)
            self.line_from = len(self.tokens) + 1
        return None

    def _complete(self, rule: Rule) -> None:
        """Replace the symbols of `rule` on the stack by what it makes of them."""
        stack = self._stack
        symbols = stack[-rule.size :]
        del stack[-rule.size :]
        first, last = symbols[0][2], symbols[-1][3]
        value: Any
        if rule.make == "?":
            value = symbols[rule.steps[0] or 0][1]
        elif rule.make:
            value = self._makers[rule.make](_children(rule.steps, symbols), _span(first, last))
        else:
            value = _chain(rule, symbols)
        stack.append((self._table.states[stack[-1][0]][rule.origin], value, first, last))

    def finish(self) -> Value:
        """The node of the whole block, or `Stuck` where its text ends too early."""
        before = tuple(self._stack)
        while self._stack[-1][0] != self._last_state:
            action = self._table.states[self._stack[-1][0]].get(END)
            if action is None:
                return Stuck(self.at.offset, before)
            self._complete(self._table.rules[~action])
        return self._stack[-1][1]


_MAY_BREAK = frozenset({NEWLINE, "_COMMA", "_CONTINUED"})


def _span(first: Token, last: Token) -> Span:
    size = len(last[1])
    return Span(first[2], last[2] + size, first[3], first[4], last[3], last[4] + size)


def _chain(rule: Rule, symbols: list[Entry]) -> _Chain | None:
    """The value of a rule whose children go to its parent."""
    if rule.steps[:1] != (-1,):
        return _Chain(None, _children(rule.steps, symbols))
    before: _Chain | None = symbols[0][1]
    return before if len(rule.steps) == 1 else _Chain(before, _children(rule.steps[1:], symbols))


def _children(steps: tuple[Step, ...], symbols: list[Entry]) -> list[Any]:
    children: list[Any] = []
    for step in steps:
        if step is None:
            children.append(None)
        elif step >= 0:
            children.append(symbols[step][1])
        else:
            children.extend(_items(symbols[~step][1]))
    return children


def _items(chain: _Chain | None) -> Iterator[Any]:
    parts: list[list[Any]] = []
    while chain is not None:
        parts.append(chain.items)
        chain = chain.before
    for part in reversed(parts):
        yield from part


def acceptable(table: Table, stack: tuple[Entry, ...]) -> tuple[str, ...]:
    """The terminals that can follow on `stack`, sorted; exact, by trying each."""
    states = [entry[0] for entry in stack]
    tried = (symbol for symbol in table.states[states[-1]] if symbol.isupper() and symbol != END)
    return tuple(sorted(symbol for symbol in tried if _fits(table, states[:], symbol)))


def _fits(table: Table, states: list[int], terminal: str) -> bool:
    while True:
        action = table.states[states[-1]].get(terminal)
        if action is None or action >= 0:
            return action is not None
        rule = table.rules[~action]
        del states[-rule.size :]
        states.append(table.states[states[-1]][rule.origin])
