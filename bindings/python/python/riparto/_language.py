"""The language of what people read: sentences of findings, reports, errors."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "it"]

_default: Language = "en"
_here: ContextVar[Language | None] = ContextVar("riparto_language", default=None)


def _checked(name: str) -> Language:
    if name == "en":
        return "en"
    if name == "it":
        return "it"
    raise ValueError(f'`{name}` is no language of riparto: write "en" or "it"')


def spoken() -> Language:
    """The language that is spoken here."""
    return _here.get() or _default


def set_language(language: Language) -> None:
    """Speaks a language from now on, in every thread: ``"en"`` or ``"it"``."""
    global _default
    _default = _checked(language)


@contextmanager
def language(name: Language) -> Generator[None, None, None]:
    """Speaks a language inside a ``with`` block, in this thread or task alone."""
    token = _here.set(_checked(name))
    try:
        yield
    finally:
        _here.reset(token)


def say(english: str, italian: str) -> str:
    return italian if spoken() == "it" else english
