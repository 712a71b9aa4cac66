"""From a contract's text to a contract that may run, or to everything that is wrong with it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from licdsl.errors import ContractError
from licdsl.language import checker, syntax
from licdsl.language.diagnostics import Diagnostic, in_order
from licdsl.language.parser import parse
from licdsl.language.source import Source
from licdsl.language.walking import every
from licdsl.terms.contract import Contract
from licdsl.terms.includes import Included, Resolver, include, siblings
from licdsl.terms.lowering import lower


@dataclass(frozen=True)
class Checked:
    """A checked contract file; its mistakes are data and never exceptions.

    `diagnostics` are in the order of the text, `included` the checked contracts that it pins.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    file: syntax.File | None
    included: tuple[Checked, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the contract may run: no diagnostic is an error."""
        return self.file is not None and not any(each.is_error for each in self.diagnostics)

    @functools.cached_property
    def contract(self) -> Contract:
        """What the text means; raises ContractError with every diagnostic while there are errors."""
        if not self.ok or self.file is None:
            count = sum(each.is_error for each in self.diagnostics)
            plural = "" if count == 1 else "s"
            raise ContractError(f"`{self.source.path}` has {count} error{plural}", self.diagnostics)
        return lower(self.file, self.source, [each.contract for each in self.included])

    @property
    def tests(self) -> tuple[syntax.Test, ...]:
        """The tests in the file, in written order."""
        return () if self.file is None else tuple(every(self.file.items, syntax.Test))


def check(source: Source, resolve: Resolver | None = None) -> Checked:
    """Check `source` as a whole: shape, includes, names, kinds, times, money and clauses.

    `resolve` finds the text of an included contract by its meaning digest; by default the `.lic`
    files beside the source's own path are searched. Does not run the tests in the file.
    """
    parsed = parse(source)
    included = Included()
    if parsed.file is not None:
        included = include(parsed.file, resolve or siblings(source.path, check), check)
    found = checker.check(parsed, source, included.declared) if parsed.file is not None else ()
    everything = in_order((*parsed.diagnostics, *included.diagnostics, *found))
    return Checked(source, everything, parsed.file, included.checked)
