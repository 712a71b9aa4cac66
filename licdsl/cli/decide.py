"""`licdsl decide`: one JSON request per line in, one JSON decision per line out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from licdsl.cli.counts import counted
from licdsl.cli.options import node_option

if TYPE_CHECKING:
    from licdsl.engine.request import Request
    from licdsl.node import Node


@click.command("decide")
@node_option
@click.argument("requests", type=click.File("rb"), default="-")
def decide_command(directory: Path, requests: BinaryIO) -> None:
    """Decide each line of REQUESTS (default: standard input) and record it before answering.

    A line that is no well-formed request is answered with an `error` object that names every field;
    the other lines are decided all the same, and the exit code is 1. So it is where the log can't be
    written: every request is then denied without a receipt.
    """
    from licdsl.node import Node

    malformed = unlogged = 0
    with Node.open(directory) as node:
        number = 0
        for lines in _batches(requests):
            answers, bad, lost = _answer(node, lines, number)
            number += len(lines)
            malformed += bad
            unlogged += lost
            sys.stdout.write("".join(answers))
            sys.stdout.flush()
    if malformed:
        click.echo(f"licdsl: {counted(malformed, 'line')} without a well-formed request", err=True)
    if unlogged:
        denied = counted(unlogged, "request")
        click.echo(f"licdsl: {denied} denied because the log can't be written", err=True)
    sys.exit(1 if malformed or unlogged else 0)


def _batches(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Whatever complete lines have arrived, so that a pipe is answered at once and a file in bulk."""
    rest = b""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(1 << 18):
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield lines
    if rest:
        yield [rest]


def _answer(node: Node, lines: list[bytes], before: int) -> tuple[list[str], int, int]:
    """A line of JSON for each that is not blank; how many were malformed, how many could not be logged."""
    import msgspec

    from licdsl.engine.answers import as_json

    read = [(number, _read(node, line)) for number, line in enumerate(lines, before + 1) if line.strip()]
    requests = [each for _, each in read if not isinstance(each, dict)]
    decided = node.decide_many(requests)
    decisions = iter(decided)
    lost = sum(decision.receipt is None for decision in decided)
    answers = [
        {"error": each, "line": number} if isinstance(each, dict) else as_json(next(decisions))
        for number, each in read
    ]
    encoded = [msgspec.json.encode(answer).decode() + "\n" for answer in answers]
    return encoded, len(read) - len(requests), lost


def _read(node: Node, line: bytes) -> Request | dict[str, str]:
    """The request on one line, or what is wrong with it by field."""
    import msgspec

    from licdsl.engine.request import Request
    from licdsl.errors import RequestError

    try:
        return node.check_request(Request.read(msgspec.json.decode(line)))
    except msgspec.DecodeError as error:
        reason = str(error).lower().removeprefix("json is malformed: ")
        return {"request": f"not JSON: {reason}"}
    except RecursionError:
        return {"request": "nested too deeply"}
    except RequestError as error:
        return error.problems
