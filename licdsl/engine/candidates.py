"""Which contracts can concern a request: found by licensee and use, never by going through them all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from licdsl.compiler.program import Program
from licdsl.engine.bindings import Binding
from licdsl.errors import ContractError, RequestError
from licdsl.language.vocabulary import Vocabulary
from licdsl.terms import meaning
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.contract import Contract

Bindings = tuple[Binding, ...]


class Holdings:
    """The contracts of one licensee, or those open to anyone, by the leaf uses that they speak of."""

    def __init__(self) -> None:
        """Start with none."""
        self.all: list[Binding] = []
        self.routes: dict[str, Bindings] = {}
        self._by_leaf: dict[str, list[Binding]] = {}

    def add(self, binding: Binding) -> None:
        """Add `binding` under every leaf use that a clause of its roles names."""
        self.all.append(binding)
        contract, vocabulary = binding.contract, binding.program.vocabulary
        uses = (use for clause in speaking(contract) if clause.party in binding.roles for use in clause.uses)
        for leaf in sorted(vocabulary.spread(uses)):
            self._by_leaf.setdefault(leaf, []).append(binding)
        self.routes.clear()

    def route(self, use: str, vocabularies: Iterable[Vocabulary]) -> Bindings:
        """The contracts that speak of `use`, each once; raises RequestError for a use that nobody knows."""
        leaves = {leaf for each in vocabularies if use in each.uses for leaf in each.leaves(use)}
        if not leaves:
            raise RequestError({"action": f"`{use}` is no use of the vocabulary"})
        found = {id(each): each for leaf in sorted(leaves) for each in self._by_leaf.get(leaf, ())}
        route = tuple(each for each in found.values() if use in each.program.vocabulary.uses)
        self.routes[use] = route
        return route


class Candidates:
    """Every contract of an engine, indexed."""

    def __init__(self, default: Vocabulary) -> None:
        """`default` knows the uses before any contract is added."""
        self.vocabularies: dict[str, Vocabulary] = {default.digest: default}
        self.bound: dict[str, Binding] = {}
        self._open = Holdings()
        self._named: dict[str, Holdings] = {}

    def add(self, contract: Contract, parties: Mapping[str, str], source: str | None) -> Binding:
        """Bind `contract` and file it; a contract that was added before is refused with ContractError."""
        if not contract.digest:
            contract = dataclasses.replace(contract, digest=meaning.digest(contract))
        if contract.digest in self.bound:
            raise ContractError(f"`{contract.title}` ({contract.digest}) was added before")
        program = Program(contract, source)
        named = named_parties(contract, parties)
        anyone = tuple(party.label for party in contract.parties if party.anyone)
        first = self._file(program, named, anyone)
        self.bound[contract.digest] = first
        self.vocabularies.setdefault(program.vocabulary.digest, program.vocabulary)
        return first

    def _file(self, program: Program, named: Mapping[str, str], anyone: tuple[str, ...]) -> Binding:
        """Under each bound id that some clause binds or permits, and under `anyone` where some class is."""
        contract = program.contract
        spoken = {clause.party for clause in speaking(contract)}
        open_roles = tuple(sorted(spoken.intersection(anyone)))
        whole = Binding(program, named, open_roles)
        for party in sorted(set(named.values())):
            own = {label for label, bound in named.items() if bound == party} & spoken
            if own:
                roles = tuple(sorted({*own, *open_roles}))
                self._named.setdefault(party, Holdings()).add(Binding(program, named, roles))
        if open_roles:
            self._open.add(whole)
        return whole

    def of(self, licensee: str, use: str) -> Bindings:
        """The bound contracts that speak of `use` for `licensee`; raises RequestError as `route` does."""
        held = self._named.get(licensee)
        if held is None:
            found = self._open.routes.get(use)
            return self._open.route(use, self.vocabularies.values()) if found is None else found
        own = held.routes.get(use)
        if own is None:
            own = held.route(use, self.vocabularies.values())
        if not self._open.all:
            return own
        return self._merged(held, own, use)

    def _merged(self, held: Holdings, own: Bindings, use: str) -> Bindings:
        """The licensee's own contracts, then those open to anyone that it is not named in."""
        found = self._open.routes.get(use)
        if found is None:
            found = self._open.route(use, self.vocabularies.values())
        if not found:
            return own
        digests = {binding.digest for binding in held.all}
        return (*own, *(binding for binding in found if binding.digest not in digests))

    def silent(self, licensee: str) -> Binding | None:
        """A contract of `licensee` that does not speak of the use: the lowest digest, or None."""
        held = self._named.get(licensee)
        return min(held.all, key=lambda binding: binding.digest) if held is not None else None


def speaking(contract: Contract) -> tuple[Permission | Prohibition, ...]:
    """The clauses that say who may and must not do what."""
    return (*contract.permissions, *contract.prohibitions)


def named_parties(contract: Contract, parties: Mapping[str, str]) -> dict[str, str]:
    """The id of every named party: as bound, else its label; raises ContractError for another label."""
    labels = {party.label for party in contract.parties if not party.anyone}
    for label in sorted(set(parties) - labels):
        raise ContractError(f"`{contract.title}` has no party `{label}` to bind")
    return {label: parties.get(label, label) for label in sorted(labels)}
