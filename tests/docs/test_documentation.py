"""The documentation is a product under test: what stands in a page's code blocks is run.

One page is one story, told in one temporary folder from top to bottom:

- ```licdsl FILE.lic — a contract, or any other file with a name after the language, is written to FILE;
- ```licdsl — a complete contract is checked; single clauses are checked inside `FRAME`;
- ```console — each line `$ licdsl …` is run, and what it prints must be what follows, where `...` stands
  for anything; `$ echo $?` shows the exit code, which is otherwise 0;
- ```pycon — an interactive session, run as a doctest, with one set of names for the page.

A block that cannot be run has `<!-- not run -->` on the line before it; they are counted below.
"""

from __future__ import annotations

import dataclasses
import doctest
import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import licdsl
from licdsl.cli import main
from licdsl.engine import recorded, ruling

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
NAMES = [page.relative_to(DOCS).as_posix() for page in PAGES]
TESTED_ELSEWHERE = {"reference/diagnostics.md"}
NOT_RUN = {"reference/language.md": 1}
ELLIPSIS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

FRAME = """\
licdsl 1
licence "Frame" version 1
  party      publisher    "Publisher"
  party      licensee     "Licensee"
  party      marketplace  "Marketplace"
  party      authors      "Authors named in the metadata"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  business days "England and Wales"
  vocabulary press 1
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: where it starts, its language, the file it is saved as, its text."""

    line: int
    language: str
    file: str
    text: str
    runs: bool


def blocks_of(text: str) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    lines = iter(enumerate(text.splitlines(), 1))
    before = ""
    for number, line in lines:
        if line.startswith("```"):
            language, _, file = line[3:].strip().partition(" ")
            body = []
            for _, inner in lines:
                if inner.startswith("```"):
                    break
                body.append(inner)
            text_of = "".join(f"{each}\n" for each in body)
            yield Block(number, language, file, text_of, before.strip() != "<!-- not run -->")
        before = line or before


def sessions(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with the output that the page shows."""
    command, output = "", ""
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            if command:
                yield command, output
            command, output = line[2:].strip(), ""
        else:
            output += line
    if command:
        yield command, output


@dataclass
class Shell:
    """Runs `licdsl` commands in the current folder, and knows the last exit code."""

    exit_code: int = 0
    asked: bool = True

    def run(self, command: str) -> str:
        """The output of `command`; raises AssertionError when an earlier failure was not asked for."""
        if command == "echo $?":
            self.asked = True
            return f"{self.exit_code}\n"
        assert self.asked or self.exit_code == 0, f"exit code {self.exit_code} is not shown before: {command}"
        words = shlex.split(command)
        if words[0] == "cat":
            return "".join(Path(word).read_text(encoding="utf-8") for word in words[1:])
        assert words[0] == "licdsl", f"only licdsl, cat and `echo $?` are run here, not: {command}"
        words, given, into = _redirected(words[1:])
        result = CliRunner().invoke(main, words, input=given, prog_name="licdsl")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.exit_code, self.asked = result.exit_code, False
        if into is not None:
            Path(into).write_text(result.stdout, encoding="utf-8")
            return result.stderr
        return result.output


def _redirected(words: list[str]) -> tuple[list[str], str | None, str | None]:
    given = into = None
    while len(words) > 2 and words[-2] in "<>":
        if words[-2] == "<":
            given = Path(words[-1]).read_text(encoding="utf-8")
        else:
            into = words[-1]
        words = words[:-2]
    return words, given, into


def run_console(block: Block, shell: Shell) -> None:
    checker = doctest.OutputChecker()
    for command, expected in sessions(block.text):
        printed = re.sub(r"[ \t]+$", "", shell.run(command), flags=re.MULTILINE)
        shown = re.sub(r"[ \t]+$", "", expected, flags=re.MULTILINE)
        assert checker.check_output(shown, printed, ELLIPSIS), (
            f"$ {command}\nprinted:\n{printed}\nshown:\n{shown}"
        )
    assert shell.asked or shell.exit_code == 0, f"exit code {shell.exit_code} is not shown in:\n{block.text}"


def run_python(block: Block, names: dict[str, Any], page: str) -> None:
    example = doctest.DocTestParser().get_doctest(block.text, names, page, page, block.line)
    runner = doctest.DocTestRunner(optionflags=ELLIPSIS, verbose=False)
    out: list[str] = []
    runner.run(example, out=out.append, clear_globs=False)
    names.update(example.globs)
    assert not runner.failures, "".join(out)


def check_contract(text: str, page: str) -> None:
    """A whole contract, or clauses inside `FRAME`, without an error, and with tests that hold."""
    whole = text if text.lstrip().startswith("licdsl ") else FRAME + text
    checked = licdsl.check(licdsl.Source(page, whole))
    assert [f"{each.code} {each.message}" for each in checked.diagnostics if each.is_error] == [], text
    assert [each for each in licdsl.run_tests(checked).outcomes if each.failures] == [], text


@pytest.mark.parametrize("name", [name for name in NAMES if name not in TESTED_ELSEWHERE])
def test_what_a_page_shows_is_what_happens(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contracts").symlink_to(ROOT / "contracts")
    shell, names = Shell(), dict[str, Any]()
    for block in blocks_of((DOCS / name).read_text(encoding="utf-8")):
        if not block.runs:
            continue
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        if block.language == "licdsl" and not block.file:
            check_contract(block.text, name)
        elif block.language == "console":
            run_console(block, shell)
        elif block.language == "pycon":
            run_python(block, names, name)


def test_blocks_that_are_not_run_are_counted() -> None:
    found = {
        name: count
        for name in NAMES
        if (count := sum(not block.runs for block in blocks_of((DOCS / name).read_text(encoding="utf-8"))))
    }
    assert found == NOT_RUN


README_REQUEST = """\
{{"id": "{id}", "licensee": "licensee", "action": "ground", "at": "2026-05-04T{hour}:00:00Z", "facts": {{
"territory": "GB", "section of article": "news", "source of article": "staff", "desk of article": "city",
"publication of article": "2026-05-04T11:00:00Z"}}}}
"""


def test_the_terms_that_the_readme_shows_stand_in_the_contract_that_it_names() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = next(blocks_of(text)).text
    (name,) = re.findall(r"\[all of it\]\((contracts/[a-z-]+\.lic)\)", text)
    contract = (ROOT / name).read_text(encoding="utf-8")
    assert [part for part in shown.split("\n\n") if part.strip() not in contract] == []


def test_the_commands_that_the_readme_shows_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell = Shell()
    shell.run("licdsl init my-node")
    shell.run(f"licdsl contract add --node my-node {ROOT / 'contracts' / 'regional-daily.lic'}")
    asked = [README_REQUEST.format(id=f"r-{number}", hour=11 + number) for number in (1, 4)]
    lines = [each.replace("\n", "") for each in asked]
    Path("requests.jsonl").write_text("\n".join(lines).replace("r-4", "r-2"), encoding="utf-8")
    shown = [
        each for each in blocks_of((ROOT / "README.md").read_text("utf-8")) if each.text.startswith("$ ")
    ]
    assert [each.text.split()[2] for each in shown] == ["decide", "log"]
    for block in shown:
        # How many decisions share a commit, and so a checkpoint, is a matter of time.
        text = re.sub(r"under \d+ signed", "under ... signed", re.sub(" ?… ?", "...", block.text))
        run_console(dataclasses.replace(block, text=text), shell)


def test_the_session_that_the_readme_shows_runs(tmp_path: Path) -> None:
    """The Python of the README asks for one more decision of the same node."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^  ```python\n((?:.|\n)*?)^  ```", text, re.MULTILINE)
    folder = tmp_path / "my-node"
    with licdsl.Node.create(folder) as node:
        node.add_contract(ROOT / "contracts" / "regional-daily.lic")
    names: dict[str, Any] = {"now": "2026-05-04T15:00:00Z", "facts": {"territory": "GB"}}
    exec(textwrap.dedent(code).replace('"my-node"', repr(str(folder))), names)
    assert names["decision"].answer == "undecided"


