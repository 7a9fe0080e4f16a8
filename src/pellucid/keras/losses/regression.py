"""Losses of regression: squared, absolute, logarithmic errors, Huber, Poisson, cosine."""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import LossFunctionWrapper, match_rank

EPSILON = 1e-7


def float_pair(y_true: Any, y_pred: Any) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns both as floating tensors of the dtype of `y_pred`."""
    y_pred = tf.convert_to_tensor(y_pred)
    if not (y_pred.dtype.is_floating or y_pred.dtype.is_complex):
        y_pred = tf.cast(y_pred, "float32")
    y_true = tf.convert_to_tensor(y_true)
    if y_true.dtype != y_pred.dtype:
        y_true = tf.cast(y_true, y_pred.dtype)
    return y_true, y_pred


def _matched(y_true: Any, y_pred: Any) -> tuple[tf.Tensor, tf.Tensor]:
    return match_rank(*float_pair(y_true, y_pred))


def mean_squared_error(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Mean squared error: `mean(square(y_true - y_pred), axis=-1)`.

    Args:
        y_true: truth, shape `(..., d)`.
        y_pred: prediction, shape `(..., d)`.

    Returns:
        Errors of shape `(...)`.

    Example:
        >>> tf.keras.losses.mean_squared_error([[1.0, 2.0]], [[1.0, 4.0]])  # [2.]
    """
    y_true, y_pred = _matched(y_true, y_pred)
    return tf.reduce_mean(tf.math.squared_difference(y_true, y_pred), axis=-1)


def mean_absolute_error(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Mean absolute error: `mean(abs(y_true - y_pred), axis=-1)`.

    Args:
        y_true: truth, shape `(..., d)`.
        y_pred: prediction, shape `(..., d)`.

    Returns:
        Errors of shape `(...)`.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Mean absolute percentage error: `100 * mean(abs((y_true - y_pred) / y_true), axis=-1)`.

    The denominator is at least 1e-7.

    Args:
        y_true: truth, shape `(..., d)`.
        y_pred: prediction, shape `(..., d)`.

    Returns:
        Errors in percent, of shape `(...)`.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    floor = tf.constant(EPSILON, y_true.dtype)
    return 100.0 * tf.reduce_mean(
        tf.abs((y_true - y_pred) / tf.maximum(tf.abs(y_true), floor)), axis=-1
    )


def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Mean squared logarithmic error: `mean(square(log(y_true + 1) - log(y_pred + 1)), axis=-1)`.

    Args:
        y_true: truth, shape `(..., d)`; values below 1e-7 count as 1e-7.
        y_pred: prediction, likewise.

    Returns:
        Errors of shape `(...)`.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    floor = tf.constant(EPSILON, y_true.dtype)
    first = tf.math.log(tf.maximum(y_pred, floor) + 1.0)
    second = tf.math.log(tf.maximum(y_true, floor) + 1.0)
    return tf.reduce_mean(tf.math.squared_difference(first, second), axis=-1)


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> tf.Tensor:
    """Huber loss: `e²/2` where `|e| <= delta`, else `delta*|e| - delta²/2`; mean over `axis=-1`.

    Args:
        y_true: truth, shape `(..., d)`.
        y_pred: prediction, shape `(..., d)`.
        delta: where the loss turns from quadratic to linear.

    Returns:
        Losses of shape `(...)`.

    Reference:
        Huber, Robust Estimation of a Location Parameter, 1964.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    bend = tf.convert_to_tensor(delta, dtype=y_pred.dtype)
    error = tf.abs(y_true - y_pred)
    quadratic = 0.5 * tf.square(error)
    linear = bend * error - 0.5 * tf.square(bend)
    return tf.reduce_mean(tf.where(error <= bend, quadratic, linear), axis=-1)


def log_cosh(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Logarithm of the hyperbolic cosine of the error: `mean(log(cosh(y_pred - y_true)), axis=-1)`.

    Args:
        y_true: truth, shape `(..., d)`.
        y_pred: prediction, shape `(..., d)`.

    Returns:
        Losses of shape `(...)`.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    error = y_pred - y_true
    # cosh overflows early; x + log(1 + e^-2x) - log 2 does not
    return tf.reduce_mean(error + tf.math.softplus(-2.0 * error) - math.log(2.0), axis=-1)


def poisson(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Poisson loss: `mean(y_pred - y_true * log(y_pred + 1e-7), axis=-1)`.

    Args:
        y_true: counts, shape `(..., d)`.
        y_pred: expected counts, shape `(..., d)`.

    Returns:
        Losses of shape `(...)`.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    return tf.reduce_mean(y_pred - y_true * tf.math.log(y_pred + EPSILON), axis=-1)


def _unit(x: tf.Tensor, axis: int) -> tf.Tensor:
    square_sum = tf.reduce_sum(tf.square(x), axis=axis, keepdims=True)
    # a floor of 1e-12 below the root keeps the gradient at 0 finite
    return x * tf.math.rsqrt(tf.maximum(square_sum, tf.constant(1e-12, x.dtype)))


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> tf.Tensor:
    """Negative cosine similarity: `-sum(l2_norm(y_true) * l2_norm(y_pred), axis)`.

    -1 where truth and prediction point the same way.

    Args:
        y_true: truth, shape `(..., d)`.
        y_pred: prediction, shape `(..., d)`.
        axis: the axis of the vectors.

    Returns:
        Losses in [-1, 1], without `axis`.
    """
    y_true, y_pred = _matched(y_true, y_pred)
    return -tf.reduce_sum(_unit(y_true, axis) * _unit(y_pred, axis), axis=axis)


class MeanSquaredError(LossFunctionWrapper):
    """Mean of squares of errors: `square(y_true - y_pred)`; see `mean_squared_error`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.

    Example:
        >>> tf.keras.losses.MeanSquaredError()([[1.0, 2.0]], [[1.0, 4.0]])  # 2.0
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_squared_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(LossFunctionWrapper):
    """Mean of absolute errors: `abs(y_true - y_pred)`; see `mean_absolute_error`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_absolute_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """Mean absolute error in percent of the truth; see `mean_absolute_percentage_error`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_absolute_percentage_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """Mean squared error of `log(1 + y)`; see `mean_squared_logarithmic_error`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


class Huber(LossFunctionWrapper):
    """Huber loss: quadratic near 0, linear beyond `delta`; see `huber`.

    Args:
        delta: where the loss turns from quadratic to linear.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str = "huber_loss",
        dtype: Any = None,
    ) -> None:
        super().__init__(huber, reduction, name, dtype, delta=delta)
        # Keras writes no delta at all; written where it matters, both can read it
        self._config = {} if delta == 1.0 else {"delta": delta}


class LogCosh(LossFunctionWrapper):
    """Logarithm of the hyperbolic cosine of the error; see `log_cosh`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "log_cosh",
        dtype: Any = None,
    ) -> None:
        super().__init__(log_cosh, reduction, name, dtype)


class Poisson(LossFunctionWrapper):
    """Poisson loss `y_pred - y_true * log(y_pred)`; see `poisson`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "poisson",
        dtype: Any = None,
    ) -> None:
        super().__init__(poisson, reduction, name, dtype)


class CosineSimilarity(LossFunctionWrapper):
    """Negative cosine similarity: -1 where prediction and truth point the same way.

    Args:
        axis: the axis of the vectors.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "cosine_similarity",
        dtype: Any = None,
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
        self._config = {} if axis == -1 else {"axis": axis}
