"""`licdsl explain`: plain when piped, one file after the other, mistakes instead of half a story."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from licdsl.cli.explain import explain_command

ROOT = Path(__file__).resolve().parents[2]
DAILY = str(ROOT / "contracts" / "regional-daily.lic")
WIRE = str(ROOT / "contracts" / "wire-agency.lic")


def test_piped_text_is_plain_and_ends_with_a_newline() -> None:
    result = CliRunner().invoke(explain_command, [DAILY])
    assert result.exit_code == 0
    assert result.output.startswith("Ashdown Evening Post grounding licence\n======")
    assert result.output.endswith(".\n")
    assert "\x1b" not in result.output


def test_several_files_are_explained_one_after_the_other() -> None:
    result = CliRunner().invoke(explain_command, [WIRE, DAILY])
    assert result.exit_code == 0
    assert result.output.index("Meridian Press Agency wire feed") < result.output.index(
        "Ashdown Evening Post"
    )


def test_markdown_has_headings_and_tables() -> None:
    result = CliRunner().invoke(explain_command, ["--format", "markdown", DAILY])
    assert result.output.startswith("# Ashdown Evening Post grounding licence\n\n## The contract\n")
    assert "| from (requests) | to | rate | total at the upper bound |" in result.output


def test_a_file_with_errors_shows_them_and_the_others_are_still_explained(tmp_path: Path) -> None:
    broken = tmp_path / "broken.lic"
    text = Path(DAILY).read_text(encoding="utf-8")
    broken.write_text(
        text.replace("desk of article is breaking", "dsk of article is breaking"), encoding="utf-8"
    )
    result = CliRunner().invoke(explain_command, [str(broken), WIRE])
    assert result.exit_code == 1
    assert "L107" in result.stderr
    assert "`desk`" in result.stderr
    assert result.stdout.startswith("Meridian Press Agency")


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    from licdsl.cli import main

    result = CliRunner().invoke(main, ["explain", str(tmp_path / "none.lic")])
    assert result.exit_code == 2
    assert "none.lic" in result.stderr


def test_on_a_terminal_the_same_sentences_are_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    explain_command.main([DAILY], standalone_mode=False)
    assert "The licensee may ground." in "".join(screen.written)
    assert "- The licensee" not in "".join(screen.written)


class _Terminal:
    """A stand-in for a screen that remembers what was written."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.written: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        return None
