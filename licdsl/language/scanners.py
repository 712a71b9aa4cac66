"""Finding the next token: in each state, only what can follow there.

A keyword is a word that stands alone, so `calendarmonth` is no `calendar month` even where only
keywords can follow; this is stricter than Lark's own scanner, and nothing else differs.
"""

from __future__ import annotations

import functools
import re

from licdsl.language.table import WORD, Table

_NAME = "NAME"
_WORD = "WORD"


class Scanners:
    """The scanners of a table, made when a state is first reached and shared by like states."""

    def __init__(self, table: Table) -> None:
        """Take the terminals of `table`."""
        self._table = table
        self._by_state: dict[int, tuple[re.Pattern[str], dict[str, str]]] = {}
        self._by_choice: dict[tuple[str, ...], re.Pattern[str]] = {}
        # Blanks before a token are part of every pattern, so only skipped newlines need their own.
        self._breaking = {name for name in table.skipped if not re.match(table.patterns[name], " ")}

    def match(self, state: int, text: str, offset: int, end: int) -> tuple[str | None, int, int]:
        """The token at `offset` after blanks: (terminal, start, end).

        The terminal is None where none fits; `start` is then that of what does not fit.
        """
        found = self._by_state.get(state)
        pattern, words = found if found is not None else self._make(state)
        match = pattern.match(text, offset, end)
        assert match is not None  # the last alternative of every pattern is empty
        terminal = match.lastgroup
        if terminal is None:
            return None, match.end(), match.end()
        start, after = match.span(terminal)
        if terminal == _NAME or terminal == _WORD:
            terminal = words.get(text[start:after]) or (_NAME if terminal == _NAME else None)
        return terminal, start, after

    def _make(self, state: int) -> tuple[re.Pattern[str], dict[str, str]]:
        follow = self._table.states[state]
        words = {word: terminal for word, terminal in self._table.words.items() if terminal in follow}
        choices = [name for name in self._table.patterns if name in follow or name in self._breaking]
        if words:
            choices.append(_WORD)
        made = (self._pattern(tuple(choices)), words)
        self._by_state[state] = made
        return made

    def _pattern(self, terminals: tuple[str, ...]) -> re.Pattern[str]:
        if terminals not in self._by_choice:
            choices = (
                f"(?P<{name}>{WORD if name == _WORD else self._table.patterns[name]})" for name in terminals
            )
            self._by_choice[terminals] = re.compile(f"[ \\t]*(?:{'|'.join(choices)}|)")
        return self._by_choice[terminals]


@functools.lru_cache(maxsize=4)
def scanners(table: Table) -> Scanners:
    """The scanners of `table`, made once."""
    return Scanners(table)
