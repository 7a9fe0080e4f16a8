"""Correlations and the coefficient of determination."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import match_rank
from pellucid.keras.losses.regression import float_pair
from pellucid.keras.metrics.metric import Metric
from pellucid.keras.metrics.reduction import MeanMetricWrapper


def _centred(y: tf.Tensor, axis: int) -> tf.Tensor:
    return y - tf.reduce_mean(y, axis=axis, keepdims=True)


def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> tf.Tensor:
    """Pearson's correlation along an axis: `cov(t, p) / (std(t) * std(p))`.

    Args:
        y_true: truth.
        y_pred: prediction.
        axis: the axis of the values that belong together.

    Returns:
        Correlations in [-1, 1], without `axis`.
    """
    y_true, y_pred = match_rank(*float_pair(y_true, y_pred))
    t, p = _centred(y_true, axis), _centred(y_pred, axis)
    floor = tf.constant(1e-7, t.dtype)
    t = t * tf.math.rsqrt(tf.maximum(tf.reduce_sum(t * t, axis, keepdims=True), floor * floor))
    p = p * tf.math.rsqrt(tf.maximum(tf.reduce_sum(p * p, axis, keepdims=True), floor * floor))
    return tf.reduce_sum(t * p, axis=axis)


def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> tf.Tensor:
    """Concordance correlation: `2 cov(t, p) / (var(t) + var(p) + (mean(t) - mean(p))²)`.

    Args:
        y_true: truth.
        y_pred: prediction.
        axis: the axis of the values that belong together.

    Returns:
        Correlations in [-1, 1], without `axis`.

    Reference:
        Lin, A Concordance Correlation Coefficient, Biometrics 1989.
    """
    y_true, y_pred = match_rank(*float_pair(y_true, y_pred))
    t, p = _centred(y_true, axis), _centred(y_pred, axis)
    covariance = tf.reduce_mean(t * p, axis=axis)
    spread = tf.reduce_mean(t * t, axis=axis) + tf.reduce_mean(p * p, axis=axis)
    shift = tf.reduce_mean(y_true, axis=axis) - tf.reduce_mean(y_pred, axis=axis)
    return 2.0 * covariance / (spread + tf.square(shift) + 1e-7)


class PearsonCorrelation(MeanMetricWrapper):
    """Mean of Pearson's correlation; see `pearson_correlation`.

    Args:
        name: a name.
        dtype: dtype of the result.
        axis: the axis of the values that belong together.
    """

    def __init__(
        self, name: str = "pearson_correlation", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(pearson_correlation, name, dtype, axis=axis)
        self.axis = axis

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype, "axis": self.axis}


class ConcordanceCorrelation(MeanMetricWrapper):
    """Mean of the concordance correlation; see `concordance_correlation`.

    Args:
        name: a name.
        dtype: dtype of the result.
        axis: the axis of the values that belong together.
    """

    def __init__(
        self, name: str = "concordance_correlation", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(concordance_correlation, name, dtype, axis=axis)
        self.axis = axis

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype, "axis": self.axis}


class R2Score(Metric):
    """Coefficient of determination: `1 - sum((t - p)²) / sum((t - mean(t))²)`.

    Args:
        class_aggregation: None (one for each output), 'uniform_average' or
            'variance_weighted_average'.
        num_regressors: number of independent regressors, for the adjusted form; 0 for none.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if class_aggregation not in (None, "uniform_average", "variance_weighted_average"):
            raise ValueError(
                "R2Score [class_aggregation]: expected None, 'uniform_average' or "
                f"'variance_weighted_average', received {class_aggregation!r}."
            )
        if num_regressors < 0:
            raise ValueError(
                f"R2Score [num_regressors]: expected an integer >= 0, received {num_regressors}."
            )
        self.class_aggregation, self.num_regressors = class_aggregation, num_regressors
        self.num_samples = self.add_variable(dtype="int32", name="num_samples")
        self._built = False

    def _build(self, shape: Any) -> None:
        if len(shape) != 2 or shape[-1] is None:
            raise ValueError(
                f"R2Score [y_pred]: expected shape (batch, outputs), received {shape}."
            )
        size = (shape[-1],)
        self.squared_sum = self.add_variable(size, name="squared_sum")
        self.sum = self.add_variable(size, name="sum")
        self.total_mse = self.add_variable(size, name="residual")
        self.count = self.add_variable(size, name="count")
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of truth, prediction and weights."""
        y_true = tf.cast(tf.convert_to_tensor(y_true), self._dtype)
        y_pred = tf.cast(tf.convert_to_tensor(y_pred), self._dtype)
        y_true, y_pred = match_rank(y_true, y_pred)
        if not self._built:
            self._build(y_pred.shape)
        weight = tf.cast(1.0 if sample_weight is None else sample_weight, self._dtype)
        if weight.shape.rank == 1:
            weight = tf.expand_dims(weight, 1)
        weight = tf.broadcast_to(weight, tf.shape(y_true))
        weighted = y_true * weight
        self.sum.assign_add(tf.reduce_sum(weighted, axis=0))
        self.squared_sum.assign_add(tf.reduce_sum(y_true * weighted, axis=0))
        error = tf.math.squared_difference(y_true, y_pred)
        self.total_mse.assign_add(tf.reduce_sum(error * weight, axis=0))
        self.count.assign_add(tf.reduce_sum(weight, axis=0))
        self.num_samples.assign_add(tf.shape(y_true)[0])

    def result(self) -> tf.Tensor:
        """Returns the coefficient."""
        if not self._built:
            return tf.zeros((), self._dtype)
        total, count = tf.convert_to_tensor(self.sum), tf.convert_to_tensor(self.count)
        spread = tf.convert_to_tensor(self.squared_sum) - total * total / count
        raw = 1.0 - tf.convert_to_tensor(self.total_mse) / spread
        raw = tf.where(tf.math.is_inf(raw), tf.zeros_like(raw), raw)
        if self.class_aggregation == "uniform_average":
            score = tf.reduce_mean(raw)
        elif self.class_aggregation == "variance_weighted_average":
            score = tf.reduce_sum(raw * spread) / tf.reduce_sum(spread)
        else:
            score = raw
        if not self.num_regressors:
            return score
        samples = tf.cast(tf.convert_to_tensor(self.num_samples), self._dtype)
        return 1.0 - (1.0 - score) * (samples - 1.0) / (samples - self.num_regressors - 1.0)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return super().get_config() | {
            "class_aggregation": self.class_aggregation,
            "num_regressors": self.num_regressors,
        }
