"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

node_option = click.option(
    "--node",
    "directory",
    metavar="DIR",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The node's folder, made by `licdsl init`.",
)


def bound_parties(pairs: tuple[str, ...]) -> dict[str, str]:
    """Label → id of every `LABEL=ID`; raises BadParameter for anything else and for a label told twice."""
    bindings: dict[str, str] = {}
    for pair in pairs:
        label, equals, identity = pair.partition("=")
        if not (label and equals and identity):
            raise click.BadParameter(f"`{pair}` is not LABEL=ID", param_hint="--party")
        if bindings.setdefault(label, identity) != identity:
            raise click.BadParameter(f"`{label}` is bound to two ids", param_hint="--party")
    return bindings
