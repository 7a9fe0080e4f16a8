"""Counts of true and false positives and negatives at thresholds, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.losses.loss import match_rank
from pellucid.keras.metrics.metric import Metric

NEG_INF = -1e10
EPSILON = 1e-7


def even_thresholds(count: int) -> list[float]:
    """Returns `count` thresholds from just below 0 to just above 1."""
    inner = [(i + 1) / (count - 1) for i in range(count - 2)]
    return [-EPSILON, *inner, 1.0 + EPSILON]


def _checked(metric: str, thresholds: Any, default: float) -> list[float]:
    """Returns thresholds as a list; refuses those outside [0, 1]."""
    values = [default] if thresholds is None else list(np.atleast_1d(thresholds).astype(float))
    bad = [t for t in values if t != NEG_INF and not 0 <= t <= 1]
    if bad:
        raise ValueError(
            f"{metric} [thresholds]: out of range. Expected numbers in [0, 1], received {bad}."
        )
    return [float(value) for value in values]


def _top_k_only(scores: tf.Tensor, k: int) -> tf.Tensor:
    """Sets all but the k largest of each row to a very negative number."""
    _, best = tf.math.top_k(scores, k)
    keep = tf.reduce_sum(tf.one_hot(best, scores.shape[-1], dtype=scores.dtype), axis=-2)
    return scores * keep + NEG_INF * (1.0 - keep)


def confusion_counts(
    y_true: Any,
    y_pred: Any,
    thresholds: Sequence[float],
    sample_weight: Any = None,
    dtype: str = "float32",
    top_k: int | None = None,
    class_id: int | None = None,
    multi_label: bool = False,
    label_weights: Any = None,
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
    """Counts predictions above each threshold.

    Args:
        y_true: labels 0/1.
        y_pred: scores, of the same shape.
        thresholds: the thresholds, T of them.
        sample_weight: what broadcasts against `y_pred`, or None.
        dtype: of the counts.
        top_k: only the k best of the last axis can be positive, or None.
        class_id: only this entry of the last axis counts, or None.
        multi_label: whether to count each entry of the last axis on its own.
        label_weights: weights of the entries of the last axis, or None.

    Returns:
        True positives, false positives, true negatives, false negatives: `(T,)` or `(T, labels)`.
    """
    y_pred = tf.cast(tf.convert_to_tensor(y_pred), dtype)
    y_true = tf.cast(tf.convert_to_tensor(y_true), dtype)
    y_pred, y_true = match_rank(y_pred, y_true)
    if top_k is not None:
        y_pred = _top_k_only(y_pred, top_k)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id], y_pred[..., class_id]
    weight = tf.ones_like(y_pred)
    if sample_weight is not None:
        given = tf.cast(tf.convert_to_tensor(sample_weight), dtype)
        _, given = match_rank(y_pred, given)
        if given.shape.rank is not None and 0 < given.shape.rank < y_pred.shape.rank:
            extra = y_pred.shape.rank - given.shape.rank
            given = tf.reshape(given, tf.concat([tf.shape(given), [1] * extra], 0))
        weight = weight * given
    if label_weights is not None:
        weight = weight * tf.cast(label_weights, dtype)
    shape = (1, -1, y_pred.shape[-1]) if multi_label else (1, -1)
    limits = tf.reshape(tf.constant(thresholds, dtype), (-1, 1, 1) if multi_label else (-1, 1))
    label, weight = tf.reshape(y_true, shape), tf.reshape(weight, shape)
    positive = tf.cast(tf.not_equal(label, 0.0), dtype) * weight
    negative = weight - positive
    hit = tf.cast(tf.reshape(y_pred, shape) > limits, dtype)
    tp = tf.reduce_sum(hit * positive, axis=1)
    fp = tf.reduce_sum(hit * negative, axis=1)
    return tp, fp, tf.reduce_sum(negative, axis=1) - fp, tf.reduce_sum(positive, axis=1) - tp


_PLACES = ("true_positives", "false_positives", "true_negatives", "false_negatives")


class _Count(Metric):
    """Counts one of the four."""

    place = 0

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.thresholds = _checked(type(self).__name__, thresholds, 0.5)
        self.accumulator = self.add_variable((len(self.thresholds),), name="accumulator")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels 0/1, scores and weights."""
        counts = confusion_counts(y_true, y_pred, self.thresholds, sample_weight, self._dtype)
        self.accumulator.assign_add(counts[self.place])

    def result(self) -> tf.Tensor | tf.Variable:
        """Returns the count; of several thresholds the variable of counts, which goes on counting.

        What is kept from before a later `update_state` is therefore read at once, as in Keras.
        """
        one = len(self.thresholds) == 1
        return tf.convert_to_tensor(self.accumulator)[0] if one else self.accumulator

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return super().get_config() | {"thresholds": self.init_thresholds}


