"""The command line's reference page names every command and every option that there is, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from licdsl.cli import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below `group` that does something itself, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = dict(commands(main, ("licdsl",)))


def sections() -> dict[str, str]:
    """The text under each heading of the page that is a command."""
    parts = re.split(r"^#+ `(licdsl [^`]*)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert sorted(sections()) == sorted(" ".join(path) for path in ALL)


def test_every_option_is_described_and_none_is_made_up() -> None:
    for path, command in ALL.items():
        text = sections()[" ".join(path)]
        there = {name for each in command.params if isinstance(each, click.Option) for name in each.opts}
        told = set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
        assert told == {name for name in there if name.startswith("--")}, path


def test_the_choices_of_an_option_are_the_ones_that_it_takes() -> None:
    for path, command in ALL.items():
        for option in command.params:
            if isinstance(option.type, click.Choice):
                choices = "\\|".join(str(choice) for choice in option.type.choices)
                assert f"| `{option.opts[0]} {choices}` |" in sections()[" ".join(path)], path


def test_every_section_tells_its_exit_codes() -> None:
    assert [name for name, text in sections().items() if "exit" not in text.lower()] == []
