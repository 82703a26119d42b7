"""Data frames of pandas and polars, which are imported only where one is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, Literal, TypeAlias

from riparto._language import say

Library: TypeAlias = Literal["pandas", "polars"]


def frame(columns: Mapping[str, Sequence[Any]], library: str) -> Any:
    """A data frame with amounts as Decimal: objects in pandas, ``Decimal(38, 2)`` in polars."""
    if library not in ("pandas", "polars"):
        raise ValueError(
            say(
                f'`{library}` is no library of data frames: write "pandas" or "polars"',
                f'`{library}` non è una libreria di tabelle: scrivere "pandas" o "polars"',
            )
        )
    try:
        frames = import_module(library)
    except ImportError as error:
        raise ImportError(
            say(
                f"to_frame needs {library}: pip install {library}",
                f"to_frame richiede {library}: pip install {library}",
            )
        ) from error
    if library == "pandas":
        return frames.DataFrame(
            {name: frames.Series(list(column), dtype=object) for name, column in columns.items()}
        )
    series = []
    for name, column in columns.items():
        is_money = any(isinstance(value, Decimal) for value in column)
        series.append(
            frames.Series(name, list(column), dtype=frames.Decimal(38, 2) if is_money else frames.String)
        )
    return frames.DataFrame(series)
