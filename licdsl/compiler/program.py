"""The compiled form of one contract: for each set of roles and use, a function that decides.

A `Program` checks at once that every clause can be compiled, and compiles each use when it is first
asked for. The functions run in a closed name space without builtins, under the file name
`<licence sha256:…>` with the contract's own lines and columns, so a traceback shows the clause.
"""

from __future__ import annotations

import ast
import functools
import linecache
from collections.abc import Callable
from typing import cast

from licdsl.compiler import functions, nodes
from licdsl.compiler.findings import Get, Missing, Truth
from licdsl.compiler.lowering import Lowering
from licdsl.compiler.reference import Reference
from licdsl.compiler.selection import Selection, select
from licdsl.compiler.structure import in_order
from licdsl.compiler.timeline import Timeline
from licdsl.errors import ContractError
from licdsl.language import vocabulary
from licdsl.terms.contract import Contract
from licdsl.values.periods import window_span

PlainFindings = tuple[
    tuple[tuple[int, int | None], ...],
    tuple[tuple[int, Missing], ...],
    tuple[int, ...],
    tuple[tuple[int, Missing], ...],
    int | Missing,
    Truth,
]
Find = Callable[[Get, int, int | None, int | None, str | None], PlainFindings]
Writer = Callable[[Lowering, Selection], tuple[ast.FunctionDef, dict[str, object]]]
Mention = Callable[[Get, int, int | None, int | None, str | None], Truth]


class Evaluator:
    """One compiled selection: `find` yields the fields of `Findings`, in order, for one request.

    Both functions take (get, at, term end, accepted, work); see `findings.Circumstances`. `mention`
    is asked only where several contracts may answer, so it is compiled when it is first asked for.
    """

    def __init__(self, program: Program, selection: Selection) -> None:
        """Compile what the clauses of `selection` find."""
        self._program = program
        self.selection = selection
        self.find = cast(Find, program.function(functions.findings, selection))

    @functools.cached_property
    def mention(self) -> Mention:
        """Whether some clause of the selection speaks of the content."""
        return cast(Mention, self._program.function(functions.mentions, self.selection))


class Program:
    """One contract, ready to decide; holds no state of any request."""

    def __init__(self, contract: Contract, source: str | None = None) -> None:
        """Check every clause; `source` is the contract's text, shown in tracebacks where it is given.

        Raises ContractError for a contract that cannot run: an unknown vocabulary, zone or
        calendar, a name that is not defined, conditions that nest too deep or compare unlike kinds.
        """
        self.contract = contract
        self.timeline = Timeline(contract)
        try:
            self.vocabulary = vocabulary.load(*contract.vocabulary)
        except KeyError as error:
            raise ContractError(f"no vocabulary is called {error}") from None
        self.file_name = f"<licence {contract.digest}>"
        self._lowering = Lowering(in_order(contract.definitions), self.vocabulary, self.timeline)
        self._evaluators: dict[tuple[tuple[str, ...], str, bool], tuple[Evaluator, ...]] = {}
        self.reference = Reference(contract, self.vocabulary, self.timeline)
        self._check()
        if source is not None:
            lines = source.splitlines(keepends=True)
            linecache.cache[self.file_name] = (len(source), None, lines, self.file_name)

    def _check(self) -> None:
        """Lower everything once, compile nothing."""
        contract = self.contract
        whole = Selection((), contract.parties, contract.prohibitions, contract.permissions, contract.prices)
        try:
            self.vocabulary.spread(whole.uses)
            nodes.verify(functions.findings(self._lowering, whole)[0])
            for permission in contract.permissions:
                for limit in permission.limits:
                    window_span(limit.window, 0, self.timeline.zone, 0)
        except (KeyError, ValueError) as error:
            raise ContractError(f"the contract names what nothing knows: {error}") from None

    def evaluators(self, roles: tuple[str, ...], use: str, *, ended: bool) -> tuple[Evaluator, ...]:
        """What decides `use` for `roles` (sorted labels of parties), one for each group of leaves.

        All of them must allow. Once the term has `ended`, only clauses that survive it are left.
        Raises KeyError for a use that the vocabulary does not know.
        """
        key = (roles, use, ended)
        found = self._evaluators.get(key)
        if found is None:
            selections = select(self.contract, self.vocabulary, roles, use, ended=ended)
            found = tuple(Evaluator(self, selection) for selection in selections)
            self._evaluators[key] = found
        return found

    def function(self, write: Writer, selection: Selection) -> object:
        """The function that `write` writes for `selection`, in a name space of its own."""
        definition, space = write(self._lowering, selection)
        tree = ast.fix_missing_locations(ast.Module([definition], []))
        nodes.verify(tree)
        closed: dict[str, object] = {"__builtins__": {}, **space}
        exec(compile(tree, self.file_name, "exec", dont_inherit=True), closed)  # noqa: S102 - our own verified tree
        return closed[functions.ENTRY]
