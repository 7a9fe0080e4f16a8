"""Shapes of a layer's inputs and outputs, one or a nested structure of them."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.symbolic.keras_tensor import KerasTensor


def shape_structure(value: Any) -> Any:
    """The shape tuple of a tensor, or a list or dict of shapes; None for what has no shape."""
    if isinstance(value, dict):
        return {key: shape_structure(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return [shape_structure(x) for x in value]
    if not hasattr(value, "shape"):
        return None
    shape = value.shape
    if isinstance(shape, tuple):
        return shape
    return None if shape.rank is None else tuple(shape.as_list())


def plain_shape(shape: Any) -> Any:
    """A TensorShape or list of sizes as a tuple; other structures as they are."""
    if isinstance(shape, tf.TensorShape):
        return tuple(shape.as_list())
    if isinstance(shape, list) and all(x is None or isinstance(x, int) for x in shape):
        return tuple(shape)
    return shape


def tuples(shape: Any) -> Any:
    """Shapes read from JSON: the innermost lists are shapes, so tuples."""
    if isinstance(shape, dict):
        return {key: tuples(x) for key, x in shape.items()}
    if isinstance(shape, list | tuple) and any(isinstance(x, list | tuple | dict) for x in shape):
        return [tuples(x) for x in shape]
    return tuple(shape) if isinstance(shape, list) else shape


def keras_tensors(shape: Any, dtype: Any) -> Any:
    """A KerasTensor of `dtype` for each shape in a structure."""
    if isinstance(shape, dict):
        return {key: keras_tensors(x, dtype) for key, x in shape.items()}
    if isinstance(shape, tf.TensorShape):
        return KerasTensor(shape, dtype)
    if shape and any(isinstance(x, list | tuple | tf.TensorShape) for x in shape):
        return type(shape)(keras_tensors(x, dtype) for x in shape)
    return KerasTensor(shape, dtype)
