"""Initializers that draw: normal, uniform, truncated normal, variance scaling and its names,
orthogonal. Equal seeds give equal numbers, the same as Keras on TensorFlow gives.
"""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras import random
from pellucid.keras.initializers.initializer import RandomInitializer, resolve_dtype

# standard deviation of a normal distribution truncated at two standard deviations
_TRUNCATED_STDDEV = 0.87962566103423978


class RandomNormal(RandomInitializer):
    """Normal numbers N(mean, stddev²).

    Args:
        mean, stddev: of the distribution.
        seed: int, SeedGenerator or None.
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        return random.normal(shape, self.mean, self.stddev, resolve_dtype(dtype), self.seed)

    def get_config(self) -> dict[str, Any]:
        """Mean, stddev, seed."""
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


class TruncatedNormal(RandomInitializer):
    """Normal numbers, drawn again where farther than two stddev from the mean.

    Args:
        mean, stddev: of the distribution before truncation.
        seed: int, SeedGenerator or None.
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        return random.truncated_normal(
            shape, self.mean, self.stddev, resolve_dtype(dtype), self.seed
        )

    def get_config(self) -> dict[str, Any]:
        """Mean, stddev, seed."""
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


class RandomUniform(RandomInitializer):
    """Numbers uniform in [minval, maxval).

    Args:
        minval, maxval: bounds.
        seed: int, SeedGenerator or None.
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None) -> None:
        self.minval, self.maxval = minval, maxval
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        return random.uniform(shape, self.minval, self.maxval, resolve_dtype(dtype), self.seed)

    def get_config(self) -> dict[str, Any]:
        """Minval, maxval, seed."""
        return {**super().get_config(), "minval": self.minval, "maxval": self.maxval}


class VarianceScaling(RandomInitializer):
    """Numbers of variance scale / n, n the number of inputs, of outputs, or their mean.

    Args:
        scale: positive factor.
        mode: 'fan_in', 'fan_out' or 'fan_avg'.
        distribution: 'truncated_normal', 'untruncated_normal' or 'uniform'.
        seed: int, SeedGenerator or None.
        input_axes, output_axes: axes of the shape that count as inputs and outputs; None is the
            last but one and the last, the others being a window.

    Raises:
        ValueError: for a scale that is not positive and for unknown names.
    Reference: He et al., arXiv:1502.01852.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Any = None,
        output_axes: Any = None,
    ) -> None:
        if scale <= 0.0:
            raise ValueError(f"Argument `scale` must be positive float. Received: scale={scale}")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(
                f"Invalid `mode` argument: {mode}. "
                "Please use one of {'fan_in', 'fan_out', 'fan_avg'}"
            )
        distribution = distribution.lower()
        distribution = "truncated_normal" if distribution == "normal" else distribution
        if distribution not in ("uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                f"Invalid `distribution` argument: {distribution}. Please use one of "
                "{'uniform', 'truncated_normal', 'untruncated_normal'}"
            )
        self.scale, self.mode, self.distribution = scale, mode, distribution
        self.input_axes, self.output_axes = input_axes, output_axes
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        dtype = resolve_dtype(dtype)
        fan_in, fan_out = compute_fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[self.mode]
        variance = self.scale / max(1.0, n)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random.uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "truncated_normal":
            stddev = math.sqrt(variance) / _TRUNCATED_STDDEV
            return random.truncated_normal(shape, 0.0, stddev, dtype, self.seed)
        return random.normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        """All constructor arguments."""
        return {
            **super().get_config(),
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "input_axes": self.input_axes,
            "output_axes": self.output_axes,
        }


class _NamedScaling(VarianceScaling):
    """A VarianceScaling with fixed scale, mode and distribution."""

    _fixed: tuple[float, str, str]

    def __init__(self, seed: Any = None, input_axes: Any = None, output_axes: Any = None) -> None:
        super().__init__(*self._fixed, seed, input_axes, output_axes)

    def get_config(self) -> dict[str, Any]:
        """Seed and axes."""
        config = super().get_config()
        return {key: config[key] for key in ("seed", "input_axes", "output_axes")}


class GlorotUniform(_NamedScaling):
    """Uniform in ±sqrt(6 / (fan_in + fan_out)). Reference: Glorot & Bengio, AISTATS 2010."""

    _fixed = (1.0, "fan_avg", "uniform")


class GlorotNormal(_NamedScaling):
    """Truncated normal of variance 2 / (fan_in + fan_out). Glorot & Bengio, AISTATS 2010."""

    _fixed = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_NamedScaling):
    """Uniform in ±sqrt(6 / fan_in). Reference: arXiv:1502.01852."""

    _fixed = (2.0, "fan_in", "uniform")


class HeNormal(_NamedScaling):
    """Truncated normal of variance 2 / fan_in. Reference: arXiv:1502.01852."""

    _fixed = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_NamedScaling):
    """Uniform in ±sqrt(3 / fan_in). Reference: arXiv:1706.02515."""

    _fixed = (1.0, "fan_in", "uniform")


class LecunNormal(_NamedScaling):
    """Truncated normal of variance 1 / fan_in. Reference: arXiv:1706.02515."""

    _fixed = (1.0, "fan_in", "truncated_normal")


class Orthogonal(RandomInitializer):
    """A matrix with orthonormal rows or columns, times `gain`; axes before the last are one.

    Args:
        gain: factor.
        seed: int, SeedGenerator or None.

    Raises:
        ValueError: for a shape of rank below 2.
    Reference: Saxe et al., arXiv:1312.6120.
    """

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> tf.Tensor:
        if len(shape) < 2:
            raise ValueError(
                "The tensor to initialize must be at least two-dimensional. "
                f"Received: shape={shape} of rank {len(shape)}."
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        flat = (max(columns, rows), min(columns, rows))
        q, r = tf.linalg.qr(random.normal(flat, dtype=resolve_dtype(dtype), seed=self.seed))
        # a positive diagonal of r makes the factorisation, and so the draw, unique
        q = q * tf.sign(tf.linalg.diag_part(r))
        if rows < columns:
            q = tf.transpose(q)
        return self.gain * tf.reshape(q, shape)

    def get_config(self) -> dict[str, Any]:
        """Seed and gain."""
        return {**super().get_config(), "gain": self.gain}


def compute_fans(
    shape: Any, input_axes: Any = None, output_axes: Any = None
) -> tuple[float, float]:
    """How many inputs and outputs one element of a kernel of this shape connects.

    Returns: `(fan_in, fan_out)`; for a convolution kernel both times the window's size.
    Example: `compute_fans((3, 3, 16, 32))` gives `(144, 288)`.
    """
    shape = tuple(shape)
    if len(shape) == 0:
        return 1, 1
    if len(shape) == 1 and input_axes is None and output_axes is None:
        return shape[0], shape[0]
    rank = len(shape)
    inputs = _axes(input_axes, -2, rank)
    outputs = _axes(output_axes, -1, rank)
    window = math.prod(n for i, n in enumerate(shape) if i not in inputs | outputs)
    fan_in = window * math.prod(shape[i] for i in inputs)
    return fan_in, window * math.prod(shape[i] for i in outputs)


def _axes(axes: Any, default: int, rank: int) -> set[int]:
    if axes is None:
        axes = default
    axes = [axes] if isinstance(axes, int) else axes
    return {axis % rank for axis in axes}
