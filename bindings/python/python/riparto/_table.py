"""The co-design table: parties propose and state, the authority decides, and a journal keeps it."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from riparto import _native
from riparto._answers import Answer, ask
from riparto._errors import Rejection
from riparto._exact import Amount, amounts_texts, day_text, money, moneys, read, write
from riparto._frames import Library, frame
from riparto._language import say, spoken
from riparto._plan import Plan
from riparto._proposal import Proposal

if TYPE_CHECKING:
    import pandas
    import polars


class Head(NamedTuple):
    """Revision and hash of the last event: they stand for the whole history."""

    revision: int
    hash: str

    @classmethod
    def of(cls, text: str) -> Head:
        """A head as it is printed: ``21:8b1f…``."""
        revision, _, digest = text.strip().partition(":")
        if not revision.isdigit() or not digest:
            raise ValueError(
                say(
                    f"`{text}` is no head: write REVISION:HASH",
                    f"`{text}` non è un'impronta: scrivere REVISIONE:IMPRONTA",
                )
            )
        return cls(int(revision), digest)

    def __str__(self) -> str:
        return f"{self.revision}:{self.hash}"

    def to_dict(self) -> dict[str, Any]:
        """The head as requests write it."""
        return {"revision": self.revision, "hash": self.hash}


class Decision(Answer):
    """What a command led to, as the operation ``table_decide`` answers."""

    __slots__ = ()

    @property
    def outcome(self) -> str:
        """``accepted``, or ``already_done`` where the command was carried out before."""
        return str(self._data["outcome"])

    @property
    def head(self) -> Head:
        """The head of the history after it."""
        return Head(**self._data["head"])

    @property
    def records(self) -> list[dict[str, Any]]:
        """The events that it led to, as the journal has them."""
        return list(self.to_dict()["records"])

    @property
    def text(self) -> str:
        """What happened, in words."""
        return str(self._data.get("text", ""))

    def __str__(self) -> str:
        return self.text


class History(Answer):
    """What a whole history comes to, and whether it is as it was written."""

    __slots__ = ()

    @property
    def valid(self) -> bool:
        """Whether the whole history is as it was written and can have happened."""
        return bool(self._data["valid"])

    @property
    def head(self) -> Head:
        """The last event that holds."""
        return Head(**self._data["head"])

    @property
    def amounts(self) -> dict[str, Decimal]:
        """What each line holds after it."""
        return moneys(self._data.get("amounts") or {})

    @property
    def broken(self) -> dict[str, Any] | None:
        """The first event that does not hold: its place, a code, a sentence."""
        return self.to_dict().get("broken")

    def __bool__(self) -> bool:
        return self.valid


class Ledger(Answer):
    """What each line held and holds, received and gave."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(self._data["text"])

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Library = "pandas") -> Any:
        """A row for each line."""
        lines = self._data["lines"]
        columns: dict[str, list[Any]] = {"line": [line["line"] for line in lines]}
        for name in ("original", "opening", "approved", "received", "given", "net"):
            columns[name] = [money(line[name]) for line in lines]
        return frame(columns, library)


class Tabled(NamedTuple):
    """A proposal with what was said and decided of it."""

    proposal: Proposal
    status: str
    version: int
    statements: dict[str, Any]
    act: str


