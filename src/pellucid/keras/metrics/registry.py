"""Metrics by name: what `compile(metrics=["mae"])` means."""

from __future__ import annotations

import functools
from typing import Any

from pellucid.keras.losses import registry as losses
from pellucid.keras.metrics import (
    accuracy,
    auc,
    confusion,
    correlation,
    error,
    f_score,
    iou,
    reduction,
)
from pellucid.keras.metrics.metric import Metric
from pellucid.keras.naming import to_snake_case
from pellucid.keras.saving.identifiers import interpret

_CLASSES: tuple[type[Metric], ...] = (
    reduction.Mean,
    reduction.Sum,
    reduction.MeanTensor,
    reduction.MeanMetricWrapper,
    accuracy.Accuracy,
    accuracy.BinaryAccuracy,
    accuracy.CategoricalAccuracy,
    accuracy.SparseCategoricalAccuracy,
    accuracy.TopKCategoricalAccuracy,
    accuracy.SparseTopKCategoricalAccuracy,
    error.MeanSquaredError,
    error.RootMeanSquaredError,
    error.MeanAbsoluteError,
    error.MeanAbsolutePercentageError,
    error.MeanSquaredLogarithmicError,
    error.LogCoshError,
    error.CosineSimilarity,
    error.Hinge,
    error.SquaredHinge,
    error.CategoricalHinge,
    error.KLDivergence,
    error.Poisson,
    error.BinaryCrossentropy,
    error.CategoricalCrossentropy,
    error.SparseCategoricalCrossentropy,
    auc.AUC,
    confusion.FalseNegatives,
    confusion.FalsePositives,
    confusion.Precision,
    confusion.PrecisionAtRecall,
    confusion.Recall,
    confusion.RecallAtPrecision,
    confusion.SensitivityAtSpecificity,
    confusion.SpecificityAtSensitivity,
    confusion.TrueNegatives,
    confusion.TruePositives,
    correlation.ConcordanceCorrelation,
    correlation.PearsonCorrelation,
    correlation.R2Score,
    f_score.F1Score,
    f_score.FBetaScore,
    iou.BinaryIoU,
    iou.IoU,
    iou.MeanIoU,
    iou.OneHotIoU,
    iou.OneHotMeanIoU,
)
_SHORT: dict[str, type[Metric]] = {
    "mse": error.MeanSquaredError,
    "mae": error.MeanAbsoluteError,
    "mape": error.MeanAbsolutePercentageError,
    "msle": error.MeanSquaredLogarithmicError,
    "rmse": error.RootMeanSquaredError,
    "bce": error.BinaryCrossentropy,
}
ALL_OBJECTS: dict[str, type[Metric]] = {cls.__name__: cls for cls in _CLASSES}


@functools.cache
def _known() -> dict[str, Any]:
    """Classes by name, snake_case name and short name (any case of it); then loss functions."""
    short = {name.upper(): cls for name, cls in _SHORT.items()} | _SHORT
    snake_case = {to_snake_case(name): cls for name, cls in ALL_OBJECTS.items()}
    return losses.ALL_OBJECTS | snake_case | short | ALL_OBJECTS


def serialize(metric: Metric) -> dict[str, Any]:
    """Returns a metric as a dict that `deserialize` reads."""
    from pellucid.keras.saving.serialization import serialize_keras_object

    return serialize_keras_object(metric)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Makes a metric of a dict `{"class_name": ..., "config": ...}`.

    Args:
        config: a dict of `serialize`, of Keras 2 or 3, or a name.
        custom_objects: more names.

    Returns:
        A `Metric`, or a function.
    """
    name = config if isinstance(config, str) else config.get("class_name")
    found = (custom_objects or {}).get(name) or ALL_OBJECTS.get(name)
    if found is not None:
        if isinstance(config, str):
            return found
        return found.from_config(config.get("config") or {})
    from pellucid.keras.saving.serialization import deserialize_keras_object

    return deserialize_keras_object(config, custom_objects=custom_objects)


def get(identifier: Any) -> Any:
    """Returns the metric that a name, dict, class, object or function stands for.

    Args:
        identifier: 'mse', 'accuracy', 'AUC', a config dict, a `Metric`, a function, or None.

    Returns:
        A `Metric`, a function, or None.

    Raises:
        ValueError: for anything else.

    Example:
        >>> tf.keras.metrics.get("mse")  # a MeanSquaredError
    """
    if identifier is None:
        return None
    return interpret(identifier, _known(), deserialize, "metric", "tf.keras.metrics.get")
