"""Licence terms that run: a contract a lawyer reads, a machine decides by, an auditor re-runs.

A publisher writes, checks and tests::

    source = licdsl.Source.read("contracts/regional-daily.lic")
    checked = licdsl.check(source)           # every mistake, as data
    licdsl.run_tests(checked)                # the tests in the file
    licdsl.format(source)                    # the one canonical layout

A platform decides, meters and records::

    with licdsl.Node.open("node/") as node:
        decision = node.decide(licdsl.Request(id="r-1", licensee="acme", action="ground", at=...))
        decision.allowed, decision.text(), decision.receipt

An auditor trusts no server::

    licdsl.Auditor("node/", keys=[log_vkey], held=checkpoint).verify(replay=True)

Each name is loaded when it is first used, so that `import licdsl` costs almost nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from licdsl.engine.decision import Decision as Decision
    from licdsl.engine.engine import Engine as Engine
    from licdsl.engine.request import Request as Request
    from licdsl.errors import ChainBroken as ChainBroken
    from licdsl.errors import Conflict as Conflict
    from licdsl.errors import ContractError as ContractError
    from licdsl.errors import IntegrityError as IntegrityError
    from licdsl.errors import LicdslError as LicdslError
    from licdsl.errors import RequestError as RequestError
    from licdsl.errors import Rollback as Rollback
    from licdsl.errors import SettingsError as SettingsError
    from licdsl.errors import SignatureInvalid as SignatureInvalid
    from licdsl.errors import StoreError as StoreError
    from licdsl.errors import Unavailable as Unavailable
    from licdsl.language.formatter import format as format
    from licdsl.language.source import Source as Source
    from licdsl.node import Node as Node
    from licdsl.rehearsal.in_file_tests import run_tests as run_tests
    from licdsl.replay.auditor import Auditor as Auditor
    from licdsl.settlement.statement import Statement as Statement
    from licdsl.terms.checked import check as check
    from licdsl.terms.contract import Contract as Contract

_HOMES = {
    "Auditor": "licdsl.replay.auditor",
    "ChainBroken": "licdsl.errors",
    "Conflict": "licdsl.errors",
    "Contract": "licdsl.terms.contract",
    "ContractError": "licdsl.errors",
    "Decision": "licdsl.engine.decision",
    "Engine": "licdsl.engine.engine",
    "IntegrityError": "licdsl.errors",
    "LicdslError": "licdsl.errors",
    "Node": "licdsl.node",
    "Request": "licdsl.engine.request",
    "RequestError": "licdsl.errors",
    "Rollback": "licdsl.errors",
    "SettingsError": "licdsl.errors",
    "SignatureInvalid": "licdsl.errors",
    "Source": "licdsl.language.source",
    "Statement": "licdsl.settlement.statement",
    "StoreError": "licdsl.errors",
    "Unavailable": "licdsl.errors",
    "check": "licdsl.terms.checked",
    "format": "licdsl.language.formatter",
    "run_tests": "licdsl.rehearsal.in_file_tests",
}

__all__ = [
    "Auditor",
    "ChainBroken",
    "Conflict",
    "Contract",
    "ContractError",
    "Decision",
    "Engine",
    "IntegrityError",
    "LicdslError",
    "Node",
    "Request",
    "RequestError",
    "Rollback",
    "SettingsError",
    "SignatureInvalid",
    "Source",
    "Statement",
    "StoreError",
    "Unavailable",
    "check",
    "format",
    "run_tests",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOMES:
        raise AttributeError(f"module 'licdsl' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
