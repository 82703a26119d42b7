"""Answers of the JSON API: each keeps its exact JSON and shows it as Decimal and text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import total_ordering
from typing import TYPE_CHECKING, Any, Literal, overload

from riparto import _native
from riparto._exact import money, moneys, read, read_fields, write
from riparto._frames import Library, frame
from riparto._language import say, spoken
from riparto._proposal import Proposal, Transfer

if TYPE_CHECKING:
    import pandas
    import polars


@total_ordering
class Authorization(str, Enum):
    """What a change needs, from nothing to impossible. Compared by severity."""

    FREE = "free"
    NOTIFICATION = "notification"
    PRIOR_APPROVAL = "prior_approval"
    EXCEPTIONAL = "exceptional"
    FORBIDDEN = "forbidden"

    @classmethod
    def _missing_(cls, value: object) -> Authorization:
        known = ", ".join(f'"{level.value}"' for level in cls)
        raise ValueError(
            say(
                f"{value!r} is no authorization: write one of {known}",
                f"{value!r} non è un livello di autorizzazione: scrivere {known}",
            )
        )

    def __str__(self) -> str:
        return self.value

    @property
    def words(self) -> str:
        """What it is called: ``prior approval``."""
        return _native.level_words(self.value, spoken())

    def __lt__(self, other: object) -> bool:
        order = list(Authorization)
        return order.index(self) < order.index(Authorization(other))

    def __gt__(self, other: object) -> bool:
        return not self < other and self != Authorization(other)

    def __le__(self, other: object) -> bool:
        return not self > other

    def __ge__(self, other: object) -> bool:
        return not self < other


class Answer:
    """An answer with its exact JSON."""

    __slots__ = ("_json", "_effort", "_read")

    _json: str
    _effort: str | None
    _read: Any

    def __init__(self, json: str, effort: str | None = None) -> None:
        self._json = json
        self._effort = effort
        self._read = None

    @property
    def json(self) -> str:
        """The answer exactly as the library wrote it."""
        return self._json

    def to_json(self) -> str:
        """The answer exactly as the library wrote it."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """The answer as dicts and lists of its own, with amounts as text."""
        return read_fields(self._json)

    @property
    def limit_reached(self) -> bool:
        """Whether the work came to its limit before all was known."""
        return self._effort is not None and bool(read(self._effort).get("limit_reached"))

    @property
    def _data(self) -> Any:
        # Two threads may both read it: they read the same.
        if self._read is None:
            self._read = read(self._json)
        return self._read

    def __getitem__(self, field: str) -> Any:
        # Asked for by place, as a loop over it would: an answer is no list.
        if not isinstance(field, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(say("fields of an answer have names", "i campi di una risposta hanno un nome"))
        return self.to_dict()[field]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return (self._json, self._effort) == (other._json, other._effort)

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._json))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._json, self._effort))

    def __repr__(self) -> str:
        shown = self._json if len(self._json) <= 200 else self._json[:199] + "…"
        return f"<{type(self).__name__} {shown}>"


def ask(op: str, fields: Mapping[str, str]) -> tuple[str, str | None]:
    """Asks the JSON API; the values of the fields are JSON already."""
    parts = [f'"op":{write(op)}', f'"lang":{write(spoken())}']
    parts.extend(f"{write(name)}:{value}" for name, value in fields.items())
    return _native.answer("{" + ",".join(parts) + "}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule, or one side of it."""

    rule: str
    needs: Authorization
    found: Decimal
    limit: Decimal
    excess: Decimal
    lines: tuple[str, ...]
    message: str
    excess_before: Decimal | None = None
    stands_authorized: bool = False
    part: Mapping[str, str] | None = field(default=None, hash=False)
    requires: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @classmethod
    def _of(cls, told: Mapping[str, Any]) -> Finding:
        before = told.get("excess_before")
        return cls(
            rule=told["rule"],
            needs=Authorization(told["needs"]),
            found=money(told["found"]),
            limit=money(told["limit"]),
            excess=money(told["excess"]),
            lines=tuple(told.get("lines", ())),
            message=told["message"],
            excess_before=None if before is None else money(before),
            stands_authorized=bool(told.get("stands_authorized", False)),
            part=told.get("part"),
            requires=tuple(told.get("requires", ())),
            by=tuple(told.get("by", ())),
        )

    def __str__(self) -> str:
        return f"[{self.needs.words}] {self.message}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd about a rule or a label."""

    code: str
    message: str
    rule: str | None = None
    other: str | None = None


class Judged(Answer):
    """An answer with findings."""

    __slots__ = ()

    @property
    def authorization(self) -> Authorization:
        """The most that any finding needs."""
        return Authorization(self._data["authorization"])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every broken rule, in the order of the rules."""
        return tuple(Finding._of(told) for told in self._data.get("findings", ()))

    @property
    def is_free(self) -> bool:
        """Whether nothing needs to be asked."""
        return self.authorization is Authorization.FREE

    @property
    def is_forbidden(self) -> bool:
        """Whether a rule forbids it."""
        return self.authorization is Authorization.FORBIDDEN

    def __str__(self) -> str:
        return "\n".join([self.authorization.words, *map(str, self.findings)])

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.authorization}, {len(self.findings)} findings>"


class Check(Judged):
    """What an allocation breaks."""

    __slots__ = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is odd about the rules and labels themselves."""
        told = self._data.get("notices", ())
        return tuple(Notice(n["code"], n["message"], n.get("rule"), n.get("other")) for n in told)


