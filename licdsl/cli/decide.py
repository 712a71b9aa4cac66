"""`licdsl decide`: one JSON request per line in, one JSON decision per line out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click


@click.command("decide", short_help="Decide requests, one JSON object per line, and record each decision.")
@click.option(
    "--node",
    "directory",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The node's folder, made by `licdsl init`.",
)
@click.argument("requests", type=click.File("rb"), default="-")
def decide_command(directory: Path, requests: BinaryIO) -> None:
    """Decide each line of REQUESTS (default: standard input) and record it before answering.

    A line that is no well-formed request is answered with an `error` object that names every field;
    the other lines are decided all the same, and the exit code is 1.
    """
    from licdsl.node import Node

    malformed = 0
    with Node.open(directory) as node:
        number = 0
        for lines in _batches(requests):
            answers, bad = _answer(node, lines, number)
            number += len(lines)
            malformed += bad
            sys.stdout.write("".join(answers))
            sys.stdout.flush()
    if malformed:
        click.echo(f"licdsl: {malformed} lines were no well-formed request", err=True)
        sys.exit(1)


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


def _answer(node: object, lines: list[bytes], before: int) -> tuple[list[str], int]:
    import msgspec

    from licdsl.engine.answers import as_json
    from licdsl.engine.request import Request
    from licdsl.errors import RequestError
    from licdsl.node import Node

    assert isinstance(node, Node)
    requests: list[Request | dict[str, str]] = []
    for line in lines:
        if not line.strip():
            continue
        try:
            requests.append(node.check_request(Request.read(msgspec.json.decode(line))))
        except msgspec.DecodeError as error:
            requests.append({"request": f"not JSON: {error}"})
        except RequestError as error:
            requests.append(error.problems)
    well_formed = [request for request in requests if isinstance(request, Request)]
    decisions = iter(zip(well_formed, node.decide_many(well_formed), strict=True))
    answers = []
    for position, request in enumerate(requests):
        if isinstance(request, Request):
            asked, decision = next(decisions)
            answers.append(msgspec.json.encode(as_json(asked, decision)).decode() + "\n")
        else:
            problem = {"error": request, "line": before + position + 1}
            answers.append(msgspec.json.encode(problem).decode() + "\n")
    return answers, len(requests) - len(well_formed)
