"""The two functions that a selection compiles to: what its clauses find, and whether they speak of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from licdsl.compiler.lowering import PARAMETERS, WORK, Body, Bound, Lowering, Part, Thing
from licdsl.compiler.nodes import choose, const, function, is_, is_not, join, name
from licdsl.compiler.selection import Selection
from licdsl.compiler.structure import of_scope
from licdsl.compiler.subjects import per_key
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.price import Price
from licdsl.terms.scope import Scope

ENTRY = "a_0"


def findings(lowering: Lowering, selection: Selection) -> tuple[ast.FunctionDef, dict[str, object]]:
    """The function that returns the fields of `Findings` as a plain tuple, and what it may call."""
    writer = _Writer(lowering, selection)
    hits, doubts = writer.prohibitions()
    permits, doubtful = writer.permissions()
    result = [name(hits), name(doubts), name(permits), name(doubtful), writer.price(), writer.party()]
    return writer.finish(ast.Tuple(result, ast.Load()))


def mentions(lowering: Lowering, selection: Selection) -> tuple[ast.FunctionDef, dict[str, object]]:
    """The function that returns the truth of "a clause of the selection speaks of this content"."""
    writer = _Writer(lowering, selection)
    return writer.finish(writer.spoken())


class _Writer:
    """Writes one function over the clauses of one selection."""

    def __init__(self, lowering: Lowering, selection: Selection) -> None:
        self.selection = selection
        self.body = Body(lowering, self._needs())
        self.block = self.body.block

    def finish(self, result: ast.expr) -> tuple[ast.FunctionDef, dict[str, object]]:
        self.block.write(ast.Return(result))
        return function(ENTRY, PARAMETERS, self.block.body), self.body.space

    # ------------------------------------------------------------ what each clause needs
    def _needs(self) -> Iterator[Thing]:
        for clause in self.selection.clauses:
            yield from self._clause_needs(clause)
        for price in self.selection.prices:
            yield from (*price.when, *price.unless)
        yield from self.selection.wheres

    def _clause_needs(self, clause: Permission | Prohibition) -> Iterator[Thing]:
        scope = clause.scope
        yield from of_scope(scope)
        yield from (each for each in (scope.starts, scope.ends) if each is not None)
        if scope.territories is not None:
            yield "territory", False
        if isinstance(clause, Permission):
            yield from ((key, False) for key in _counted_by(clause) if key != "work")
        yield from self.selection.where_of(clause)

    # ------------------------------------------------------------ the parts of the result
    def prohibitions(self) -> tuple[str, str]:
        hits, doubts = self._lists()
        for position, prohibition in enumerate(self.selection.prohibitions):
            self.block.place = prohibition.place
            self.body.prepare(self._clause_needs(prohibition))
            bounds: list[Bound] = []
            truth = self.block.keep(self.body.all_of(self._parts(prohibition, bounds)))
            lifts = bounds[0].value if bounds else None
            hit = ast.Tuple([const(position), lifts or const(None)], ast.Load())
            self._sort(position, truth, (hits, hit), (doubts, _pair(position, truth)))
        return hits, doubts

    def permissions(self) -> tuple[str, str]:
        permits, doubtful = self._lists()
        for position, permission in enumerate(self.selection.permissions):
            self.block.place = permission.place
            self.body.prepare(self._clause_needs(permission))
            parts = self._parts(permission, [])
            parts.extend(partial(self._stated, key) for key in _counted_by(permission))
            truth = self.block.keep(self.body.all_of(parts))
            self._sort(position, truth, (permits, const(position)), (doubtful, _pair(position, truth)))
        return permits, doubtful

    def _lists(self) -> tuple[str, str]:
        first, second = self.block.fresh(), self.block.fresh()
        self.block.assign(first, const(()))
        self.block.assign(second, const(()))
        return first, second

    def _sort(
        self, position: int, truth: str, true: tuple[str, ast.expr], unknown: tuple[str, ast.expr]
    ) -> None:
        """Append to the one list where `truth` is true, to the other where it is unknown."""
        with self.block.when(is_(truth, True)):
            self._append(position, *true)
        with self.block.otherwise(), self.block.when(is_not(truth, False)):
            self._append(position, *unknown)

    def _append(self, position: int, items: str, item: ast.expr) -> None:
        one = const((item.value,)) if isinstance(item, ast.Constant) else ast.Tuple([item], ast.Load())
        self.block.assign(items, ast.BinOp(name(items), ast.Add(), one) if position else one)

    def _parts(self, clause: Permission | Prohibition, bounds: list[Bound]) -> list[Part]:
        """Every part that must hold, cheap ones first; the bound of `until` goes into `bounds`."""
        scope, parts = clause.scope, self._party_parts(clause)
        if scope.starts is not None:
            parts.append(partial(self._edge, scope, starts=True, bounds=[]))
        if scope.ends is not None:
            parts.append(partial(self._edge, scope, starts=False, bounds=bounds))
        if scope.territories is not None:
            parts.append(partial(self.body.territory, scope.territories))
        parts.extend(self.body.content(scope))
        parts.extend(partial(self.body.truth, each) for each in scope.when)
        parts.extend(partial(self.body.no, each) for each in scope.unless)
        return parts

    def _party_parts(self, clause: Permission | Prohibition) -> list[Part]:
        return [partial(self.body.truth, where) for where in self.selection.where_of(clause)]

    def _edge(self, scope: Scope, *, starts: bool, bounds: list[Bound]) -> ast.expr:
        expression = scope.starts if starts else scope.ends
        assert expression is not None
        bound = self.body.instant(expression, ends=not starts)
        bounds.append(bound)
        return self.body.edge(bound, ast.GtE() if starts else ast.Lt())

    def _stated(self, key: str) -> ast.expr:
        value = WORK if key == "work" else self.body.subject((key, False))
        return choose(is_(value, None), const(frozenset({key})), const(True))

    def party(self) -> ast.expr:
        """Whether the licensee is in the class of any of its roles."""
        if any(role.where is None for role in self.selection.roles):
            return const(True)
        self.body.prepare(self.selection.wheres)
        return self.body.any_of([partial(self.body.truth, where) for where in self.selection.wheres])

    def spoken(self) -> ast.expr:
        clauses = self.selection.clauses
        for clause in clauses:
            self.body.prepare(self._clause_needs(clause))
        each = [self._party_parts(clause) + self.body.content(clause.scope) for clause in clauses]
        found = partial(self.body.any_of, [partial(self.body.all_of, parts) for parts in each])
        return self.body.all_of([self.party, found])

    # ------------------------------------------------------------ prices
    def price(self) -> ast.expr:
        prices = self.selection.prices
        if not any(price.when or price.unless for price in prices):
            return const(self._unconditional())
        plain = {price.label: self._priced(price) for price in prices}
        chosen, missing = self.block.fresh(), self.block.fresh()
        self.block.assign(chosen, const(-1))
        self.block.assign(missing, const(None))
        for position, price in reversed(list(enumerate(prices))):
            replaced = [plain[other.label] for other in prices if other.replaces == price.label]
            parts: list[Part] = [partial(name, plain[price.label])]
            parts.extend(partial(self.body.negation, partial(name, each)) for each in replaced)
            truth = self.block.keep(self.body.all_of(parts))
            with self.block.when(is_(truth, True)):
                self.block.assign(chosen, const(position))
            with self.block.otherwise(), self.block.when(is_not(truth, False)):
                both = choose(is_(missing, None), name(truth), join(missing, truth))
                self.block.assign(missing, both)
        return choose(is_(missing, None), name(chosen), name(missing))

    def _unconditional(self) -> int:
        replaced = {price.replaces for price in self.selection.prices}
        free = (place for place, price in enumerate(self.selection.prices) if price.label not in replaced)
        return next(free, -1)

    def _priced(self, price: Price) -> str:
        self.block.place = price.place
        self.body.prepare((*price.when, *price.unless))
        parts: list[Part] = [partial(self.body.truth, each) for each in price.when]
        parts.extend(partial(self.body.no, each) for each in price.unless)
        return self.block.keep(self.body.all_of(parts))


def _pair(position: int, truth: str) -> ast.Tuple:
    return ast.Tuple([const(position), name(truth)], ast.Load())


def _counted_by(permission: Permission) -> list[str]:
    return sorted({per_key(limit.per) for limit in permission.limits if limit.per is not None})
