"""The state that a log implies: contracts, acceptances, counters and sliding uses, folded from its entries.

state = fold(entries): nothing in the engine's tables may hold more, less or other than this.
Counters come from the open outcomes alone (meter names, quantities, event times) and from the
contracts, so they can be rebuilt after every private part was erased. Contract texts are bound by
the digest in their entry; party ids and meter keys by the entry's private part, and where that was
erased they are counted as not checkable.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from licdsl.compiler.timeline import Timeline
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.recording import text_digests
from licdsl.errors import ChainBroken
from licdsl.ledger.entry import Entry
from licdsl.ledger.evidence import View
from licdsl.ledger.findings import Findings
from licdsl.stores import node_tables
from licdsl.stores.node_tables import ContractRow
from licdsl.stores.sqlite_view import SqliteView
from licdsl.stores.stored_contracts import load_stored, read_included
from licdsl.terms.contract import Contract
from licdsl.terms.limit import Limit
from licdsl.values import canonical
from licdsl.values.digests import base64_text, digest_text
from licdsl.values.periods import Kind, Span, window_span

ContractRows = Callable[[], list[ContractRow]]


class Registered(NamedTuple):
    """A contract as the log and its row tell it."""

    contract: Contract
    bindings: Mapping[str, str]
    meter_key: bytes
    timeline: Timeline
    entry: int


class Derivation:
    """An observer of a verification: folds the entries, then compares with what the tables hold.

    `rows` reads the contract table, where the texts lie that are too long for entries; it is read
    again when an entry registers a contract that was not there before. `erased` counts what an
    erased private part keeps from being compared.
    """

    def __init__(self, rows: ContractRows) -> None:
        """Start with an empty state."""
        self._read_rows = rows
        self._rows: dict[int, ContractRow] = {}
        self.contracts: dict[str, Registered] = {}
        self.agreements: dict[tuple[str, str], tuple[int, int]] = {}
        self.accepted: dict[tuple[str, str], int] = {}
        self.meters = MemoryMeters()
        self.erased = 0
        self._spans: dict[tuple[str, str, int, int | None], Span] = {}

    # ---------------------------------------------------------------- folding
    def observe(self, index: int, entry: Entry, private: Mapping[str, bytes], findings: Findings) -> None:
        """Take the next entry; what contradicts itself becomes a finding, nothing is raised."""
        if entry.contract is not None and entry.contract not in self.contracts and entry.kind != "contract":
            findings.add("contract", index, "this entry names a contract that no entry before it registers")
        if entry.kind == "decision":
            self._draw(index, entry, findings)
        elif entry.kind == "contract":
            self._contract(index, entry, private, findings)
        elif entry.kind == "acceptance":
            self._acceptance(index, entry, private, findings)

    def _row(self, index: int) -> ContractRow | None:
        if index not in self._rows:
            self._rows = {row.entry: row for row in self._read_rows()}
        return self._rows.get(index)

    def _contract(self, index: int, entry: Entry, private: Mapping[str, bytes], findings: Findings) -> None:
        row = self._row(index)
        if row is None:
            findings.add("contract", index, "the contract that this entry registers is not stored")
            return
        problem = _mismatch(row, entry)
        if problem is not None:
            findings.add("contract", index, problem)
            return
        self._committed(index, row, private, findings)
        try:
            contract, bindings, meter_key = load_stored(row)
        except ChainBroken as error:
            findings.add("contract", index, str(error))
            return
        if row.digest != entry.contract:
            findings.add("contract", index, "the stored contract does not mean what this entry registers")
            return
        self.contracts[row.digest] = Registered(contract, bindings, meter_key, Timeline(contract), index)

    def _committed(
        self, index: int, row: ContractRow, private: Mapping[str, bytes], findings: Findings
    ) -> None:
        """Compare a stored contract's parties and meter key with the private parts of its entry."""
        subject = {"bindings": _decoded(row.bindings), "path": row.path}
        meter = {"key": base64_text(row.meter_key)} if isinstance(row.meter_key, bytes) else None
        for group, stored in (("meter", meter), ("subject", subject)):
            if group not in private:
                self.erased += 1
            elif stored is None or canonical.encode(stored) != private[group]:
                findings.add(
                    "contract", index, f"the stored {group} of the contract is not the committed one"
                )

    def _acceptance(self, index: int, entry: Entry, private: Mapping[str, bytes], findings: Findings) -> None:
        if entry.contract is None or not isinstance(entry.outcome.get("account"), str):
            findings.add("acceptance", index, "an acceptance names no contract or no account")
            return
        self.accepted.setdefault((entry.contract, entry.outcome["account"]), entry.at)
        if "subject" not in private:
            self.erased += 1
            return
        licensee = _decoded(private["subject"]).get("licensee", "")
        if isinstance(licensee, str):
            self.agreements[entry.contract, licensee] = (index, entry.at)
        else:
            findings.add("acceptance", index, "an acceptance names a licensee that is no text")

    def _draw(self, index: int, entry: Entry, findings: Findings) -> None:
        """Draw every meter of a decision; one that several parts of an inner use share is drawn once."""
        parts = entry.outcome.get("parts", [entry.outcome])
        if not isinstance(parts, list) or not all(_is_part(part) for part in parts):
            findings.add("meters", index, "the parts or meters of this decision are not as the engine writes")
            return
        drawn: set[str] = set()
        for part in parts:
            if part.get("meters"):
                self._meter(index, entry, part, drawn, findings)
                drawn.update(part["meters"])

    def _meter(
        self, index: int, entry: Entry, outcome: Mapping[str, Any], drawn: set[str], findings: Findings
    ) -> None:
        registered = self.contracts.get(entry.contract or "")
        limits = () if registered is None else _limits(registered.contract, outcome.get("clause"))
        meters = outcome["meters"]
        if registered is None or len(meters) != len(limits):
            findings.add("meters", index, "the meters of this decision do not fit the limits of its clause")
            return
        accepted = self.accepted.get((registered.contract.digest, str(entry.outcome.get("account"))))
        for number, (meter, limit) in enumerate(zip(meters, limits, strict=True)):
            asked = outcome.get("quantities", {}).get(limit.unit, outcome.get("quantity"))
            if meter in drawn:
                continue
            if not isinstance(asked, int):
                findings.add("meters", index, f"this decision does not say how many {limit.unit} it drew")
            elif limit.window.kind is Kind.SLIDING:
                self.meters.slide(meter, entry.at, asked)
            else:
                key = (registered.contract.digest, str(outcome["clause"]), number, accepted)
                self.meters.count(meter, self._start(key, registered, limit, entry.at), asked)

    def _start(
        self, key: tuple[str, str, int, int | None], registered: Registered, limit: Limit, at: int
    ) -> int:
        span = self._spans.get(key)
        if span is None or not span.start <= at < span.end:
            timeline = registered.timeline
            term = timeline.term(key[3])
            start = 0 if term is None else term.start  # only contract windows look at it
            span = self._spans[key] = window_span(limit.window, at, timeline.zone, start)
        return span.start

    # ---------------------------------------------------------------- comparing
    def finish(self, view: View, findings: Findings) -> None:
        """Add a finding for every way in which the tables differ from what the entries imply."""
        assert isinstance(view, SqliteView)
        connection = view.connection
        for name in _altered(connection):
            findings.add("schema", None, f"the table `{name}` is not as it was created")
            return
        registered = {(digest, registered.entry) for digest, registered in self.contracts.items()}
        for row in node_tables.contract_rows(connection):
            if (row.digest, row.entry) not in registered:
                findings.add("contract", None, f"a contract is stored that no entry {row.entry} registers")
        for text in self._deviations(connection):
            findings.add("derived", None, text)

    def _deviations(self, connection: sqlite3.Connection) -> Iterator[str]:
        """Every row of acceptances, counters and sliding uses that the entries make another."""
        agreements = {(c, who): (entry, at) for c, who, entry, at in node_tables.agreement_rows(connection)}
        counters = {(meter, start): used for meter, start, used in node_tables.counter_rows(connection)}
        sliding = {(meter, at): used for meter, at, used in node_tables.sliding_rows(connection)}
        implied_sliding: Counter[tuple[str, int]] = Counter()
        for meter, uses in self.meters.uses.items():
            for at, used in uses:
                implied_sliding[meter, at] += used
        for what, stored, implied in (
            ("acceptance", agreements, self.agreements),
            ("counter", counters, self.meters.counters),
            ("sliding use", sliding, implied_sliding),
        ):
            yield from _differences(what, stored, implied)


