"""The outcome: the canonical JSON that a decision leaves in the log, byte for byte the same at every replay.

Always:
- `account`: the opaque id of the licensee; `use`: the use as it was asked
- `decision`: `allow`, `deny` or `undecided`; `reason`: a stable token
- `clause`: the label of the clause that decided, or null

Where they apply:
- `missing`: the keys of the missing facts, sorted (undecided)
- `until`: the instant in µs at which a refusal lifts
- `price`: the label of the price that an allow is billed by
- `quantity`, `unit`: how much an allow counts
- `meters`: opaque keys of what an allow drew, in the order of the permission's limits
- `quantities`: by unit, where a meter counts another quantity than `quantity`
- `parts`: for an allowed inner use whose leaves differ in permission or price: these keys again for
  each group of leaves, `use` being its leaves with commas

An allow with one permission, the common case, is joined from parts that were encoded once; every
other outcome goes through the encoder. Both give the bytes of `values.canonical.encode`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licdsl.engine.limits import Draw
from licdsl.engine.request import Request
from licdsl.engine.ruling import ALLOW, Ruling
from licdsl.values import canonical

if TYPE_CHECKING:
    from licdsl.engine.decision import Decision, Part

_text = canonical.encode_trusted


def counted_unit(ruling: Ruling, request: Request) -> str | None:
    """The unit of an allowed use; a request that states one quantity names it where no clause does."""
    if ruling.unit is not None or ruling.answer != ALLOW or len(request.quantities) != 1:
        return ruling.unit
    return next(iter(request.quantities))


def unit(decision: Decision) -> str | None:
    """The unit in which a decision counts."""
    return counted_unit(decision.ruling, decision.request)


def quantity(decision: Decision) -> int | None:
    """How many units a decision counts."""
    counted = unit(decision)
    return None if counted is None else decision.request.quantities.get(counted, 1)


def encode(decision: Decision, account: str) -> bytes:
    """The canonical bytes; does not check `account`, which must be plain text without surrogates."""
    ruling = decision.ruling
    if ruling.unit is None or decision.detail.parts:
        return canonical.encode_trusted({"account": account, **_fields(decision)})
    quantities = decision.request.quantities
    count = quantities.get(ruling.unit, 1) if quantities else 1
    meters = []
    for _, meter, _, _, _, asked in decision.drawn:
        if asked != count:
            return canonical.encode_trusted({"account": account, **_fields(decision)})
        meters.append(meter)
    drawn = b',"meters":' + _text(meters) if meters else b""
    middle = ruling.head + drawn + ruling.middle
    return b'{"account":' + _text(account) + middle + b"%d" % count + ruling.tail


def _fields(decision: Decision) -> dict[str, Any]:
    detail = decision.detail
    fields = _counted(decision.ruling, decision.draws, decision.request)
    if detail.parts:
        fields["parts"] = [_part(part, decision.request) for part in detail.parts]
    if detail.missing:
        fields["missing"] = list(detail.missing)
    if detail.until is not None:
        fields["until"] = detail.until
    return fields


def _part(part: Part, request: Request) -> dict[str, Any]:
    return {**_counted(part.ruling, part.draws, request), "use": part.use}


def _counted(ruling: Ruling, draws: tuple[Draw, ...], request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "clause": ruling.clause,
        "decision": ruling.answer,
        "reason": ruling.reason,
        "use": ruling.use,
    }
    if ruling.answer != ALLOW:
        return fields
    if ruling.price is not None:
        fields["price"] = ruling.price.label
    unit = counted_unit(ruling, request)
    if unit is not None:
        fields["unit"] = unit
        fields["quantity"] = request.quantities.get(unit, 1)
    if draws:
        fields["meters"] = [draw.meter for draw in draws]
    if any(draw.asked != fields.get("quantity") for draw in draws):
        fields["quantities"] = {draw.metered.unit: draw.asked for draw in draws}
    return fields
