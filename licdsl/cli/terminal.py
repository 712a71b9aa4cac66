"""How output fits where it goes: a wide or narrow terminal, or a pipe.

Where the output is no terminal it is `PIPED_WIDTH` columns wide and without colours, so that it
depends on nothing but what is printed.
"""

from __future__ import annotations

from typing import IO, TypedDict

from rich import box
from rich.console import Console

PIPED_WIDTH = 120
# Below this width the borders of a table cost it more than they give.
_BORDERED = 110


class Shape(TypedDict, total=False):
    """What `rich.table.Table` takes to be drawn without borders."""

    box: box.Box
    show_edge: bool
    padding: int


def console_on(file: IO[str]) -> Console:
    """A console on `file`: as wide as a terminal, or `PIPED_WIDTH` and colourless where it is none."""
    console = Console(file=file, highlight=False)
    if console.is_terminal:
        return console
    return Console(file=file, width=PIPED_WIDTH, color_system=None, highlight=False, legacy_windows=False)


def table_shape(console: Console) -> Shape:
    """Borders where there is room for them; only a rule under the head in a narrow terminal."""
    return {} if console.width >= _BORDERED else {"box": box.SIMPLE_HEAD, "show_edge": False, "padding": 0}
