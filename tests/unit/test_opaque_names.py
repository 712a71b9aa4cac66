from __future__ import annotations

from licdsl.engine.opaque import OpaqueNames


def test_names_are_stable_and_do_not_show_what_they_name() -> None:
    first, second = OpaqueNames(b"k" * 32, {}), OpaqueNames(b"k" * 32, {})
    assert first.party("acme") == second.party("acme")
    assert "acme" not in first.party("acme")
    assert len(first.party("acme")) == 16


def test_a_party_and_a_reporter_of_one_id_have_different_names() -> None:
    names = OpaqueNames(b"k" * 32, {})
    assert names.party("acme") != names.reporter("acme")


def test_meters_of_two_contracts_scopes_and_limits_never_share_a_name() -> None:
    names = OpaqueNames(b"k" * 32, {"a": b"1" * 32, "b": b"2" * 32})
    made = {
        names.meter(contract, clause, limit, scope)
        for contract in "ab"
        for clause in ("x", "xy")
        for limit in (0, 1)
        for scope in ((), ("y",), ("y", "z"), ("yz",))
    }
    assert len(made) == 2 * 2 * 2 * 4