class TruePositives(_Count):
    """Number of labels 1 with a prediction above the threshold.

    Args:
        thresholds: a number in [0, 1], or several; 0.5 by default.
        name: a name.
        dtype: dtype of the result.
    """

    place = 0


class FalsePositives(_Count):
    """Number of labels 0 with a prediction above the threshold.

    Args:
        thresholds: a number in [0, 1], or several; 0.5 by default.
        name: a name.
        dtype: dtype of the result.
    """

    place = 1


class TrueNegatives(_Count):
    """Number of labels 0 with a prediction not above the threshold.

    Args:
        thresholds: a number in [0, 1], or several; 0.5 by default.
        name: a name.
        dtype: dtype of the result.
    """

    place = 2


class FalseNegatives(_Count):
    """Number of labels 1 with a prediction not above the threshold.

    Args:
        thresholds: a number in [0, 1], or several; 0.5 by default.
        name: a name.
        dtype: dtype of the result.
    """

    place = 3


class _Ratio(Metric):
    """`true_positives / (true_positives + other)`."""

    other, place = "false_positives", 1

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds, self.top_k, self.class_id = thresholds, top_k, class_id
        default = 0.5 if top_k is None else NEG_INF
        self.thresholds = _checked(type(self).__name__, thresholds, default)
        shape = (len(self.thresholds),)
        self.true_positives = self.add_variable(shape, name="true_positives")
        self._others = self.add_variable(shape, name=self.other)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels 0/1, scores and weights."""
        counts = confusion_counts(
            y_true, y_pred, self.thresholds, sample_weight, self._dtype,
            top_k=self.top_k, class_id=self.class_id,
        )  # fmt: skip
        self.true_positives.assign_add(counts[0])
        self._others.assign_add(counts[self.place])

    def result(self) -> tf.Tensor:
        """Returns the ratio, one for each threshold where there are several."""
        tp = tf.convert_to_tensor(self.true_positives)
        ratio = tf.math.divide_no_nan(tp, tp + tf.convert_to_tensor(self._others))
        return ratio[0] if len(self.thresholds) == 1 else ratio

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return super().get_config() | {
            "thresholds": self.init_thresholds,
            "top_k": self.top_k,
            "class_id": self.class_id,
        }


class Precision(_Ratio):
    """Precision: `TP / (TP + FP)`, the share of positive predictions that are right.

    Args:
        thresholds: a number in [0, 1], or several; 0.5 by default.
        top_k: only the k best of a row can be positive, or None.
        class_id: only this class counts, or None.
        name: a name.
        dtype: dtype of the result.
    """

    other, place = "false_positives", 1

    @property
    def false_positives(self) -> Any:
        """The counts of false positives."""
        return self._others


class Recall(_Ratio):
    """Recall: `TP / (TP + FN)`, the share of positive labels that are found.

    Args:
        thresholds: a number in [0, 1], or several; 0.5 by default.
        top_k: only the k best of a row can be positive, or None.
        class_id: only this class counts, or None.
        name: a name.
        dtype: dtype of the result.
    """

    other, place = "false_negatives", 3

    @property
    def false_negatives(self) -> Any:
        """The counts of false negatives."""
        return self._others


class _AtConstraint(Metric):
    """The best of one ratio over thresholds at which another is at least a given value."""

    def __init__(
        self, argument: str, value: float, num_thresholds: int, class_id: int | None,
        name: str | None, dtype: Any,
    ) -> None:  # fmt: skip
        super().__init__(name=name, dtype=dtype)
        if not 0 <= value <= 1:
            raise ValueError(
                f"{type(self).__name__} [{argument}]: out of range. Expected a number in [0, 1], "
                f"received {value}."
            )
        if num_thresholds <= 0:
            raise ValueError(
                f"{type(self).__name__} [num_thresholds]: expected an integer > 0, received "
                f"{num_thresholds}."
            )
        self.value, self.num_thresholds, self.class_id = value, num_thresholds, class_id
        self._argument = argument
        setattr(self, argument, value)
        inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        self.thresholds = [0.5] if num_thresholds == 1 else [0.0, *inner, 1.0]
        self._counts = [self.add_variable((len(self.thresholds),), name=n) for n in _PLACES]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels 0/1, scores and weights."""
        counts = confusion_counts(
            y_true, y_pred, self.thresholds, sample_weight, self._dtype, class_id=self.class_id
        )
        for slot, count in zip(self._counts, counts):
            slot.assign_add(count)

    def _ratios(self) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Returns sensitivity (recall), specificity, precision at each threshold."""
        tp, fp, tn, fn = (tf.convert_to_tensor(slot) for slot in self._counts)
        divide = tf.math.divide_no_nan
        return divide(tp, tp + fn), divide(tn, tn + fp), divide(tp, tp + fp)

    def _best(self, constrained: tf.Tensor, wanted: tf.Tensor) -> tf.Tensor:
        allowed = constrained >= self.value
        return tf.reduce_max(tf.where(allowed, wanted, tf.zeros_like(wanted)))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return super().get_config() | {
            "num_thresholds": self.num_thresholds,
            "class_id": self.class_id,
            self._argument: self.value,
        }


class SensitivityAtSpecificity(_AtConstraint):
    """Best sensitivity `TP / (TP + FN)` where specificity is at least a value.

    Args:
        specificity: least specificity, in [0, 1].
        num_thresholds: number of thresholds to look at.
        class_id: only this class counts, or None.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self, specificity: float, num_thresholds: int = 200, class_id: int | None = None,
        name: str | None = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__("specificity", specificity, num_thresholds, class_id, name, dtype)

    def result(self) -> tf.Tensor:
        """Returns the best sensitivity."""
        sensitivity, specificity, _ = self._ratios()
        return self._best(specificity, sensitivity)