@pytest.mark.parametrize("name", [*NAMES, "../README.md"])
def test_every_link_leads_to_a_file(name: str) -> None:
    page = DOCS / name
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if name != "index.md" and f"({name})" not in index] == []


def test_no_python_hides_from_being_run() -> None:
    """`python` blocks would not be run: they are written as sessions (`pycon`) or as files."""
    hidden = [
        f"{name}:{block.line}"
        for name in NAMES
        for block in blocks_of((DOCS / name).read_text(encoding="utf-8"))
        if block.language == "python" and not block.file and block.runs
    ]
    assert hidden == []


def keywords() -> set[str]:
    """Every word of the grammar: literals inside rules, and the words inside closed terminals."""
    grammar = (ROOT / "grammar" / "licdsl.lark").read_text(encoding="utf-8")
    rules = "".join(line.partition("//")[0] + "\n" for line in grammar.splitlines())
    words = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', rules))
    for pattern in re.findall(r"^[A-Z_]+(?:\.\d)?:\s*/(.*)/", rules, re.MULTILINE):
        plain = re.sub(
            r"\(\?![^)]*\)|\[[^\]]*\][+*?]?|\\.[+*]?|\{[^}]*\}", " ", pattern.replace(r"[ \t]+", " ")
        )
        words |= set(re.findall(r"[a-z]{2,}(?:-[a-z]+)*", plain))
    return words - {"licen", "licenc"}


def test_the_reference_of_the_language_shows_every_keyword_in_an_example() -> None:
    page = (DOCS / "reference" / "language.md").read_text(encoding="utf-8")
    shown = " ".join(block.text for block in blocks_of(page) if block.language == "licdsl")
    present = set(re.findall(r"[a-z]+(?:-[a-z]+)*", shown))
    assert sorted(word for word in keywords() if word not in present) == []


def test_the_page_of_decisions_names_every_reason() -> None:
    page = (DOCS / "reference" / "decisions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[a-z`, -]+) \| (?:allow|deny|undecided) \|", page, re.MULTILINE)
    told = {word for row in rows for word in re.findall("[a-z-]+", row)}
    constants = {value for name, value in vars(ruling).items() if name.isupper() and isinstance(value, str)}
    made = constants - {ruling.ALLOW, ruling.DENY, ruling.UNDECIDED} | {recorded.ID_TAKEN, recorded.UNLOGGED}
    assert made <= told


def test_the_page_of_floors_names_every_room() -> None:
    page = (DOCS / "design" / "floors.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "licdsl").glob("*/__init__.py")}
    assert sorted(room for room in rooms if f"`{room}`" not in page) == []


def test_every_contract_to_start_from_is_listed() -> None:
    page = (DOCS / "how-to" / "start-from-a-contract.md").read_text(encoding="utf-8")
    listed = re.findall(r"\(\.\./\.\./contracts/([a-z-]+)\.lic\)", page)
    assert sorted(listed) == sorted(file.stem for file in (ROOT / "contracts").glob("*.lic"))
