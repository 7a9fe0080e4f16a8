"""Arrays for training: one-hot classes and unit vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf


def to_categorical(x: Any, num_classes: int | None = None) -> Any:
    """One-hot rows: class 2 of 4 becomes [0, 0, 1, 0].

    Args:
        x: integer classes, any shape; a last axis of size 1 is dropped.
        num_classes: length of the rows, default the largest class + 1.

    Returns: float64 array (a float32 tensor for a tensor) of shape x.shape + (num_classes,).
    Raises:
        IndexError: for a class that is not below `num_classes`.
    Example: `to_categorical([0, 2])` gives `[[1., 0., 0.], [0., 0., 1.]]`.
    """
    if isinstance(x, tf.Tensor):
        shape = x.shape
        if shape.rank and shape.rank > 1 and shape[-1] == 1:
            x = tf.squeeze(x, axis=-1)
        size = int(tf.reduce_max(x)) + 1 if num_classes is None else num_classes
        return tf.one_hot(x, size)
    classes = np.array(x, dtype="int64")
    shape = classes.shape
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    flat = classes.reshape(-1)
    size = int(flat.max()) + 1 if num_classes is None else num_classes
    result = np.zeros((flat.size, size))
    result[np.arange(flat.size), flat] = 1
    return result.reshape((*shape, size))


def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """Vectors along `axis` divided by their norm; zero vectors stay.

    Args:
        x: array or tensor.
        axis: axis of the vectors.
        order: of the norm, 2 is Euclidean.

    Example: `normalize([[3., 4.]])` gives `[[0.6, 0.8]]`.
    """
    if isinstance(x, tf.Tensor):
        norm = tf.reduce_sum(tf.abs(x) ** order, axis=axis, keepdims=True) ** (1.0 / order)
        return x / tf.where(norm == 0, tf.ones_like(norm), norm)
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return np.asarray(x) / np.expand_dims(norm, axis)
