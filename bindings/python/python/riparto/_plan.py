"""Plans: an envelope with its lines, rules and parties, and the allocation approved last."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from riparto import _native
from riparto._answers import (
    Assessment,
    Authorization,
    Check,
    Diagnosis,
    Headroom,
    LabelHeadroom,
    Rebalanced,
    Settlement,
    ask,
)
from riparto._exact import (
    Amount,
    Number,
    amount_text,
    amounts_texts,
    day_text,
    money,
    moneys,
    number_text,
    read,
    read_fields,
    write,
)
from riparto._files import Source, about, bytes_of
from riparto._frames import Library, frame
from riparto._language import say, spoken
from riparto._proposal import Proposal
from riparto._rules import Rule

if TYPE_CHECKING:
    import pandas
    import polars

    from riparto._ballots import Ballots

Level = Authorization | str


@dataclass(frozen=True, slots=True, init=False)
class Line:
    """A line of a plan, with its original amount."""

    id: str
    amount: Decimal
    title: str
    labels: Mapping[str, str] = field(hash=False)

    def __init__(
        self, id: str, amount: Amount, title: str = "", labels: Mapping[str, str] | None = None
    ) -> None:
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "amount", money(amount_text(amount, f"line {id!r}")))
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "labels", dict(labels or {}))

    def to_dict(self) -> dict[str, Any]:
        """The line as a plan's document writes it."""
        told: dict[str, Any] = {"id": self.id, "amount": f"{self.amount:f}"}
        told.update({"title": self.title} if self.title else {})
        told.update({"labels": dict(self.labels)} if self.labels else {})
        return told

    def __reduce__(self) -> tuple[Any, ...]:
        return (Line, (self.id, self.amount, self.title, dict(self.labels)))


@dataclass(frozen=True, slots=True)
class Party:
    """Who sits at the table."""

    id: str
    name: str = ""
    role: Literal["authority", "lead", "partner"] = "partner"

    def to_dict(self) -> dict[str, Any]:
        """The party as a plan's document writes it."""
        return {"id": self.id, "name": self.name, "role": self.role}


