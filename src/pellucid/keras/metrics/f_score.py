"""F-beta and F1: the harmonic mean of precision and recall."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.metrics.metric import Metric


class FBetaScore(Metric):
    """F-beta: `(1 + beta²) * precision * recall / (beta² * precision + recall)`.

    Args:
        average: None (one value for each class), 'micro' (all decisions together), 'macro' (mean
            over classes) or 'weighted' (mean by their number of samples).
        beta: weight of recall against precision.
        threshold: above it a score is a positive; None: the largest of a row is.
        name: a name.
        dtype: dtype of the result.

    Example:
        >>> m = tf.keras.metrics.FBetaScore(beta=2.0, threshold=0.5)
        >>> m.update_state(one_hot_labels, scores)  # both (batch, classes)
    """

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if average not in (None, "micro", "macro", "weighted"):
            raise ValueError(
                f"{type(self).__name__} [average]: expected None, 'micro', 'macro' or 'weighted', "
                f"received {average!r}."
            )
        if not isinstance(beta, float) or beta <= 0:
            raise ValueError(
                f"{type(self).__name__} [beta]: expected a float > 0, received {beta!r}."
            )
        if threshold is not None and not (isinstance(threshold, float) and 0 < threshold <= 1):
            raise ValueError(
                f"{type(self).__name__} [threshold]: expected a float in (0, 1], received "
                f"{threshold!r}."
            )
        self.average, self.beta, self.threshold = average, beta, threshold
        self.axis = None if average == "micro" else 0
        self._built = False

    def _build(self, shape: Any) -> None:
        if len(shape) != 2 or shape[-1] is None:
            raise ValueError(
                f"{type(self).__name__} [y_pred]: expected (batch, classes), received {shape}."
            )
        size = () if self.average == "micro" else (shape[-1],)
        self.true_positives = self.add_variable(size, name="true_positives")
        self.false_positives = self.add_variable(size, name="false_positives")
        self.false_negatives = self.add_variable(size, name="false_negatives")
        self.intermediate_weights = self.add_variable(size, name="intermediate_weights")
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of one-hot (or 0/1) labels, scores and weights."""
        y_true = tf.cast(tf.convert_to_tensor(y_true), self._dtype)
        y_pred = tf.cast(tf.convert_to_tensor(y_pred), self._dtype)
        if not self._built:
            self._build(y_pred.shape)
        if self.threshold is None:
            best = tf.reduce_max(y_pred, axis=-1, keepdims=True)
            # a row of zeros decides for nothing
            chosen = tf.logical_and(y_pred >= best, tf.abs(y_pred) > 1e-9)
        else:
            chosen = y_pred > self.threshold
        chosen = tf.cast(chosen, self._dtype)
        weight = None
        if sample_weight is not None:
            weight = tf.expand_dims(tf.cast(sample_weight, self._dtype), 1)

        def add(slot: Any, values: tf.Tensor) -> None:
            values = values if weight is None else values * weight
            slot.assign_add(tf.reduce_sum(values, axis=self.axis))

        add(self.true_positives, chosen * y_true)
        add(self.false_positives, chosen * (1.0 - y_true))
        add(self.false_negatives, (1.0 - chosen) * y_true)
        add(self.intermediate_weights, y_true)

    def result(self) -> tf.Tensor:
        """Returns the score, or one for each class."""
        if not self._built:
            return tf.zeros((), self._dtype)
        divide = tf.math.divide_no_nan
        tp = tf.convert_to_tensor(self.true_positives)
        precision = divide(tp, tp + tf.convert_to_tensor(self.false_positives))
        recall = divide(tp, tp + tf.convert_to_tensor(self.false_negatives))
        square = self.beta**2
        score = divide((square + 1.0) * precision * recall, square * precision + recall)
        if self.average == "weighted":
            counts = tf.convert_to_tensor(self.intermediate_weights)
            return tf.reduce_sum(score * divide(counts, tf.reduce_sum(counts)))
        return score if self.average is None else tf.reduce_mean(score)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {
            "name": self.name,
            "dtype": self._dtype,
            "average": self.average,
            "beta": self.beta,
            "threshold": self.threshold,
        }


class F1Score(FBetaScore):
    """F1: `2 * precision * recall / (precision + recall)`.

    Args:
        average: None, 'micro', 'macro' or 'weighted'; see `FBetaScore`.
        threshold: above it a score is a positive; None: the largest of a row is.
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str = "f1_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        config = super().get_config()
        del config["beta"]
        return config
