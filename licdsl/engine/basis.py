"""What a decision stands on besides contract and request: time zone rules, vocabulary, calendar."""

from __future__ import annotations

from licdsl.language import calendars, vocabulary
from licdsl.terms.contract import Contract
from licdsl.values import canonical
from licdsl.values.digests import digest_text
from licdsl.values.instants import zone


def basis(contract: Contract) -> dict[str, str]:
    """The digest of each data file that deciding under `contract` reads."""
    name, version = contract.vocabulary
    files = {"vocabulary": vocabulary.load(name, version).digest, "zone": zone(contract.zone).digest}
    if contract.business_days is not None:
        files["calendar"] = calendars.load(contract.business_days).digest
    return files


def basis_digest(contract: Contract) -> str:
    """One digest over `basis`; it stands as `data` in every entry under the contract."""
    return digest_text(canonical.encode(basis(contract)))
