"""The checker: everything that must hold before a contract may run, all at once.

Each part of it reads the tree and the names of the file and yields diagnostics; no part stops another,
and none raises for anything an author can write. Codes: `L1xx` references, `L2xx` types, times and amounts,
`L3xx` blocks and coverage, `L4xx` tariffs and splits, `L9xx` style.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from licdsl.language import (
    amounts,
    blocks,
    coverage,
    emptiness,
    in_file_tests,
    references,
    splits,
    tariffs,
    times,
    types,
)
from licdsl.language.diagnostics import Diagnostic, in_order
from licdsl.language.names import Declared, Names, collect
from licdsl.language.parser import Parsed
from licdsl.language.source import Source

PARTS: tuple[Callable[[Names], Iterator[Diagnostic]], ...] = (
    references.check,
    types.check,
    times.check,
    amounts.check,
    emptiness.check,
    blocks.check,
    coverage.check,
    tariffs.check,
    splits.check,
    in_file_tests.check,
)


def check(parsed: Parsed, source: Source, imported: Iterable[Declared] = ()) -> tuple[Diagnostic, ...]:
    """Every finding about a parsed file, in order, without those of the parser.

    `imported` are the definitions and facts of the contracts that it includes. Does not look at the
    includes themselves.
    """
    names = collect(parsed, source, imported)
    return in_order(found for part in PARTS for found in part(names))
