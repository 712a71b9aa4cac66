"""The data files of the language (grammar, vocabularies, calendars) and the contracts that come with it.

They lie in `licdsl/_data` of an installed package (also inside a zip), and in the folders
beside `licdsl` in a checkout. The packaged folder wins where it exists.
"""

from __future__ import annotations

import functools
import importlib.resources
from importlib.resources.abc import Traversable
from pathlib import Path


@functools.cache
def folder(name: str) -> Traversable:
    """The folder `grammar` or `contracts`; it may lie inside a zip. Raises FileNotFoundError without one."""
    package = importlib.resources.files("licdsl")
    for found in (package.joinpath("_data", name), Path(__file__).resolve().parents[2] / name):
        if found.is_dir():
            return found
    raise FileNotFoundError(f"the folder `{name}` of licdsl is missing")


def contract(name: str) -> bytes:
    """The bytes of one contract that comes with licdsl, such as `open-web.lic`; raises FileNotFoundError."""
    return folder("contracts").joinpath(name).read_bytes()


def read(*parts: str) -> bytes:
    """The bytes of one data file, such as `read("vocabulary", "press-1.json")`; raises FileNotFoundError."""
    return folder("grammar").joinpath(*parts).read_bytes()


def names(place: str, ending: str) -> tuple[str, ...]:
    """The names of the data files in the grammar's folder `place` that end in `ending`, sorted."""
    found = folder("grammar").joinpath(place).iterdir()
    return tuple(sorted(file.name for file in found if file.name.endswith(ending)))
