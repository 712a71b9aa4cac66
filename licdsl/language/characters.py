"""Characters that a contract may not hold, because they hide or mimic others.

Inside quotation marks and comments any letter of any script may stand; characters that reorder
or hide text may stand nowhere. Outside, the language needs plain ASCII only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from licdsl.language.diagnostics import Diagnostic, error
from licdsl.language.source import Source

# Control characters except tab and newline, with a carriage return only before a newline; marks
# that reorder text (Unicode Bidirectional Algorithm) or take no room; surrogates; the end of line
# and paragraph that only some programs see.
_NOWHERE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e007f]|\r(?!\n)"
)
_SUSPECT_OR_NOWHERE = re.compile(f"{_NOWHERE.pattern}|[^\t\n\r\x20-\x7e]")
_CURRENCIES = "£€¥"
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞", '"'))
_PART = re.compile(r'"[^"\n]*"|#[^\n]*|[^"#\n]+|"')


def odd_characters(source: Source) -> Iterator[Diagnostic]:
    """One finding for each line that holds such a character, at the first of them."""
    text, offset = source.text, 0
    while match := _SUSPECT_OR_NOWHERE.search(text, offset):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        offset = end if end >= 0 else len(text)
        line = text[start:offset].removesuffix("\r" if end >= 0 else "")
        found = _first_forbidden(line)
        if found is not None:
            span = source.span(start + found, start + found + 1)
            yield error("L003", _sentence(line[found]), span, _hint(line[found], line))


def _first_forbidden(line: str) -> int | None:
    for part in _PART.finditer(line):
        quoted = part[0].startswith("#") or (part[0].startswith('"') and len(part[0]) > 1)
        for match in (_NOWHERE if quoted else _SUSPECT_OR_NOWHERE).finditer(part[0]):
            if match[0] not in _CURRENCIES:
                return part.start() + match.start()
    return None


def _sentence(character: str) -> str:
    shown = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "a control character").lower()
    if _NOWHERE.fullmatch(character):
        return f"the character {shown} ({name}) may not stand in a contract"
    return f"`{character}` ({shown}, {name}) may stand only in quotation marks and comments"


def _hint(character: str, line: str) -> str:
    if character in map(chr, _QUOTES):
        return f"write `{_NOWHERE.sub('', line).translate(_QUOTES).strip()[:160]}`"
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii").strip()
    if plain.isprintable() and plain:
        return f"write `{plain}`"
    if character.isspace():
        return "write a blank"
    return "write the word in plain letters" if character.isalpha() else "take the character out"
