from __future__ import annotations

from pathlib import Path

from licdsl.interop.crawlers import Registry

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "crawlers.md"
START = "<!-- written by tests/docs/test_crawlers_page.py --update-golden -->\n"
END = "<!-- end -->\n"


def table() -> str:
    registry = Registry.load(1)
    lines = [
        f"Digest `{registry.digest}`, {len(registry.crawlers)} crawlers.",
        "",
        "| token | operator | id | use | match | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {crawler.token} | {crawler.operator_name or 'not known'} | `{crawler.operator}` "
        f"| `{crawler.use}` | {crawler.match} | `{crawler.source}` |"
        for crawler in registry.crawlers
    ]
    return "\n".join(lines) + "\n"


def test_the_page_lists_the_registry_as_it_is(update_golden: bool) -> None:
    head, _, rest = PAGE.read_text("utf-8").partition(START)
    written, _, tail = rest.partition(END)
    if update_golden:
        PAGE.write_text(head + START + table() + END + tail, "utf-8")
        return
    assert written == table()
