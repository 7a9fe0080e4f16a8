"""`keras.backend`: global settings and a few helpers.

Functions: floatx, set_floatx, epsilon, set_epsilon, image_data_format, set_image_data_format,
backend, clear_session, get_uid, is_keras_tensor, is_float_dtype, is_int_dtype, standardize_dtype,
result_type; and of Keras 2: cast_to_floatx, get_value, set_value, batch_get_value,
batch_set_value, int_shape, ndim, count_params, ctc_batch_cost, ctc_decode,
ctc_label_dense_to_sparse.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras import config, naming
from pellucid.keras.config import (
    backend as backend,
    epsilon as epsilon,
    floatx as floatx,
    image_data_format as image_data_format,
    set_epsilon as set_epsilon,
    set_floatx as set_floatx,
    set_image_data_format as set_image_data_format,
)
from pellucid.keras.ctc import (
    ctc_batch_cost as ctc_batch_cost,
    ctc_decode as ctc_decode,
    ctc_label_dense_to_sparse as ctc_label_dense_to_sparse,
)
from pellucid.keras.random import reset_global_generator
from pellucid.keras.symbolic.keras_tensor import is_keras_tensor as is_keras_tensor

__all__ = [
    "backend",
    "batch_get_value",
    "batch_set_value",
    "cast_to_floatx",
    "clear_session",
    "count_params",
    "ctc_batch_cost",
    "ctc_decode",
    "ctc_label_dense_to_sparse",
    "epsilon",
    "floatx",
    "get_uid",
    "get_value",
    "image_data_format",
    "int_shape",
    "is_float_dtype",
    "is_int_dtype",
    "is_keras_tensor",
    "ndim",
    "result_type",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "set_value",
    "standardize_dtype",
]


def clear_session(free_memory: bool = True) -> None:
    """Start the automatic names and the global random stream again.

    Args:
        free_memory: accepted for compatibility; Python frees what is no longer used.
    """
    del free_memory
    naming.reset_uids()
    reset_global_generator()


def get_uid(prefix: str = "") -> int:
    """How often this prefix was asked for in this process, this time included: 1, 2, …"""
    return naming.get_uid(prefix)


def standardize_dtype(dtype: Any) -> str:
    """The name of a dtype given as name, tf.DType, NumPy or Python type; None is floatx.

    Raises:
        ValueError: for an unknown dtype.
    """
    if dtype is None:
        return config.floatx()
    try:
        return {"str": "string"}.get(dtype, None) or tf.as_dtype(dtype).name
    except TypeError:
        raise ValueError(f"Invalid dtype: {dtype}") from None


def is_float_dtype(dtype: Any) -> bool:
    """Whether the dtype is a float."""
    return tf.as_dtype(standardize_dtype(dtype)).is_floating


def is_int_dtype(dtype: Any) -> bool:
    """Whether the dtype is an integer."""
    return tf.as_dtype(standardize_dtype(dtype)).is_integer


def result_type(*dtypes: Any) -> str:
    """The dtype that an operation on these dtypes has in Keras: floats win over ints, then width.

    Args:
        dtypes: names, dtypes, or Python types `int` and `float`, which adapt to the others.
    """
    if not dtypes:
        return config.floatx()
    weak = [d for d in dtypes if d in (int, float)]
    strong = [tf.as_dtype(standardize_dtype(d)) for d in dtypes if d not in (int, float)]
    floats = [d for d in strong if d.is_floating]
    if floats:
        widths = {d.size for d in floats}
        if len({d.name for d in floats}) > 1 and widths == {2}:
            return "float32"  # float16 and bfloat16 have no common 16-bit type
        return max(floats, key=lambda d: d.size).name
    if float in weak:
        return config.floatx()
    ints = [d for d in strong if d.is_integer]
    if not ints:
        return "int32" if weak else "bool"
    signed = max((d.size for d in ints if not d.is_unsigned), default=0)
    unsigned = max((d.size for d in ints if d.is_unsigned), default=0)
    if not signed or not unsigned:
        return f"{'uint' if unsigned else 'int'}{8 * max(signed, unsigned)}"
    if unsigned == 8:
        return config.floatx()  # no integer holds both
    return f"int{8 * max(signed, 2 * unsigned)}"


def cast_to_floatx(x: Any) -> Any:
    """`x` as floatx: tensors stay tensors, others become NumPy arrays."""
    if isinstance(x, tf.Tensor | tf.Variable):
        return tf.cast(x, config.floatx())
    return np.asarray(x, dtype=config.floatx())


def get_value(x: Any) -> Any:
    """The value of a variable or tensor as a NumPy array."""
    return x.numpy() if hasattr(x, "numpy") else x


def set_value(x: Any, value: Any) -> None:
    """Set the value of a variable."""
    x.assign(np.asarray(value, dtype=x.dtype.as_numpy_dtype))


def batch_get_value(tensors: list[Any]) -> list[Any]:
    """The values of several variables or tensors."""
    return [get_value(x) for x in tensors]


def batch_set_value(tuples: list[tuple[Any, Any]]) -> None:
    """Set several variables, given as (variable, value) pairs."""
    for x, value in tuples:
        set_value(x, value)


def int_shape(x: Any) -> tuple[Any, ...] | None:
    """The shape as a tuple with None for unknown sizes, or None for unknown rank."""
    shape = x.shape
    if isinstance(shape, tuple):
        return shape
    return None if shape.rank is None else tuple(shape.as_list())


def ndim(x: Any) -> int | None:
    """Number of axes."""
    shape = int_shape(x)
    return None if shape is None else len(shape)


def count_params(x: Any) -> int:
    """Number of elements."""
    return math.prod(int_shape(x) or ())
