"""Vocabularies: the words that contracts share and do not define themselves.

A vocabulary is a versioned data file (`grammar/vocabulary/<name>-<version>.json`): the lattice of uses, user
classes, units, territories and attributes, each with a definition in prose that `explain` prints.
`Vocabulary.digest` names the bytes of the file; it stands beside every decision.

Uses form a tree. A request for an inner use asks for all its leaves; a permission must cover all that is
asked; a prohibition applies as soon as it overlaps:

    >>> press = load("press", 1)
    >>> press.leaves("display")
    ('excerpt', 'full-text')
    >>> press.covers(["ai-input"], "display"), press.covers(["excerpt"], "display")
    (True, False)
    >>> press.overlaps(["excerpt"], "display")
    True
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from licdsl.language import packaged
from licdsl.values.digests import digest_text

TYPES = ("text", "token", "number", "instant", "yes-no", "territory")


@dataclass(frozen=True, slots=True)
class Use:
    """One use: `parent` is the next wider use (None for `all`), `leaves` the finest uses in it, sorted."""

    name: str
    parent: str | None
    prose: str
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit by its plural, the form that quantities use, and its singular (`per display`)."""

    name: str
    singular: str
    prose: str


@dataclass(frozen=True, slots=True)
class AttributeWord:
    """`name of owner`: its `type` is one of `TYPES`; `values` is empty where the list is open.

    `attested_by` says whose statement it is: publisher, platform, licensee or the party itself.
    """

    name: str
    owner: str
    type: str
    prose: str
    attested_by: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word of one vocabulary; mappings go from the word to its meaning, in file order."""

    name: str
    version: int
    digest: str
    uses: Mapping[str, Use]
    user_classes: Mapping[str, str]
    units: Mapping[str, UnitWord]
    limits_per: Mapping[str, str]
    owners: Mapping[str, str]
    attributes: Mapping[tuple[str, str], AttributeWord]
    actions: Mapping[str, str]
    events: Mapping[str, str]
    territories: Mapping[str, str]
    territory_sets: Mapping[str, tuple[str, ...]]

    def leaves(self, use: str) -> tuple[str, ...]:
        """The leaf uses of `use`, sorted; a leaf is its own. Raises KeyError for an unknown use."""
        return self.uses[use].leaves

    def spread(self, uses: Iterable[str]) -> frozenset[str]:
        """The leaf uses of all of `uses` together."""
        return frozenset(leaf for use in uses for leaf in self.uses[use].leaves)

    def covers(self, uses: Iterable[str], asked: str) -> bool:
        """Whether `uses` together hold every leaf of `asked`."""
        return self.spread(uses).issuperset(self.leaves(asked))

    def overlaps(self, uses: Iterable[str], asked: str) -> bool:
        """Whether `uses` hold at least one leaf of `asked`."""
        return not self.spread(uses).isdisjoint(self.leaves(asked))

    def countries(self, codes: Iterable[str]) -> frozenset[str]:
        """The countries that `codes` name, with sets such as `EU` spread; raises KeyError."""
        found: set[str] = set()
        for code in codes:
            if code in self.territory_sets:
                found.update(self.territory_sets[code])
            elif code in self.territories:
                found.add(code)
            else:
                raise KeyError(code)
        return frozenset(found)

    def unit(self, word: str) -> UnitWord | None:
        """The unit whose plural or singular is `word`, or None."""
        if word in self.units:
            return self.units[word]
        return next((unit for unit in self.units.values() if unit.singular == word), None)

    def attribute(self, name: str, owner: str) -> AttributeWord | None:
        """The attribute `name of owner`, or None where the vocabulary has none."""
        return self.attributes.get((name, owner))


def _leaves(children: Mapping[str, list[str]], use: str) -> tuple[str, ...]:
    if use not in children:
        return (use,)
    return tuple(sorted(leaf for child in children[use] for leaf in _leaves(children, child)))


def _uses(rows: list[dict[str, Any]]) -> Mapping[str, Use]:
    children: dict[str, list[str]] = {}
    for row in rows:
        if row["parent"] is not None:
            children.setdefault(row["parent"], []).append(row["name"])
    return MappingProxyType(
        {r["name"]: Use(r["name"], r["parent"], r["prose"], _leaves(children, r["name"])) for r in rows}
    )


def _prose(rows: list[dict[str, str]]) -> Mapping[str, str]:
    return MappingProxyType({row["name"]: row["prose"] for row in rows})


def _attributes(rows: list[dict[str, Any]]) -> Mapping[tuple[str, str], AttributeWord]:
    words = (
        AttributeWord(
            row["name"],
            row["owner"],
            row["type"],
            row["prose"],
            row["attested_by"],
            tuple(row.get("values", ())),
        )
        for row in rows
    )
    return MappingProxyType({(word.name, word.owner): word for word in words})


@functools.cache
def versions() -> tuple[tuple[str, int], ...]:
    """Every vocabulary that `load` knows, as (name, version), sorted."""
    found = []
    for file in packaged.names("vocabulary", ".json"):
        name, _, version = file.removesuffix(".json").rpartition("-")
        found.append((name, int(version)))
    return tuple(sorted(found))


@functools.cache
def load(name: str, version: int) -> Vocabulary:
    """The vocabulary `name` `version`, such as `press 1`; raises KeyError where there is none."""
    if (name, version) not in versions():
        raise KeyError(f"{name} {version}")
    data = packaged.read("vocabulary", f"{name}-{version}.json")
    document = json.loads(data)
    territories = document["territories"]
    return Vocabulary(
        name=name,
        version=version,
        digest=digest_text(data),
        uses=_uses(document["uses"]),
        user_classes=_prose(document["user_classes"]),
        units=MappingProxyType({row["name"]: UnitWord(**row) for row in document["units"]}),
        limits_per=_prose(document["limits_per"]),
        owners=_prose(document["owners"]),
        attributes=_attributes(document["attributes"]),
        actions=_prose(document["actions"]),
        events=_prose(document["events"]),
        territories=MappingProxyType(dict(territories["codes"])),
        territory_sets=MappingProxyType(
            {code: tuple(each["members"]) for code, each in territories["sets"].items()}
        ),
    )
