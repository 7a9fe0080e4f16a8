"""Integers and bools among the inputs of layers: computed with as the floats beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.backend import result_type


def floating(x: Any, dtype: tf.DType | str) -> Any:
    """`x` itself if its numbers have fractions, otherwise in `dtype`."""
    return x if x.dtype.is_floating or x.dtype.is_complex else tf.cast(x, dtype)


def floating_dtype(dtype: Any, otherwise: tf.DType | str) -> Any:
    """The dtype of `floating(x, otherwise)` for an `x` of `dtype`."""
    known = tf.as_dtype(dtype)
    return dtype if known.is_floating or known.is_complex else otherwise


def alike(tensors: Sequence[Any]) -> list[Any]:
    """`tensors` in the one dtype in which Keras computes with all of them."""
    if len({x.dtype for x in tensors}) == 1:
        return list(tensors)
    common = result_type(*[x.dtype for x in tensors])
    return [tf.cast(x, common) for x in tensors]
