"""Exact values at the border: amounts in and out as Decimal and text, never as floats."""

from __future__ import annotations

import json
import numbers
import operator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, SupportsIndex, TypeAlias, cast

from riparto import _native
from riparto._language import say, spoken

Amount: TypeAlias = Decimal | int | str
"""An amount: a Decimal, whole euros as an int, or a text such as ``"80000.00"`` or ``"80.000,00 €"``."""

Number: TypeAlias = Decimal | int | str
"""A percentage or a weight: a Decimal, an int, or a text such as ``"12.5"``."""


# Made once: `json.dumps` and `json.loads` make one for each call that asks for anything.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_float=Decimal)


def _is_float(value: object) -> bool:
    # NumPy's floats of other widths are no subclass of float.
    exact = isinstance(value, (Decimal, numbers.Rational))
    return isinstance(value, float) or (isinstance(value, numbers.Number) and not exact)


def _refused(value: object, what: str) -> TypeError:
    if _is_float(value):
        return TypeError(
            say(
                f"{what}: the float {value!r} is not exact, and no amount is rounded unseen: "
                f'write Decimal("{value}") or "{value}"',
                f"{what}: il float {value!r} non è esatto, e nessun importo si arrotonda di nascosto: "
                f'scrivere Decimal("{value}") o "{value}"',
            )
        )
    return TypeError(
        say(
            f'{what}: write a Decimal, a whole number or a text such as "80000.00", not {type(value).__name__}',
            f'{what}: indicare un Decimal, un numero intero o un testo come "80000.00", non {type(value).__name__}',
        )
    )


def _whole(value: object) -> int | None:
    """A whole number, NumPy's included; a bool is none."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return None
    return operator.index(cast(SupportsIndex, value))


def _plain(value: Decimal) -> str:
    # A number of thousands of digits is no amount: it is quoted as it is.
    return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 40 else str(value)


def amount_text(value: Amount, what: str = "amount") -> str:
    """The plain form of an amount, ``80000.00``; a float is a TypeError."""
    if isinstance(value, str):
        return _native.amount(value, False, spoken())
    if isinstance(value, Decimal):
        text = _plain(value if value else abs(value))
        whole, point, decimals = text.partition(".")
        decimals = decimals.rstrip("0") if len(decimals) > 2 else decimals
        return _native.amount(f"{whole}.{decimals:0<2}" if point or whole.isdigit() else text, True, spoken())
    number = _whole(value)
    if number is None:
        raise _refused(value, what)
    return _native.amount(f"{number}.00", True, spoken())


def number_text(value: Number, what: str = "number") -> str:
    """A percentage or a weight as text; a float is a TypeError."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return _plain(value)
    number = _whole(value)
    if number is None:
        raise _refused(value, what)
    return str(number)


def amounts_texts(amounts: Mapping[str, Amount], what: str = "amounts") -> dict[str, str]:
    """Amounts by line."""
    return {line: amount_text(value, f"{what}[{line!r}]") for line, value in amounts.items()}


def exact(value: Any, place: str = "value") -> Any:
    """A value that JSON writes exactly: what holds a float anywhere is a TypeError that names its place."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Decimal):
        return _plain(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): exact(inner, f"{place}[{key!r}]") for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(inner, f"{place}[{position}]") for position, inner in enumerate(value)]
    number = _whole(value)
    if number is None:
        raise _refused(value, place)
    return number


def write(value: Any, place: str = "value") -> str:
    """JSON on one line, exactly."""
    return _ENCODER.encode(exact(value, place))


def read(text: str) -> Any:
    """JSON of the library, in which no number has decimals."""
    return _DECODER.decode(text)


def read_fields(text: str) -> dict[str, Any]:
    """An object of JSON of the library."""
    return cast(dict[str, Any], read(text))


def day_text(day: object) -> Any:
    """A day as text; a ``datetime.date`` is one."""
    return day.isoformat() if isinstance(day, date) else exact(day, "date")


def money(text: str) -> Decimal:
    """An amount of an answer."""
    return Decimal(text)


def moneys(amounts: Mapping[str, str]) -> dict[str, Decimal]:
    """Amounts of an answer by line."""
    return {line: Decimal(amount) for line, amount in amounts.items()}
