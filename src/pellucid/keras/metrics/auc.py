"""AUC: the area under the ROC or precision-recall curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.metrics.confusion import _PLACES, EPSILON, confusion_counts, even_thresholds
from pellucid.keras.metrics.metric import Metric

_CURVES = {"roc": "ROC", "pr": "PR"}
_METHODS = ("interpolation", "majoring", "minoring")


class AUC(Metric):
    """Area under a curve of true positive rate over false positive rate, or precision over recall.

    Args:
        num_thresholds: points of the curve; more are more exact.
        curve: 'ROC' or 'PR'.
        summation_method: 'interpolation' (trapezes, for PR the interpolation of Davis and
            Goadrich), 'minoring' or 'majoring' (lower and upper sums).
        name: a name.
        dtype: dtype of the result.
        thresholds: own thresholds in [0, 1] in place of `num_thresholds`.
        multi_label: whether the last axis holds labels with an area each, which are averaged.
        num_labels: number of labels, if known.
        label_weights: weights of the labels in the mean.
        from_logits: whether predictions are logits.

    Reference:
        Davis and Goadrich, The Relationship Between Precision-Recall and ROC Curves, ICML 2006.
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if str(curve).lower() not in _CURVES:
            raise ValueError(f"AUC [curve]: expected 'ROC' or 'PR', received {curve!r}.")
        if summation_method not in _METHODS:
            raise ValueError(
                f"AUC [summation_method]: expected one of {_METHODS}, received "
                f"{summation_method!r}."
            )
        self.curve, self.summation_method = _CURVES[str(curve).lower()], summation_method
        self._own_thresholds = thresholds is not None
        if thresholds is None:
            if num_thresholds <= 1:
                raise ValueError(
                    f"AUC [num_thresholds]: expected an integer > 1, received {num_thresholds}."
                )
            self._limits = even_thresholds(num_thresholds)
        else:
            if any(t < 0 or t > 1 for t in thresholds):
                raise ValueError(
                    f"AUC [thresholds]: expected numbers in [0, 1], received {list(thresholds)}."
                )
            self._limits = [-EPSILON, *sorted(thresholds), 1.0 + EPSILON]
        self.num_thresholds = len(self._limits)
        self.multi_label, self.num_labels = multi_label, num_labels
        self.label_weights, self._from_logits = label_weights, from_logits
        self._counts: list[Any] = []
        if not multi_label:
            self._build((self.num_thresholds,))
        elif num_labels:
            self._build((self.num_thresholds, num_labels))

    @property
    def thresholds(self) -> list[float]:
        """The thresholds."""
        return list(self._limits)

    def _build(self, shape: tuple[int, ...]) -> None:
        self._counts = [self.add_variable(shape, name=name) for name in _PLACES]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels 0/1, scores and weights."""
        y_pred = tf.cast(tf.convert_to_tensor(y_pred), self._dtype)
        if self._from_logits:
            y_pred = tf.sigmoid(y_pred)
        if not self._counts:
            self._build((self.num_thresholds, y_pred.shape[-1]))
        counts = confusion_counts(
            y_true, y_pred, self._limits, sample_weight, self._dtype,
            multi_label=self.multi_label,
            label_weights=None if self.multi_label else self.label_weights,
        )  # fmt: skip
        for slot, count in zip(self._counts, counts):
            slot.assign_add(count)

    def result(self) -> tf.Tensor:
        """Returns the area."""
        if not self._counts:
            return tf.zeros((), self._dtype)
        tp, fp, tn, fn = (tf.convert_to_tensor(slot) for slot in self._counts)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self._mean(_interpolated_pr(tp, fp, fn))
        divide = tf.math.divide_no_nan
        recall = divide(tp, tp + fn)
        if self.curve == "ROC":
            x, y = divide(fp, fp + tn), recall
        else:
            x, y = recall, divide(tp, tp + fp)
        if self.summation_method == "interpolation":
            heights = (y[:-1] + y[1:]) / 2.0
        elif self.summation_method == "minoring":
            heights = tf.minimum(y[:-1], y[1:])
        else:
            heights = tf.maximum(y[:-1], y[1:])
        return self._mean((x[:-1] - x[1:]) * heights)

    def _mean(self, areas: tf.Tensor) -> tf.Tensor:
        """Adds up the pieces; averages labels where there are any."""
        if not self.multi_label:
            return tf.reduce_sum(areas)
        by_label = tf.reduce_sum(areas, axis=0)
        if self.label_weights is None:
            return tf.reduce_mean(by_label)
        weights = tf.cast(self.label_weights, self._dtype)
        return tf.math.divide_no_nan(tf.reduce_sum(by_label * weights), tf.reduce_sum(weights))

    def reset_state(self) -> None:
        """Sets the counts to 0."""
        for slot in self._counts:
            slot.assign(tf.zeros(slot.shape, slot.dtype))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        config = super().get_config() | {
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": self.label_weights,
            "from_logits": self._from_logits,
        }
        return config | ({"thresholds": self._limits[1:-1]} if self._own_thresholds else {})


def _interpolated_pr(tp: tf.Tensor, fp: tf.Tensor, fn: tf.Tensor) -> tf.Tensor:
    """Pieces of the precision-recall area; true positives are linear between two points."""
    divide = tf.math.divide_no_nan
    step = tp[:-1] - tp[1:]
    p = tp + fp
    slope = divide(step, tf.nn.relu(p[:-1] - p[1:]))
    intercept = tp[1:] - slope * p[1:]
    both = tf.logical_and(p[:-1] > 0, p[1:] > 0)
    ratio = tf.where(both, divide(p[:-1], tf.nn.relu(p[1:])), tf.ones_like(step))
    area = slope * (step + intercept * tf.math.log(ratio))
    return divide(area, tf.nn.relu(tp[1:] + fn[1:]))
