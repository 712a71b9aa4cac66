"""The straight way: the plain allow, answered with nothing built but the answer.

One contract concerns the request, it hangs on no acceptance, it is in force, all leaves of the use
share their clauses, no prohibition is true or unknown, and the first permission that is true has
room. Everything else returns None and goes by `judgement`, which gives the same answer where both
can (a property test compares them).
"""

from __future__ import annotations

from collections.abc import Mapping

from licdsl.engine.bindings import Binding
from licdsl.engine.decision import Decision
from licdsl.engine.limits import MeterKey, PlainDraw
from licdsl.engine.meters import Meters
from licdsl.engine.request import Request


def straight(
    binding: Binding, request: Request, facts: Mapping[str, str | int], meters: Meters, meter_key: MeterKey
) -> Decision | None:
    """Allow `request` and draw its limits, or None where that takes more than this function knows."""
    at = request.at
    if not binding.start <= at < binding.end:
        return None
    plan = binding.alone.get(request.action) or binding.straight(request.action)
    if plan is None:
        return None
    hits, doubts, permits, _, price, party = plan.find(facts.get, at, binding.end, None, request.work)
    if hits or doubts or not permits or party is not True or price.__class__ is not int:
        return None
    grant = plan.grants[permits[0]]
    if grant.sizes and request.sizes:
        return None
    drawn: tuple[PlainDraw, ...] = ()
    for limit in grant.limits:
        start, end, anchor = limit.span
        key = limit.constant_key
        if key is None or not start <= at < end or anchor != binding.start:
            draw = limit.draw(meters, meter_key, request, facts.get, binding.start)
            _, key, start, end, used, asked = draw
        else:
            used = meters.counted(key, start)
            asked = request.quantities.get(limit.unit, 1)
        if used + asked > limit.count:
            return None
        drawn = (*drawn, (limit, key, start, end, used, asked))
    for limit, key, start, _, _, asked in drawn:
        if limit.sliding:
            meters.slide(key, at, asked)
        else:
            meters.count(key, start, asked)
    return Decision(request, binding, plan.allows[permits[0]][price], drawn, facts)
