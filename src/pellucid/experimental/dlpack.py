"""`tf.experimental.dlpack`: tensors exchanged with other libraries without a file between."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf


def to_dlpack(tf_tensor: tf.Tensor) -> Any:
    """A DLPack capsule with the numbers of a tensor, for one reader.

    Args:
        tf_tensor: an eager tensor of numbers.

    Raises:
        InvalidArgumentError: it is not an eager tensor.

    Example:
        >>> capsule = tf.experimental.dlpack.to_dlpack(tf.constant([1., 2.]))
        >>> tf.experimental.dlpack.from_dlpack(capsule).numpy().tolist()
        [1.0, 2.0]

    Reference: https://dmlc.github.io/dlpack/latest/
    """
    if not isinstance(tf_tensor, tf.Tensor) or not hasattr(tf_tensor, "numpy"):
        raise tf.errors.InvalidArgumentError(
            None, None,
            "tf.experimental.dlpack.to_dlpack [tf_tensor]: The argument to `to_dlpack` must be a "
            f"TF tensor, not Python object. Received {type(tf_tensor).__name__}.",
        )  # fmt: skip
    # The reader may write into what it gets, and tensors never change: hence a copy.
    return np.array(tf_tensor).__dlpack__()


def from_dlpack(dlcapsule: Any) -> tf.Tensor:
    """The tensor that a DLPack capsule holds; the capsule can be read once.

    Args:
        dlcapsule: what `to_dlpack` of any library returns.

    Raises:
        TypeError: it is not a capsule.
    """
    if type(dlcapsule).__name__ != "PyCapsule":
        raise TypeError(
            "tf.experimental.dlpack.from_dlpack [dlcapsule]: Expected a capsule, received "
            f"{type(dlcapsule).__name__}. Fix: array.__dlpack__()"
        )
    return tf.constant(np.array(np.from_dlpack(_Exporter(dlcapsule))))


class _Exporter:
    """An object that hands out one capsule, as NumPy wants to be given it."""

    def __init__(self, capsule: Any) -> None:
        self._capsule = capsule

    def __dlpack__(self, **options: Any) -> Any:
        return self._capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0  # in host memory


__all__ = ["from_dlpack", "to_dlpack"]
