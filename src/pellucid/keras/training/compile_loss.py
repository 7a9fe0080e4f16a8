"""CompileLoss: the `loss` of `compile`, for one output or many, with weights."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import losses
from pellucid.keras.metrics.reduction import Mean
from pellucid.keras.training import outputs


class CompileLoss:
    """The sum of the losses of all outputs.

    Args:
        loss: a loss for all outputs, a list by place, or a dict by output name.
        loss_weights: factors, in the same forms.
        output_names: names of the model's outputs, where it has any.
    """

    def __init__(
        self, loss: Any, loss_weights: Any = None, output_names: list[str] | None = None
    ) -> None:
        self.loss, self.loss_weights = loss, loss_weights
        self.output_names = output_names
        self.built = False
        self.trackers: list[Any] = []
        self.names: list[str | None] = []
        self._losses: list[Any] = []
        self._weights: list[float | None] = []

    @property
    def metrics(self) -> list[Any]:
        """Means of the single losses, where there are several."""
        return [tracker for tracker in self.trackers if tracker is not None]

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Chooses the loss of each output by the form of the outputs."""
        self.names = outputs.output_names(y_pred, self.output_names)
        targets = outputs.match("y", y_true, y_pred, self.names)
        predictions = outputs.as_list(y_pred)
        given = self._by_output("loss", self.loss)
        self._losses = [
            None if one is None else _loss(one, target, prediction)
            for one, target, prediction in zip(given, targets, predictions)
        ]
        self._weights = (
            [None] * len(given)
            if self.loss_weights is None
            else self._by_output("loss_weights", self.loss_weights)
        )
        used = [i for i, one in enumerate(self._losses) if one is not None]
        self.trackers = [None] * len(given)
        if len(used) > 1:
            with tf.init_scope():
                for i in used:
                    name = self.names[i] or f"output_{i}"
                    self.trackers[i] = Mean(name=f"{name}_loss")
        self.built = True

    def _by_output(self, argument: str, given: Any) -> list[Any]:
        """Returns what was given for each output; what is missing is None."""
        if isinstance(given, dict):
            return self._by_name(argument, given)
        if isinstance(given, (list, tuple)):
            if len(given) > len(self.names):
                raise ValueError(
                    f"compile [{argument}]: more than the model has outputs. Expected "
                    f"{len(self.names)} ({self.names}), received {len(given)}."
                )
            return [*given, *[None] * (len(self.names) - len(given))]
        return [given] * len(self.names)

    def _by_name(self, argument: str, given: dict[str, Any]) -> list[Any]:
        if self.names == [None] and len(given) == 1:
            return list(given.values())
        unknown = [name for name in given if name not in self.names]
        if unknown:
            raise ValueError(
                f"compile [{argument}]: unknown output name(s) {unknown}. Expected of "
                f"{self.names}, received {list(given)}."
            )
        return [given.get(str(name)) for name in self.names]

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Returns the weighted sum of the losses, or None where there are none."""
        if not self.built:
            self.build(y_true, y_pred)
        targets = outputs.match("y", y_true, y_pred, self.names)
        weights = outputs.match("sample_weight", sample_weight, y_pred, self.names)
        total = None
        rows = zip(
            self._losses, self._weights, self.trackers, targets, outputs.as_list(y_pred), weights
        )
        for loss, factor, tracker, target, prediction, weight in rows:
            if loss is None or target is None:
                continue
            value = tf.cast(loss(target, prediction, sample_weight=weight), "float32")
            if tracker is not None:
                tracker.update_state(value, sample_weight=tf.shape(prediction)[0])
            if factor is not None:
                value = value * factor
            total = value if total is None else total + value
        return total


def _loss(given: Any, y_true: Any, y_pred: Any) -> losses.Loss:
    """Returns a loss as a `Loss`."""
    if isinstance(given, losses.Loss):
        return given
    if given in ("crossentropy", "ce") and isinstance(given, str):
        given = crossentropy_name(y_true, y_pred)
    found = losses.get(given)
    if isinstance(found, losses.Loss):
        return found
    if found in (losses.sparse_categorical_crossentropy,):
        # the class keeps labels integer
        return losses.SparseCategoricalCrossentropy()
    from pellucid.keras.losses.loss import LossFunctionWrapper

    return LossFunctionWrapper(found, name=getattr(found, "__name__", None))


def crossentropy_name(y_true: Any, y_pred: Any) -> str:
    """Returns the name of the cross-entropy that fits the shapes."""
    binary, sparse = outputs.is_binary_or_sparse(y_true, y_pred)
    if binary:
        return "binary_crossentropy"
    return "sparse_categorical_crossentropy" if sparse else "categorical_crossentropy"
