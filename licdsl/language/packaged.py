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
def _folder(name: str) -> Traversable:
    installed = importlib.resources.files("licdsl").joinpath("_data", name)
    if installed.is_dir():
        return installed
    return Path(__file__).resolve().parents[2] / name


def contract(name: str) -> bytes:
    """The bytes of one contract that comes with licdsl, such as `open-web.lic`; raises FileNotFoundError."""
    return _folder("contracts").joinpath(name).read_bytes()


def read(*parts: str) -> bytes:
    """The bytes of one data file, such as `read("vocabulary", "press-1.json")`; raises FileNotFoundError."""
    return _folder("grammar").joinpath(*parts).read_bytes()


def names(folder: str, ending: str) -> tuple[str, ...]:
    """The names of the data files in `folder` that end in `ending`, sorted."""
    found = _folder("grammar").joinpath(folder).iterdir()
    return tuple(sorted(file.name for file in found if file.name.endswith(ending)))
