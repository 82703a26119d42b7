"""Proposals to move money between lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from riparto import _native
from riparto._exact import Amount, amount_text, money, read, read_fields, write
from riparto._files import Source, about, bytes_of
from riparto._language import spoken

if TYPE_CHECKING:
    from riparto._plan import Plan


@dataclass(frozen=True, slots=True, init=False)
class Transfer:
    """Money from one line to another."""

    giver: str
    """The line that gives, by its id; or ``action=A1`` where a plan is co-financed."""
    receiver: str
    """The line that receives."""
    amount: Decimal
    follows: bool
    """Whether it follows from others, as indirect costs do."""

    def __init__(self, giver: str, receiver: str, amount: Amount, *, follows: bool = False) -> None:
        place = f"{giver} → {receiver}"
        object.__setattr__(self, "giver", giver)
        object.__setattr__(self, "receiver", receiver)
        object.__setattr__(self, "amount", money(amount_text(amount, place)))
        object.__setattr__(self, "follows", follows)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Transfer:
        """A transfer as documents write it: ``from``, ``to``, ``amount``."""
        return cls(told["from"], told["to"], told["amount"], follows=bool(told.get("follows", False)))

    def to_dict(self) -> dict[str, Any]:
        """The transfer as documents write it."""
        told: dict[str, Any] = {"from": self.giver, "to": self.receiver, "amount": f"{self.amount:f}"}
        if self.follows:
            told["follows"] = True
        return told

    def __reduce__(self) -> tuple[Any, ...]:
        return (Transfer.from_dict, (self.to_dict(),))

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}: {self.amount:f}"


class Proposal:
    """A set of transfers by one party, carried out whole or not at all. It never changes: what adds to it makes another."""

    __slots__ = ("_fields",)

    _fields: dict[str, Any]

    def __init__(
        self,
        id: str,
        party: str,
        *,
        title: str = "",
        reason: str = "",
        transfers: Iterable[Transfer] = (),
        reverses: str | None = None,
    ) -> None:
        listed = [transfer.to_dict() for transfer in transfers]
        fields: dict[str, Any] = {
            "id": id,
            "party": party,
            "title": title,
            "reason": reason,
            "transfers": listed,
        }
        if reverses is not None:
            fields["reverses"] = reverses
        self._fields = fields

    @classmethod
    def from_json(cls, document: str) -> Proposal:
        """A proposal from its document; all of its mistakes are told at once."""
        return cls._of(_native.normal_proposal(document, spoken()))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Proposal:
        """A proposal from its document as dicts and lists."""
        return cls.from_json(write(document, "proposal"))

    @classmethod
    def read(cls, file: Source, plan: Plan | None = None, party: str | None = None) -> Proposal:
        """A proposal from a file: a document, or a table of transfers in a workbook or CSV, which names lines of a plan."""
        document = None if plan is None else plan.json
        with about(file):
            return cls._of(_native.read_proposal(bytes_of(file), document, party, spoken()))

    @classmethod
    def _of(cls, document: str) -> Proposal:
        proposal = cls.__new__(cls)
        proposal._fields = read(document)
        return proposal

    def transfer(self, giver: str, receiver: str, amount: Amount) -> Proposal:
        """The proposal with one more transfer."""
        transfer = Transfer(giver, receiver, amount)
        other = Proposal.__new__(Proposal)
        other._fields = {**self._fields, "transfers": [*self._fields["transfers"], transfer.to_dict()]}
        return other

    @property
    def id(self) -> str:
        """Its id."""
        return str(self._fields["id"])

    @property
    def party(self) -> str:
        """Who proposes it."""
        return str(self._fields["party"])

    @property
    def title(self) -> str:
        """What it is for."""
        return str(self._fields.get("title", ""))

    @property
    def reason(self) -> str:
        """Why."""
        return str(self._fields.get("reason", ""))

    @property
    def reverses(self) -> str | None:
        """The id of the proposal that it takes back."""
        told = self._fields.get("reverses")
        return None if told is None else str(told)

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """Its transfers."""
        return tuple(Transfer.from_dict(told) for told in self._fields["transfers"])

    @property
    def amount(self) -> Decimal:
        """What its transfers move in all."""
        return sum((transfer.amount for transfer in self.transfers), Decimal("0.00"))

    @property
    def json(self) -> str:
        """Its document."""
        return write(self._fields, "proposal")

    def to_json(self) -> str:
        """Its document."""
        return self.json

    def to_dict(self) -> dict[str, Any]:
        """Its document as dicts and lists of its own."""
        return read_fields(self.json)

    def __eq__(self, other: object) -> bool:
        return self._fields == other._fields if isinstance(other, Proposal) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.id, self.party, self.transfers))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Proposal._of, (self.json,))

    def __repr__(self) -> str:
        moves = "; ".join(map(str, self.transfers[:4])) + ("; …" if len(self.transfers) > 4 else "")
        return f"<Proposal {self.id!r} by {self.party!r}: {moves or '—'}>"