class Assessment(Judged):
    """What a proposal would do to the approved allocation, and what it needs."""

    __slots__ = ()

    @property
    def before(self) -> dict[str, Decimal]:
        """What lines hold before, in the plan's order."""
        return moneys(self._data["before"])

    @property
    def after(self) -> dict[str, Decimal]:
        """What lines hold after it."""
        return moneys(self._data["after"])

    @property
    def changes(self) -> dict[str, Decimal]:
        """The lines that change, and by how much."""
        return moneys(self._data["changes"])

    @property
    def would_pass(self) -> dict[Authorization, Decimal]:
        """The most that a proposal of one transfer could move with less authorization than it needs."""
        told = self._data.get("would_pass") or ()
        return {Authorization(level["authorization"]): money(level["amount"]) for level in told}

    @property
    def would_pass_at_most(self) -> dict[Authorization, Decimal]:
        """For each level of `would_pass`, what no amount above passes: the same, unless the search ended before all was known."""
        told = self._data.get("would_pass") or ()
        return {
            Authorization(level["authorization"]): money(level.get("at_most", level["amount"]))
            for level in told
        }

    @property
    def counter_proposal(self) -> Proposal | None:
        """The nearest proposal that passes, where this one is forbidden."""
        told = self._data.get("counter_proposal")
        return None if told is None else Proposal.from_dict(told["proposal"])

    @property
    def completed(self) -> Proposal | None:
        """The whole proposal with what derived lines need, where they need something."""
        for field_name in ("follows", "completion"):
            told = self._data.get(field_name)
            if told and "proposal" in told:
                return Proposal.from_dict(told["proposal"])
        return None

    def _columns(self) -> dict[str, list[Any]]:
        before, after = self.before, self.after
        return {
            "line": list(before),
            "before": list(before.values()),
            "after": [after[line] for line in before],
            "change": [after[line] - held for line, held in before.items()],
        }

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Library = "pandas") -> Any:
        """A row for each line: before, after and the change, as Decimal."""
        return frame(self._columns(), library)

    def _repr_html_(self) -> str:
        from riparto._notebook import assessment_html

        return assessment_html(self)


@dataclass(frozen=True, slots=True)
class Margin:
    """How much a line may still give and receive, and what stops it."""

    give: Decimal
    receive: Decimal
    give_rules: tuple[str, ...]
    receive_rules: tuple[str, ...]

    @classmethod
    def _of(cls, told: Mapping[str, Any]) -> Margin:
        def rules(side: str) -> tuple[str, ...]:
            alone = told.get(f"{side}_rule")
            return (alone,) if alone else tuple(told.get(f"{side}_rules", ()))

        return cls(money(told["give"]), money(told["receive"]), rules("give"), rules("receive"))


class Headroom(Answer, Mapping[str, Margin]):
    """The margin of each line, by its id, in the plan's order."""

    __slots__ = ()

    def __getitem__(self, line: str) -> Margin:
        return Margin._of(self._data[line])

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        return Answer.__eq__(self, other)

    def __hash__(self) -> int:
        return Answer.__hash__(self)

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Library = "pandas") -> Any:
        """A row for each line: what it may give and receive, and the rules that stop it."""
        margins = list(self.items())
        return frame(
            {
                "line": [line for line, _ in margins],
                "give": [margin.give for _, margin in margins],
                "give_rules": [", ".join(margin.give_rules) for _, margin in margins],
                "receive": [margin.receive for _, margin in margins],
                "receive_rules": [", ".join(margin.receive_rules) for _, margin in margins],
            },
            library,
        )

    def __repr__(self) -> str:
        return f"<Headroom of {len(self)} lines>"


@dataclass(frozen=True, slots=True)
class LabelMargin:
    """How much the lines with some values of labels may still give to the others and receive from them, together."""

    labels: Mapping[str, str | None] = field(hash=False)
    amount: Decimal
    """What they hold."""
    give: Decimal
    receive: Decimal
    give_rules: tuple[str, ...]
    receive_rules: tuple[str, ...]


class LabelHeadroom(Answer):
    """The margin of the lines with each value of a label, or with each combination of values of several."""

    __slots__ = ()

    @property
    def rows(self) -> tuple[LabelMargin, ...]:
        """A margin for each; they do not add up, each is for one by itself."""
        return tuple(
            LabelMargin(
                dict(row["labels"]),
                money(row["amount"]),
                money(row["give"]),
                money(row["receive"]),
                tuple(row.get("give_rules", ())),
                tuple(row.get("receive_rules", ())),
            )
            for row in self._data["rows"]
        )

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Library = "pandas") -> Any:
        """A row for each: its labels, what the lines hold, may give and receive, and the rules that stop them."""
        rows = self.rows
        columns: dict[str, list[Any]] = {key: [row.labels[key] for row in rows] for key in self._data["by"]}
        columns["amount"] = [row.amount for row in rows]
        columns["give"] = [row.give for row in rows]
        columns["give_rules"] = [", ".join(row.give_rules) for row in rows]
        columns["receive"] = [row.receive for row in rows]
        columns["receive_rules"] = [", ".join(row.receive_rules) for row in rows]
        return frame(columns, library)


