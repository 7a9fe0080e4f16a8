"""Concatenate: tensors side by side."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.merging import Merge


class Concatenate(Merge):
    """A list of tensors joined along an axis.

    Args:
        axis: the axis; all other sizes must agree.

    Example: `keras.layers.Concatenate()([tf.ones((1, 2)), tf.ones((1, 3))]).shape` gives `(1, 5)`.
    """

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape: Any) -> None:
        """No weights; checks the shapes."""
        if not isinstance(input_shape, list) or not all(
            isinstance(shape, list | tuple) for shape in input_shape
        ):
            raise ValueError(
                "A `Concatenate` layer should be called on a list of at least 1 input. "
                f"Received: input_shape={input_shape}"
            )
        ranks = {len(shape) for shape in input_shape}
        rank = len(input_shape[0])
        mismatch = len(ranks) > 1
        if not mismatch:
            for axis in range(rank):
                sizes = {shape[axis] for shape in input_shape} - {None}
                mismatch |= axis != self.axis % rank and len(sizes) > 1
        if mismatch:
            raise ValueError(
                "A `Concatenate` layer requires inputs with matching shapes except for the "
                f"concatenation axis. Received: input_shape={input_shape}"
            )

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """The joined inputs."""
        return tf.concat(inputs, axis=self.axis)

    def compute_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """The sizes along the axis added."""
        if not isinstance(input_shape, list | tuple) or not isinstance(
            input_shape[0], list | tuple
        ):
            raise ValueError(
                "A `Concatenate` layer should be called on a list of inputs. "
                f"Received: input_shape={input_shape}"
            )
        result = list(input_shape[0])
        for shape in input_shape[1:]:
            size, known = shape[self.axis], result[self.axis]
            result[self.axis] = None if size is None or known is None else size + known
            for axis, other in enumerate(shape):
                if result[axis] is None and axis != self.axis % len(shape):
                    result[axis] = other
        return tuple(result)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks joined; inputs without a mask count everywhere. None if no input has one."""
        if not isinstance(mask, list | tuple) or all(m is None for m in mask):
            return None
        parts = []
        for x, m in zip(inputs, mask, strict=True):
            if m is None:
                m = tf.ones_like(x, dtype="bool")
            elif len(m.shape) < len(x.shape):
                m = tf.logical_or(tf.expand_dims(m, -1), tf.zeros_like(x, dtype="bool"))
            parts.append(m)
        return tf.reduce_any(tf.concat(parts, axis=self.axis), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "axis": self.axis}


def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """The tensors joined, as a function: `Concatenate(axis)(inputs)`."""
    return Concatenate(axis=axis, **kwargs)(inputs)
