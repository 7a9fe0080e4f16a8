"""TensorFlow's own initializers: functions from a shape to a first value.

    zeros_initializer, ones_initializer, constant_initializer
    random_uniform_initializer, random_normal_initializer

Those of Keras (`tf.initializers`, `tf.keras.initializers`) are in `keras/initializers`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.ops.constants import constant
from pellucid.ops.creation import ones, zeros

_PARTITION = ("partition_shape", "partition_offset")


class Initializer:
    """The base: an initializer is called with a shape and a dtype, and has a config."""

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike = dtypes.float32, **kwargs: Any
    ) -> Tensor:
        """A tensor of `shape` and `dtype`.

        Args:
            shape: the shape.
            dtype: the dtype.
            **kwargs: `partition_shape` and `partition_offset`: make only this part.
        """
        raise NotImplementedError("subclasses say how a value is made")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        """The initializer that `get_config` described."""
        return cls(**{k: v for k, v in config.items() if k != "dtype"})


def _part(shape: Any, kwargs: dict[str, Any]) -> Any:
    """The shape to make: that of the partition, if one is wanted."""
    unknown = [k for k in kwargs if k not in _PARTITION]
    if unknown:
        expected = f"one of {list(_PARTITION)}"
        raise TypeError(
            explain(
                "tf.initializers",
                "unknown keyword argument",
                expected=expected,
                received=unknown[0],
            )
        )
    return shape if kwargs.get("partition_shape") is None else kwargs["partition_shape"]


def _numeric(where: str, dtype: Any) -> DType:
    found = as_dtype(dtype)
    if found not in dtypes.NUMERIC and found is not dtypes.bool:
        problem = "Argument `dtype` expected to be numeric or boolean"
        raise ValueError(explain(where, problem, received=found.name))
    return found


class zeros_initializer(Initializer):
    """Zeros.

    Example:
        >>> tf.zeros_initializer()([2]).numpy().tolist()
        [0.0, 0.0]
    """

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike = dtypes.float32, **kwargs: Any
    ) -> Tensor:
        """Zeros of `shape`; see `Initializer`."""
        return zeros(_part(shape, kwargs), _numeric("tf.zeros_initializer [dtype]", dtype))


class ones_initializer(Initializer):
    """Ones."""

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike = dtypes.float32, **kwargs: Any
    ) -> Tensor:
        """Ones of `shape`; see `Initializer`."""
        return ones(_part(shape, kwargs), _numeric("tf.ones_initializer [dtype]", dtype))


class constant_initializer(Initializer):
    """One value everywhere, or a list of values that fills the shape.

    Args:
        value: a Python scalar, a (nested) list or tuple, or a NumPy array.
        support_partition: allow `partition_shape`; without it a partition is refused.

    Raises:
        TypeError: `value` is something else.
    """

    def __init__(self, value: TensorLike = 0, support_partition: bool = False) -> None:
        if not (np.isscalar(value) or isinstance(value, list | tuple | np.ndarray)):
            where, expected = (
                "tf.constant_initializer [value]",
                "a number, list, tuple or NumPy array",
            )
            raise TypeError(
                explain(where, "not a constant", expected=expected, received=describe(value))
            )
        self.value: Any = value
        self.support_partition = support_partition

    def __call__(self, shape: ShapeLike, dtype: DTypeLike | None = None, **kwargs: Any) -> Tensor:
        """The constant in `shape`; `dtype` by default that of the value."""
        part = _part(shape, kwargs)
        if part is not shape and not self.support_partition:
            where, fix = "tf.constant_initializer [partition_shape]", "support_partition=True"
            raise TypeError(explain(where, "made without support for parts", fix=fix))
        return constant(self.value, None if dtype is None else as_dtype(dtype), shape=part)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"value": self.value}


class random_uniform_initializer(Initializer):
    """Random numbers from [minval, maxval).

    Args:
        minval, maxval: the bounds.
        seed: an integer: every call gives the same numbers.
    """

    def __init__(self, minval: Any = -0.05, maxval: Any = 0.05, seed: int | None = None) -> None:
        self.minval = minval
        self.maxval = maxval
        self.seed = seed

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike = dtypes.float32, **kwargs: Any
    ) -> Tensor:
        """Random numbers of `shape`; see `Initializer`."""
        from pellucid.ops.random import uniform
        from pellucid.ops.stateless_random import stateless_uniform

        wanted = _numeric("tf.random_uniform_initializer [dtype]", dtype)
        part = _part(shape, kwargs)
        if self.seed is None:
            return uniform(part, self.minval, self.maxval, wanted)
        return stateless_uniform(part, [self.seed, 0], self.minval, self.maxval, wanted)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"minval": self.minval, "maxval": self.maxval, "seed": self.seed}


class random_normal_initializer(Initializer):
    """Random numbers from a normal distribution.

    Args:
        mean, stddev: of the distribution.
        seed: an integer: every call gives the same numbers.
    """

    def __init__(self, mean: Any = 0.0, stddev: Any = 0.05, seed: int | None = None) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike = dtypes.float32, **kwargs: Any
    ) -> Tensor:
        """Random numbers of `shape`; `dtype` must be floating."""
        from pellucid.ops.random import normal
        from pellucid.ops.stateless_random import stateless_normal

        wanted = as_dtype(dtype)
        if not wanted.is_floating:
            problem = "Argument `dtype` is expected to be floating point"
            raise ValueError(
                explain("tf.random_normal_initializer [dtype]", problem, received=wanted.name)
            )
        part = _part(shape, kwargs)
        if self.seed is None:
            return normal(part, self.mean, self.stddev, wanted)
        return stateless_normal(part, [self.seed, 0], self.mean, self.stddev, wanted)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"mean": self.mean, "stddev": self.stddev, "seed": self.seed}
