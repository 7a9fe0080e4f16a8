"""Normalization: features with mean 0 and variance 1 over the data, found before training."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers.layer import Layer


class Normalization(Layer):
    """(x - mean) / √variance, with mean and variance that were given or found by `adapt`.

    Args:
        axis: the axes that keep statistics of their own; None: one mean for all.
        mean, variance: the statistics, both or none.
        invert: whether to undo it: x · √variance + mean.

    Shapes: output as input; weights mean and variance (the sizes of `axis`) and count.
    Example: `l = keras.layers.Normalization(); l.adapt(data); l(data)`.
    """

    adapt_mean: Any
    adapt_variance: Any

    def __init__(
        self,
        axis: Any = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if axis is None:
            self.axis: tuple[int, ...] = ()
        else:
            self.axis = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
        if (mean is None) != (variance is None):
            raise ValueError(
                "When setting values directly, both `mean` and `variance` must be set. Received: "
                f"mean={mean} and variance={variance}"
            )
        self.input_mean, self.input_variance, self.invert = mean, variance, invert
        self.mean: Any = None
        self.variance: Any = None
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """mean, variance and count; nothing where the statistics were given."""
        rank = len(input_shape)
        axes = tuple(axis % rank for axis in self.axis if -rank <= axis < rank)
        if len(axes) != len(self.axis):
            raise ValueError(
                f"All `axis` values must be in the range [-{rank}, {rank}). Received "
                f"inputs.shape={tuple(input_shape)}, axis={self.axis}"
            )
        if any(input_shape[axis] is None for axis in axes):
            raise ValueError(
                "All `axis` values to be kept must have a known shape. Received "
                f"axis={self.axis}, inputs.shape={tuple(input_shape)}"
            )
        self._kept = axes
        self._broadcast = [input_shape[i] if i in axes else 1 for i in range(rank)]
        shape = tuple(input_shape[axis] for axis in sorted(axes))
        if self.input_mean is None:
            for name, first in (("adapt_mean", "zeros"), ("adapt_variance", "ones")):
                weight = self.add_weight(
                    name=name.removeprefix("adapt_"),
                    shape=shape,
                    initializer=first,
                    trainable=False,
                )
                setattr(self, name, weight)
            self.count = self.add_weight(
                name="count", shape=(), dtype="int64", initializer="zeros", trainable=False
            )
            self.finalize_state()
        else:
            self.mean = self._spread(self.input_mean)
            self.variance = self._spread(self.input_variance)

    def _spread(self, values: Any) -> tf.Tensor:
        """Statistics in a shape that broadcasts against the input."""
        values = tf.cast(values, self.compute_dtype)
        if tf.size(values) == 1 and not values.shape.rank:
            return tf.broadcast_to(values, self._broadcast)
        size = values.shape.num_elements()
        if size == int(np.prod(self._broadcast)):
            return tf.reshape(values, self._broadcast)
        return tf.broadcast_to(values, self._broadcast)

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Find mean and variance of `data`.

        Args:
            data: array, tensor, or a dataset or other iterable of batches.
            batch_size: the data are looked at whole, so without effect.
            steps: how many batches of a dataset to look at, default all.
        """
        if self.input_mean is not None:
            raise ValueError(
                "Cannot `adapt` a Normalization layer that is initialized with static `mean` and "
                f"`variance`, you passed mean={self.input_mean} and variance={self.input_variance}."
            )
        batches = _batches(data, steps)
        first = np.asarray(batches[0])
        if not self.built:
            shape = first.shape
            keeps_batch = 0 in [axis % len(shape) for axis in self.axis]
            self.build(shape if keeps_batch else (None, *shape[1:]))
        free = tuple(i for i in range(first.ndim) if i not in self._kept)
        count, mean, squares = 0, 0.0, 0.0
        for batch in batches:
            x = np.asarray(batch, "float64")
            size = int(np.prod([x.shape[i] for i in free]))
            batch_mean, batch_variance = x.mean(free), x.var(free)
            # Chan's rule for the mean and the sum of squared differences of two parts
            delta, total = batch_mean - mean, count + size
            squares = squares + batch_variance * size + delta**2 * (count * size / total)
            mean, count = mean + delta * (size / total), total
        self.adapt_mean.assign(np.asarray(mean, "float32"))
        self.adapt_variance.assign(np.asarray(squares / count, "float32"))
        self.finalize_state()

    def finalize_state(self) -> None:
        """Take over the weights after they were set or loaded."""
        if self.input_mean is None and self.built_weights:
            self.mean = tf.reshape(tf.convert_to_tensor(self.adapt_mean), self._broadcast)
            self.variance = tf.reshape(tf.convert_to_tensor(self.adapt_variance), self._broadcast)

    @property
    def built_weights(self) -> bool:
        """Whether there are weights for the statistics."""
        return hasattr(self, "adapt_mean")

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The normalized input, or what was normalized with `invert`."""
        x = tf.cast(inputs, self.compute_dtype)
        mean, variance = self._statistics()
        mean, variance = tf.cast(mean, x.dtype), tf.cast(variance, x.dtype)
        deviation = tf.maximum(tf.sqrt(variance), config.epsilon())
        if self.invert:
            return x * deviation + mean
        return (x - mean) / deviation

    def _statistics(self) -> tuple[Any, Any]:
        if not self.built_weights:
            return self.mean, self.variance
        return (
            tf.reshape(tf.convert_to_tensor(self.adapt_mean), self._broadcast),
            tf.reshape(tf.convert_to_tensor(self.adapt_variance), self._broadcast),
        )

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def load_own_variables(self, store: Any) -> None:
        """Read the weights, then take over the statistics."""
        super().load_own_variables(store)
        self.finalize_state()

    def set_weights(self, weights: list[Any]) -> None:
        """Set the weights, then take over the statistics."""
        super().set_weights(weights)
        self.finalize_state()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""

        def plain(value: Any) -> Any:
            return None if value is None else np.asarray(value).tolist()

        return {
            **super().get_config(),
            "axis": self.axis,
            "invert": self.invert,
            "mean": plain(self.input_mean),
            "variance": plain(self.input_variance),
        }


def _batches(data: Any, steps: int | None) -> list[Any]:
    if isinstance(data, np.ndarray | tf.Tensor | list | tuple | int | float):
        return [np.asarray(data)]
    if hasattr(data, "take") and steps is not None:
        data = data.take(steps)
    return [np.asarray(batch) for batch in data]
