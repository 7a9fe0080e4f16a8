"""Means and sums, and metrics that are the mean of a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import match_rank
from pellucid.keras.metrics.metric import Metric


def per_sample(
    values: Any, sample_weight: Any, reduce: Callable[..., tf.Tensor], dtype: str
) -> tuple[tf.Tensor, tf.Tensor | None]:
    """Reduces values to one a sample, weighted.

    Args:
        values: shape `(batch, ...)`.
        sample_weight: what broadcasts against the leading axes of `values`, or None.
        reduce: tf.reduce_mean or tf.reduce_sum, for the axes behind the batch.
        dtype: of the results.

    Returns:
        Weighted values and weights, each `(batch,)`, or scalars.
    """
    mask = getattr(values, "_keras_mask", None)
    values = tf.cast(values, dtype)
    if sample_weight is not None:
        sample_weight = tf.cast(sample_weight, dtype)
    if mask is not None:
        sample_weight = masked_weight(sample_weight, mask, dtype)
    if sample_weight is not None:
        values, sample_weight = match_rank(values, sample_weight)
        extra = range(sample_weight.shape.rank, values.shape.rank)
        if len(extra):
            values = reduce(values, axis=list(extra))
        values = values * sample_weight
        if values.shape.rank > 1:
            shape = tf.shape(values)
            weight = tf.broadcast_to(sample_weight, shape)
            sample_weight = reduce(weight, axis=list(range(1, values.shape.rank)))
    if values.shape.rank > 1:
        values = reduce(values, axis=list(range(1, values.shape.rank)))
    return values, sample_weight


def masked_weight(sample_weight: Any, mask: tf.Tensor, dtype: str) -> tf.Tensor:
    """Returns weights that are 0 where the mask is False."""
    mask = tf.cast(mask, dtype)
    if sample_weight is None:
        return mask
    mask, sample_weight = match_rank(mask, tf.cast(sample_weight, dtype))
    return mask * sample_weight


class Mean(Metric):
    """Weighted mean of values: `sum(values * weights) / sum(weights)`.

    Args:
        name: a name.
        dtype: dtype of the result.

    Example:
        >>> m = tf.keras.metrics.Mean()
        >>> m.update_state([1.0, 3.0])
        >>> m.result()  # 2.0
    """

    def __init__(self, name: str = "mean", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable(name="total")
        self.count = self.add_variable(name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Adds values.

        Args:
            values: any shape.
            sample_weight: what broadcasts against the leading axes of `values`, or None.
        """
        values, weight = per_sample(values, sample_weight, tf.reduce_mean, self._dtype)
        self.total.assign_add(tf.reduce_sum(values))
        if weight is not None:
            count = tf.reduce_sum(weight)
        elif values.shape.rank:
            count = tf.cast(tf.shape(values)[0], self._dtype)
        else:
            count = tf.ones((), self._dtype)
        self.count.assign_add(count)

    def result(self) -> tf.Tensor:
        """Returns the mean so far, 0 where there was nothing."""
        return tf.math.divide_no_nan(
            tf.convert_to_tensor(self.total), tf.convert_to_tensor(self.count)
        )


class Sum(Metric):
    """Weighted sum of values: `sum(values * weights)`.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "sum", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable(name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Adds values.

        Args:
            values: any shape.
            sample_weight: what broadcasts against the leading axes of `values`, or None.
        """
        values, _ = per_sample(values, sample_weight, tf.reduce_sum, self._dtype)
        self.total.assign_add(tf.reduce_sum(values))

    def result(self) -> tf.Tensor:
        """Returns the sum so far."""
        return tf.convert_to_tensor(self.total)


class MeanTensor(Metric):
    """Weighted mean of tensors, element by element (Keras 2).

    Args:
        name: a name.
        dtype: dtype of the result.
        shape: shape of the tensors; taken from the first by default.
    """

    def __init__(self, name: str = "mean_tensor", dtype: Any = None, shape: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self._shape = None
        if shape is not None:
            self._build(shape)

    def _build(self, shape: Any) -> None:
        self._shape = tuple(shape)
        self.total = self.add_variable(self._shape, name="total")
        self.count = self.add_variable(self._shape, name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Adds a tensor.

        Args:
            values: a tensor of the shape of all others.
            sample_weight: what broadcasts against it, or None.
        """
        values = tf.cast(values, self._dtype)
        if self._shape is None:
            self._build(values.shape)
        if tuple(values.shape) != self._shape:
            raise ValueError(
                f"MeanTensor.update_state [values]: all must have one shape. Expected "
                f"{self._shape}, received {tuple(values.shape)}."
            )
        weight = tf.ones_like(values)
        if sample_weight is not None:
            weight = tf.broadcast_to(tf.cast(sample_weight, self._dtype), tf.shape(values))
        self.total.assign_add(values * weight)
        self.count.assign_add(weight)

    def result(self) -> tf.Tensor:
        """Returns the mean so far."""
        if self._shape is None:
            raise ValueError(
                "MeanTensor.result: nothing has been added yet. Fix: call update_state first, "
                "or pass shape=."
            )
        return tf.math.divide_no_nan(
            tf.convert_to_tensor(self.total), tf.convert_to_tensor(self.count)
        )


class MeanMetricWrapper(Mean):
    """Mean of a function `fn(y_true, y_pred, **kwargs)` over all samples.

    Args:
        fn: the function; returns a value for each sample.
        name: a name, by default that of the function.
        dtype: dtype of the result.
        **kwargs: more arguments of `fn`.
    """

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        own_name = getattr(fn, "__name__", "mean_metric_wrapper")
        super().__init__(name=name or own_name, dtype=dtype)
        self._fn, self._fn_kwargs = fn, kwargs

    def update_state(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, y_true: Any, y_pred: Any, sample_weight: Any = None
    ) -> None:
        """Takes in a batch.

        Args:
            y_true: truth.
            y_pred: prediction.
            sample_weight: what broadcasts against the values of `fn`, or None.
        """
        mask = getattr(y_pred, "_keras_mask", None)
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        if mask is not None:
            sample_weight = masked_weight(sample_weight, mask, self._dtype)
        super().update_state(values, sample_weight=sample_weight)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments; for a function given by the user, the function as well."""
        config = super().get_config()
        if type(self) is MeanMetricWrapper:
            from pellucid.keras.saving.serialization import serialize_keras_object

            config |= {"fn": serialize_keras_object(self._fn)}
            config |= {key: serialize_keras_object(value) for key, value in self._fn_kwargs.items()}
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """Makes a metric from `get_config()`."""
        if isinstance(config.get("fn"), (dict, str)):
            from pellucid.keras.saving.serialization import deserialize_keras_object

            config = config | {"fn": deserialize_keras_object(config["fn"])}
        return cls(**config)
