"""Budgets with a fixed total, shared by many partners under many rules; amounts always add up to the cent.

>>> import riparto
>>> riparto.apportion("100.00", [1, 1, 1]).amounts
(Decimal('33.34'), Decimal('33.33'), Decimal('33.33'))

Amounts are ``Decimal``, whole numbers or texts, and never floats. A broken rule is an answer with findings; bad input is a
:class:`riparto.Error` with a stable code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from riparto import _native
from riparto._answers import (
    Answer,
    Apportionment,
    Assessment,
    Authorization,
    Check,
    Conflict,
    Diagnosis,
    Finding,
    Headroom,
    LabelHeadroom,
    LabelMargin,
    Margin,
    Notice,
    Proof,
    Rebalanced,
    Settlement,
    Verified,
)
from riparto._answers import ask as _ask
from riparto._ballots import Aggregate, Ballots
from riparto._errors import Error, Mistake, Rejection
from riparto._exact import Amount, Number, amount_text, number_text, write
from riparto._language import Language, language, set_language
from riparto._native import handle, schema
from riparto._plan import Line, Party, Plan
from riparto._proposal import Proposal, Transfer
from riparto._rules import Rule
from riparto._table import Decision, Head, History, Ledger, Table, Tabled

__version__ = "0.1.0"

__all__ = [
    "Aggregate",
    "Amount",
    "Answer",
    "Apportionment",
    "Assessment",
    "Authorization",
    "Ballots",
    "Check",
    "Conflict",
    "Decision",
    "Diagnosis",
    "Error",
    "Finding",
    "Head",
    "Headroom",
    "LabelHeadroom",
    "LabelMargin",
    "History",
    "Language",
    "Ledger",
    "Line",
    "Margin",
    "Mistake",
    "Notice",
    "Number",
    "Party",
    "Plan",
    "Proof",
    "Proposal",
    "Rebalanced",
    "Rejection",
    "Rule",
    "Settlement",
    "Table",
    "Tabled",
    "Transfer",
    "Verified",
    "apportion",
    "ask",
    "codes",
    "handle",
    "language",
    "packs",
    "schema",
    "set_language",
    "verify",
]


def apportion(
    total: Amount,
    weights: Sequence[Number],
    *,
    method: str = "largest_remainder",
    tie_break: str | None = None,
    floors: Sequence[Amount | None] | None = None,
    ceilings: Sequence[Amount | None] | None = None,
    residual_to: int | None = None,
    **fields: Any,
) -> Apportionment:
    """Splits a total in proportion to weights; the parts sum to it, to the cent. See docs/JSON.md for all fields."""

    def bounds(given: Sequence[Amount | None] | None, what: str) -> list[str | None] | None:
        if given is None:
            return None
        return [
            None if bound is None else amount_text(bound, f"{what}[{at}]") for at, bound in enumerate(given)
        ]

    asked: dict[str, Any] = {
        "total": amount_text(total, "total"),
        "weights": [number_text(weight, f"weights[{at}]") for at, weight in enumerate(weights)],
        "method": method,
        "tie_break": tie_break,
        "floors": bounds(floors, "floors"),
        "ceilings": bounds(ceilings, "ceilings"),
        "residual_to": residual_to,
        **fields,
    }
    return Apportionment(
        *_ask("apportion", {name: write(value, name) for name, value in asked.items() if value is not None})
    )


def ask(op: str, **fields: Any) -> Answer:
    """Any operation of the JSON API with its fields; one called as a word of Python ends in ``_`` (``from_``).

    Plans and proposals are given as they are; amounts as text, as docs/JSON.md writes them.
    """
    documents = (Plan, Proposal, Proof)
    given = {
        name.rstrip("_"): value.json if isinstance(value, documents) else write(value, name)
        for name, value in fields.items()
        if value is not None
    }
    return Answer(*_ask(op, given))


def verify(proof: Proof, plan: Plan | None = None) -> Verified:
    """Checks a proof against the plan that it is about."""
    return proof.verify(plan)


def packs() -> list[str]:
    """The ids of the rule packs of published acts that come with riparto."""
    return _native.pack_ids()


def codes() -> dict[str, str]:
    """Every code that an :class:`Error` may have, with its kind."""
    return dict(_native.codes())