class Plan:
    """A financial plan. It never changes: what changes it makes another.

    ``json`` is its document as it was given, ``riparto.plan/1``; proofs are about that document.
    """

    __slots__ = ("_json", "_normal", "_fields", "_report", "_edited")

    _json: str
    _normal: str
    _fields: dict[str, Any]
    _report: str | None
    _edited: dict[str, str] | None

    def __init__(
        self,
        title: str,
        total: Amount,
        lines: Iterable[Line],
        *,
        rules: Iterable[Rule] = (),
        parties: Iterable[Party] = (),
        source: str = "",
        currency: str = "EUR",
        **fields: Any,
    ) -> None:
        told: dict[str, Any] = {
            "format": "riparto.plan/1",
            "title": title,
            "total": amount_text(total, "total"),
        }
        told.update({"source": source} if source else {})
        told.update({"currency": currency} if currency != "EUR" else {})
        told["lines"] = [line.to_dict() for line in lines]
        told["parties"] = [party.to_dict() for party in parties]
        told["rules"] = [rule.to_dict() for rule in rules]
        told.update(fields)
        self._keep(write(told, "plan"))

    def _keep(self, document: str, report: str | None = None, edited: str | None = None) -> None:
        self._json = document
        self._normal = _native.normal_plan(document, spoken())
        self._fields = read(self._normal)
        self._report = report
        self._edited = None if edited is None else read(edited)

    @classmethod
    def _of(cls, document: str, report: str | None = None, edited: str | None = None) -> Plan:
        plan = cls.__new__(cls)
        plan._keep(document, report, edited)
        return plan

    @classmethod
    def from_json(cls, document: str) -> Plan:
        """A plan from its document; all of its mistakes are told at once."""
        return cls._of(document)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Plan:
        """A plan from its document as dicts and lists. A float anywhere is a TypeError."""
        return cls._of(write(document, "plan"))

    @classmethod
    def read(
        cls,
        file: Source,
        *,
        sheet: str | None = None,
        amounts: Sequence[str] = (),
        parts: str | None = None,
        title: str | None = None,
    ) -> Plan:
        """A plan from a file: JSON, a table's journal, a workbook (XLSX, XLS, ODS) or CSV; from bytes or an open file too.

        ``sheet``, ``amounts``, ``parts`` and ``title`` are as for ``riparto import``: see docs/SHEETS.md.
        """
        heads = [amounts] if isinstance(amounts, str) else list(amounts)
        with about(file):
            return cls._of(*_native.read_plan(bytes_of(file), sheet, heads, parts, title, spoken()))

    @property
    def import_report(self) -> str | None:
        """What was made of each row and column, where it was read from a workbook or CSV."""
        return self._report

    @property
    def edited(self) -> dict[str, Decimal] | None:
        """The new amounts that a workbook has which riparto wrote; see :meth:`settle`."""
        return None if self._edited is None else moneys(self._edited)

    @property
    def json(self) -> str:
        """Its document."""
        return self._json

    def to_json(self) -> str:
        """Its document."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Its document as dicts and lists of its own."""
        return read_fields(self._json)

    @property
    def title(self) -> str:
        """What it is for."""
        return str(self._fields["title"])

    @property
    def source(self) -> str:
        """Where total and lines are stated."""
        return str(self._fields.get("source") or "")

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return str(self._fields.get("currency") or "EUR")

    @property
    def total(self) -> Decimal:
        """The total approved last."""
        approved = self._fields.get("approved")
        return money(approved["total"] if approved else self._fields["total"])

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, with their original amounts."""
        told = self._fields["lines"]
        return tuple(
            Line(each["id"], each["amount"], each.get("title") or "", each.get("labels")) for each in told
        )

    @property
    def original(self) -> dict[str, Decimal]:
        """The original allocation, by line."""
        return {each["id"]: money(each["amount"]) for each in self._fields["lines"]}

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The allocation approved last, by line, in the plan's order."""
        approved = self._fields.get("approved")
        return moneys(approved["amounts"]) if approved else self.original

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules."""
        return tuple(Rule.from_dict(rule) for rule in self._fields.get("rules") or ())

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who sits at the table."""
        told = self._fields.get("parties") or ()
        return tuple(
            Party(party["id"], party.get("name") or "", party.get("role") or "partner") for party in told
        )

    # What is asked of it

    def _ask(self, op: str, **fields: Any) -> tuple[str, str | None]:
        given = {name.rstrip("_"): write(value, name) for name, value in fields.items() if value is not None}
        return ask(op, {"plan": self._json, **given})

    def check(
        self,
        amounts: Mapping[str, Amount] | None = None,
        *,
        by: Sequence[str] | None = None,
        date: object = None,
        effort: int | None = None,
    ) -> Check:
        """What an allocation breaks: the approved one, or ``amounts``, where a line left out holds what is approved."""
        texts = None if amounts is None else amounts_texts(amounts)
        return Check(*self._ask("check", amounts=texts, by=by, date=day_text(date), effort=effort))

    def assess(
        self,
        proposal: Proposal,
        *,
        up_to: Level | None = None,
        balance: str | None = None,
        by: Sequence[str] | None = None,
        date: object = None,
        effort: int | None = None,
    ) -> Assessment:
        """What a proposal would do, which rules it breaks and by how much, and what it needs."""
        asked = {
            "up_to": _level(up_to),
            "balance": balance,
            "by": by,
            "date": day_text(date),
            "effort": effort,
        }
        return Assessment(*self._ask("assess", proposal=proposal, **asked))

    def headroom(
        self, *, up_to: Level | None = None, date: object = None, effort: int | None = None
    ) -> Headroom:
        """How much each line may still give and receive, and which rule stops it."""
        return Headroom(*self._ask("headroom", up_to=_level(up_to), date=day_text(date), effort=effort))

    def headroom_by(
        self, *labels: str, up_to: Level | None = None, date: object = None, effort: int | None = None
    ) -> LabelHeadroom:
        """How much the lines with each value of a label may give to the others and receive from them, together."""
        asked = {"up_to": _level(up_to), "date": day_text(date), "effort": effort}
        return LabelHeadroom(*self._ask("headroom", by=labels, **asked))

    def rebalance(
        self,
        wish: Mapping[str, Amount] | None = None,
        *,
        give: Mapping[str, Amount] | None = None,
        from_: Sequence[str] | None = None,
        measure: str | None = None,
        weights: Mapping[str, Number] | None = None,
        up_to: Level | None = None,
        proof: bool = False,
        date: object = None,
        effort: int | None = None,
    ) -> Rebalanced:
        """The allocation nearest to a wish that respects every rule, with a proof where it is asked for.

        ``give`` says what lines are to get (or to give, below zero) in place of a wish; ``from_`` names those that pay.
        """
        if wish is None and give is None:
            wish = {}
        changes = None if give is None else {line: _change(value, line) for line, value in give.items()}
        weighed = (
            None if weights is None else {line: number_text(value, line) for line, value in weights.items()}
        )
        return Rebalanced(
            *self._ask(
                "rebalance",
                wish=None if wish is None else amounts_texts(wish, "wish"),
                give=changes,
                from_=from_,
                measure=measure,
                weights=weighed,
                up_to=_level(up_to),
                proof=proof or None,
                date=day_text(date),
                effort=effort,
            )
        )

    def diagnose(
        self,
        *,
        up_to: Level | None = None,
        proof: bool = False,
        date: object = None,
        effort: int | None = None,
    ) -> Diagnosis:
        """Whether the rules can hold together; if not, which ones clash and the cheapest way out."""
        asked = {"up_to": _level(up_to), "proof": proof or None, "date": day_text(date), "effort": effort}
        return Diagnosis(*self._ask("diagnose", **asked))

    def settle(
        self, to: Mapping[str, Amount], *, up_to: Level | None = None, proof: bool = False
    ) -> Settlement:
        """The fewest transfers that lead from what is approved to other amounts of the same sum."""
        asked = {
            "to": {**{line: f"{held:f}" for line, held in self.amounts.items()}, **amounts_texts(to, "to")}
        }
        return Settlement(*self._ask("settle", **asked, up_to=_level(up_to), proof=proof or None))

    # What is made of it

    def apply(self, proposal: Proposal, *, granted: Level = "free") -> Plan:
        """The plan after a proposal, if it needs no more authorization than is granted."""
        return Plan._of(_native.apply(self._json, proposal.json, str(_level(granted)), spoken()))

    def with_rules(self, rules: Iterable[Rule]) -> Plan:
        """The plan with more rules."""
        told = self.to_dict()
        told["rules"] = [*(told.get("rules") or ()), *(rule.to_dict() for rule in rules)]
        return Plan._of(write(told, "plan"))

    def with_pack(self, id: str) -> Plan:
        """The plan with the rules of a published act that come with riparto: see :func:`riparto.packs`."""
        return Plan._of(_native.with_pack(self._json, id, spoken()))

    def read_rules(self, file: Source) -> tuple[Rule, ...]:
        """Rules about its lines from a file: a table in a workbook or CSV, or a rule pack."""
        with about(file):
            rules = read(_native.read_rules(bytes_of(file), self._json, spoken()))
        return tuple(map(Rule.from_dict, rules))

    def export(self, format: Literal["xlsx", "csv", "md", "html", "json"]) -> bytes:
        """The plan as a workbook whose totals and rules are formulas, as CSV, Markdown, HTML or JSON."""
        if format == "json":
            return (self._json + "\n").encode()
        if format not in ("xlsx", "csv", "md", "html"):
            raise ValueError(
                say(
                    f"`{format}` is no format of a plan: write xlsx, csv, md, html or json",
                    f"`{format}` non è un formato di piano: scrivere xlsx, csv, md, html o json",
                )
            )
        return _native.export(self._json, format, spoken())

    def write(self, file: str | os.PathLike[str]) -> None:
        """Writes the plan in the format that the end of the file's name says."""
        path = Path(file)
        match path.suffix.lower():
            case ".xlsx":
                path.write_bytes(self.export("xlsx"))
            case ".csv":
                path.write_bytes(self.export("csv"))
            case ".md":
                path.write_bytes(self.export("md"))
            case ".html":
                path.write_bytes(self.export("html"))
            case ".json":
                path.write_bytes(self.export("json"))
            case other:
                raise ValueError(
                    say(
                        f"`{path.name}`: a plan is written as .xlsx, .csv, .md, .html or .json, not {other or 'without ending'}",
                        f"`{path.name}`: un piano si scrive come .xlsx, .csv, .md, .html o .json, non {other or 'senza estensione'}",
                    )
                )

    def report(self, *proposals: Proposal, ballots: Ballots | None = None) -> str:
        """One page of HTML with charts and tables: the envelope, changes, headroom, where ballots differ."""
        drawn = None if ballots is None else ballots.document
        return _native.report(self._json, [proposal.json for proposal in proposals], drawn, None, spoken())

    def charts(self, *proposals: Proposal) -> dict[str, str]:
        """The charts of the report as SVG, by name."""
        return dict(_native.charts(self._json, [proposal.json for proposal in proposals], 1 << 30, spoken()))

    def page(self) -> str:
        """The plan as one page of HTML that works without a network, with riparto inside."""
        return _native.page(self._json, None, spoken())

    def _columns(self) -> dict[str, list[Any]]:
        lines, amounts = self.lines, self.amounts
        keys = list(dict.fromkeys(key for line in lines for key in line.labels))
        columns: dict[str, list[Any]] = {
            "line": [line.id for line in lines],
            "title": [line.title for line in lines],
        }
        for key in keys:
            # A label may be called as a column is.
            name = f"label {key}" if key in ("line", "title", "original", "approved") else key
            columns[name] = [line.labels.get(key) for line in lines]
        columns["original"] = [line.amount for line in lines]
        columns["approved"] = [amounts[line.id] for line in lines]
        return columns

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Library = "pandas") -> Any:
        """A row for each line: its labels, and what it had and has, as Decimal."""
        return frame(self._columns(), library)

    def __str__(self) -> str:
        return _native.text_of_plan(self._json, spoken())

    def _repr_html_(self) -> str:
        from riparto._notebook import plan_html

        return plan_html(self)

    def __eq__(self, other: object) -> bool:
        return self._fields == other._fields if isinstance(other, Plan) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.title, self._fields["total"], tuple(self.amounts.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        edited = None if self._edited is None else write(self._edited)
        return (Plan._of, (self._json, self._report, edited))

    def __repr__(self) -> str:
        counted = f"{len(self._fields['lines'])} lines, {len(self._fields.get('rules') or ())} rules"
        return f"<Plan {self.title!r}: {self.total:f} {self.currency}, {counted}>"


def _level(level: Level | None) -> str | None:
    return None if level is None else Authorization(level).value


def _change(value: Amount, line: str) -> str:
    """A change of an amount, which may be below zero."""
    if isinstance(value, str):
        text = value.strip()
        return "-" + amount_text(text[1:], line) if text.startswith("-") else amount_text(text, line)
    # What is no number is told as an amount is.
    is_number = isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
    if is_number and value < 0:
        return "-" + amount_text(-value, line)
    return amount_text(value, line)
