"""`licdsl check`: exit codes, text for people and JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from licdsl.cli.check import check_command
from licdsl.errors import LicdslError

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
GOOD = str(GOLDEN / "good" / "every_construct.lic")
BAD = str(GOLDEN / "bad" / "five_independent_mistakes.lic")
WARNED = str(GOLDEN / "bad" / "permitted_and_forbidden.lic")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check_command, arguments)


def test_a_clean_file_is_ok_with_its_title_version_and_digest() -> None:
    result = run(GOOD)
    assert result.exit_code == 0
    assert result.output.startswith(f"{GOOD}: ok (Every construct of the language, version 4, sha256:")
    assert result.output.count("\n") == 1


def test_five_mistakes_are_shown_with_carets_and_hints_and_end_with_1() -> None:
    result = run(BAD)
    assert result.exit_code == 1
    assert result.output.count("^") >= 5
    assert result.output.count("  try: write ") == 5
    assert result.output.endswith(f"{BAD}: 5 errors\n")


def test_one_file_with_errors_among_good_ones_ends_with_1_and_shows_both() -> None:
    result = run(GOOD, BAD)
    assert result.exit_code == 1
    assert ": ok (" in result.output
    assert ": 5 errors" in result.output


def test_strict_lists_what_is_recorded_only_and_still_ends_with_0() -> None:
    result = run("--strict", GOOD)
    assert result.exit_code == 0
    assert "note[L905]: duty `report` is recorded, not enforced yet" in result.output


def test_warnings_fail_only_with_strict() -> None:
    assert run(WARNED).exit_code == 0
    assert "warning[L303]" in run(WARNED).output
    assert run("--strict", WARNED).exit_code == 1


def test_json_holds_the_same_findings_for_programs() -> None:
    result = run("--format", "json", GOOD, BAD)
    assert result.exit_code == 1
    good, bad = json.loads(result.output)
    assert (good["ok"], good["version"], good["diagnostics"]) == (True, 4, [])
    assert good["digest"].startswith("sha256:")
    assert not bad["ok"]
    assert [each["code"] for each in bad["diagnostics"]] == ["L207", "L106", "L201", "L104", "L203"]
    assert bad["diagnostics"][0]["span"]["line"] == 6


def test_no_file_is_misuse() -> None:
    assert run().exit_code == 2


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(LicdslError, match=r"cannot read `.*nothing.lic`: no such file or directory"):
        CliRunner().invoke(check_command, [str(tmp_path / "nothing.lic")], catch_exceptions=False)
