"""Rules as data: what lines may hold, and how much may change, with where it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from riparto._exact import Amount, Number, amount_text, number_text, read_fields, write

Scope: TypeAlias = str | Sequence[str] | Mapping[str, Any]
"""``"all"``, a list of ids of lines, or a scope as documents write it: ``{"labels": {"partner": "ats"}}``."""


def _scope(scope: Scope) -> Any:
    if isinstance(scope, str):
        return "all" if scope == "all" else {"lines": [scope]}
    if isinstance(scope, Mapping):
        return scope
    return {"lines": list(scope)}


class Rule:
    """A limit on a scope, what its breach needs, and where it is written. Whether it makes sense is found where a plan takes it.

    ``limit`` is what docs/JSON.md lists: ``{"floor": "250000.00"}``, ``{"sum": {"at_most": {"percent": "10"}}}``. The class
    methods write the usual ones.
    """

    __slots__ = ("_json",)

    _json: str

    def __init__(
        self,
        id: str,
        scope: Scope,
        limit: Mapping[str, Any],
        *,
        needs: str = "forbidden",
        each: str | Mapping[str, str] | None = None,
        text: str = "",
        source: str = "",
        **fields: Any,
    ) -> None:
        told: dict[str, Any] = {"id": id, "scope": _scope(scope), "limit": limit}
        if "bands" not in limit:
            told["needs"] = str(needs)
        if each is not None:
            told["each"] = {"label": each} if isinstance(each, str) and each != "line" else each
        told.update({name: value for name, value in (("text", text), ("source", source)) if value})
        told.update(fields)
        self._json = write(told, f"rule {id!r}")

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Rule:
        """A rule as a plan's document writes it."""
        rule = cls.__new__(cls)
        rule._json = write(document, "rule")
        return rule

    @classmethod
    def floor(cls, id: str, scope: Scope, amount: Amount, **options: Any) -> Rule:
        """The scope holds at least so much."""
        return cls(id, scope, {"floor": amount_text(amount)}, **options)

    @classmethod
    def ceiling(cls, id: str, scope: Scope, amount: Amount, **options: Any) -> Rule:
        """The scope holds at most so much."""
        return cls(id, scope, {"ceiling": amount_text(amount)}, **options)

    @classmethod
    def share_floor(cls, id: str, scope: Scope, percent: Number, **options: Any) -> Rule:
        """The scope holds at least that percentage of the total."""
        return cls(id, scope, {"share_floor": {"percent": number_text(percent)}}, **options)

    @classmethod
    def share_ceiling(
        cls, id: str, scope: Scope, percent: Number, *, of: Scope | None = None, **options: Any
    ) -> Rule:
        """The scope holds at most that percentage of the total, or of what ``of`` holds."""
        share: dict[str, Any] = {"percent": number_text(percent)}
        if of is not None:
            share["of"] = _scope(of)
        return cls(id, scope, {"share_ceiling": share}, **options)

    @classmethod
    def locked(cls, id: str, scope: Scope, *, base: str = "original", **options: Any) -> Rule:
        """The scope holds just what it held."""
        return cls(id, scope, {"locked": {"base": base}}, **options)

    @classmethod
    def variation(
        cls,
        id: str,
        scope: Scope = "all",
        *,
        up: Number | None = None,
        down: Number | None = None,
        base: str = "original",
        each: str | Mapping[str, str] | None = "line",
        **options: Any,
    ) -> Rule:
        """Each line, or each part, holds no more than ``up`` percent above and ``down`` percent below what it held."""
        limit: dict[str, Any] = {"base": base}
        limit.update({"up": {"percent": number_text(up)}} if up is not None else {})
        limit.update({"down": {"percent": number_text(down)}} if down is not None else {})
        return cls(id, scope, {"variation": limit}, each=each, **options)

    @property
    def json(self) -> str:
        """The rule as a plan's document writes it."""
        return self._json

    def to_json(self) -> str:
        """The rule as a plan's document writes it."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """The rule as dicts and lists of its own."""
        return read_fields(self._json)

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.to_dict()["id"])

    @property
    def limit(self) -> dict[str, Any]:
        """Its limit."""
        return dict(self.to_dict()["limit"])

    @property
    def scope(self) -> Any:
        """Its scope."""
        return self.to_dict()["scope"]

    @property
    def needs(self) -> str:
        """What a breach needs."""
        return str(self.to_dict().get("needs", "forbidden"))

    @property
    def text(self) -> str:
        """What it asks, in words."""
        return str(self.to_dict().get("text", ""))

    @property
    def source(self) -> str:
        """Where it is written."""
        return str(self.to_dict().get("source", ""))

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Rule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Rule.from_dict, (self.to_dict(),))

    def __repr__(self) -> str:
        return f"<Rule {self.id!r}: {write(self.limit)}, {self.needs}>"
