"""Overlap losses of segmentation: Dice and Tversky."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import LossFunctionWrapper
from pellucid.keras.losses.regression import EPSILON, float_pair


def dice(y_true: Any, y_pred: Any, axis: Any = None) -> tf.Tensor:
    """Dice loss: `1 - 2 * sum(y * p) / (sum(y) + sum(p))`.

    Args:
        y_true: truth.
        y_pred: prediction, of the same shape.
        axis: the axes that are summed; all by default.

    Returns:
        A scalar, or losses without `axis`.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    common = tf.reduce_sum(y_true * y_pred, axis=axis)
    total = tf.reduce_sum(y_true, axis=axis) + tf.reduce_sum(y_pred, axis=axis)
    return 1.0 - tf.math.divide_no_nan(2.0 * common, total + EPSILON)


def tversky(
    y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Any = None
) -> tf.Tensor:
    """Tversky loss: `1 - TP / (TP + alpha * FN + beta * FP)`.

    Args:
        y_true: truth.
        y_pred: prediction, of the same shape.
        alpha: weight of false negatives.
        beta: weight of false positives.
        axis: the axes that are summed; all by default.

    Returns:
        A scalar, or losses without `axis`.

    Reference:
        Salehi et al., Tversky loss function for image segmentation, arXiv:1706.05721.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    common = tf.reduce_sum(y_true * y_pred, axis=axis)
    false_positives = tf.reduce_sum((1.0 - y_true) * y_pred, axis=axis)
    false_negatives = tf.reduce_sum(y_true * (1.0 - y_pred), axis=axis)
    total = common + alpha * false_negatives + beta * false_positives + EPSILON
    return 1.0 - tf.math.divide_no_nan(common, total)


class Dice(LossFunctionWrapper):
    """Dice loss; see `dice`.

    Args:
        reduction: how the values become one, 'sum_over_batch_size' by default.
        name: a name.
        axis: the axes that are summed; all by default.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "dice",
        axis: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dice, reduction, name, dtype, axis=axis)
        self.axis = axis
        self._config = {"axis": axis}


class Tversky(LossFunctionWrapper):
    """Tversky loss; see `tversky`.

    Args:
        alpha: weight of false negatives.
        beta: weight of false positives.
        reduction: how the values become one, 'sum_over_batch_size' by default.
        name: a name.
        axis: the axes that are summed; all by default.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "tversky",
        axis: Any = None,
        dtype: Any = None,
    ) -> None:
        config = {"alpha": alpha, "beta": beta, "axis": axis}
        super().__init__(tversky, reduction, name, dtype, **config)
        self.alpha, self.beta, self.axis = alpha, beta, axis
        self._config = config
