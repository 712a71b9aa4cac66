"""Texts that say nothing and amounts of nothing (`L212`), and a late fee that a party pays itself (`L413`).

They would be accepted, kept in the meaning and change nothing: almost always something was forgotten. A rate
of nothing is no such amount: `no charge` is a price.
"""

from __future__ import annotations

from collections.abc import Iterator

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, error
from licdsl.language.names import Names
from licdsl.language.walking import walk

Found = Iterator[Diagnostic]


def check(names: Names) -> Found:
    """Every empty text and every amount of nothing, tests included."""
    for node in walk((names.file, names.loose)):
        text, what = _text(node)
        if text is not None and not text.text.strip():
            yield error("L212", f"{what} is empty", text.span, "write it between the quotation marks")
        yield from _money(node)
        yield from _portion(node)


def _text(node: object) -> tuple[syntax.Text | None, str]:
    """The text of a node that people read, and what it is."""
    if isinstance(node, syntax.Header | syntax.Test):
        return node.title, "the title"
    if isinstance(node, syntax.Party):
        return node.title, f"the name of `{node.name.text}`"
    if isinstance(node, syntax.Law):
        return node.text, "the law"
    if isinstance(node, syntax.Ref):
        return node.text, "the reference"
    if isinstance(node, syntax.Fact):
        return node.prose, f"the meaning of `{node.name.text}`"
    if isinstance(node, syntax.Define) and isinstance(node.meaning, syntax.Text):
        return node.meaning, f"the meaning of `{node.name.text}`"
    return None, ""


def _money(node: object) -> Found:
    if isinstance(node, syntax.Flat | syntax.Minimum | syntax.Maximum | syntax.OtherwisePay):
        if node.amount.mantissa == 0:
            message = f"`{node.amount.written}` is nothing, so the line says nothing"
            yield error("L212", message, node.amount.span, "write the amount, or take the line out")
    if isinstance(node, syntax.OtherwisePay) and node.party.text == node.payee.text:
        message = f"`{node.party.text}` would pay itself"
        yield error("L413", message, node.payee.span, "write the party that is paid")


def _portion(node: object) -> Found:
    if isinstance(node, syntax.CommissionLine | syntax.ShareLine) and node.percent is not None:
        if node.percent.mantissa == 0:
            message = f"`{node.percent.written}` is nothing, so the line says nothing"
            yield error("L212", message, node.percent.span, "write the percentage, or take the line out")
