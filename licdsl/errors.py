"""Every exception that licdsl raises on purpose.

    LicdslError
    ├── ContractError        a contract file cannot run; carries its diagnostics
    ├── RequestError         a request or event is malformed; names every field
    ├── LayoutError          the formatter would have changed more than blanks
    ├── SettingsError        a node, key or command is set up wrongly
    ├── IntegrityError       the log does not hold what it must
    │   ├── ChainBroken      an entry, its index or its predecessor is not what was committed
    │   ├── SignatureInvalid a note, key or signature is malformed or does not verify
    │   └── Rollback         the log is older than what its signer has already signed
    └── StoreError           the store cannot do what was asked
        ├── Conflict         the id is taken by another payload, or the head has moved
        └── Unavailable      the store cannot be read or written now

A refusal of a use is a `Decision`, never an exception. A mistake in a contract file is a
diagnostic; `ContractError` is raised only when somebody runs a contract that has errors.
"""

from __future__ import annotations

from collections.abc import Sequence


class LicdslError(Exception):
    """The root of the tree; catch it to catch everything that licdsl raises on purpose."""


class ContractError(LicdslError):
    """A contract with errors was asked to run; `diagnostics` holds all of them, in order."""

    def __init__(self, message: str, diagnostics: Sequence[object] = ()) -> None:
        """Keep `diagnostics` (language.Diagnostic) beside the one-line `message`."""
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


class RequestError(LicdslError):
    """A request is malformed; `problems` maps each field to one plain sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        """Keep every field's problem; the message joins them in field order."""
        self.problems = dict(sorted(problems.items()))
        super().__init__("; ".join(f"`{field}`: {text}" for field, text in self.problems.items()))


class LayoutError(LicdslError):
    """The formatter would have changed more than blanks; a fault of licdsl, not of the contract."""


class SettingsError(LicdslError):
    """A node directory, a key file or an option is missing, unreadable or contradictory."""


class IntegrityError(LicdslError):
    """The log does not hold what it must."""


class ChainBroken(IntegrityError):
    """An entry, its index or its predecessor is not what was committed."""


class SignatureInvalid(IntegrityError):
    """A signed note, a key or a signature is malformed or does not verify."""


class Rollback(IntegrityError):
    """The log is shorter than, or not an extension of, what its signer has signed."""


class StoreError(LicdslError):
    """The store cannot do what was asked."""


class Conflict(StoreError):
    """The id is taken by another payload, or another writer moved the head."""


class Unavailable(StoreError):
    """The store cannot be read or written now: locked, full, read-only, or used after fork."""


def reason_of(error: OSError) -> str:
    """The system's reason in the style of our messages: `no such file or directory`."""
    return (error.strerror or str(error)).lower()
