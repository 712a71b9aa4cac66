"""Facts at the border of the engine: every known attribute has a value of its vocabulary's type.

| type of the vocabulary | what a request may state                                    |
|------------------------|-------------------------------------------------------------|
| text, token            | a text; a token with a closed list, one of that list        |
| territory              | an ISO 3166-1 alpha-2 code that the vocabulary has          |
| number                 | a whole number                                              |
| yes-no                 | true or false                                               |
| instant                | whole µs since 1970 UTC, or RFC 3339 text with an offset    |

Unknown keys are kept and recorded; nothing here says whether a declared fact has its type, which
the compiled conditions ask for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from licdsl.errors import RequestError
from licdsl.language.vocabulary import AttributeWord, Vocabulary
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import from_text

Facts = Mapping[str, str | int]

_LONG_TERRITORY, _TERRITORY = "territory of request", "territory"
_CLASSES: dict[str, type] = {"text": str, "token": str, "number": int, "yes-no": bool, "instant": int}
_WORDS = {
    "text": "a text",
    "token": "a text",
    "number": "a whole number",
    "yes-no": "true or false",
    "instant": "an instant: whole µs since 1970 UTC, or RFC 3339 text with an offset",
    "territory": "a territory: an ISO 3166-1 alpha-2 code",
}


class FactTypes:
    """The types of one vocabulary's attributes, ready to check requests by."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Read the attributes once."""
        self._words = {f"{name} of {owner}": word for (name, owner), word in vocabulary.attributes.items()}
        self._words.setdefault(_TERRITORY, self._words[_LONG_TERRITORY])
        territories = frozenset(vocabulary.territories)
        self._kinds: dict[str, type | frozenset[str]] = {}
        for key, word in self._words.items():
            closed = territories if word.type == "territory" else frozenset(word.values)
            self._kinds[key] = closed or _CLASSES[word.type]
        # The long name is always rewritten to the short one, so it has no kind that passes.
        self._kinds[_LONG_TERRITORY] = frozenset()

    def checked(self, facts: Facts) -> Facts:
        """`facts` themselves where all is well as it stands; else a copy with instants as µs.

        Raises RequestError naming every attribute whose value is of another type.
        """
        kinds = self._kinds
        for key, value in facts.items():
            kind = kinds.get(key)
            if kind is None or value.__class__ is kind:
                continue
            if kind.__class__ is frozenset and value in kind:
                continue
            return self._normalised(facts)
        return facts

    def _normalised(self, facts: Facts) -> Facts:
        found: dict[str, str | int] = {}
        problems: dict[str, str] = {}
        for key, value in facts.items():
            short = _TERRITORY if key == _LONG_TERRITORY else key
            word = self._words.get(key)
            normal = value if word is None else self._value(word, value)
            if normal is None:
                assert word is not None
                problems[f"facts.{key}"] = f"must be {_expected(word)}"
            elif found.setdefault(short, normal) != normal:
                problems[f"facts.{key}"] = f"differs from `{_TERRITORY}`, which says the same"
        if problems:
            raise RequestError(problems)
        return found

    def _value(self, word: AttributeWord, value: str | int) -> str | int | None:
        """The value in the form that conditions compare, or None where it is of another type."""
        if word.type == "instant" and isinstance(value, str):
            return _instant(value)
        kind = self._kinds[_TERRITORY if word.type == "territory" else f"{word.name} of {word.owner}"]
        if isinstance(kind, frozenset):
            return value if value in kind else None
        return value if type(value) is kind else None


def _expected(word: AttributeWord) -> str:
    return f"one of {', '.join(sorted(word.values))}" if word.values else _WORDS[word.type]


def _instant(text: str) -> int | None:
    try:
        instant = from_text(text)
    except (ValueError, OverflowError):
        return None
    return instant if -LARGEST <= instant <= LARGEST else None
