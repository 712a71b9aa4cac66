"""The answer to one request: light to build, explained when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from licdsl.engine import explanation, outcome
from licdsl.engine.explanation import DecidingClause as DecidingClause
from licdsl.engine.explanation import Obligation as Obligation
from licdsl.engine.explanation import PriceReference as PriceReference
from licdsl.engine.explanation import Remaining as Remaining
from licdsl.engine.limits import Draw, PlainDraw
from licdsl.engine.request import Request
from licdsl.engine.ruling import ALLOW, Ruling
from licdsl.ledger.store import Receipt
from licdsl.terms.contract import Contract
from licdsl.values.canonical import LARGEST

if TYPE_CHECKING:
    from licdsl.engine.bindings import Binding


@dataclass(frozen=True, slots=True)
class Part:
    """One group of leaf uses of an allowed inner use, where their permissions or prices differ."""

    use: str
    ruling: Ruling
    draws: tuple[Draw, ...]


class Detail:
    """What only some decisions carry: when a refusal lifts, what is missing, the parts of an inner use."""

    __slots__ = ("missing", "parts", "until")

    def __init__(
        self,
        until: int | None = None,
        missing: tuple[str, ...] = (),
        parts: tuple[Part, ...] = (),
    ) -> None:
        """An instant that no entry can hold is no instant at which anything lifts."""
        self.until = until if until is not None and -LARGEST <= until <= LARGEST else None
        self.missing = missing
        self.parts = parts


NO_DETAIL = Detail()


class Decision:
    """The answer to one request, with everything that language.md item 5 asks of it.

    Only the parts in which decisions differ are kept (`request`, `binding`, `ruling`, `drawn`,
    `facts`: the engine's own); what explains them is worked out when it is read. `receipt` is set by
    the node that records the decision.
    """

    __slots__ = ("binding", "drawn", "facts", "receipt", "request", "ruling")

    def __init__(
        self,
        request: Request,
        binding: Binding | None,
        ruling: Ruling,
        drawn: tuple[PlainDraw, ...],
        facts: Mapping[str, str | int],
    ) -> None:
        """Made by the engine only."""
        self.request = request
        self.binding = binding
        self.ruling = ruling
        self.drawn = drawn
        self.facts = facts
        self.receipt: Receipt | None = None

    @property
    def detail(self) -> Detail:
        """What most allowed requests lack: an instant, missing facts, parts."""
        return NO_DETAIL

    @property
    def accepts(self) -> bool:
        """Whether this request accepts the offer that allows it."""
        return False

    @property
    def draws(self) -> tuple[Draw, ...]:
        """What was drawn from each limit, or weighed where the answer is a refusal."""
        return tuple(Draw._make(each) for each in self.drawn)

    # ------------------------------------------------------------ the answer
    @property
    def answer(self) -> str:
        """`allow`, `deny` or `undecided`; undecided is no allow."""
        return self.ruling.answer

    @property
    def allowed(self) -> bool:
        """Whether the use may be made."""
        return self.ruling.answer == ALLOW

    @property
    def reason(self) -> str:
        """A stable token: `permission`, `prohibition`, `limit`, `size`, `term`, `unknown` and so on."""
        return self.ruling.reason

    @property
    def clause(self) -> str | None:
        """The label of the clause that decided; None where nothing in the contract speaks of the use."""
        return self.ruling.clause

    @property
    def use(self) -> str:
        """The use that was asked, as it was asked."""
        return self.request.action

    @property
    def until(self) -> int | None:
        """The instant at which a refusal lifts; None where none is known or nothing was refused."""
        return self.detail.until

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys of the facts without which there is no answer, sorted."""
        return self.detail.missing

    # ------------------------------------------------------------ the contract
    @property
    def contract(self) -> str | None:
        """The meaning digest of the contract that decided, or None."""
        return None if self.binding is None else self.binding.digest

    @property
    def terms(self) -> Contract | None:
        """The contract that decided, or None."""
        return None if self.binding is None else self.binding.contract

    @property
    def parties(self) -> tuple[tuple[str, str], ...]:
        """The bound parties of that contract, as (label, id), sorted; its licensee included."""
        return () if self.binding is None else self.binding.parties(self.request.licensee)

    @property
    def deciding(self) -> tuple[DecidingClause, ...]:
        """Where the clause that decided stands; empty where no clause did."""
        terms, made = self.terms, self.ruling
        if terms is None or made.clause is None:
            return ()
        return (DecidingClause(made.clause, terms.path, made.place.line),)

    # ------------------------------------------------------------ what is counted and billed
    @property
    def unit(self) -> str | None:
        """The unit in which the use counts; None where nothing counts it."""
        return outcome.unit(self)

    @property
    def quantity(self) -> int | None:
        """How many units it counts; None where nothing counts it."""
        return outcome.quantity(self)

    @property
    def meters(self) -> tuple[str, ...]:
        """The opaque keys of the meters that were drawn, in the order of the permission's limits."""
        return tuple(draw.meter for draw in self.draws) if self.allowed else ()

    @property
    def charge(self) -> str | None:
        """The price of the excess, where this use goes beyond a limit that has one."""
        over = (draw.metered.charge for draw in self.draws if self.allowed and draw.over)
        return next(over, None)

    @property
    def remaining(self) -> tuple[Remaining, ...]:
        """What is left of every limit that was touched, after what this decision drew."""
        return tuple(explanation.remaining(draw, drawn=self.allowed) for draw in self.draws)

    @property
    def price(self) -> PriceReference | None:
        """The price that the use will be billed by, with its commission; None where none is due."""
        return explanation.price(self)

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """The duties that come with an allow."""
        return explanation.obligations(self)

    def text(self) -> str:
        """One plain sentence: `deny by embargo until 2026-03-02 14:00 Europe/London (harbour.lic:34)`."""
        return explanation.text(self)

    def outcome(self, account: str) -> bytes:
        """The canonical JSON that the log holds; `account` is the opaque id of the licensee."""
        return outcome.encode(self, account)

    def __repr__(self) -> str:
        """The sentence, for people who print decisions."""
        return f"<Decision {self.text()}>"


class DetailedDecision(Decision):
    """A decision with a detail, or one that accepts an offer."""

    __slots__ = ("_accepts", "_detail")

    def __init__(
        self,
        request: Request,
        binding: Binding | None,
        ruling: Ruling,
        drawn: tuple[PlainDraw, ...],
        facts: Mapping[str, str | int],
        detail: Detail,
        accepts: bool = False,
    ) -> None:
        """Made by the engine only."""
        super().__init__(request, binding, ruling, drawn, facts)
        self._detail = detail
        self._accepts = accepts

    @property
    def detail(self) -> Detail:
        """When a refusal lifts, what is missing, the parts of an inner use."""
        return self._detail

    @property
    def accepts(self) -> bool:
        """Whether this request accepts the offer that allows it."""
        return self._accepts
