"""Accuracies: how often prediction and truth agree."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import match_rank
from pellucid.keras.losses.regression import float_pair
from pellucid.keras.metrics.reduction import MeanMetricWrapper


def accuracy(y_true: Any, y_pred: Any) -> tf.Tensor:
    """1 where `y_true == y_pred`, else 0, as float32."""
    y_pred = tf.convert_to_tensor(y_pred)
    y_true = tf.cast(tf.convert_to_tensor(y_true), y_pred.dtype)
    y_true, y_pred = match_rank(y_true, y_pred)
    return tf.cast(tf.equal(y_true, y_pred), "float32")


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> tf.Tensor:
    """1 where `y_pred > threshold` equals the label 0/1, element by element.

    Args:
        y_true: labels, shape `(..., d)`.
        y_pred: probabilities, shape `(..., d)`.
        threshold: above it the prediction is 1.

    Returns:
        Accuracies of the shape of `y_pred`.
    """
    y_true, y_pred = match_rank(*float_pair(y_true, y_pred))
    hit = tf.equal(y_true, tf.cast(y_pred > threshold, y_true.dtype))
    return tf.cast(hit, "float32")


def categorical_accuracy(y_true: Any, y_pred: Any) -> tf.Tensor:
    """1 where the largest of `y_pred` stands at the 1 of the one-hot `y_true`.

    Args:
        y_true: one-hot labels, shape `(..., classes)`.
        y_pred: scores, shape `(..., classes)`.

    Returns:
        Accuracies of shape `(...)`.
    """
    y_true = tf.convert_to_tensor(y_true)
    return sparse_categorical_accuracy(tf.argmax(y_true, axis=-1), y_pred)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> tf.Tensor:
    """1 where the largest of `y_pred` stands at index `y_true`.

    Args:
        y_true: integer labels, shape `(...)` or `(..., 1)`.
        y_pred: scores, shape `(..., classes)`.

    Returns:
        Accuracies of shape `(...)`.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    y_true = _labels(tf.convert_to_tensor(y_true), y_pred)
    best = tf.argmax(y_pred, axis=-1)
    return tf.cast(tf.equal(tf.cast(y_true, best.dtype), best), "float32")


def _labels(y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
    """Drops the last axis of labels of shape (..., 1)."""
    rank = y_true.shape.rank
    if rank is not None and rank == y_pred.shape.rank and rank and y_true.shape[-1] == 1:
        return tf.squeeze(y_true, -1)
    return y_true


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> tf.Tensor:
    """1 where the class of the one-hot `y_true` is among the k largest of `y_pred`."""
    return sparse_top_k_categorical_accuracy(
        tf.argmax(tf.convert_to_tensor(y_true), axis=-1), y_pred, k
    )


def sparse_top_k_categorical_accuracy(
    y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False
) -> tf.Tensor:
    """1 where the class `y_true` is among the k largest of `y_pred`.

    Args:
        y_true: integer labels, shape `(...)` or `(..., 1)`.
        y_pred: scores, shape `(..., classes)`, or with `from_sorted_ids` class ids, best first.
        k: how many count.
        from_sorted_ids: whether `y_pred` are ids.

    Returns:
        Accuracies of shape `(...)`.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    y_true = _labels(tf.convert_to_tensor(y_true), y_pred)
    shape = tf.shape(y_true)
    flat = tf.reshape(tf.cast(y_true, "int32"), (-1,))
    scores = tf.reshape(y_pred, tf.stack([-1, tf.shape(y_pred)[-1]]))
    if from_sorted_ids:
        hits = tf.equal(tf.cast(scores[:, :k], "int32"), flat[:, None])
        found = tf.reduce_any(hits, axis=-1)
    else:
        found = tf.math.in_top_k(flat, tf.cast(scores, "float32"), k)
    return tf.reshape(tf.cast(found, "float32"), shape)


class Accuracy(MeanMetricWrapper):
    """How often predictions equal labels.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype}


class BinaryAccuracy(MeanMetricWrapper):
    """How often `y_pred > threshold` equals labels 0/1; see `binary_accuracy`.

    Args:
        name: a name.
        dtype: dtype of the result.
        threshold: above it the prediction is 1; in (0, 1).
    """

    def __init__(
        self, name: str = "binary_accuracy", dtype: Any = None, threshold: float = 0.5
    ) -> None:
        if threshold is not None and not 0 < threshold < 1:
            raise ValueError(
                "BinaryAccuracy [threshold]: out of range. Expected a number in (0, 1), "
                f"received {threshold}."
            )
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)
        self.threshold = threshold

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype, "threshold": self.threshold}


class CategoricalAccuracy(MeanMetricWrapper):
    """How often the largest score stands at the label, with one-hot labels.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype}


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the largest score stands at the label, with integer labels.

    Args:
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype}


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the label is among the k best, with one-hot labels.

    Args:
        k: how many count.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self, k: int = 5, name: str = "top_k_categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
        self.k = k

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype, "k": self.k}


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the label is among the k best, with integer labels.

    Args:
        k: how many count.
        name: a name.
        dtype: dtype of the result.
        from_sorted_ids: whether predictions are class ids, best first.
    """

    def __init__(
        self,
        k: int = 5,
        name: str = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        fn = sparse_top_k_categorical_accuracy
        super().__init__(fn, name, dtype, k=k, from_sorted_ids=from_sorted_ids)
        self.k, self.from_sorted_ids = k, from_sorted_ids

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {
            "name": self.name,
            "dtype": self._dtype,
            "k": self.k,
            "from_sorted_ids": self.from_sorted_ids,
        }
