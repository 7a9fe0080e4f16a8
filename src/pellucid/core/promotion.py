"""Which dtype two operands of different dtypes are computed in, and what a *weak* dtype is.

    promote(a, b)      the dtype of an operation on two operands, and whether it is weak
    PROMOTION          the mode that is on, if any, and what it does with tensors

TensorFlow does not promote: int32 + float32 is an error. `experimental_enable_numpy_behavior` with
the mode "all" or "safe" changes that. What came from a Python number then has a weak dtype, which
gives way to the dtype of a tensor beside it: int8 + 1 is int8, float16 * 2.5 is float16.

The dtypes are a lattice, drawn here by what lies directly above each; a star marks a weak one. Two
operands meet at the lowest dtype that lies above (or is) both. The mode "safe" refuses to meet at a
third dtype, and to bring integers to a float that cannot hold all of them.

Reference: https://docs.jax.dev/en/latest/jep/9407-type-promotion.html, the same lattice but for its
weak dtypes of one size.
"""

from __future__ import annotations

import functools
from typing import Any

from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain

_ABOVE = {
    "bool": "int32*",
    "int32*": "int64*",
    "int64*": "uint8 int8 float32*",
    "uint8": "uint16 int16",
    "uint16": "uint32 int32",
    "uint32": "uint64 int64",
    "uint64": "float64*",
    "int8": "int16",
    "int16": "int32",
    "int32": "int64",
    "int64": "float64*",
    "float32*": "float64*",
    "float64*": "float16 bfloat16 complex128*",
    "float16": "float32",
    "bfloat16": "float32",
    "float32": "float64 complex64",
    "float64": "complex128",
    "complex128*": "complex64",
    "complex64": "complex128",
    "complex128": "",
}
# How many bits of an integer a float holds exactly; a complex number's parts are floats.
_EXACT = {
    "float16": 11, "bfloat16": 8, "float32": 24, "float64": 53, "complex64": 24, "complex128": 53,
}  # fmt: skip

Operand = tuple[DType, bool]  # a dtype, and whether it is weak


class Promotion:
    """What is switched on.

    Attributes:
        mode: "all", "safe", or None: dtypes are not promoted.
        rules: what to do with tensors then, the module `ops/weak_tensors.py`; None with no mode.
    """

    mode: str | None = None
    rules: Any = None


PROMOTION = Promotion()


@functools.cache
def _at_or_above(node: str) -> frozenset[str]:
    return frozenset({node}).union(*[_at_or_above(above) for above in _ABOVE[node].split()])


def known(dtype: DType) -> bool:
    """Whether the dtype is in the lattice: numbers and truth values are."""
    return dtype.name in _ABOVE


@functools.cache
def promote(a: Operand, b: Operand, mode: str = "all") -> Operand:
    """The dtype in which an operation on two operands is computed, and whether it is weak.

    Args:
        a: the dtype of an operand, and whether it is weak.
        b: that of the other.
        mode: "all" pairs meet, or only those where it is "safe".

    Raises:
        TypeError: the pair is not safe.

    Example:
        >>> promote((tf.int8, False), (tf.float32, True))
        (tf.float64, True)
    """
    nodes = [dtype.name + "*" * weak for dtype, weak in (a, b)]
    both = _at_or_above(nodes[0]) & _at_or_above(nodes[1])
    lowest = next(node for node in both if _at_or_above(node) == both)
    name = lowest.rstrip("*")
    if mode == "safe" and not (name in (a[0].name, b[0].name) and _holds(name, a, b)):
        raise TypeError(
            explain("type promotion", "these dtypes meet only where it is not safe",
                    expected="a pair of which one holds the other, as the mode 'safe' wants",
                    received=" and ".join(f"{d.name}{' (weak)' * weak}" for d, weak in (a, b)),
                    fix=f"tf.cast both to tf.{name}, or the mode 'all'")
        )  # fmt: skip
    return as_dtype(name), lowest.endswith("*")


def _holds(name: str, *operands: Operand) -> bool:
    """Whether all integers of the operands' dtypes are numbers of the dtype; weak ones give way."""
    bits = _EXACT.get(name)
    return bits is None or all(
        weak or not dtype.is_integer or 8 * dtype.size - (not dtype.is_unsigned) <= bits
        for dtype, weak in operands
    )
