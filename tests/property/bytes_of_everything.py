"""A program that does the main job and prints a digest of each kind of bytes that came out.

`test_same_bytes_everywhere.py` runs it in processes that differ in hash seed, time zone and locale;
what it prints must not. Clock and entropy of its node are counters, its requests are made up from a
fixed seed, so whole log entries and signed notes are compared too, not only outcomes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from licdsl.compiler.explain import explain
from licdsl.engine.agreements import MemoryAgreements
from licdsl.engine.engine import Engine
from licdsl.engine.meters import MemoryMeters
from licdsl.engine.request import Request
from licdsl.interop.crawlers import Registry
from licdsl.language import vocabulary
from licdsl.language.formatter import format as laid_out
from licdsl.language.source import Source
from licdsl.node import Node
from licdsl.rehearsal.simulation import simulate
from licdsl.rehearsal.splitmix import SplitMix64
from licdsl.rehearsal.traffic import newspaper_log
from licdsl.terms.checked import check
from licdsl.terms.clauses import Permission, Prohibition
from licdsl.terms.contract import Contract
from licdsl.values import canonical
from licdsl.values.instants import HOUR, from_text

CHECKOUT = Path(__file__).resolve().parents[2]
ATTRIBUTES: dict[str, tuple[bool | str, ...]] = {
    "section of article": ("news", "sport", "council", "memoir", "physics", "debates", "interviews", "wheat"),
    "desk of article": ("breaking", "news", "sport", "elections"),
    "source of article": ("staff", "ap", "reuters"),
    "media of article": ("text", "image"),
    "publication of article": ("1951-05-04T00:00:00Z", "2026-03-29T00:30:00Z", "2026-10-24T23:10:00Z"),
    "territory": ("GB", "IE", "JP", "FR", "CH"),
    "path of work": ("/news/1", "/robots.txt", "/subscribers/2"),
}
PRESS = vocabulary.load("press", 1)
BEGINNING = from_text("2026-03-28T23:59:59Z")
STEP = 19 * HOUR + 1
CLOCK = from_text("2027-01-01T00:00:00Z")


def requests(number: int, held: list[Contract]) -> Iterator[Request]:
    """The same requests for ever, across both clock changes of a European year; many lack facts."""
    clauses: list[Permission | Prohibition] = []
    for contract in held:
        clauses += [*contract.permissions, *contract.prohibitions]
    declared = sorted({fact.name for contract in held for fact in contract.facts})
    values = ATTRIBUTES | {name: (True, False) for name in declared}
    for position in range(number):
        stream = SplitMix64(1905, position)
        clause = stream.one_of(clauses)
        yield Request(
            id=f"r-{position:06}",
            licensee=stream.one_of([*7 * [clause.party], "borealis"]),
            action=stream.one_of(sorted(PRESS.spread(clause.uses))),
            at=BEGINNING + position * STEP,
            work=f"article/{stream.below(50)}",
            facts={name: stream.one_of(choice) for name, choice in values.items() if stream.below(9)},
            quantities={"requests": 1 + stream.below(3)},
            sizes={"words": 20 + stream.below(100)},
        )


def texts() -> list[Path]:
    """Every contract of the project, right and wrong."""
    return sorted([*CHECKOUT.glob("contracts/*.lic"), *CHECKOUT.glob("tests/golden/**/*.lic")])


def read(path: Path) -> Source:
    """The source under a name that does not say where the checkout lies."""
    return Source.from_bytes(path.read_bytes(), path.relative_to(CHECKOUT).as_posix())


def language() -> Iterator[tuple[str, object]]:
    """What a publisher sees: diagnostics, layout, explanation, meaning."""
    for source in map(read, texts()):
        checked = check(source)
        yield "diagnostics", [repr(item) for item in checked.diagnostics]
        if not any(item.is_error for item in checked.diagnostics):
            yield "layout", laid_out(source)
            yield "meaning", checked.contract.digest
            yield "explanation", explain(checked.contract).text()


def contracts() -> list[Contract]:
    """The contracts of the project."""
    return [check(read(path)).contract for path in texts() if path.parent.name == "contracts"]


def decisions() -> Iterator[tuple[str, object]]:
    """What engines answer in memory: one for each contract alone, and one for all of them together."""
    alone = [[contract] for contract in contracts()]
    for held in [*alone, contracts()]:
        engine, meters, agreements = Engine(), MemoryMeters(), MemoryAgreements()
        for contract in held:
            engine.add(contract)
        for request in requests(300, held):
            decision = engine.decide(request, meters, agreements)
            yield "outcome", decision.outcome(request.licensee).decode()
            yield "explained decision", decision.text()


def simulation() -> Iterator[tuple[str, object]]:
    """What a publisher learns from an access log."""
    terms = check(read(CHECKOUT / "contracts" / "open-web.lic")).contract
    yield "simulation", repr(simulate([terms], newspaper_log(lines=1000), Registry.load()))


def node() -> Iterator[tuple[str, object]]:
    """What a node writes: entries, notes, the engine's tables, statements."""
    ticks, draws = count(CLOCK), count()

    def entropy(size: int) -> bytes:
        return hashlib.shake_128(next(draws).to_bytes(8)).digest(size)

    with tempfile.TemporaryDirectory() as folder:
        with Node.create(Path(folder) / "node", clock=lambda: next(ticks), entropy=entropy) as node:
            for path in texts():
                if path.parent.name == "contracts":
                    node.add_contract(read(path))
            asked = list(requests(300, contracts()))
            for first in range(0, len(asked), 50):
                for decision in node.decide_many(asked[first : first + 50]):
                    yield "recorded outcome", decision.text()
            for period in ("2026-03", "2026-Q2", "2026"):
                yield "statement", canonical.encode(node.statement(period).as_json()).decode()
            yield from rows(node.folder.log)


def rows(log: Path) -> Iterator[tuple[str, object]]:
    """Every row of every table, bytes as they are stored."""
    connection = sqlite3.connect(f"file:{log}?mode=ro", uri=True)
    try:
        names = connection.execute(
            "select name from sqlite_schema where type = 'table' order by name"
        ).fetchall()
        for (name,) in names:
            for row in sorted(map(repr, connection.execute(f'select * from "{name}"'))):
                yield f"table {name}", row
    finally:
        connection.close()


def main() -> None:
    """Print how many pieces of each kind there were, and one digest of them all."""
    kinds: dict[str, tuple[int, hashlib._Hash]] = {}
    for part in (language, decisions, simulation, node):
        for kind, piece in part():
            number, digest = kinds.get(kind, (0, hashlib.sha256()))
            digest.update(json.dumps(piece).encode() + b"\n")
            kinds[kind] = number + 1, digest
    json.dump({kind: [number, digest.hexdigest()] for kind, (number, digest) in kinds.items()}, sys.stdout)


if __name__ == "__main__":
    main()
