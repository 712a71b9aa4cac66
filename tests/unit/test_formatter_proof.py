"""The formatter's proof of its own result: a layout that would change more than blanks is not given out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from licdsl.errors import LayoutError
from licdsl.language import formatter
from licdsl.language.source import Source

TEXT = """licdsl 1
licence "Daily" version 1
  party      publisher  "Daily Times Ltd"  # the house
  party      licensee   "Acme Answers Inc"
  term       2026-01-01 to 2026-12-31
  time zone  "Europe/London"
  currency   GBP
  vocabulary press 1
  conflict   this-file prevails

permission answers:
  licensee may ground
"""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("  # the house", ""),
        lambda text: text.replace("# the house", "# another house"),
        lambda text: text.replace("Acme Answers", "Acme  Answers"),
        lambda text: text.replace("may ground", "may display"),
        lambda text: text.replace("\n  currency   GBP", ""),
    ],
    ids=["comment lost", "comment changed", "text changed", "word changed", "line lost"],
)
def test_a_layout_that_changes_more_than_blanks_is_refused(
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[str], str]
) -> None:
    source = Source("daily.lic", TEXT)
    laid_out = formatter.format(source)
    monkeypatch.setattr(formatter, "_layout", lambda _: spoil(laid_out))
    with pytest.raises(LayoutError, match="would change more than blanks"):
        formatter.format(source)
