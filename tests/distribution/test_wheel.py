"""What is published is what works: the wheel, the source archive, a zip, an empty environment.

The builds need a package registry (or uv's cache of one), hence `heavy`; `.ci/run` runs them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.heavy


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; its own words where it fails. No setting of this process leaks in."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=plain, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def uv() -> str:
    found = shutil.which("uv")
    assert found, "uv runs these tests, so it is on the path"
    return found


@pytest.fixture(scope="module")
def built(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive and the wheel that is built from it, not from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(uv, "build", "--sdist", "--wheel", "--out-dir", folder / "direct", CHECKOUT, cwd=folder)
    archive = next((folder / "direct").glob("*.tar.gz"))
    run(uv, "build", "--wheel", "--out-dir", folder / "through-sdist", archive, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next((built / "direct").glob("*.whl"))


def contents(path: Path) -> dict[str, int]:
    with zipfile.ZipFile(path) as archive:
        return {item.filename: item.CRC for item in archive.infolist() if "dist-info" not in item.filename}


def test_the_wheel_holds_the_code_the_language_and_the_contracts(wheel: Path) -> None:
    held = set(contents(wheel))
    for folder, pattern, inside in [
        ("licdsl", "*.py", "licdsl"),
        ("grammar", "*.lark", "licdsl/_data/grammar"),
        ("grammar", "*.json", "licdsl/_data/grammar"),
        ("contracts", "*.lic", "licdsl/_data/contracts"),
    ]:
        wanted = {
            f"{inside}/{path.relative_to(CHECKOUT / folder).as_posix()}"
            for path in (CHECKOUT / folder).rglob(pattern)
            if "_data" not in path.parts
        }
        assert wanted, f"{folder} holds no {pattern}"
        assert wanted <= held
    assert "licdsl/py.typed" in held
    assert not [name for name in held if name.endswith((".pyc", ".lock")) or name.startswith("tests/")]


def test_the_wheel_states_its_licence_and_holds_its_text(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = wheel.name.split("-py3")[0] + ".dist-info"
        metadata = archive.read(f"{info}/METADATA").decode()
        assert archive.read(f"{info}/licenses/LICENSE") == (CHECKOUT / "LICENSE").read_bytes()
    assert "License-Expression: Apache-2.0\n" in metadata
    assert (CHECKOUT / "README.md").read_text(encoding="utf-8") in metadata


def test_a_wheel_through_the_source_archive_is_the_same_wheel(built: Path, wheel: Path) -> None:
    assert contents(next((built / "through-sdist").glob("*.whl"))) == contents(wheel)


def installed(uv: str, folder: Path, *requirements: str | Path) -> Path:
    """The programs of a new, empty environment with these requirements and what they need."""
    run(uv, "venv", "--python", sys.executable, folder, cwd=folder.parent)
    run(uv, "pip", "install", "--python", folder / "bin" / "python", *requirements, cwd=folder.parent)
    return folder / "bin"


def test_the_wheel_runs_the_demo_in_an_empty_environment(uv: str, wheel: Path, tmp_path: Path) -> None:
    programs = installed(uv, tmp_path / "empty", wheel)
    assert run(programs / "licdsl", "--version", cwd=tmp_path).split()[-1] == wheel.name.split("-")[1]
    contract = tmp_path / "mine.lic"
    shutil.copy(sorted((CHECKOUT / "contracts").glob("*.lic"))[0], contract)
    run(programs / "licdsl", "check", contract, cwd=tmp_path)
    where = run(programs / "python", "-c", "import licdsl; print(licdsl.__file__)", cwd=tmp_path)
    assert where.startswith(str(tmp_path / "empty"))
    assert run(programs / "licdsl", "demo", cwd=tmp_path)


def test_the_stated_lower_bounds_are_enough_for_the_demo(uv: str, wheel: Path, tmp_path: Path) -> None:
    bounds = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    programs = installed(uv, tmp_path / "lowest", "--resolution", "lowest-direct", wheel, *bounds)
    listed = run(uv, "pip", "freeze", "--python", programs / "python", cwd=tmp_path)
    assert "click==8.1." in listed
    assert run(programs / "licdsl", "demo", cwd=tmp_path)


def test_the_data_are_found_inside_a_zip(wheel: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from licdsl.language import packaged\n"
        "assert packaged.__file__.startswith(sys.argv[1]), packaged.__file__\n"
        "print(len(packaged.read('licdsl.lark')), len(packaged.names('vocabulary', '.json')))"
    )
    printed = run(sys.executable, "-I", "-c", script, wheel, cwd=tmp_path)
    grammar = (CHECKOUT / "grammar" / "licdsl.lark").read_bytes()
    vocabularies = list((CHECKOUT / "grammar" / "vocabulary").glob("*.json"))
    assert printed.split() == [str(len(grammar)), str(len(vocabularies))]


def test_a_type_checker_sees_the_installed_package(uv: str, wheel: Path, tmp_path: Path) -> None:
    programs = installed(uv, tmp_path / "typed", wheel)
    user = tmp_path / "user.py"
    user.write_text("import licdsl\n\nlicdsl.check(1)\n", encoding="utf-8")
    mypy = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-executable",
        str(programs / "python"),
        str(user),
    ]
    done = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True)
    assert 'Argument 1 to "check" has incompatible type "int"' in done.stdout
    assert "import-untyped" not in done.stdout
