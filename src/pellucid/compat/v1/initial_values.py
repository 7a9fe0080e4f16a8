"""`tf.compat.v1.initializers`: functions from a shape to a first value, with TensorFlow 1's names.

Each is made with its parameters and called with a shape (and a dtype that overrides its own). In a
graph the value is made of nodes, and so drawn when a session initializes the variable.
"""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.core import dtypes
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike


class Initializer:
    """The base: called with a shape, returns a tensor.

    Args:
        dtype: the dtype where the call names none.
    """

    def __init__(self, dtype: DTypeLike = dtypes.float32) -> None:
        self.dtype = as_dtype(dtype)

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike | None = None, partition_info: Any = None,
        verify_shape: bool | None = None,
    ) -> Tensor:  # fmt: skip
        """A tensor of `shape`.

        Args:
            shape: the shape.
            dtype: the dtype; default that of the initializer.
            partition_info: must be None: variables are not split here.
            verify_shape: for `constant`: whether the value must have the shape already.
        """
        if partition_info is not None:
            raise ValueError(
                explain(
                    f"tf.compat.v1.initializers.{type(self).__name__}",
                    "partitioned variables are not supported",
                    expected="partition_info=None", received=repr(partition_info),
                )
            )  # fmt: skip
        dims = [int(d or 0) for d in TensorShape(shape).as_list()]
        return self._made(dims, self.dtype if dtype is None else as_dtype(dtype))

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        raise NotImplementedError("subclasses say how a value is made")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {k: v for k, v in vars(self).items() if not k.startswith("_")}
        return {**config, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        """The initializer that `get_config` described."""
        return cls(**config)


class zeros(Initializer):
    """All zeros."""

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        return tf.zeros(dims, dtype)


class ones(Initializer):
    """All ones."""

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        return tf.ones(dims, dtype)


class constant(Initializer):
    """Given values.

    Args:
        value: a scalar, which fills the tensor, or as many values as it has.
        dtype: the dtype where the call names none.
        verify_shape: whether `value` must have the shape asked for already.
    """

    def __init__(self, value: Any = 0, dtype: DTypeLike = dtypes.float32,
                 verify_shape: bool = False) -> None:  # fmt: skip
        super().__init__(dtype)
        self.value = value
        self._verify_shape = verify_shape

    def __call__(
        self, shape: ShapeLike, dtype: DTypeLike | None = None, partition_info: Any = None,
        verify_shape: bool | None = None,
    ) -> Tensor:  # fmt: skip
        """A tensor of `shape` with the given values; see `Initializer`."""
        made = super().__call__(shape, dtype, partition_info)
        if self._verify_shape if verify_shape is None else verify_shape:
            given = tf.constant(self.value, made.dtype)
            if given.shape != made.shape:
                raise TypeError(f"Expected Tensor's shape: {made.shape}, got {given.shape}.")
        return made

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        return tf.constant(self.value, dtype, dims)


class random_uniform(Initializer):
    """Uniform numbers in [minval, maxval); `maxval` None is 1 for floats.

    Args:
        minval, maxval: the bounds.
        seed: the seed of the random op.
        dtype: the dtype where the call names none.
    """

    def __init__(self, minval: Any = 0.0, maxval: Any = None, seed: int | None = None,
                 dtype: DTypeLike = dtypes.float32) -> None:  # fmt: skip
        super().__init__(dtype)
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        return tf.random.uniform(dims, self.minval, self.maxval, dtype, seed=self.seed)


class random_normal(Initializer):
    """Normal numbers.

    Args:
        mean, stddev: of the distribution.
        seed: the seed of the random op.
        dtype: the dtype where the call names none.
    """

    _draw = staticmethod(tf.random.normal)

    def __init__(self, mean: Any = 0.0, stddev: Any = 1.0, seed: int | None = None,
                 dtype: DTypeLike = dtypes.float32) -> None:  # fmt: skip
        super().__init__(dtype)
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        return self._draw(dims, self.mean, self.stddev, dtype, seed=self.seed)


class truncated_normal(random_normal):
    """Normal numbers without those that are farther than two standard deviations from the mean."""

    _draw = staticmethod(tf.random.truncated_normal)


class variance_scaling(Initializer):
    """Random numbers whose variance is scale / n, n being the number of inputs or outputs.

    Args:
        scale: the factor.
        mode: `"fan_in"`, `"fan_out"` or `"fan_avg"`: which number n is.
        distribution: `"truncated_normal"` (also `"normal"`), `"untruncated_normal"`, `"uniform"`.
        seed: the seed of the random op.
        dtype: the dtype where the call names none.

    Reference: He et al., "Delving Deep into Rectifiers", arXiv:1502.01852.
    """

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal",
        seed: int | None = None, dtype: DTypeLike = dtypes.float32,
    ) -> None:  # fmt: skip
        super().__init__(dtype)
        if scale <= 0.0:
            raise ValueError(f"Argument `scale` must be a positive float. Received: {scale}")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(
                "Argument `mode` should be one of ('fan_in', 'fan_out', 'fan_avg'). "
                f"Received: {mode}"
            )
        self.distribution = distribution.lower()
        known = ("normal", "uniform", "truncated_normal", "untruncated_normal")
        if self.distribution not in known:
            raise ValueError(
                f"Argument `distribution` should be one of {known}. Received: {distribution}"
            )
        self.scale, self.mode, self.seed = scale, mode, seed

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        fan_in, fan_out = _fans(dims)
        count = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, count)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return tf.random.uniform(dims, -limit, limit, dtype, seed=self.seed)
        if self.distribution == "untruncated_normal":
            return tf.random.normal(dims, 0.0, math.sqrt(variance), dtype, seed=self.seed)
        # The standard deviation of a standard normal truncated to (-2, 2).
        stddev = math.sqrt(variance) / 0.87962566103423978
        return tf.random.truncated_normal(dims, 0.0, stddev, dtype, seed=self.seed)


