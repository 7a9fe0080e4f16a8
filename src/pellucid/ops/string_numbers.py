"""Numbers to strings and back: `tf.strings.as_string`, `tf.strings.to_number`."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.string_elements import elementwise
from pellucid.runtime.dispatch import op

AsString = op(
    "AsString",
    "input: T -> output: string",
    precision=-1,
    scientific=False,
    shortest=False,
    width=-1,
    fill="",
    infer=same,
    gradient=None,
)


@AsString.kernel("host")
def _(
    x: Any, T: DType, precision: int, scientific: bool, shortest: bool, width: int, fill: str
) -> Any:
    floating = T.is_floating or T.is_complex
    if scientific and shortest:
        raise ValueError("scientific and shortest cannot both be asked for")
    if not floating and (scientific or shortest):
        raise ValueError(f"scientific and shortest are not supported for {T.name}")
    if not floating and precision >= 0 and T is not dtypes.string:
        raise ValueError(f"precision is not supported for {T.name}")
    if fill not in ("", " ", "+", "-", "0", "#"):
        raise ValueError(f"fill must be one of ' ', '+', '-', '0', '#', received {fill!r}")
    if T is dtypes.bool:
        return elementwise(lambda v: b"true" if v else b"false", x)
    pattern = "%" + fill + (str(width) if width >= 0 else "")
    if T.is_integer:
        return elementwise(lambda v: (pattern + "d").encode() % v, x)
    pattern += f".{precision}" if precision >= 0 else ""
    if T is dtypes.string:
        return elementwise(lambda v: (pattern + "s").encode() % v if width > 0 else v, x)
    pattern += "e" if scientific else "g" if shortest else "f"
    if T.is_complex:
        return elementwise(
            lambda v: b"(%s,%s)" % (_printed(pattern, v.real), _printed(pattern, v.imag)), x
        )
    return elementwise(lambda v: _printed(pattern, v), np.asarray(x, np.float64))


def _printed(pattern: str, value: float) -> bytes:
    """As C prints it: Python fills `inf` with zeros, C with blanks."""
    if not math.isfinite(value):
        pattern = pattern.replace("%0", "%", 1)
    return (pattern % value).encode()


StringToNumber = op(
    "StringToNumber",
    "string_tensor: string -> output: out_type",
    out_type=frozenset(
        {dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64, dtypes.uint32, dtypes.uint64}
    ),
    infer=same,
    gradient=None,
)

# What C's strtod reads: decimal and hexadecimal numbers, infinity, and NaN with or without a
# payload.
_SPECIAL = re.compile(rb"([+-]?)(inf|infinity|nan(\([0-9a-z_]*\))?)", re.IGNORECASE)
_DECIMAL = re.compile(rb"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_HEXADECIMAL = re.compile(rb"[+-]?0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(p[+-]?[0-9]+)?", re.I)
_INTEGER = re.compile(rb"[+-]?[0-9]+")


@StringToNumber.kernel("host")
def _(x: Any, out_type: DType) -> Any:
    if out_type.is_floating:
        return elementwise(parse_float, x, dtype=np.float64).astype(out_type.np_dtype)
    low, high = int(out_type.min), int(out_type.max)
    return elementwise(lambda text: parse_integer(text, low, high), x, dtype=out_type.np_dtype)


def parse_float(text: bytes) -> float:
    """The number that a string spells, as C reads it.

    Raises:
        ValueError: it spells none.
    """
    number = text.strip()
    if _DECIMAL.fullmatch(number):
        return float(number)
    if _HEXADECIMAL.fullmatch(number):
        return float.fromhex(number.decode())
    special = _SPECIAL.fullmatch(number)
    if special is None:
        raise ValueError(f"could not correctly convert string: {text!r}")
    size = math.inf if special[2][:1] in b"iI" else math.nan
    return -size if special[1] == b"-" else size


def parse_integer(text: bytes, low: int, high: int) -> int:
    """The integer that a string spells.

    Raises:
        ValueError: it spells none between `low` and `high`.
    """
    number = text.strip()
    if not _INTEGER.fullmatch(number) or (low == 0 and number.startswith(b"-")):
        raise ValueError(f"could not correctly convert string: {text!r}")
    value = int(number)
    if not low <= value <= high:
        raise ValueError(
            f"could not correctly convert string: {text!r}, it must lie in {low}..{high}"
        )
    return value


def as_string(
    input: TensorLike,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """Each number written as a string, as C's printf does it.

    Args:
        input: numbers, booleans or strings, any shape; also ragged.
        precision: digits after the point of floats, by default 6.
        scientific: floats with an exponent, `%e`.
        shortest: the shorter of `%e` and `%f`, which is `%g`.
        width: pad to this number of characters.
        fill: how: "" or " " with blanks before, "-" with blanks after, "0" with zeros, "+" with a
            sign.

    Raises:
        InvalidArgumentError: options that the dtype does not have, or that contradict each other.

    Example:
        >>> tf.strings.as_string([1.5, 2.0]).numpy().tolist()
        [b'1.500000', b'2.000000']
    """
    return AsString(
        input,
        precision=precision,
        scientific=scientific,
        shortest=shortest,
        width=width,
        fill=fill,
        name=name,
    )


def to_number(
    input: TensorLike, out_type: DTypeLike = dtypes.float32, name: str | None = None
) -> Tensor:
    """The number that each string spells; blanks around it are ignored.

    Args:
        input: strings, any shape; also ragged.
        out_type: float32, float64, int32, int64, uint32 or uint64.

    Raises:
        InvalidArgumentError: a string is no number, or too large for an integer type.

    Example:
        >>> tf.strings.to_number(["1", "-2.5"]).numpy().tolist()
        [1.0, -2.5]
    """
    return StringToNumber(input, out_type=as_dtype(out_type), name=name)
