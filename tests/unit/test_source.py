"""Sources: what is read from disk, and what is said of bytes that are no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from licdsl.errors import LicdslError
from licdsl.language.parser import parse
from licdsl.language.source import LARGEST, Source

TEXT = 'licdsl 1\nlicence "Société" version 1\n  currency GBP\n'


def test_a_file_that_is_missing_raises_and_names_the_path(tmp_path: Path) -> None:
    with pytest.raises(LicdslError, match=r"cannot read `.*none\.lic`: no such file or directory"):
        Source.read(tmp_path / "none.lic")


def test_a_folder_raises_and_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(LicdslError, match="cannot read"):
        Source.read(tmp_path)


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.lic"
    file.write_bytes(TEXT.replace("\n", "\r\n").encode())
    source = Source.read(file)
    assert source.text == TEXT.replace("\n", "\r\n")
    assert source.line(1) == "licdsl 1"
    assert parse(source).diagnostics == ()


def test_bytes_that_are_no_text_are_a_finding_at_their_place() -> None:
    source = Source.from_bytes(TEXT.encode("latin-1"))
    (found,) = source.faults
    assert (found.code, found.span.line, found.span.column) == ("L002", 2, 14)
    assert parse(source).file is None


def test_a_large_file_is_a_finding_and_only_its_beginning_is_kept() -> None:
    source = Source.from_bytes(b"#" * (LARGEST + 1))
    assert [found.code for found in source.faults] == ["L001"]
    assert len(source.text) < LARGEST
    assert Source.from_bytes(b"#" * LARGEST).faults == ()


def test_the_digest_is_that_of_the_bytes() -> None:
    assert Source.from_bytes(TEXT.encode()).digest == Source("other", TEXT).digest
    assert Source("a", TEXT).digest != Source("a", TEXT + " ").digest


@pytest.mark.parametrize(("offset", "place"), [(0, (1, 1)), (8, (1, 9)), (9, (2, 1)), (len(TEXT), (4, 1))])
def test_offsets_have_lines_and_columns_that_count_from_one(offset: int, place: tuple[int, int]) -> None:
    span = Source("a", TEXT).span(offset, offset)
    assert (span.line, span.column) == place


@pytest.mark.parametrize(
    ("character", "where"),
    [
        ("\x00", "a\x00b"),
        ("\ufeff", "\ufeff# x"),
        ("\u202e", '"safe \u202e text"'),
        ("\u200b", "# hid\u200bden"),
        ("\r", "a\rb"),
        ("\u2028", '"a\u2028b"'),
        ("\ud800", '"\ud800"'),
        ("“", "“a”"),
        ("\u0430", "publisher \u0430"),
        ("\u00a0", "a\u00a0b"),
    ],
)
def test_a_character_that_hides_or_mimics_is_told_once_on_its_line(character: str, where: str) -> None:
    found = parse(Source("x.lic", TEXT + "define a means b\n" + where + "\n")).diagnostics
    assert [(each.code, each.span.line) for each in found] == [("L003", 5)]
    assert f"U+{ord(character):04X}" in found[0].message


def test_any_letter_may_stand_in_texts_and_comments() -> None:
    text = TEXT + '# Größe — “so” 記者\ndefine a means "Größe “so” 記者"\n'
    assert parse(Source("x.lic", text)).diagnostics == ()


def test_curly_quotes_are_mended_in_the_hint() -> None:
    (found,) = parse(Source("x.lic", TEXT + "  law “New York”\n")).diagnostics
    assert found.hint == 'write `law "New York"`'