def _fans(dims: list[int]) -> tuple[int, int]:
    """How many inputs and outputs a kernel of this shape has."""
    if len(dims) < 2:
        count = dims[0] if dims else 1
        return count, count
    field = math.prod(dims[:-2])
    return dims[-2] * field, dims[-1] * field


class uniform_unit_scaling(Initializer):
    """Uniform numbers in ±sqrt(3 / n) * factor, n being the number of inputs.

    Args:
        factor: the factor.
        seed: the seed of the random op.
        dtype: the dtype where the call names none.

    Reference: Sussillo and Abbott, "Random Walk Initialization", arXiv:1412.6558.
    """

    def __init__(self, factor: float = 1.0, seed: int | None = None,
                 dtype: DTypeLike = dtypes.float32) -> None:  # fmt: skip
        super().__init__(dtype)
        self.factor, self.seed = factor, seed

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        count = max(1.0, math.prod(dims[:-1]))
        limit = math.sqrt(3 / count) * self.factor
        return tf.random.uniform(dims, -limit, limit, dtype, seed=self.seed)


class glorot_uniform(variance_scaling):
    """Uniform numbers with variance 2 / (inputs + outputs).

    Reference: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010.
    """

    def __init__(self, seed: int | None = None, dtype: DTypeLike = dtypes.float32) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)


class glorot_normal(variance_scaling):
    """Truncated normal numbers with variance 2 / (inputs + outputs).

    Reference: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010.
    """

    def __init__(self, seed: int | None = None, dtype: DTypeLike = dtypes.float32) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)


def he_normal(seed: int | None = None) -> variance_scaling:
    """Truncated normal numbers with variance 2 / inputs (arXiv:1502.01852)."""
    return variance_scaling(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed: int | None = None) -> variance_scaling:
    """Uniform numbers with variance 2 / inputs (arXiv:1502.01852)."""
    return variance_scaling(2.0, "fan_in", "uniform", seed)


def lecun_normal(seed: int | None = None) -> variance_scaling:
    """Truncated normal numbers with variance 1 / inputs."""
    return variance_scaling(1.0, "fan_in", "truncated_normal", seed)


def lecun_uniform(seed: int | None = None) -> variance_scaling:
    """Uniform numbers with variance 1 / inputs."""
    return variance_scaling(1.0, "fan_in", "uniform", seed)


class identity(Initializer):
    """`gain` times the identity matrix.

    Args:
        gain: the factor.
        dtype: the dtype where the call names none.
    """

    def __init__(self, gain: float = 1.0, dtype: DTypeLike = dtypes.float32) -> None:
        super().__init__(dtype)
        self.gain = gain

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        if len(dims) != 2:
            raise ValueError(
                f"The tensor to initialize, specified by argument `shape` must be at least "
                f"two-dimensional. Received shape={dims}"
            )
        return tf.eye(dims[0], dims[1], dtype=dtype) * self.gain


class orthogonal(Initializer):
    """A matrix with orthonormal rows or columns: Q of the QR decomposition of normal numbers.

    Args:
        gain: a factor.
        seed: the seed of the random op.
        dtype: the dtype where the call names none.

    Reference: Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks", arXiv:1312.6120.
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None,
                 dtype: DTypeLike = dtypes.float32) -> None:  # fmt: skip
        super().__init__(dtype)
        self.gain, self.seed = gain, seed

    def _made(self, dims: list[int], dtype: Any) -> Tensor:
        if len(dims) < 2:
            raise ValueError(
                "The tensor to initialize, specified by argument `shape` must be at least "
                f"two-dimensional. Received shape={dims}"
            )
        rows, columns = math.prod(dims[:-1]), dims[-1]
        size = [max(rows, columns), min(rows, columns)]
        q, r = tf.linalg.qr(
            tf.random.normal(size, dtype=dtype, seed=self.seed), full_matrices=False
        )
        q = q * tf.sign(tf.linalg.diag_part(r))  # makes Q uniformly distributed
        return self.gain * tf.reshape(tf.transpose(q) if rows < columns else q, dims)
