"""Bytes of files, and of what is open already."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeAlias

from riparto import _native
from riparto._errors import Error
from riparto._language import say


class Readable(Protocol):
    """What is open already."""

    def read(self, size: int, /) -> bytes | str: ...


Source: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | Readable
"""Where a document is: the name of a file, an open file, or its bytes."""


def bytes_of(file: Source) -> bytes:
    """The bytes of a file by its name, of an open file, or bytes as they are. A file that is not there is a FileNotFoundError."""
    if isinstance(file, (bytes, bytearray, memoryview)):
        return bytes(file)
    # One byte more than a document may have, so that the library tells the limit.
    most = _native.most_bytes() + 1
    if isinstance(file, (str, os.PathLike)):
        with Path(file).open("rb") as opened:
            return opened.read(most)
    if not hasattr(file, "read"):
        raise TypeError(
            say(
                f"a file is its name, a path, an open file or bytes, not {type(file).__name__}",
                f"un file si indica con il nome, un percorso, un file aperto o dei byte, non {type(file).__name__}",
            )
        )
    content = file.read(most)
    return content.encode() if isinstance(content, str) else bytes(content)


@contextmanager
def about(file: Source) -> Generator[None, None, None]:
    """Names the file in an error about what it holds, from Python 3.11 on."""
    try:
        yield
    except Error as error:
        if sys.version_info >= (3, 11) and isinstance(file, (str, os.PathLike)):
            error.add_note(os.fspath(file))
        raise