def _altered(connection: sqlite3.Connection) -> Iterator[str]:
    stored = node_tables.table_statements(connection)
    return (name for name, statement in node_tables.SCHEMA.items() if stored.get(name) != statement)


def _mismatch(row: ContractRow, entry: Entry) -> str | None:
    """Why the stored texts are not those that the entry registers; None where they are."""
    if not isinstance(row.text, bytes) or digest_text(row.text) != entry.outcome.get("text"):
        return "the stored text of the contract is not the one that this entry registers"
    if not all(isinstance(each, str) for each in (row.path, row.bindings, row.included)):
        return "the stored file name, bindings or includes of the contract are no text"
    try:
        same = text_digests(read_included(row)) == entry.outcome.get("included", {})
    except ValueError:
        same = False
    if not same:
        return "the stored includes of the contract are not those that this entry registers"
    return None


def _decoded(data: str | bytes) -> dict[str, Any]:
    try:
        value = canonical.decode(data.encode("utf-8", "replace") if isinstance(data, str) else data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _is_part(part: object) -> bool:
    """Whether a part of an outcome holds its meters and quantities in the types that are read here."""
    if not isinstance(part, dict) or not isinstance(part.get("quantities", {}), dict):
        return False
    meters = part.get("meters", [])
    return isinstance(meters, list) and all(isinstance(meter, str) for meter in meters)


def _limits(contract: Contract, label: object) -> tuple[Limit, ...]:
    return next((clause.limits for clause in contract.permissions if clause.label == label), ())


def _differences(what: str, stored: Mapping[Any, object], implied: Mapping[Any, object]) -> Iterator[str]:
    for key in sorted(stored.keys() | implied.keys(), key=repr):
        if stored.get(key) != implied.get(key):
            yield f"the {what} {key} is stored as {stored.get(key)}, the entries make it {implied.get(key)}"
