"""Which dtype an operation on values of several dtypes works in: NumPy's rules.

    result_type promote_types          public
    as_array as_float promoted pair float_pair     how this package's functions take arguments

A Python number has only a kind: beside a tensor it takes the tensor's dtype if that can hold its
kind (float32 and 2.5 stay float32, int32 and 2.5 become float64). By itself it is int64, float64 or
complex128; float32 and complex64 after `experimental_enable_numpy_behavior(prefer_float32=True)`.

After `experimental_enable_numpy_behavior(dtype_conversion_mode="all")` (or "safe") Python numbers
are weak int32 and float32, and what arrays are joined or chosen from meets in the lattice of
`core/promotion.py`; arithmetic of this package still follows NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import pellucid as tf
from pellucid import DType, Tensor
from pellucid.core.promotion import PROMOTION, promote

# What `experimental_enable_numpy_behavior(prefer_float32=True)` sets.
SETTINGS = {"prefer_float32": False}

_SMALLER = {np.dtype("float64"): np.float32, np.dtype("complex128"): np.complex64}
_PYTHON = (bool, int, float, complex)


def result_type(*arrays_and_dtypes: Any) -> DType:
    """The dtype of an operation on all of these values, dtypes and Python numbers.

    Example:
        >>> tf.experimental.numpy.result_type(tf.constant(1), 2.5)
        tf.float64
    """
    if PROMOTION.mode is not None:
        return _met(arrays_and_dtypes)
    return _by_numpy(arrays_and_dtypes)


def _by_numpy(values: Any) -> DType:
    found = [part for value in values for part in _parts(value)]
    return tf.as_dtype(_numpy_type(found))


def _met(values: Any) -> DType:
    """Where dtypes, arrays and Python numbers meet in the lattice."""
    met: Any = None
    for value in values or (float,):
        if isinstance(value, type | np.dtype | str | DType):
            kind = (dtype_of(value), False)
        else:
            kind = PROMOTION.rules.kind(value)
        if kind is None:
            return _by_numpy(values)
        met = kind if met is None or met == kind else promote(met, kind, PROMOTION.mode)
    return met[0]


def dtype_of(dtype: Any) -> DType:
    """A dtype as these functions are given it: `float` and `int` are the usual ones."""
    if dtype is float or dtype is int:
        return usual(dtype)
    return tf.as_dtype(np.dtype(dtype) if isinstance(dtype, str) else dtype)


def usual(kind: type) -> DType:
    """The dtype of new arrays of floats or integers: 64 bits, 32 where tensors are weak."""
    small = PROMOTION.mode is not None
    if kind is int:
        return tf.int32 if small else tf.int64
    return tf.float32 if small else tf.float64


def promote_types(type1: Any, type2: Any) -> np.dtype:
    """The smallest dtype to which both can be cast safely, as a NumPy dtype.

    Example:
        >>> tf.experimental.numpy.promote_types(tf.int32, tf.float32)
        dtype('float64')
    """
    return np.promote_types(_numpy_dtype(type1), _numpy_dtype(type2))


def _numpy_dtype(given: Any) -> Any:
    return given if isinstance(given, type) else tf.as_dtype(given).as_numpy_dtype


def _parts(value: Any) -> Iterator[Any]:
    """What NumPy's rule asks of a value: its dtype, or the Python numbers in it."""
    if isinstance(value, DType):
        yield np.dtype(value.as_numpy_dtype)
    elif hasattr(value, "dtype") and hasattr(value.dtype, "as_numpy_dtype"):
        yield np.dtype(value.dtype.as_numpy_dtype)
    elif SETTINGS["prefer_float32"] and isinstance(value, float | complex):
        # NumPy's float64 is a Python float as well.
        yield complex(value) if isinstance(value, complex) else float(value)
    elif isinstance(value, np.ndarray | np.generic):
        yield value.dtype
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _parts(inner)
    elif isinstance(value, _PYTHON):
        yield value
    elif isinstance(value, type | np.dtype | str):
        yield np.dtype(value)
    else:
        yield np.asarray(value).dtype


def _numpy_type(parts: list[Any]) -> np.dtype:
    if not parts:
        return np.dtype(np.float64)
    small = SETTINGS["prefer_float32"]
    if small:
        # A Python float is a float32, and does not make an int32 beside it smaller than NumPy does.
        parts = [_small(p) if isinstance(p, float | complex) else p for p in parts]
    typed = [p for p in parts if isinstance(p, np.dtype)]
    if typed:
        return np.result_type(*[_one(p) for p in parts])
    found = np.result_type(*[np.asarray(p).dtype for p in parts])
    return np.dtype(_SMALLER.get(found, found)) if small else found


def _small(number: Any) -> np.dtype:
    return np.dtype(np.complex64 if isinstance(number, complex) else np.float32)


def _one(part: Any) -> Any:
    """A Python number that stands only for its kind."""
    return part if isinstance(part, np.dtype) else type(part)(1)


# ---------------------------------------------------------------- arguments of functions


def as_array(value: Any, dtype: Any = None) -> Tensor:
    """`value` as a tensor of `dtype`, by default of the dtype that it has by these rules."""
    if isinstance(value, tf.Variable):
        value = tf.convert_to_tensor(value)
    if isinstance(value, Tensor):
        return value if dtype is None else tf.cast(value, dtype_of(dtype))
    if dtype is None and PROMOTION.rules is not None and PROMOTION.rules.are_python_numbers(value):
        return tf.constant(value)
    wanted = result_type(value) if dtype is None else dtype_of(dtype)
    if isinstance(value, list | tuple) and _holds_tensors(value):
        return tf.stack([as_array(v, wanted) for v in value])
    return tf.constant(np.asarray(value).astype(wanted.as_numpy_dtype))


def _holds_tensors(values: Any) -> bool:
    return any(
        isinstance(v, Tensor | tf.Variable) or (isinstance(v, list | tuple) and _holds_tensors(v))
        for v in values
    )


def promoted(*values: Any) -> list[Tensor]:
    """All values as tensors of their common dtype."""
    dtype = result_type(*values)
    return [as_array(v, dtype) for v in values]


def pair(x1: Any, x2: Any) -> tuple[Tensor, Tensor]:
    """Both values as tensors of the dtype that NumPy computes in."""
    dtype = _by_numpy((x1, x2))
    return as_array(x1, dtype), as_array(x2, dtype)


def float_pair(x1: Any, x2: Any) -> tuple[Tensor, Tensor]:
    """Both values as tensors of their common dtype, integers as floats."""
    a, b = pair(x1, x2)
    return _floating(a, tf.float64), _floating(b, tf.float64)


def as_float(value: Any) -> Tensor:
    """`value` as a tensor; integers and booleans as floats."""
    array = as_array(value)
    found = _floating(array, usual(float))
    return found if PROMOTION.rules is None else PROMOTION.rules.as_weak_as(found, array)


def _floating(array: Tensor, dtype: DType) -> Tensor:
    """`array`; integers and booleans as `dtype`."""
    return array if array.dtype.is_floating or array.dtype.is_complex else tf.cast(array, dtype)
