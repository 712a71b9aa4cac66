from __future__ import annotations

import pytest

from licdsl.settlement.allocation import allocate


def test_spare_units_go_to_the_largest_remainders() -> None:
    assert allocate(24, {"a": 5, "b": 3, "c": 1}) == {"a": 13, "b": 8, "c": 3}


def test_ties_go_to_the_lower_party_id() -> None:
    assert allocate(5, {"c": 1, "a": 1, "b": 1}) == {"a": 2, "b": 2, "c": 1}


def test_the_golden_example_of_the_design_comes_out() -> None:
    """One pot of settlement.md: an equal part for small publishers, the rest by usage, one split."""
    pot = 286_376
    equal = allocate(5_728, dict.fromkeys("ABC", 1))
    usage = allocate(pot - 5_728, {"A": 700_001, "B": 433_333, "C": 1_233})
    assert equal == {"A": 1_910, "B": 1_909, "C": 1_909}
    assert usage == {"A": 173_153, "B": 107_190, "C": 305}
    payouts = {party: equal[party] + usage[party] for party in equal}
    assert payouts == {"A": 175_063, "B": 109_099, "C": 2_214}
    assert allocate(payouts["C"], {"1": 70, "2": 20, "3": 10}) == {"1": 1_550, "2": 443, "3": 221}


def test_nothing_to_weigh_by_is_an_error_unless_there_is_nothing_to_divide() -> None:
    assert allocate(0, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
    with pytest.raises(ValueError, match="nothing to weigh by"):
        allocate(1, {"a": 0})
    with pytest.raises(ValueError, match="nothing to weigh by"):
        allocate(1, {})


def test_a_negative_weight_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate(1, {"a": 2, "b": -1})


def test_a_larger_pot_may_shrink_a_share_as_documented() -> None:
    weights = {"a": 1, "b": 8, "c": 8}
    assert allocate(24, weights)["a"] == 2
    assert allocate(25, weights)["a"] == 1
