"""Errors as metrics: the means of the losses of `losses/` over all samples."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses import crossentropy, margin, regression
from pellucid.keras.losses.loss import match_rank
from pellucid.keras.metrics.reduction import Mean, MeanMetricWrapper


class _FunctionMetric(MeanMetricWrapper):
    """Mean of a fixed function; its config is what the constructor was given."""

    def __init__(self, fn: Any, name: str, dtype: Any, **config: Any) -> None:
        super().__init__(fn, name, dtype, **config)
        self._config = config

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype} | self._config


class MeanSquaredError(_FunctionMetric):
    """Mean of `square(y_true - y_pred)`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(regression.mean_squared_error, name, dtype)


class RootMeanSquaredError(Mean):
    """Root of the mean of `square(y_true - y_pred)`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(name, dtype)

    def update_state(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, y_true: Any, y_pred: Any, sample_weight: Any = None
    ) -> None:
        """Takes in a batch of truth, prediction and weights."""
        y_pred = tf.cast(tf.convert_to_tensor(y_pred), self._dtype)
        y_true = tf.cast(tf.convert_to_tensor(y_true), self._dtype)
        y_true, y_pred = match_rank(y_true, y_pred)
        super().update_state(tf.math.squared_difference(y_true, y_pred), sample_weight)

    def result(self) -> tf.Tensor:
        """Returns the root of the mean so far."""
        return tf.sqrt(super().result())


class MeanAbsoluteError(_FunctionMetric):
    """Mean of `abs(y_true - y_pred)`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(regression.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(_FunctionMetric):
    """Mean of `100 * abs((y_true - y_pred) / y_true)`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "mean_absolute_percentage_error", dtype: Any = None) -> None:
        super().__init__(regression.mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(_FunctionMetric):
    """Mean of `square(log(y_true + 1) - log(y_pred + 1))`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "mean_squared_logarithmic_error", dtype: Any = None) -> None:
        super().__init__(regression.mean_squared_logarithmic_error, name, dtype)


class LogCoshError(_FunctionMetric):
    """Mean of `log(cosh(y_pred - y_true))`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "logcosh", dtype: Any = None) -> None:
        super().__init__(regression.log_cosh, name, dtype)


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> tf.Tensor:
    """Cosine of the angle between truth and prediction, 1 where they point the same way."""
    return -regression.cosine_similarity(y_true, y_pred, axis)


class CosineSimilarity(MeanMetricWrapper):
    """Mean cosine of the angle between truth and prediction.

    Args:
        name: a name.
        dtype: dtype of the result.
        axis: the axis of the vectors.
    """

    def __init__(self, name: str = "cosine_similarity", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=axis)
        self._axis = axis

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        config = {"name": self.name, "dtype": self._dtype}
        return config if self._axis == -1 else config | {"axis": self._axis}


class Hinge(_FunctionMetric):
    """Mean hinge loss.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "hinge", dtype: Any = None) -> None:
        super().__init__(margin.hinge, name, dtype)


class SquaredHinge(_FunctionMetric):
    """Mean squared hinge loss.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(margin.squared_hinge, name, dtype)


class CategoricalHinge(_FunctionMetric):
    """Mean categorical hinge loss.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(margin.categorical_hinge, name, dtype)


class KLDivergence(_FunctionMetric):
    """Mean Kullback-Leibler divergence.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "kl_divergence", dtype: Any = None) -> None:
        super().__init__(crossentropy.kl_divergence, name, dtype)


class Poisson(_FunctionMetric):
    """Mean Poisson loss.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "poisson", dtype: Any = None) -> None:
        super().__init__(regression.poisson, name, dtype)


class BinaryCrossentropy(_FunctionMetric):
    """Mean binary cross-entropy.

    Args:
        name: a name.
        dtype: dtype of the result.
        from_logits: whether predictions are logits.
        label_smoothing: in [0, 1].
    """

    def __init__(
        self,
        name: str = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        config = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(crossentropy.binary_crossentropy, name, dtype, **config)


class CategoricalCrossentropy(_FunctionMetric):
    """Mean categorical cross-entropy, with one-hot labels.

    Args:
        name: a name.
        dtype: dtype of the result.
        from_logits: whether predictions are logits.
        label_smoothing: in [0, 1].
        axis: the axis of the classes.
    """

    def __init__(
        self,
        name: str = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        config = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(crossentropy.categorical_crossentropy, name, dtype, **config)


class SparseCategoricalCrossentropy(_FunctionMetric):
    """Mean categorical cross-entropy, with integer labels.

    Args:
        name: a name.
        dtype: dtype of the result.
        from_logits: whether predictions are logits.
        ignore_class: a label that counts with loss 0, or None.
        axis: the axis of the classes.
    """

    def __init__(
        self,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        config = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(crossentropy.sparse_categorical_crossentropy, name, dtype, **config)
