"""The small phrases that every explanation is made of: lists, labels, durations, windows, uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licdsl.language.vocabulary import Vocabulary
from licdsl.values.periods import Duration, Kind, Unit, Window


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def quoted(words: Iterable[str], last: str = "and") -> str:
    """Labels of the contract in backticks, listed."""
    return listed((f"`{word}`" for word in words), last)


def party(label: str) -> str:
    """A party in the middle of a sentence."""
    return f"the {label}"


def sentence(text: str) -> str:
    """`text` with a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def spoken_use(use: str, vocabulary: Vocabulary) -> str:
    """A use; an inner one with the finer uses that it stands for."""
    known = vocabulary.uses.get(use)
    if known is None or known.leaves == (use,):
        return use
    return f"{use} ({listed(known.leaves)})"


def spoken_uses(uses: Iterable[str], vocabulary: Vocabulary, last: str = "and") -> str:
    """Several uses, each as `spoken_use` has it."""
    return listed((spoken_use(use, vocabulary) for use in uses), last)


def spoken_window(window: Window, zone: str) -> str:
    """A window with what it means: where a calendar period begins, and that a sliding one slides."""
    if window.kind is Kind.SLIDING:
        return f"in any {window.length} (a window that moves with the clock)"
    if window.kind is Kind.TOTAL:
        return "in total, over the whole contract"
    if window.kind is Kind.CONTRACT:
        return f"{window} (counted from the first day of the term)"
    return f"{window} ({zone} time)"


def spoken_deadline(duration: Duration, calendar: str | None) -> str:
    """A duration with the calendar that its business days skip."""
    if duration.unit is Unit.BUSINESS_DAY and calendar is not None:
        return f"{duration} ({calendar})"
    return str(duration)


def spoken_territory(code: str, vocabulary: Vocabulary) -> str:
    """`Ireland (IE)`, `Korea, South (KR)`, or for a set `the EU`."""
    if code in vocabulary.territory_sets:
        return f"the {code}"
    name = vocabulary.territories.get(code, "").replace(" (", ", ").removesuffix(")")
    return f"{name} ({code})" if name else code


def present(*texts: str | None) -> Iterator[str]:
    """Those of `texts` that are there, as sentences."""
    return (sentence(text) for text in texts if text)