class Verified(Answer):
    """Whether a proof, or a history, shows what it says."""

    __slots__ = ()

    @property
    def proven(self) -> bool:
        """Whether every claim is proven."""
        return bool(self._data["proven"])

    @property
    def claims(self) -> tuple[str, ...]:
        """What the proof says, a sentence each."""
        return tuple(claim["message"] for claim in self._data["claims"])

    @property
    def why_not(self) -> str | None:
        """The first reason, where it is not proven."""
        reason = self._data.get("why_not")
        return None if reason is None else str(reason)

    def __bool__(self) -> bool:
        return self.proven


class Proof(Answer):
    """An answer with what shows it to anybody: a document ``riparto.proof/1``."""

    __slots__ = ()

    def verify(self, plan: Any = None) -> Verified:
        """Checks it against the plan that it names, without a search; a proof about no plan is checked alone."""
        fields = {"proof": self.json} if plan is None else {"plan": plan.json, "proof": self.json}
        return Verified(*ask("verify", fields))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together, and the cheapest way out."""

    rules: tuple[str, ...]
    explanation: str
    minimal: bool
    relaxation: Decimal | None
    """The fewest euros by which rules must give way in all; none where no way out is known."""

    @classmethod
    def _of(cls, told: Mapping[str, Any]) -> Conflict:
        relaxation = told.get("relaxation")
        return cls(
            tuple(told["rules"]),
            told["explanation"],
            bool(told["minimal"]),
            None if relaxation is None else money(relaxation["total"]),
        )


class Solved(Answer):
    """An answer of a search: whether the rules can hold together."""

    __slots__ = ()

    @property
    def feasible(self) -> bool | None:
        """Whether the rules can hold together; none where the search ended before it knew."""
        found = self._data.get("feasible")
        return None if found is None else bool(found)

    @property
    def proven(self) -> bool:
        """Whether what is answered is proven."""
        return bool(self._data.get("proven", True))

    @property
    def conflict(self) -> Conflict | None:
        """The rules that clash, where they do."""
        told = self._data.get("conflict")
        return None if told is None else Conflict._of(told)

    @property
    def proof(self) -> Proof | None:
        """The proof, where it was asked for and one could be made."""
        told = self._data.get("proof")
        return None if told is None else Proof(write(told))


class Diagnosis(Solved):
    """Whether the rules of a plan can hold together."""

    __slots__ = ()


class Rebalanced(Solved):
    """The nearest allocation that respects the rules, and the transfers that lead there."""

    __slots__ = ()

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The nearest allocation; empty where none is known."""
        return moneys(self._data.get("amounts") or {})

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """The way to it from what is approved."""
        return tuple(Transfer.from_dict(told) for told in self._data.get("transfers") or ())

    @property
    def binding(self) -> tuple[str, ...]:
        """The rules that hold it back from the wish."""
        return tuple(self._data.get("binding", ()))

    @property
    def optimal_for(self) -> tuple[str, ...]:
        """The measures by which it is proven the nearest."""
        return tuple(self._data.get("optimal_for", ()))

    @property
    def no_proof(self) -> str | None:
        """Why there is no proof, where it was asked for and none could be made."""
        reason = self._data.get("no_proof")
        return None if reason is None else str(reason)

    @property
    def not_proven(self) -> str | None:
        """What the proof leaves open, where it says that the amounts keep the rules and not that none are nearer."""
        open_still = self._data.get("not_proven")
        return None if open_still is None else str(open_still)

    def proposal(self, id: str, party: str, *, title: str = "", reason: str = "") -> Proposal:
        """A proposal of its transfers."""
        return Proposal(id, party, title=title, reason=reason, transfers=self.transfers)


class Settlement(Answer):
    """The fewest transfers that turn one allocation into another."""

    __slots__ = ()

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """The transfers; none where rules of flow leave no way."""
        return tuple(Transfer.from_dict(told) for told in self._data.get("transfers", ()))

    def proposal(self, id: str, party: str, *, title: str = "", reason: str = "") -> Proposal:
        """A proposal of its transfers."""
        return Proposal(id, party, title=title, reason=reason, transfers=self.transfers)

    @property
    def fewest(self) -> bool:
        """Whether it is proven that fewer cannot do it."""
        return bool(self._data.get("fewest", False))


class Apportionment(Answer):
    """A split in proportion to weights, exact to the cent."""

    __slots__ = ()

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The parts; they sum to the total."""
        return tuple(money(amount) for amount in self._data["amounts"])

    @property
    def receipt(self) -> dict[str, Any]:
        """Which part got each leftover cent, and why."""
        return dict(self.to_dict().get("receipt") or {})
