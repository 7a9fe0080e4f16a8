"""Dot: products of two tensors, example by example."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.dtype_promotion import alike
from pellucid.keras.layers.merging import Merge


class Dot(Merge):
    """Σ over one axis of each: y[b, …, …] = Σ_k x1[b, …, k, …] · x2[b, …, k, …].

    Args:
        axes: an int for both, or (axis of the first, axis of the second).
        normalize: whether to divide by the norms first, which gives cosines.

    Shapes: the other axes of the first, then those of the second; (batch, 1) when none is left.
    Example: `keras.layers.Dot(1)([tf.ones((2, 3)), tf.ones((2, 3))])` gives `[[3.], [3.]]`.
    """

    def __init__(self, axes: Any, normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        good = isinstance(axes, int) or (
            isinstance(axes, list | tuple)
            and len(axes) == 2
            and all(isinstance(axis, int) for axis in axes)
        )
        if not good:
            raise ValueError(
                "Invalid format for argument `axes`: expected an int or a list of two ints. "
                f"Received: axes={axes}"
            )
        self.axes: Any = axes
        self.normalize = normalize

    def _axis_of(self, index: int, rank: int) -> int:
        axis = self.axes if isinstance(self.axes, int) else self.axes[index]
        return axis % rank

    def build(self, input_shape: Any) -> None:
        """No weights; checks that there are two shapes that fit."""
        if (
            not isinstance(input_shape, list)
            or len(input_shape) != 2
            or not isinstance(input_shape[0], list | tuple)
        ):
            raise ValueError(
                "A `Dot` layer should be called on a list of 2 inputs. "
                f"Received: input_shape={input_shape}"
            )
        first, second = input_shape
        a, b = self._axis_of(0, len(first)), self._axis_of(1, len(second))
        if None not in (first[a], second[b]) and first[a] != second[b]:
            raise ValueError(
                f"Incompatible input shapes: axis values {first[a]} (at axis {a}) != {second[b]} "
                f"(at axis {b}). Full input shapes: {tuple(first)}, {tuple(second)}"
            )

    def call(self, inputs: Any) -> tf.Tensor:
        """The products."""
        if not isinstance(inputs, list | tuple) or len(inputs) != 2:
            raise ValueError(
                f"A `Dot` layer should be called on exactly 2 inputs. Received: inputs={inputs}"
            )
        x, y = alike(inputs)
        a, b = self._axis_of(0, x.shape.rank), self._axis_of(1, y.shape.rank)
        if self.normalize:
            x, y = _unit(x, a), _unit(y, b)
        # every tensor becomes (batch, others, k)
        x, x_others = _matrix(x, a)
        y, y_others = _matrix(y, b)
        product = tf.matmul(x, y, transpose_b=True)
        shape: list[Any] = [*x_others, *y_others] or [1]
        batch: Any = product.shape[0]
        shape.insert(0, tf.shape(product)[0] if batch is None else batch)
        return tf.reshape(product, shape)

    def compute_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """The other axes of the first, then those of the second."""
        first, second = (list(shape) for shape in input_shape)
        first.pop(self._axis_of(0, len(first)))
        second.pop(self._axis_of(1, len(second)))
        shape = (*first, *second[1:])
        return shape if len(shape) > 1 else (*shape, 1)

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        """None."""
        return

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "axes": self.axes, "normalize": self.normalize}


def _unit(x: tf.Tensor, axis: int) -> tf.Tensor:
    squares = tf.reduce_sum(tf.square(x), axis=axis, keepdims=True)
    return x / tf.sqrt(tf.maximum(squares, tf.cast(1e-12, x.dtype)))


def _matrix(x: tf.Tensor, axis: int) -> tuple[tf.Tensor, list[Any]]:
    """`x` as (batch, others, k), and the sizes of the other axes."""
    rank = len(x.shape)
    others = [i for i in range(1, rank) if i != axis]
    if [*others, axis] != list(range(1, rank)):
        x = tf.transpose(x, [0, *others, axis])
    dynamic = tf.shape(x)
    sizes: list[Any] = [dynamic[i] if x.shape[i] is None else x.shape[i] for i in range(rank)]
    matrix: list[Any] = [sizes[0], -1, sizes[-1]]
    return tf.reshape(x, matrix), sizes[1:-1]


def dot(inputs: Any, axes: Any = -1, normalize: bool = False, **kwargs: Any) -> Any:
    """The products, as a function: `Dot(axes, normalize)(inputs)`."""
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)
