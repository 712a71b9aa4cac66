"""A statement as JSON: canonical bytes (RFC 8785), the same wherever it is computed.

Amounts are decimal strings in major units (`"16000.00"`), exact amounts decimals of full scale, or
`"numerator/denominator"` where a decimal would never end; instants are RFC 3339 in UTC; counts are
integers, or decimal strings past 2^53 - 1. Everything but `log` follows from the uses and the
contracts; `log` names the checkpoint and is absent where the caller gave none.
`docs/reference/statement.md` describes each field.
"""

from __future__ import annotations

from collections.abc import Iterable

from licdsl.settlement.billing_period import BillingPeriod
from licdsl.settlement.commission import CommissionLine
from licdsl.settlement.invoice import Invoice, Line
from licdsl.settlement.rating import TierPart
from licdsl.settlement.statement_parts import ContractStatement, Provenance
from licdsl.settlement.unbilled import Unbilled
from licdsl.values.canonical import LARGEST
from licdsl.values.instants import to_text
from licdsl.values.money import Money, Rate
from licdsl.values.periods import Span

FORMAT = "licdsl statement 1"

Json = dict[str, object]


def statement_json(
    period: BillingPeriod,
    contracts: Iterable[ContractStatement],
    sums: Iterable[Money],
    provenance: Provenance | None,
) -> Json:
    """The whole statement."""
    result: Json = {
        "contracts": [_contract(part) for part in contracts],
        "format": FORMAT,
        "period": period.label,
        "totals": [_money(amount) for amount in sums],
    }
    if provenance is not None:
        result["log"] = {"origin": provenance.origin, "root": provenance.root, "size": provenance.size}
    return result


def rate_text(rate: Rate) -> str:
    """As contracts write it: `GBP 5.00 per 1,000 requests`, or `no charge`."""
    if rate.mantissa == 0:
        return "no charge"
    whole, part = divmod(rate.mantissa, 10**rate.scale)
    amount = f"{rate.currency} {whole:,}" + (f".{part:0{rate.scale}d}" if rate.scale else "")
    started = "started " if rate.started else ""
    return f"{amount} per {started}{rate.per:,} {rate.unit}"


def _contract(part: ContractStatement) -> Json:
    contract = part.contract
    return {
        "accounts": [_invoice(invoice) for invoice in part.invoices],
        "contract": contract.digest,
        "not_billed_yet": [_unbilled(item) for item in part.unbilled],
        "parties": [{"name": party.name, "party": party.label} for party in contract.parties],
        "period": _span(part.span),
        "text": contract.text_digest,
        "time_zone": contract.zone,
        "title": contract.title,
        "version": contract.version,
    }


def _invoice(invoice: Invoice) -> Json:
    return {
        "account": invoice.account,
        "lines": [_line(line) for line in invoice.lines],
        "not_billed_yet": [_unbilled(item) for item in invoice.unbilled],
        "totals": [_money(amount) for amount in invoice.totals],
        "unpriced": [
            {"quantity": _count(item.quantity), "unit": item.unit, "use": item.use}
            for item in invoice.unpriced
        ],
    }


def _line(line: Line) -> Json:
    price, result = line.price, line.waterfall
    step = Money(1, result.gross.currency) if price.step is None else price.step
    return {
        "amount": result.gross.decimal(),
        "commissions": [_commission(item) for item in result.commissions],
        "currency": result.gross.currency,
        "exact": line.rated.exact.text(),
        "held_by_split": line.held_by,
        "payee": price.payee,
        "payer": price.payer,
        "payer_pays": result.payer_pays.decimal(),
        "pot": result.pot.decimal(),
        "price": price.label,
        "quantity": _count(line.rated.quantity),
        "quantity_before": _count(line.before),
        "rounding": {"mode": price.rounding.value, "step": step.decimal()},
        "tiers": [_tier(part) for part in line.rated.parts],
        "unit": line.unit,
        "uses": [{"quantity": _count(quantity), "use": use} for use, quantity in line.uses],
        "window": _span(line.window),
    }


def _tier(part: TierPart) -> Json:
    return {
        "above": part.above,
        "exact": part.exact.text(),
        "quantity": _count(part.quantity),
        "rate": rate_text(part.rate),
        "up_to": part.up_to,
    }


def _commission(line: CommissionLine) -> Json:
    return {
        "amount": line.amount.decimal(),
        "base": line.base.decimal(),
        "borne": "on top" if line.on_top else "deducted",
        "of": line.of,
        "party": line.party,
        "rate": line.ratio.percent(),
    }


def _unbilled(item: Unbilled) -> Json:
    return {"clause": item.clause, "kind": item.kind, "text": item.text}


def _count(quantity: int) -> int | str:
    """A sum of counts; past 2^53 - 1, where canonical JSON has no integers, its decimal digits."""
    return quantity if quantity <= LARGEST else str(quantity)


def _money(amount: Money) -> Json:
    return {"amount": amount.decimal(), "currency": amount.currency}


def _span(span: Span) -> Json:
    return {"end": to_text(span.end), "start": to_text(span.start)}
