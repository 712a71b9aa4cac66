"""From completed rules to syntax nodes: the function of each rule of the grammar.

A function takes the children that the table keeps of a rule (tokens, nodes, None for an optional
part that is missing) and the span of the whole. It never fails and checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from licdsl.language import syntax as s
from licdsl.language.automaton import Make, Value
from licdsl.language.diagnostics import Span
from licdsl.language.leaves import leaf
from licdsl.values.periods import Kind


def _fields(node: Callable[..., object]) -> Make:
    """A node whose fields are the children, in order."""
    return lambda children, span: node(*map(leaf, children), span)


def _block(node: Callable[..., object]) -> Make:
    """A node with a label or title and the lines after it."""
    return lambda children, span: node(leaf(children[0]), tuple(children[1:]), span)


def _list(node: Callable[..., object]) -> Make:
    """A node with all its children in one field."""
    return lambda children, span: node(tuple(map(leaf, children)), span)


def _compare(relation: s.Relation) -> Make:
    def make(children: list[Value], span: Span) -> Value:
        subject, *values = map(leaf, children)
        return s.Compare(subject, relation, tuple(values), None, span)

    return make


def _compare_instant(relation: s.Relation) -> Make:
    return lambda children, span: s.CompareInstant(leaf(children[0]), relation, leaf(children[1]), span)


def _is(children: list[Value], span: Span) -> Value:
    subject, value, lasting = map(leaf, children)
    return s.Compare(subject, s.Relation.IS, (value,), lasting, span)


def _opening(children: list[Value], span: Span) -> Value:
    language, kind, title, version = map(leaf, children[:4])
    return s.Header(language, kind, title, version, tuple(children[4:]), span)


def _content(children: list[Value], span: Span) -> Value:
    included, excluded = map(leaf, children)
    return s.Content(included, excluded or (), span)


def _per_units(children: list[Value], span: Span) -> Value:
    amount, started, per, unit = children
    return s.PerUnits(leaf(amount), started is not None, leaf(per), leaf(unit), span)


def _divides(children: list[Value], span: Span) -> Value:
    price, after = map(leaf, children)
    return s.Divides(price, after or (), span)


def _given_about(children: list[Value], span: Span) -> Value:
    subject, *told, on = map(leaf, children)
    return s.GivenAbout(subject, tuple(thing for thing in told if thing is not None), on, span)


def _ask(children: list[Value], span: Span) -> Value:
    party, uses, *sizes, territory = map(leaf, children)
    return s.Ask(party, uses, tuple(size for size in sizes if size is not None), territory, span)


def _expect_undecided(children: list[Value], span: Span) -> Value:
    return s.ExpectUndecided(leaf(children[0]) or (), span)


MAKERS: dict[str, Make] = {
    # words and time
    "names": lambda children, span: tuple(map(leaf, children)),
    "attribute": _fields(s.Attribute),
    "quantity": _fields(s.Quantity),
    "duration": _fields(s.Duration),
    "period": _fields(s.Period),
    "each": lambda children, span: s.Window(children[0].kind, children[0].unit, None, span),
    "in_any": lambda children, span: s.Window(Kind.SLIDING, None, children[0], span),
    "in_total": lambda children, span: s.Window(Kind.TOTAL, None, None, span),
    "event": _fields(s.Event),
    "after": _fields(s.After),
    # conditions
    "bare": _fields(s.Bare),
    "not_": _fields(s.Not),
    "all_of": _list(s.AllOf),
    "any_of": _list(s.AnyOf),
    "is_": _is,
    "is_not": _compare(s.Relation.IS_NOT),
    "one_of": _compare(s.Relation.ONE_OF),
    "none_of": _compare(s.Relation.NONE_OF),
    "at_least": _compare(s.Relation.AT_LEAST),
    "at_most_value": _compare(s.Relation.AT_MOST),
    "more_than": _compare(s.Relation.MORE_THAN),
    "less_than": _compare(s.Relation.LESS_THAN),
    "starts_with": _compare(s.Relation.STARTS_WITH),
    "before": _compare_instant(s.Relation.BEFORE),
    "not_before": _compare_instant(s.Relation.NOT_BEFORE),
    # header and items of one line
    "opening": _opening,
    "party": _fields(s.Party),
    "fixed_term": _fields(s.FixedTerm),
    "relative_term": _fields(s.RelativeTerm),
    "zone": _fields(s.Zone),
    "currency": _fields(s.Currency),
    "business_days": _fields(s.BusinessDays),
    "law": _fields(s.Law),
    "vocabulary": _fields(s.Vocabulary),
    "amends": _fields(s.Amends),
    "prevails": _fields(s.Prevails),
    "accepted": _fields(s.Accepted),
    "withdraw": _fields(s.Withdraw),
    "include": _fields(s.Include),
    "define": _fields(s.Define),
    "fact": _fields(s.Fact),
    "event_declaration": _fields(s.EventDeclaration),
    # permissions and prohibitions
    "permission": _block(s.Permission),
    "prohibition": _block(s.Prohibition),
    "may": _fields(s.May),
    "must_not": _fields(s.MustNot),
    "content": _content,
    "when": _fields(s.When),
    "unless": _fields(s.Unless),
    "territory": _list(s.Territory),
    "from_": _fields(s.From),
    "until": _fields(s.Until),
    "limit": _fields(s.Limit),
    "then_deny": _fields(s.ThenDeny),
    "then_charge": _fields(s.ThenCharge),
    "at_most": _fields(s.AtMost),
    "survives": _fields(s.Survives),
    "ref": _fields(s.Ref),
    # duties
    "duty": _block(s.Duty),
    "must": _fields(s.Must),
    "whenever": _fields(s.Whenever),
    "whenever_ends": _fields(s.WheneverEnds),
    "every": _fields(s.Every),
    "with_": _fields(s.With),
    "within": _fields(s.Within),
    "otherwise_pay": _fields(s.OtherwisePay),
    "otherwise_breach": _fields(s.OtherwiseBreach),
    # prices and splits
    "price": _block(s.Price),
    "pays": _fields(s.Pays),
    "for_": _fields(s.For),
    "invoiced": _fields(s.Invoiced),
    "flat": _fields(s.Flat),
    "rate_line": _fields(s.RateLine),
    "tiers": _fields(s.Tiers),
    "first": _fields(s.First),
    "next": _fields(s.Next),
    "rest": _fields(s.Rest),
    "minimum": _fields(s.Minimum),
    "maximum": _fields(s.Maximum),
    "due": _fields(s.Due),
    "round": _fields(s.Round),
    "replaces": _fields(s.Replaces),
    "per_units": _per_units,
    "no_charge": _fields(s.NoCharge),
    "split": _block(s.Split),
    "divides": _divides,
    "commission": _fields(s.CommissionLine),
    "share": _fields(s.ShareLine),
    # powers
    "power": _block(s.Power),
    "power_may": _fields(s.PowerMay),
    "notice": _fields(s.Notice),
    "ends": _fields(s.Ends),
    # tests
    "test": _block(s.Test),
    "given_time": _fields(s.GivenTime),
    "given_use": _fields(s.GivenUse),
    "given_about": _given_about,
    "told_value": lambda children, span: s.Told(leaf(children[0]), leaf(children[1]), False, span),
    "told_true": lambda children, span: s.Told(leaf(children[0]), None, False, span),
    "told_false": lambda children, span: s.Told(leaf(children[0]), None, True, span),
    "ask": _ask,
    "expect_decision": _fields(s.ExpectDecision),
    "expect_undecided": _expect_undecided,
    "expect_invoice": _fields(s.ExpectInvoice),
    "expect_share": _fields(s.ExpectShare),
    "expect_state": _fields(s.ExpectState),
}
"""The function of each rule, by the rule's name."""
