"""Maximum-margin losses: hinge, squared hinge, categorical hinge."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import LossFunctionWrapper
from pellucid.keras.losses.regression import float_pair


def _signs(y_true: tf.Tensor) -> tf.Tensor:
    """Turns labels 0/1 into -1/1; labels that are already -1/1 stay."""
    binary = tf.reduce_all(tf.logical_or(tf.equal(y_true, 0.0), tf.equal(y_true, 1.0)))
    return tf.where(binary, 2.0 * y_true - 1.0, y_true)


def hinge(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Hinge loss: `mean(max(1 - y_true * y_pred, 0), axis=-1)`.

    Args:
        y_true: labels -1/1 (or 0/1, which are converted), shape `(..., d)`.
        y_pred: scores, shape `(..., d)`.

    Returns:
        Losses of shape `(...)`.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    return tf.reduce_mean(tf.nn.relu(1.0 - _signs(y_true) * y_pred), axis=-1)


def squared_hinge(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Squared hinge loss: `mean(square(max(1 - y_true * y_pred, 0)), axis=-1)`.

    Args:
        y_true: labels -1/1 (or 0/1, which are converted), shape `(..., d)`.
        y_pred: scores, shape `(..., d)`.

    Returns:
        Losses of shape `(...)`.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    return tf.reduce_mean(tf.square(tf.nn.relu(1.0 - _signs(y_true) * y_pred)), axis=-1)


def categorical_hinge(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Categorical hinge loss: `max(1 + max((1 - y) * p) - sum(y * p), 0)` over the last axis.

    Args:
        y_true: one-hot labels, shape `(..., classes)`.
        y_pred: scores, shape `(..., classes)`.

    Returns:
        Losses of shape `(...)`.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    own = tf.reduce_sum(y_true * y_pred, axis=-1)
    best_other = tf.reduce_max((1.0 - y_true) * y_pred, axis=-1)
    return tf.nn.relu(1.0 + best_other - own)


class Hinge(LossFunctionWrapper):
    """Hinge loss `max(1 - y_true * y_pred, 0)`; see `hinge`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(hinge, reduction, name, dtype)


class SquaredHinge(LossFunctionWrapper):
    """Squared hinge loss `square(max(1 - y_true * y_pred, 0))`; see `squared_hinge`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "squared_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(squared_hinge, reduction, name, dtype)


class CategoricalHinge(LossFunctionWrapper):
    """Categorical hinge loss `max(neg - pos + 1, 0)`; see `categorical_hinge`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype)
