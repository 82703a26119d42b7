"""Bytes of files, and of what is open already."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol, TypeAlias


class Readable(Protocol):
    """What is open already."""

    def read(self) -> bytes | str: ...


Source: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | Readable
"""Where a document is: the name of a file, an open file, or its bytes."""


def bytes_of(file: Source) -> bytes:
    """The bytes of a file by its name, of an open file, or bytes as they are. A file that is not there is a FileNotFoundError."""
    if isinstance(file, (bytes, bytearray, memoryview)):
        return bytes(file)
    if isinstance(file, (str, os.PathLike)):
        return Path(file).read_bytes()
    content = file.read()
    return content.encode() if isinstance(content, str) else bytes(content)