class SpecificityAtSensitivity(_AtConstraint):
    """Best specificity `TN / (TN + FP)` where sensitivity is at least a value.

    Args:
        sensitivity: least sensitivity, in [0, 1].
        num_thresholds: number of thresholds to look at.
        class_id: only this class counts, or None.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self, sensitivity: float, num_thresholds: int = 200, class_id: int | None = None,
        name: str | None = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__("sensitivity", sensitivity, num_thresholds, class_id, name, dtype)

    def result(self) -> tf.Tensor:
        """Returns the best specificity."""
        sensitivity, specificity, _ = self._ratios()
        return self._best(sensitivity, specificity)


class PrecisionAtRecall(_AtConstraint):
    """Best precision where recall is at least a value.

    Args:
        recall: least recall, in [0, 1].
        num_thresholds: number of thresholds to look at.
        class_id: only this class counts, or None.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self, recall: float, num_thresholds: int = 200, class_id: int | None = None,
        name: str | None = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__("recall", recall, num_thresholds, class_id, name, dtype)

    def result(self) -> tf.Tensor:
        """Returns the best precision."""
        recall, _, precision = self._ratios()
        return self._best(recall, precision)


class RecallAtPrecision(_AtConstraint):
    """Best recall where precision is at least a value.

    Args:
        precision: least precision, in [0, 1].
        num_thresholds: number of thresholds to look at.
        class_id: only this class counts, or None.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self, precision: float, num_thresholds: int = 200, class_id: int | None = None,
        name: str | None = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__("precision", precision, num_thresholds, class_id, name, dtype)

    def result(self) -> tf.Tensor:
        """Returns the best recall."""
        recall, _, precision = self._ratios()
        return self._best(precision, recall)
