"""Includes: definitions and facts of another contract, pinned by its meaning digest (`L501` to `L503`).

An include names the title, version and meaning digest of a contract that never changes any more. What a
resolver returns is not trusted: it is checked, and its own digest is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from licdsl.errors import LicdslError
from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, error
from licdsl.language.names import Declared
from licdsl.language.source import Source
from licdsl.language.walking import every

if TYPE_CHECKING:
    from licdsl.terms.checked import Checked

Resolver = Callable[[str], "Source | None"]
"""Finds the text of a contract by its meaning digest `sha256:…`, or None."""

Check = Callable[[Source, "Resolver | None"], "Checked"]


@dataclass(frozen=True, slots=True)
class Included:
    """What the includes of one file bring, and what is wrong with them."""

    checked: tuple[Checked, ...] = ()
    declared: tuple[Declared, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def include(file: syntax.File, resolve: Resolver, check: Check) -> Included:
    """Resolve and check every include of `file`; one that fails gives a diagnostic at its line."""
    found: list[Checked] = []
    problems: list[Diagnostic] = []
    for node in every(file.items, syntax.Include):
        source = resolve(node.digest.text)
        if source is None:
            message = f"no contract with the meaning digest of `{node.title.text}` was found"
            hint = "put its file beside this one, unchanged"
            problems.append(error("L501", message, node.digest.span, hint))
            continue
        checked = check(source, resolve)
        problem = _mismatch(node, checked)
        if problem is not None:
            problems.append(problem)
        elif checked not in found:
            found.append(checked)
    declared = {name: node for each in found for name, node in _declared(each)}
    return Included(tuple(found), tuple(declared.values()), tuple(problems))


def _mismatch(node: syntax.Include, checked: Checked) -> Diagnostic | None:
    if not checked.ok:
        message = f"`{checked.source.path}` has errors itself"
        return error("L503", message, node.span, f"run `licdsl check {checked.source.path}`")
    contract = checked.contract
    if contract.digest != node.digest.text:
        message = f"`{checked.source.path}` has another meaning digest"
        return error("L501", message, node.digest.span, f"write `{contract.digest}`")
    if (contract.title, contract.version) != (node.title.text, node.version.value):
        message = f"the contract with this digest is called `{contract.title}`, version {contract.version}"
        hint = f'write `include "{contract.title}" version {contract.version} {contract.digest}`'
        return error("L502", message, node.span, hint)
    return None


def _declared(checked: Checked) -> Iterator[tuple[str, Declared]]:
    """The definitions and facts of a contract, with those that it includes itself."""
    for each in checked.included:
        yield from _declared(each)
    if checked.file is not None:
        for node in checked.file.items:
            if isinstance(node, syntax.Define | syntax.Fact):
                yield node.name.text, node


def siblings(path: str, check: Check) -> Resolver:
    """A resolver that searches the `.lic` files beside `path`; finds nothing for a text without a file."""
    return _Siblings(Path(path), check)


class _Siblings:
    """Checks each file once; a file that is being checked cannot be found by what it includes."""

    def __init__(self, path: Path, check: Check) -> None:
        self._folder = path.parent if path.is_file() else None
        self._check = check
        self._busy = {path.name}
        self._sources: dict[str, Source] = {}

    def __call__(self, digest: str) -> Source | None:
        """The source whose meaning digest is `digest`, or None."""
        for file in sorted(self._folder.glob("*.lic")) if self._folder is not None else ():
            if file.name not in self._busy:
                self._busy.add(file.name)
                self._read(file)
        return self._sources.get(digest)

    def _read(self, file: Path) -> None:
        try:
            checked = self._check(Source.read(file), self)
        except LicdslError:
            return
        if checked.ok:
            self._sources.setdefault(checked.contract.digest, checked.source)