class Table:
    """A table whose history is kept in a journal, or in memory. Use it in a ``with`` block: it holds the lock on its file.

    What is accepted is on disk before a method returns. A refusal is a :class:`riparto.Rejection`, after which nothing
    happened. Threads may share a table; one command at a time is decided.
    """

    __slots__ = ("_kept", "_path")

    _kept: _native.KeptTable
    _path: Path | None

    def __init__(self, kept: _native.KeptTable, path: Path | None) -> None:
        self._kept = kept
        self._path = path

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str] | None,
        plan: Plan,
        *,
        by: str,
        policies: Mapping[str, Any] | None = None,
        command_id: str | None = None,
        **stated: Any,
    ) -> Table:
        """Opens a table on a plan in a new journal, by an authority of the plan; without a path, in memory."""
        asked = f'{{"plan":{plan.json}' + (
            "}" if policies is None else f',"policies":{write(policies, "policies")}}}'
        )
        command = _command("open", asked, by, command_id, stated)
        at = None if path is None else Path(path)
        kept, decided = _native.KeptTable.create(None if at is None else os.fspath(at), command, spoken())
        if kept is None:
            raise _refusal(read(decided))
        told = read(decided)
        if told["outcome"] == "rejected":
            raise _refusal(told)
        return cls(kept, at)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, heads: Sequence[Head | str] = ()) -> Table:
        """The table of a journal, verified from its first byte; it must pass through the heads that are given."""
        at = Path(path)
        if not at.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(at))
        return cls(
            _native.KeptTable.open(
                os.fspath(at), [(head.revision, head.hash) for head in _heads(heads)], spoken()
            ),
            at,
        )

    def close(self) -> None:
        """Lets go of the journal and its lock; the history stays. Once more does nothing."""
        self._kept.close()

    @property
    def closed(self) -> bool:
        """Whether the journal was let go."""
        return self._kept.is_closed()

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path | None:
        """Where its journal is; none in memory."""
        return self._path

    # Commands

    def do(
        self,
        action: str,
        *,
        by: str,
        command_id: str | None = None,
        expect: Head | None = None,
        **fields: Any,
    ) -> Decision:
        """Any command of docs/TABLE.md, with its fields; ``actor``, ``when`` and ``metadata`` are kept in the history."""
        stated: dict[str, Any] = {
            name: fields.pop(name) for name in ("actor", "when", "metadata") if name in fields
        }
        if expect is not None:
            stated["expect"] = expect
        given = {name: value for name, value in fields.items() if value is not None}
        answer = Decision(
            self._kept.submit(_command(action, write(given, action), by, command_id, stated), spoken())
        )
        if answer._data["outcome"] == "rejected":
            raise _refusal(answer._data)
        return answer

    def propose(
        self, proposal: Proposal, *, against: int | None = None, draft: bool = False, **stated: Any
    ) -> Decision:
        """Puts a proposal on the table, by its own party."""
        name = "draft" if draft else "propose"
        return self.do(name, by=proposal.party, proposal=proposal, against=against, **stated)

    def amend(self, proposal: Proposal, *, against: int | None = None, **stated: Any) -> Decision:
        """Puts another version in the place of a proposal, by its own party."""
        return self.do("amend", by=proposal.party, proposal=proposal, against=against, **stated)

    def withdraw(self, proposal: str, *, by: str, reason: str = "", **stated: Any) -> Decision:
        """Takes a proposal back."""
        return self.do("withdraw", by=by, proposal=proposal, reason=reason, **stated)

    def state(
        self,
        proposal: str,
        stance: Literal["consent", "objection", "abstention"],
        *,
        by: str,
        reason: str = "",
        version: int | None = None,
        **stated: Any,
    ) -> Decision:
        """States a party's position on a proposal."""
        return self.do(
            "state", by=by, proposal=proposal, stance=stance, reason=reason, version=version, **stated
        )

    def approve(
        self,
        proposal: str,
        *,
        by: str,
        act: str = "",
        version: int | None = None,
        rebase: bool = False,
        documents: Sequence[str] | None = None,
        decided_by: Sequence[str] | None = None,
        **stated: Any,
    ) -> Decision:
        """Approves a proposal; with ``rebase`` one that others overtook too."""
        asked: dict[str, Any] = {
            "act": act,
            "version": version,
            "documents": documents,
            "decided_by": decided_by,
        }
        if rebase:
            asked["if_stale"] = "rebase"
        return self.do("approve", by=by, proposal=proposal, **asked, **stated)

    def reject(
        self, proposal: str, *, by: str, reason: str, version: int | None = None, **stated: Any
    ) -> Decision:
        """Rejects a proposal."""
        return self.do("reject", by=by, proposal=proposal, reason=reason, version=version, **stated)

    def ballot(self, amounts: Mapping[str, Amount], *, by: str, **stated: Any) -> Decision:
        """How a party would split the total."""
        return self.do("ballot", by=by, amounts=amounts_texts(amounts, "ballot"), **stated)

    def open_sitting(
        self, sitting: str, date: object, *, by: str, title: str = "", **stated: Any
    ) -> Decision:
        """Opens a sitting on a day, a text or a ``datetime.date``."""
        return self.do("open_sitting", by=by, sitting=sitting, date=day_text(date), title=title, **stated)

    def close_sitting(self, *, by: str, **stated: Any) -> Decision:
        """Closes the sitting that is open."""
        return self.do("close_sitting", by=by, **stated)

    # What stands

    @property
    def history(self) -> str:
        """The whole history, as its journal has it."""
        return self._kept.history(spoken())

    @property
    def head(self) -> Head:
        """The head of the history: who keeps it can tell any change to what came before."""
        return Head(*self._kept.head(spoken()))

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        document = self._kept.plan(spoken())
        # A table is opened on a plan by its first command.
        assert document is not None
        return Plan._of(document)

    @property
    def amounts(self) -> dict[str, Decimal]:
        """What each line holds."""
        return self.plan.amounts

    def _ask(self, op: str, **fields: Any) -> tuple[str, str | None]:
        given = {name: write(value, name) for name, value in fields.items() if value is not None}
        return ask(op, {"history": write(self.history), **given})

    def status(self, *, at: int | None = None, tell: Sequence[str] | None = None) -> Answer:
        """All that the table holds, now or at a revision, as ``table_state`` answers."""
        return Answer(*self._ask("table_state", at=at, tell=tell))

    @property
    def proposals(self) -> dict[str, Tabled]:
        """The proposals by their ids, with what was said and decided of each."""
        told = self.status().to_dict()["proposals"]
        return {
            each["proposal"]["id"]: Tabled(
                Proposal.from_dict(each["proposal"]),
                each["status"],
                each["version"],
                each.get("statements") or {},
                each.get("act") or "",
            )
            for each in told
        }

    def ledger(self, *, by: Sequence[str] | None = None) -> Ledger:
        """What each line held and holds, received and gave."""
        return Ledger(*self._ask("table_ledger", by=by))

    def log(self, *, last: int | None = None) -> Answer:
        """What happened, event by event."""
        return Answer(*self._ask("table_log", last=last))

    def minutes(self, sitting: str | None = None) -> str:
        """The minutes of the whole table, or of one sitting, in Markdown."""
        return str(Answer(*self._ask("table_minutes", sitting=sitting)).to_dict()["text"])

    def verify(self, *, heads: Sequence[Head | str] = ()) -> History:
        """Verifies the whole history, replays it and audits it; it must pass through the heads that were noted down."""
        return History(*self._ask("table_verify", heads=_heads(heads) or None))

    def report(self) -> str:
        """One page of HTML with charts and tables, with the timeline of the table."""
        return _native.report(self.plan.json, [], None, self.history, spoken())

    def page(self) -> str:
        """The table as one page of HTML that works without a network: see docs/PAGE.md."""
        return _native.page(self.plan.json, self.history, spoken())

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError(
            say(
                "a table holds the lock on its journal and is not copied or pickled: keep its path, or its history",
                "un tavolo tiene il blocco sul suo registro e non si copia né si serializza: conservarne il percorso o la storia",
            )
        )

    def __repr__(self) -> str:
        where = "in memory" if self._path is None else str(self._path)
        return f"<Table {where}: {'closed' if self.closed else f'revision {self.head.revision}'}>"


def _heads(heads: Sequence[Head | str]) -> list[Head]:
    given = [heads] if isinstance(heads, (str, Head)) else heads
    return [head if isinstance(head, Head) else Head.of(head) for head in given]


def _command(action: str, fields: str, by: str, command_id: str | None, stated: Mapping[str, Any]) -> str:
    """A command as JSON; an id that nobody else uses where none is given."""
    told: dict[str, Any] = {"id": command_id or f"py-{secrets.token_hex(8)}", "party": by}
    told.update(
        {
            name: day_text(value) if name == "when" else value
            for name, value in stated.items()
            if value is not None
        }
    )
    head = write(told, "command")
    return f'{head[:-1]},"do":{{{write(action)}:{fields}}}}}'


def _refusal(told: Mapping[str, Any]) -> Rejection:
    rejection = dict(told["rejection"])
    code, kind, message = (str(rejection.pop(name)) for name in ("code", "kind", "message"))
    return Rejection(code, kind, message, rejection)
