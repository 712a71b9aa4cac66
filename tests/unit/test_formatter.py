"""The formatter: what it refuses, and how its command treats files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli.format import format_command
from licdsl.errors import ContractError, LayoutError
from licdsl.language import formatter
from licdsl.language.source import Source

TIDY = 'licdsl 1\nlicence "A" version 1\n  currency   GBP\n\npermission a:\n  b may c\n'
UNTIDY = TIDY.replace("  currency   GBP\n\n", "currency GBP\n")
BROKEN = TIDY.replace("may", "mya")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("tidy", TIDY), ("untidy", UNTIDY), ("broken", BROKEN)):
        (tmp_path / f"{name}.lic").write_bytes(text.encode())
    return tmp_path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(format_command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_a_text_with_mistakes_is_refused_with_its_diagnostics() -> None:
    with pytest.raises(ContractError) as raised:
        formatter.format(Source("x.lic", BROKEN))
    assert len(raised.value.diagnostics) == 1


def test_a_change_of_more_than_blanks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget_a_word(row: object, indent: int, width: int) -> str:
        return "b may c"

    monkeypatch.setattr(formatter, "_code", forget_a_word)
    with pytest.raises(LayoutError, match="more than blanks"):
        formatter.format(Source("x.lic", TIDY))


def test_blanks_at_line_ends_windows_line_ends_and_a_missing_end_are_mended() -> None:
    text = TIDY.replace("\n", "  \r\n").rstrip()
    assert formatter.format(Source("x.lic", text)) == TIDY


def test_a_file_is_rewritten_in_place_and_keeps_its_mode(folder: Path) -> None:
    file = folder / "untidy.lic"
    file.chmod(0o640)
    assert run(file)[0] == 0
    assert file.read_bytes() == TIDY.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["broken.lic", "tidy.lic", "untidy.lic"]


def test_check_changes_nothing_and_exits_with_one_where_a_file_would_change(folder: Path) -> None:
    assert run("--check", folder / "tidy.lic") == (0, "")
    code, output = run("--check", folder / "tidy.lic", folder / "untidy.lic")
    assert code == 1
    assert output == f"would format {folder / 'untidy.lic'}\n"
    assert (folder / "untidy.lic").read_bytes() == UNTIDY.encode()


def test_diff_shows_what_would_change_and_changes_nothing(folder: Path) -> None:
    code, output = run("--diff", folder / "untidy.lic")
    assert code == 0
    assert "-currency GBP\n+  currency   GBP\n" in output
    assert (folder / "untidy.lic").read_bytes() == UNTIDY.encode()


def test_a_file_with_mistakes_is_left_alone_and_the_others_are_formatted(folder: Path) -> None:
    code, output = run(folder / "broken.lic", folder / "untidy.lic")
    assert code == 1
    assert "error[L022]" in output
    assert (folder / "broken.lic").read_bytes() == BROKEN.encode()
    assert (folder / "untidy.lic").read_bytes() == TIDY.encode()


def test_a_link_stays_a_link(folder: Path) -> None:
    link = folder / "link.lic"
    link.symlink_to(folder / "untidy.lic")
    assert run(link)[0] == 0
    assert link.is_symlink()
    assert (folder / "untidy.lic").read_bytes() == TIDY.encode()


def test_a_missing_file_is_misuse(folder: Path) -> None:
    assert run(folder / "none.lic")[0] == 2
