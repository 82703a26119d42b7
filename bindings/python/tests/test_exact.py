"""Amounts are exact at the border: Decimal, whole numbers and texts in, Decimal out, and never a float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest

import riparto
from riparto import Error, Plan, Proposal, Transfer


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("80000.00", "80000.00"),
        ("80.000,00 €", "80000.00"),
        ("80,000.00", "80000.00"),
        (80000, "80000.00"),
        (Decimal("80000"), "80000.00"),
        (Decimal("80000.5"), "80000.50"),
        (Decimal("80.000"), "80.00"),
        (Decimal("8E+4"), "80000.00"),
        (numpy.int64(12), "12.00"),
    ],
)
def test_what_is_exact_is_read(given: Any, read: str) -> None:
    amount = Transfer("a", "b", given).amount
    assert (str(amount), type(amount)) == (read, Decimal)


@pytest.mark.parametrize("given", [80000.0, 0.1, float("nan"), numpy.float32(1), numpy.float64(1), 1j])
def test_a_float_is_a_type_error_that_says_what_to_write(given: Any) -> None:
    with pytest.raises(TypeError, match=r"a → b: the float .* is not exact.*write Decimal\(\""):
        Transfer("a", "b", given)


@pytest.mark.parametrize("given", [True, None, Fraction(1, 3), b"1.00", [1]])
def test_what_is_no_amount_is_a_type_error(given: Any) -> None:
    with pytest.raises(TypeError, match="write a Decimal, a whole number or a text"):
        Transfer("a", "b", given)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("80,000", "amount_ambiguous"),
        ("eighty", "amount_malformed"),
        ("", "amount_empty"),
        ("1.005,001", "amount_too_precise"),
        (Decimal("1.005"), "amount_too_precise"),
        (Decimal("NaN"), "amount_not_plain"),
        (Decimal("sNaN"), "amount_not_plain"),
        (Decimal("Infinity"), "amount_not_plain"),
        (Decimal("1E+999999"), "amount_not_plain"),
        (Decimal("1E-999999"), "amount_not_plain"),
        (-3, "amount_negative"),
        (10**30, "amount_too_large"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_with_its_code(given: Any, code: str) -> None:
    with pytest.raises(Error) as raised:
        Transfer("a", "b", given)
    assert (raised.value.code, raised.value.kind) == (code, "amount")
    assert riparto.codes()[code] == "amount"


@pytest.mark.parametrize("given", [Decimal("NaN"), Decimal("-Infinity"), "-", "--1.00", "minus one"])
def test_a_change_that_cannot_be_read_is_refused_as_an_amount_is(plan: Plan, given: Any) -> None:
    with pytest.raises(Error) as raised:
        plan.rebalance(give={"desks": given})
    assert raised.value.kind == "amount"
    with pytest.raises(TypeError, match="desks: the float"):
        plan.rebalance(give={"desks": -1.5})  # type: ignore[dict-item]


def test_a_float_deep_inside_a_document_is_named_by_its_place() -> None:
    with pytest.raises(TypeError, match=r"plan\['lines'\]\[0\]\['amount'\]: the float 1.5"):
        Plan.from_dict({"format": "riparto.plan/1", "total": "1.00", "lines": [{"id": "a", "amount": 1.5}]})
    with pytest.raises(TypeError, match=r"weights\[1\]: the float"):
        riparto.apportion("1.00", ["1", 2.5])  # type: ignore[list-item]


def test_every_amount_of_an_answer_is_decimal_and_sums_to_the_cent(plan: Plan, forbidden: Proposal) -> None:
    assessment = plan.assess(forbidden)
    held = [*assessment.before.values(), *assessment.after.values(), *assessment.changes.values()]
    held += [finding.excess for finding in assessment.findings] + [*assessment.would_pass.values()]
    assert all(type(amount) is Decimal for amount in held)
    assert sum(assessment.after.values()) == plan.total == Decimal("2464000.00")
    assert sum(assessment.changes.values()) == 0


def test_a_split_has_its_receipt() -> None:
    split = riparto.apportion(100, [1, 1, 1], tie_break="last")
    assert [str(amount) for amount in split.amounts] == ["33.33", "33.33", "33.34"]
    assert split.receipt["leftovers"] == [{"part": 2, "cents": 1, "remainder": "1/3"}]
    assert riparto.apportion("1.00", [Decimal("12.5"), 3], floors=[None, "0.50"]).amounts[1] == Decimal(
        "0.50"
    )
