"""A registered contract as it is stored: its exact text, and the exact texts of what it includes.

A node must decide by nothing that lies outside it, so a stored contract is never checked against the
`.lic` files that happen to lie in some folder.
"""

from __future__ import annotations

from collections.abc import Iterator

from licdsl.errors import ChainBroken
from licdsl.language.source import Source
from licdsl.stores.node_tables import ContractRow
from licdsl.terms.checked import Checked, check
from licdsl.terms.contract import Contract
from licdsl.values import canonical


def included_texts(checked: Checked) -> dict[str, str]:
    """Meaning digest → exact text of every contract that `checked` includes, directly or not."""
    return {each.contract.digest: each.source.text for each in _every(checked)}


def _every(checked: Checked) -> Iterator[Checked]:
    waiting = list(checked.included)
    while waiting:
        each = waiting.pop()
        waiting.extend(each.included)
        yield each


def read_included(row: ContractRow) -> dict[str, str]:
    """The included texts as stored; raises ValueError where they are not stored as they should be."""
    texts = canonical.decode(row.included.encode("utf-8", "replace"))
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("the included texts are no object of texts")
    return texts


def read_bindings(row: ContractRow) -> dict[str, str]:
    """Party label → id as stored; raises ValueError where they are not stored as they should be."""
    bindings = canonical.decode(row.bindings.encode("utf-8", "replace"))
    if not isinstance(bindings, dict) or not all(isinstance(each, str) for each in bindings.values()):
        raise ValueError("the bindings are no object of texts")
    return bindings


def load_stored(row: ContractRow) -> tuple[Contract, dict[str, str], bytes]:
    """The contract, its bindings and its meter key; raises ChainBroken where the row is not as registered.

    Does not compare the exact text with the log: `log verify` does.
    """
    altered = ChainBroken(f"the stored contract of entry {row.entry} is not as it was registered")
    meter_key = row.meter_key or b""
    kept = (row.digest, row.path, row.bindings, row.included, row.text, meter_key, row.entry)
    if not all(map(isinstance, kept, (str, str, str, str, bytes, bytes, int))):
        raise altered
    try:
        checked, bindings = _check(row), read_bindings(row)
    except ValueError:
        raise altered from None
    labels = {party.label for party in checked.contract.parties if not party.anyone} if checked.ok else None
    if labels != bindings.keys() or checked.contract.digest != row.digest:
        raise altered
    return checked.contract, bindings, meter_key


def _check(row: ContractRow) -> Checked:
    """Check the stored text against the stored includes; raises ValueError as `read_included` does."""
    sources = {digest: Source(digest, text) for digest, text in read_included(row).items()}
    return check(Source.from_bytes(row.text, row.path), sources.get)
