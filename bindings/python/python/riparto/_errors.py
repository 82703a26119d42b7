"""What goes wrong, as exceptions with a stable code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mistake:
    """One of the mistakes of a document or a request."""

    code: str
    """A stable name of the cause."""
    path: str | None
    """Where it is: ``plan.lines[3].amount``; none where it has no place."""
    message: str
    """One sentence for people."""


class Error(Exception):
    """Bad input. A broken rule is no error: it is a finding in an answer.

    ``code`` is stable and meant for programs; ``message`` is for people and may change.
    """

    code: str
    """A stable name of the cause: ``amount_ambiguous``, ``total_mismatch``, …"""
    kind: str
    """What it is about: ``amount``, ``name``, ``envelope``, ``rule``, ``proposal``, ``document``, …"""
    message: str
    """One sentence: what, where, found, allowed, remedy."""
    path: str | None
    """Where it is in the document or request; none where it has no place."""
    mistakes: tuple[Mistake, ...]
    """All mistakes that can be told at once, this one first."""
    more: int
    """How many mistakes beyond those there are."""

    def __init__(
        self,
        code: str,
        kind: str,
        message: str,
        *,
        path: str | None = None,
        mistakes: Iterable[tuple[str, str | None, str]] = (),
        more: int = 0,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.kind = kind
        self.message = message
        self.path = path
        self.mistakes = tuple(Mistake(*mistake) for mistake in mistakes) or (Mistake(code, path, message),)
        self.more = more

    def __str__(self) -> str:
        told = list(dict.fromkeys([self.message, *(mistake.message for mistake in self.mistakes)]))
        shown = told[:10]
        left = len(told) - len(shown) + self.more
        return "\n".join(shown) + (f"\n(+ {left})" if left else "")

    def __reduce__(self) -> tuple[Any, ...]:
        told = [(mistake.code, mistake.path, mistake.message) for mistake in self.mistakes]
        return (_error, (type(self), self.code, self.kind, self.message, self.path, told, self.more))


class Rejection(Error):
    """A command that the table refuses. Nothing happened."""

    details: Mapping[str, Any]
    """What the sentence says, as fields: see docs/TABLE.md."""

    def __init__(self, code: str, kind: str, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, kind, message)
        self.details = dict(details or {})

    def __reduce__(self) -> tuple[Any, ...]:
        return (Rejection, (self.code, self.kind, self.message, self.details))


def _error(
    kind_of_error: type[Error],
    code: str,
    kind: str,
    message: str,
    path: str | None,
    mistakes: list[tuple[str, str | None, str]],
    more: int,
) -> Error:
    return kind_of_error(code, kind, message, path=path, mistakes=mistakes, more=more)
