"""Single strings: length, case, stripping, pieces.

Strings are bytes. `unit="UTF8_CHAR"` counts the characters of UTF-8 text: all bytes but those
that continue a character (0b10xxxxxx), so that damaged text is counted too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.ops.string_elements import choice, elementwise
from pellucid.runtime.dispatch import op

_UNITS = ("BYTE", "UTF8_CHAR")

StringLength = op(
    "StringLength", "input: string -> output: int32", unit="BYTE", infer=same, gradient=None
)


@StringLength.kernel("host")
def _(x: Any, unit: str) -> Any:
    count = len if choice(unit, _UNITS, "unit") == "BYTE" else _count_characters
    return elementwise(count, x, dtype=np.int32)


_CONTINUATION = bytes(range(0x80, 0xC0))


def _count_characters(text: bytes) -> int:
    return len(text.translate(None, _CONTINUATION))


StringLower = op(
    "StringLower", "input: string -> output: string", encoding="", infer=same, gradient=None
)


@StringLower.kernel("host")
def _(x: Any, encoding: str) -> Any:
    if _is_utf8(encoding):
        return elementwise(lambda s: s.decode("utf-8", "replace").lower().encode(), x)
    return elementwise(bytes.lower, x)


StringUpper = op(
    "StringUpper", "input: string -> output: string", encoding="", infer=same, gradient=None
)


@StringUpper.kernel("host")
def _(x: Any, encoding: str) -> Any:
    if _is_utf8(encoding):
        return elementwise(lambda s: s.decode("utf-8", "replace").upper().encode(), x)
    return elementwise(bytes.upper, x)


def _is_utf8(encoding: str) -> bool:
    if encoding not in ("", "utf-8"):
        raise ValueError(f"only 'utf-8' or '' (no encoding) is supported, received {encoding!r}")
    return encoding == "utf-8"


StringStrip = op("StringStrip", "input: string -> output: string", infer=same, gradient=None)


@StringStrip.kernel("host")
def _(x: Any) -> Any:
    return elementwise(bytes.strip, x)


Substr = op(
    "Substr",
    "input: string, pos: T, len: T -> output: string",
    unit="BYTE",
    infer=broadcast,
    gradient=None,
)


@Substr.kernel("host")
def _(x: Any, pos: Any, length: Any, unit: str) -> Any:
    if np.shape(pos) != np.shape(length):
        raise ValueError(
            f"pos and len should have the same shape, got: {list(np.shape(pos))} vs. "
            f"{list(np.shape(length))}"
        )
    piece = _bytes_piece if choice(unit, _UNITS, "unit") == "BYTE" else _characters_piece
    return elementwise(piece, x, pos, length)


def _bytes_piece(text: bytes, pos: int, length: int) -> bytes:
    if not -len(text) <= pos <= len(text):
        raise ValueError(f"pos {pos} out of range for string {text[:80]!r}")
    start = pos % len(text) if pos < 0 else pos
    return text[start:] if length < 0 else text[start : start + length]


def _characters_piece(text: bytes, pos: int, length: int) -> bytes:
    starts = [i for i, byte in enumerate(text) if (byte & 0xC0) != 0x80]
    if not -len(starts) <= pos <= len(starts):
        raise ValueError(f"pos {pos} out of range for string {text[:80]!r}")
    first = pos % len(starts) if pos < 0 else pos
    last = len(starts) if length < 0 else min(first + length, len(starts))
    edges = [*starts, len(text)]
    return text[edges[first] : edges[last]]


def length(input: TensorLike, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """The length of each string.

    Args:
        input: strings, any shape; also ragged.
        unit: "BYTE", or "UTF8_CHAR" to count characters.

    Returns: int32 tensor of the shape of `input`.

    Example:
        >>> tf.strings.length(["abc", "é"]).numpy().tolist()
        [3, 2]
    """
    return StringLength(input, unit=unit, name=name)


def lower(input: TensorLike, encoding: str = "", name: str | None = None) -> Tensor:
    """Lower case.

    Args:
        input: strings, any shape; also ragged.
        encoding: "" changes only the letters A to Z; "utf-8" all letters of UTF-8 text.

    Returns: strings of the same shape.
    """
    return StringLower(input, encoding=encoding, name=name)


def upper(input: TensorLike, encoding: str = "", name: str | None = None) -> Tensor:
    """Upper case.

    Args:
        input: strings, any shape; also ragged.
        encoding: "" changes only the letters a to z; "utf-8" all letters of UTF-8 text.

    Returns: strings of the same shape.
    """
    return StringUpper(input, encoding=encoding, name=name)


def strip(input: TensorLike, name: str | None = None) -> Tensor:
    """Each string without the whitespace at its ends."""
    return StringStrip(input, name=name)


def substr(
    input: TensorLike, pos: TensorLike, len: TensorLike, unit: str = "BYTE", name: str | None = None
) -> Tensor:
    """A piece of each string: `len` units from `pos` on, or as many as there are.

    Args:
        input: strings, any shape; also ragged.
        pos: where pieces begin, broadcast against `input`; negative numbers count from the end.
        len: how long they are, of the shape of `pos`; negative means to the end.
        unit: what is counted: "BYTE", or "UTF8_CHAR".

    Raises:
        InvalidArgumentError: `pos` lies outside of a string.

    Example:
        >>> tf.strings.substr(["hello", "world"], 1, 3).numpy().tolist()
        [b'ell', b'orl']
    """
    return Substr(input, pos, len, unit=unit, name=name)
