"""The table by which contract texts are read, and the text of the grammar that it is made from.

`python -m licdsl.language.grammar` writes the table anew; it is needed after every change of
`grammar/licdsl.lark`. A table that was made from another text is not used: the grammar is then
read with Lark, which takes half a second longer.
"""

from __future__ import annotations

import functools
from importlib import metadata
from pathlib import Path

from licdsl.language import packaged
from licdsl.language.table import Table, build, dump, load
from licdsl.values.digests import digest_text

LANGUAGE = 1
"""The version of the language that this package reads: `licdsl 1`."""

GRAMMAR = "licdsl.lark"
TABLE = "licdsl.table.json"


def grammar_text() -> str:
    """The text of the grammar."""
    return packaged.folder("grammar").joinpath(GRAMMAR).read_text(encoding="utf-8")


@functools.cache
def table() -> Table:
    """The table of the grammar, from the saved file when that fits the text."""
    text = grammar_text()
    saved = packaged.folder("grammar").joinpath(TABLE)
    loaded = load(saved.read_text(encoding="utf-8"), _digest(text)) if saved.is_file() else None
    return build(text) if loaded is None else loaded


def saved_form() -> str:
    """What the saved table has to hold, made anew from the grammar's text."""
    text = grammar_text()
    return dump(build(text), _digest(text), metadata.version("lark"))


def _digest(text: str) -> str:
    return digest_text(text.encode("utf-8"))


def _save() -> None:
    folder = packaged.folder("grammar")
    if not isinstance(folder, Path):
        raise SystemExit("the grammar is packaged; the table can be written in a checkout only")
    (folder / TABLE).write_text(saved_form(), encoding="utf-8")


if __name__ == "__main__":
    _save()
