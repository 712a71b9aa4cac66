"""A simulation as JSON: canonical, the same bytes for the same log, contracts and registry.

Counts are whole numbers, amounts are decimal strings in major units beside their currency. The
statements stand in the form of `licdsl statement --format json`.
"""

from __future__ import annotations

from collections.abc import Iterable

from licdsl.rehearsal.simulation import CrawlerRow, Simulation
from licdsl.values.money import Money

FORMAT = "licdsl simulation 1"

Json = dict[str, object]


def simulation_json(result: Simulation) -> Json:
    """The whole simulation."""
    return {
        "crawlers": [_row(row) for row in result.rows],
        "format": FORMAT,
        "lines": {
            "crawlers": result.requests,
            "others": result.others,
            "total": result.lines,
            "unreadable": result.unreadable_count,
        },
        "log": {"name": _ascii_safe(result.log), "sha256": result.digest},
        "money": [
            {
                "commission": bill.commission.decimal(),
                "currency": bill.paid.currency,
                "earned": bill.earned.decimal(),
                "paid": bill.paid.decimal(),
            }
            for bill in result.earnings.bills
        ],
        "refused": [
            {"clause": item.clause, "reason": item.reason, "requests": item.requests}
            for item in result.refusals
        ],
        "registry": result.registry,
        "requests": {
            "allowed": result.allowed,
            "denied": result.denied,
            "total": result.requests,
            "undecided": result.undecided,
        },
        "statements": [statement.as_json() for statement in result.earnings.statements],
        "unbilled": [
            {"clause": item.clause, "kind": item.kind, "text": item.text} for item in result.earnings.unbilled
        ],
        "undecided_for": [{"fact": fact, "requests": count} for fact, count in result.missing],
        "unreadable": [{"line": line.number, "reason": line.reason} for line in result.unreadable],
    }


def _row(row: CrawlerRow) -> Json:
    crawler = row.crawler
    return {
        "allowed": row.allowed,
        "denied": row.denied,
        "earned": _amounts(row.earned),
        "operator": crawler.operator,
        "requests": row.requests,
        "token": crawler.token,
        "undecided": row.undecided,
        "use": crawler.use,
    }


def _amounts(amounts: Iterable[Money]) -> list[Json]:
    return [{"amount": amount.decimal(), "currency": amount.currency} for amount in amounts]


def _ascii_safe(name: str) -> str:
    """A file name whose bytes are no UTF-8 arrives with lone surrogates, which JSON cannot hold."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
