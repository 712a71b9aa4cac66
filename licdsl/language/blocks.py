"""Checks of what a header and a clause need and may say once (`L301` to `L309`).

A line that must be there and is not, a line that stands twice, lines that contradict one another. What a
broken line may have said is not judged: a block with a line that could not be read misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licdsl.language import syntax
from licdsl.language.diagnostics import Diagnostic, Severity, Span, error
from licdsl.language.names import Names
from licdsl.language.times import day
from licdsl.language.vocabulary import versions
from licdsl.language.walking import every, only

Found = Iterator[Diagnostic]
Kinds = tuple[type, ...]

_TERM: Kinds = (syntax.FixedTerm, syntax.RelativeTerm)
_HEADER_NEEDS: tuple[tuple[Kinds, str, str], ...] = (
    ((syntax.Party,), "who the parties are", 'add `party publisher "…"`'),
    (_TERM, "its term", "add `term 2026-01-01 to 2026-12-31`"),
    ((syntax.Zone,), "its time zone", 'add `time zone "Europe/London"`'),
    ((syntax.Currency,), "its currency", "add `currency GBP`"),
    ((syntax.Vocabulary,), "its vocabulary", "add `vocabulary press 1`"),
)
_NEEDS: dict[type, tuple[type, str, str]] = {
    syntax.Permission: (syntax.May, "who may do what", "add `licensee may ground`"),
    syntax.Prohibition: (syntax.MustNot, "who must not do what", "add `licensee must not train`"),
    syntax.Duty: (syntax.Must, "who must do what", "add `licensee must credit publisher`"),
    syntax.Price: (syntax.Pays, "who pays whom", "add `licensee pays publisher`"),
    syntax.Split: (syntax.Divides, "what it divides", "add `divides usage`"),
    syntax.Power: (syntax.PowerMay, "who may do what", "add `publisher may suspend …`"),
}
_MANY = (
    syntax.Party,
    syntax.When,
    syntax.Unless,
    syntax.Ref,
    syntax.Limit,
    syntax.AtMost,
    syntax.OtherwisePay,
    syntax.First,
    syntax.Next,
    syntax.Rest,
    syntax.CommissionLine,
    syntax.ShareLine,
)
_KEYWORDS: dict[type, str] = {
    syntax.FixedTerm: "term",
    syntax.RelativeTerm: "term",
    syntax.Zone: "time zone",
    syntax.Currency: "currency",
    syntax.BusinessDays: "business days",
    syntax.Law: "law",
    syntax.Vocabulary: "vocabulary",
    syntax.Amends: "amends",
    syntax.Prevails: "conflict",
    syntax.Accepted: "accepted",
    syntax.Withdraw: "withdraw",
    syntax.Content: "content",
    syntax.Territory: "territory",
    syntax.From: "from",
    syntax.Until: "until",
    syntax.Survives: "survives termination",
    syntax.Whenever: "whenever",
    syntax.WheneverEnds: "whenever",
    syntax.Every: "every",
    syntax.With: "with",
    syntax.Within: "within",
    syntax.OtherwiseBreach: "otherwise breach",
    syntax.For: "for",
    syntax.Invoiced: "invoiced",
    syntax.Flat: "flat",
    syntax.RateLine: "rate",
    syntax.Tiers: "tiers",
    syntax.First: "first",
    syntax.Rest: "rest",
    syntax.Minimum: "minimum",
    syntax.Maximum: "maximum",
    syntax.Due: "due",
    syntax.Round: "round",
    syntax.Replaces: "replaces",
    syntax.Divides: "divides",
    syntax.Notice: "notice",
    syntax.Ends: "ends",
}
_BLOCKS = (
    syntax.Permission,
    syntax.Prohibition,
    syntax.Duty,
    syntax.Price,
    syntax.Split,
    syntax.Power,
)


def check(names: Names) -> Found:
    """Every line that is missing, stands twice or contradicts another."""
    if names.file.header is not None:
        yield from _header(names.file.header, names)
    for item in names.file.items:
        if isinstance(item, _BLOCKS):
            yield from _needed(item, names)
            yield from _once(item.lines)
        if isinstance(item, syntax.Permission):
            yield from _limits(item)
        if isinstance(item, syntax.Duty):
            yield from _duty(item, names)


# ---------------------------------------------------------------- the header
def _header(header: syntax.Header, names: Names) -> Found:
    for kinds, what, hint in _HEADER_NEEDS:
        if not any(isinstance(line, kinds) for line in header.lines):
            yield error("L301", f"the contract does not say {what}", header.title.span, hint)
    yield from _once(header.lines)
    chosen = only(header.lines, syntax.Vocabulary)
    if chosen is not None and (chosen.name.text, chosen.version.value) not in versions():
        message = f"there is no vocabulary `{chosen.name.text} {chosen.version.value}`"
        yield error("L218", message, chosen.span, "write `vocabulary press 1`")
    yield from _offer(header)
    amends = only(header.lines, syntax.Amends)
    fixed = only(header.lines, syntax.FixedTerm)
    if amends is not None and fixed is not None:
        start, last = day(amends.start), day(fixed.last)
        if start is not None and last is not None and start > last:
            related = ((fixed.span, "this is the term"),)
            message = f"the contract amends another from {start}, when its own term has ended"
            yield Diagnostic("L504", Severity.ERROR, message, amends.start.span, f"write `{last}`", related)


def _offer(header: syntax.Header) -> Found:
    relative, accepted = only(header.lines, syntax.RelativeTerm), only(header.lines, syntax.Accepted)
    if header.kind.text == "offer" and accepted is None and relative is not None:
        message = "the offer's term starts with its acceptance, and nothing says how it is accepted"
        hint = "add `accepted by first-request`"
        yield Diagnostic("L902", Severity.NOTE, message, relative.span, hint)
    if accepted is not None and accepted.by.text != "first-request":
        message = f"nothing is accepted by `{accepted.by.text}`"
        yield error("L309", message, accepted.by.span, "write `first-request`")


# ---------------------------------------------------------------- every block
def _needed(item: object, names: Names) -> Found:
    assert isinstance(item, _BLOCKS)
    kind, what, hint = _NEEDS[type(item)]
    if only(item.lines, kind) is None:
        yield error("L301", f"`{item.label.text}` does not say {what}", item.label.span, hint)


def _once(lines: Sequence[object]) -> Found:
    """Each line once, unless several of its kind add up; the two ways to state a term count as one."""
    seen: dict[type, Span] = {}
    for line in lines:
        kind = syntax.FixedTerm if isinstance(line, _TERM) else type(line)
        span: Span = line.span  # type: ignore[attr-defined]
        if kind in _MANY:
            continue
        if kind in seen:
            related = ((seen[kind], "it stands here first"),)
            message = f"{_called(line)} stands twice in its block, and only one can hold"
            yield Diagnostic("L302", Severity.ERROR, message, span, "take one of the lines out", related)
        seen.setdefault(kind, span)


def _called(line: object) -> str:
    """What the author would call a line: its keyword."""
    if type(line) in _KEYWORDS:
        return f"`{_KEYWORDS[type(line)]}`"
    return "who is bound"


def _limits(item: syntax.Permission) -> Found:
    """Two limits on one unit in one window: only the smaller could ever matter."""
    seen: dict[tuple[object, ...], Span] = {}
    limits = [line for line in item.lines if isinstance(line, syntax.Limit | syntax.AtMost)]
    for line in limits:
        per = None if line.per is None else line.per.text
        window = line.window if isinstance(line, syntax.Limit) else None
        key = (type(line), line.unit.text, per, window)
        if key in seen:
            related = ((seen[key], "the other limit stands here"),)
            message = f"`{item.label.text}` limits {line.unit.text} twice in the same way"
            yield Diagnostic(
                "L304", Severity.ERROR, message, line.span, "keep the limit that is meant", related
            )
        seen.setdefault(key, line.span)


# ---------------------------------------------------------------- duties
def _duty(item: syntax.Duty, names: Names) -> Found:
    must, within = only(item.lines, syntax.Must), only(item.lines, syntax.Within)
    actions = {} if names.vocabulary is None else names.vocabulary.actions
    if must is not None and actions and must.action.text not in actions:
        message = f"the vocabulary does not define what it is to `{must.action.text}`"
        hint = "the words bind the parties as they stand"
        yield Diagnostic("L901", Severity.NOTE, message, must.action.span, hint)
    if only(item.lines, syntax.Every) is None and within is not None:
        if isinstance(within.base, syntax.Event) and within.base.name.text == "period end":
            message = f"`{item.label.text}` is due after a period's end, and no period is named"
            yield error("L306", message, within.span, "add `every calendar month`")
    whenever = (syntax.Whenever, syntax.WheneverEnds)
    triggers = [line for line in item.lines if isinstance(line, (*whenever, syntax.Every))]
    if len(triggers) > 1:
        related = ((triggers[0].span, "it is started here already"),)
        message = f"`{item.label.text}` starts in two ways, and only one can hold"
        yield Diagnostic("L302", Severity.ERROR, message, triggers[1].span, "write two duties", related)
    yield from _late_fees(item)


def _late_fees(item: syntax.Duty) -> Found:
    for line in every(item.lines, syntax.OtherwisePay):
        if line.cap is not None and line.per_started is None and line.cap.mantissa < line.amount.mantissa:
            message = "the fee is higher than the most that it may come to"
            yield error("L307", message, line.cap.span, f"write `up to {line.amount.written}`")
        if only(item.lines, syntax.Within) is None:
            message = f"`{item.label.text}` has no deadline that could be missed"
            yield error("L308", message, line.span, "add `within 10 days after period end`")
