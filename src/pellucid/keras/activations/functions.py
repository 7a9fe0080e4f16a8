"""Activation functions: element-wise curves, and softmax-like functions over an axis."""

from __future__ import annotations

from typing import Any

import pellucid as tf

TensorLike = Any


def linear(x: TensorLike) -> TensorLike:
    """Identity: x."""
    return x


def relu(
    x: TensorLike,
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> tf.Tensor:
    """Rectifier: x where x ≥ threshold, negative_slope · (x - threshold) below, at most max_value.

    Example: `keras.activations.relu([-3., 2.])` gives `[0., 2.]`.
    """
    x = tf.convert_to_tensor(x)
    if negative_slope == 0.0 and threshold == 0.0:
        if max_value is None:
            return tf.nn.relu(x)
        return tf.clip_by_value(x, tf.cast(0.0, x.dtype), tf.cast(max_value, x.dtype))
    below = negative_slope * (x - threshold)
    y = tf.where(x >= threshold, x, below)
    return y if max_value is None else tf.minimum(y, tf.cast(max_value, y.dtype))


def relu6(x: TensorLike) -> tf.Tensor:
    """min(max(x, 0), 6)."""
    return tf.nn.relu6(x)


def leaky_relu(x: TensorLike, negative_slope: float = 0.2) -> tf.Tensor:
    """x where x > 0, negative_slope · x below."""
    return tf.nn.leaky_relu(x, alpha=negative_slope)


def elu(x: TensorLike, alpha: float = 1.0) -> tf.Tensor:
    """x where x > 0, alpha · (exp(x) - 1) below. Reference: arXiv:1511.07289."""
    y = tf.nn.elu(x)
    return y if alpha == 1.0 else tf.where(y > 0, y, alpha * y)


def celu(x: TensorLike, alpha: float = 1.0) -> tf.Tensor:
    """max(x, 0) + min(0, alpha · (exp(x / alpha) - 1)). Reference: arXiv:1704.07483."""
    x = tf.convert_to_tensor(x)
    return tf.maximum(x, 0.0) + alpha * tf.math.expm1(tf.minimum(x, 0.0) / alpha)


def selu(x: TensorLike) -> tf.Tensor:
    """Scaled ELU, 1.0507 · elu(x, 1.6733). Reference: arXiv:1706.02515."""
    return tf.nn.selu(x)


def gelu(x: TensorLike, approximate: bool = False) -> tf.Tensor:
    """x · Φ(x), Φ the normal distribution function; `approximate` uses tanh. arXiv:1606.08415."""
    return tf.nn.gelu(x, approximate=approximate)


def sigmoid(x: TensorLike) -> tf.Tensor:
    """1 / (1 + exp(-x))."""
    return tf.sigmoid(x)


def tanh(x: TensorLike) -> tf.Tensor:
    """Hyperbolic tangent."""
    return tf.tanh(x)


def exponential(x: TensorLike) -> tf.Tensor:
    """exp(x)."""
    return tf.exp(x)


def softplus(x: TensorLike) -> tf.Tensor:
    """log(1 + exp(x))."""
    return tf.math.softplus(x)


def softsign(x: TensorLike) -> tf.Tensor:
    """x / (1 + |x|)."""
    return tf.nn.softsign(x)


def silu(x: TensorLike) -> tf.Tensor:
    """x · sigmoid(x), also called swish. Reference: arXiv:1710.05941."""
    x = tf.convert_to_tensor(x)
    return x * tf.sigmoid(x)


def mish(x: TensorLike) -> tf.Tensor:
    """x · tanh(softplus(x)). Reference: arXiv:1908.08681."""
    x = tf.convert_to_tensor(x)
    return x * tf.tanh(tf.math.softplus(x))


def hard_sigmoid(x: TensorLike) -> tf.Tensor:
    """relu6(x + 3) / 6: sigmoid in straight lines."""
    x = tf.convert_to_tensor(x)
    return tf.nn.relu6(x + 3.0) / 6.0


def hard_silu(x: TensorLike) -> tf.Tensor:
    """x · hard_sigmoid(x), also called hard swish. Reference: arXiv:1905.02244."""
    x = tf.convert_to_tensor(x)
    return x * hard_sigmoid(x)


def hard_tanh(x: TensorLike) -> tf.Tensor:
    """x, clipped to [-1, 1]."""
    x = tf.convert_to_tensor(x)
    return tf.clip_by_value(x, tf.cast(-1.0, x.dtype), tf.cast(1.0, x.dtype))


def hard_shrink(x: TensorLike, threshold: float = 0.5) -> tf.Tensor:
    """x where |x| > threshold, else 0."""
    x = tf.convert_to_tensor(x)
    return tf.where(tf.abs(x) > threshold, x, tf.zeros_like(x))


def soft_shrink(x: TensorLike, threshold: float = 0.5) -> tf.Tensor:
    """x moved towards 0 by threshold, 0 where |x| ≤ threshold."""
    x = tf.convert_to_tensor(x)
    shrunk = tf.where(x > 0, x - threshold, x + threshold)
    return tf.where(tf.abs(x) > threshold, shrunk, tf.zeros_like(x))


def tanh_shrink(x: TensorLike) -> tf.Tensor:
    """x - tanh(x)."""
    x = tf.convert_to_tensor(x)
    return x - tf.tanh(x)


def log_sigmoid(x: TensorLike) -> tf.Tensor:
    """log(sigmoid(x)) = -softplus(-x)."""
    return -tf.math.softplus(-tf.convert_to_tensor(x))


def squareplus(x: TensorLike, b: float = 4) -> tf.Tensor:
    """(x + sqrt(x² + b)) / 2. Reference: arXiv:2112.11687."""
    x = tf.convert_to_tensor(x)
    return (x + tf.sqrt(x * x + tf.cast(b, x.dtype))) / 2


def sparse_plus(x: TensorLike) -> tf.Tensor:
    """0 below -1, (x + 1)² / 4 between -1 and 1, x above 1."""
    x = tf.convert_to_tensor(x)
    middle = tf.square(x + 1.0) / 4
    return tf.where(x <= -1.0, tf.zeros_like(x), tf.where(x < 1.0, middle, x))


def sparse_sigmoid(x: TensorLike) -> tf.Tensor:
    """0 below -1, (x + 1) / 2 between -1 and 1, 1 above 1."""
    x = tf.convert_to_tensor(x)
    middle = (x + 1.0) / 2
    return tf.where(x <= -1.0, tf.zeros_like(x), tf.where(x < 1.0, middle, tf.ones_like(x)))


def threshold(x: TensorLike, threshold: float, default_value: float) -> tf.Tensor:
    """x where x > threshold, else default_value."""
    x = tf.convert_to_tensor(x)
    return tf.where(x > threshold, x, tf.cast(default_value, x.dtype))


def glu(x: TensorLike, axis: int = -1) -> tf.Tensor:
    """First half of `axis` times the sigmoid of the second half. Reference: arXiv:1612.08083."""
    x = tf.convert_to_tensor(x)
    size = x.shape[axis]
    if size is not None and size % 2:
        raise ValueError(
            f"keras.activations.glu [x]: odd size. Expected an even x.shape[{axis}], received "
            f"{size} (x: {tuple(x.shape)} {x.dtype.name})."
        )
    first, second = tf.split(x, 2, axis=axis)
    return first * tf.sigmoid(second)


def softmax(x: TensorLike, axis: int | tuple[int, ...] | list[int] = -1) -> tf.Tensor:
    """exp(x) / sum(exp(x)) over one axis or several together.

    Args:
        x: float tensor of rank at least 1.
        axis: axis or axes along which the result sums to 1.
    """
    x = tf.convert_to_tensor(x)
    if isinstance(axis, list | tuple):
        e = tf.exp(x - tf.stop_gradient(tf.reduce_max(x, axis=axis, keepdims=True)))
        return e / tf.reduce_sum(e, axis=axis, keepdims=True)
    return tf.nn.softmax(x, axis=axis)


def log_softmax(x: TensorLike, axis: int = -1) -> tf.Tensor:
    """log(softmax(x)), computed without under- or overflow."""
    return tf.nn.log_softmax(x, axis=axis)


def sparsemax(x: TensorLike, axis: int = -1) -> tf.Tensor:
    """A sparse probability vector: max(x - τ(x), 0), with exact zeros.

    τ sums the running totals of the sorted x over the support, less 1, over the support's size.
    Reference: Martins & Astudillo, arXiv:1602.02068.
    """
    x = tf.convert_to_tensor(x)
    ordered = tf.sort(x, axis=axis, direction="DESCENDING")
    running = tf.cumsum(ordered, axis=axis)
    shape = [1] * x.shape.rank
    shape[axis] = -1
    k = tf.reshape(tf.range(1, tf.shape(x)[axis] + 1), shape)
    inside = 1 + tf.cast(k, x.dtype) * ordered > running
    count = tf.reduce_sum(tf.cast(inside, x.dtype), axis=axis, keepdims=True)
    # the paper takes the last running total only; Keras adds them all, and saved models count on it
    total = tf.where(inside, running, tf.zeros_like(running))
    total = tf.reduce_sum(total, axis=axis, keepdims=True)
    return tf.maximum(x - (total - 1) / count, 0.0)


swish = silu
hard_swish = hard_silu
