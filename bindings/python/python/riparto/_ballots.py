"""Ballots: the splits that parties would like, and one split made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, overload

from riparto import _native
from riparto._answers import Answer, Authorization, ask
from riparto._exact import (
    Amount,
    Number,
    amount_text,
    amounts_texts,
    money,
    moneys,
    number_text,
    read,
    read_fields,
    write,
)
from riparto._files import Source, about, bytes_of
from riparto._frames import Library, frame
from riparto._language import spoken
from riparto._plan import Plan

if TYPE_CHECKING:
    import pandas
    import polars


class Aggregate(Answer):
    """One split made of many."""

    __slots__ = ()

    @property
    def amounts(self) -> dict[str, Decimal]:
        """What each line gets; empty where no allocation respects the rules."""
        return moneys(self._data.get("amounts") or {})

    @property
    def rule(self) -> str:
        """By what one was made of many."""
        return str(self._data.get("rule", ""))

    @property
    def guarantee(self) -> str:
        """Whether a party may bring the outcome nearer to what it means by writing something else, in words."""
        return str(self._data.get("guarantee_text", ""))

    @property
    def disagreement(self) -> dict[str, Any]:
        """Where ballots differ, as dicts and lists."""
        return dict(self.to_dict().get("disagreement") or {})


class Ballots:
    """Ballots that split one total over the same lines."""

    __slots__ = ("_fields",)

    _fields: dict[str, Any]

    def __init__(
        self,
        ballots: Mapping[str, Mapping[str, Amount]],
        *,
        total: Amount | None = None,
        weights: Mapping[str, Number] | None = None,
    ) -> None:
        weighed = weights or {}
        told: list[dict[str, Any]] = []
        for party, amounts in ballots.items():
            ballot: dict[str, Any] = {"party": party, "amounts": amounts_texts(amounts, party)}
            if party in weighed:
                ballot["weight"] = number_text(weighed[party], party)
            told.append(ballot)
        sums = {sum(map(money, ballot["amounts"].values()), Decimal("0.00")) for ballot in told}
        # One that does not sum to the total is told by the library, with both sums.
        split = (
            amount_text(total, "total") if total is not None else f"{max(sums, default=Decimal('0.00')):f}"
        )
        self._fields = {"total": split, "ballots": told}

    @classmethod
    def read(
        cls,
        file: Source,
        *,
        plan: Plan | None = None,
        total: Amount | None = None,
        leave_out: Sequence[str] = (),
    ) -> Ballots:
        """Ballots from a file: a document ``riparto.ballots/1``, or a table in a workbook or CSV."""
        document = None if plan is None else plan.json
        split = None if total is None else amount_text(total, "total")
        with about(file):
            told = read(_native.read_ballots(bytes_of(file), document, split, list(leave_out), spoken()))
        return cls._of({"total": told["total"], "ballots": told["ballots"]})

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Ballots:
        ballots = cls.__new__(cls)
        ballots._fields = fields
        return ballots

    @property
    def total(self) -> Decimal:
        """What each ballot splits."""
        return money(self._fields["total"])

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose ballots they are."""
        return tuple(ballot["party"] for ballot in self._fields["ballots"])

    def __getitem__(self, party: str) -> dict[str, Decimal]:
        for ballot in self._fields["ballots"]:
            if ballot["party"] == party:
                return moneys(ballot["amounts"])
        raise KeyError(party)

    def __len__(self) -> int:
        return len(self._fields["ballots"])

    def __iter__(self) -> Iterator[str]:
        return iter(self.parties)

    def aggregate(
        self,
        rule: str = "ladder",
        *,
        plan: Plan | None = None,
        tolerance: Amount | None = None,
        up_to: Authorization | str | None = None,
        effort: int | None = None,
    ) -> Aggregate:
        """One split of them: ``mean``, ``median_normalized``, ``utilitarian``, ``independent_markets``, ``ladder``,
        ``piecewise_uniform``; with a plan, inside its rules."""
        fields = {
            "total": write(self._fields["total"]),
            "ballots": write(self._fields["ballots"]),
            "rule": write(rule),
        }
        if plan is not None:
            fields["plan"] = plan.json
        if tolerance is not None:
            fields["tolerance"] = write(amount_text(tolerance, "tolerance"))
        if up_to is not None:
            fields["up_to"] = write(Authorization(up_to).value)
        if effort is not None:
            fields["effort"] = write(effort)
        return Aggregate(*ask("aggregate", fields))

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Library = "pandas") -> Any:
        """A row for each line, a column for each party."""
        lines = list(dict.fromkeys(line for party in self.parties for line in self[party]))
        columns: dict[str, list[Any]] = {"line": lines}
        for party in self.parties:
            columns[party] = [self[party].get(line) for line in lines]
        return frame(columns, library)

    @property
    def document(self) -> str:
        """The document ``riparto.ballots/1``."""
        return write({"format": "riparto.ballots/1", **self._fields})

    @property
    def json(self) -> str:
        """The document ``riparto.ballots/1``."""
        return self.document

    def to_json(self) -> str:
        """The document ``riparto.ballots/1``."""
        return self.document

    def to_dict(self) -> dict[str, Any]:
        """The document as dicts and lists of its own."""
        return read_fields(self.document)

    def __eq__(self, other: object) -> bool:
        return self._fields == other._fields if isinstance(other, Ballots) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._fields["total"], self.parties))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Ballots._of, (self.to_dict_fields(),))

    def to_dict_fields(self) -> dict[str, Any]:
        """The fields ``total`` and ``ballots`` of a request, on their own."""
        return read_fields(write(self._fields))

    def __repr__(self) -> str:
        return f"<Ballots of {', '.join(self.parties)}: {self.total:f}>"
