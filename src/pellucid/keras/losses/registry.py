"""Losses by name: what `compile(loss="mse")` means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.keras.losses import (
    crossentropy,
    margin,
    metric_learning,
    probabilistic,
    regression,
    segmentation,
)
from pellucid.keras.losses.loss import Loss
from pellucid.keras.saving.identifiers import interpret

_CLASSES = (
    regression.MeanSquaredError,
    regression.MeanAbsoluteError,
    regression.MeanAbsolutePercentageError,
    regression.MeanSquaredLogarithmicError,
    regression.Huber,
    regression.LogCosh,
    regression.Poisson,
    regression.CosineSimilarity,
    probabilistic.BinaryCrossentropy,
    probabilistic.BinaryFocalCrossentropy,
    probabilistic.CategoricalCrossentropy,
    probabilistic.CategoricalFocalCrossentropy,
    probabilistic.CategoricalGeneralizedCrossEntropy,
    probabilistic.SparseCategoricalCrossentropy,
    probabilistic.KLDivergence,
    margin.Hinge,
    margin.SquaredHinge,
    margin.CategoricalHinge,
    segmentation.Dice,
    segmentation.Tversky,
    metric_learning.Circle,
    metric_learning.CTC,
)
_FUNCTIONS = (
    regression.mean_squared_error,
    regression.mean_absolute_error,
    regression.mean_absolute_percentage_error,
    regression.mean_squared_logarithmic_error,
    regression.huber,
    regression.log_cosh,
    regression.poisson,
    regression.cosine_similarity,
    crossentropy.binary_crossentropy,
    crossentropy.binary_focal_crossentropy,
    crossentropy.categorical_crossentropy,
    crossentropy.categorical_focal_crossentropy,
    crossentropy.categorical_generalized_cross_entropy,
    crossentropy.sparse_categorical_crossentropy,
    crossentropy.kl_divergence,
    margin.hinge,
    margin.squared_hinge,
    margin.categorical_hinge,
    segmentation.dice,
    segmentation.tversky,
    metric_learning.circle,
    metric_learning.ctc,
)
ALIASES: dict[str, Callable[..., Any]] = {
    "mse": regression.mean_squared_error,
    "MSE": regression.mean_squared_error,
    "mae": regression.mean_absolute_error,
    "MAE": regression.mean_absolute_error,
    "mape": regression.mean_absolute_percentage_error,
    "MAPE": regression.mean_absolute_percentage_error,
    "msle": regression.mean_squared_logarithmic_error,
    "MSLE": regression.mean_squared_logarithmic_error,
    "bce": crossentropy.binary_crossentropy,
    "BCE": crossentropy.binary_crossentropy,
    "kld": crossentropy.kl_divergence,
    "KLD": crossentropy.kl_divergence,
    "kullback_leibler_divergence": crossentropy.kl_divergence,
    "logcosh": regression.log_cosh,
    "huber_loss": regression.huber,
}
ALL_OBJECTS: dict[str, Any] = (
    {cls.__name__: cls for cls in _CLASSES} | {fn.__name__: fn for fn in _FUNCTIONS} | ALIASES
)


def serialize(loss: Any) -> dict[str, Any] | str:
    """Returns a loss as a dict that `deserialize` reads (a function of ours as its name)."""
    from pellucid.keras.saving.serialization import serialize_keras_object

    if ALL_OBJECTS.get(getattr(loss, "__name__", "")) is loss:
        return loss.__name__
    return serialize_keras_object(loss)


def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Makes a loss of a serialized dict, or finds a function by name.

    Args:
        name: a dict of `serialize`, or a name.
        custom_objects: more names.

    Returns:
        A `Loss`, or a function.

    Raises:
        ValueError: for an unknown name.
    """
    if isinstance(name, str):
        found = (custom_objects or {}).get(name) or ALL_OBJECTS.get(name)
        if found is not None:
            return found
    elif isinstance(name, dict) and name.get("class_name") in ALL_OBJECTS:
        # also the short form {"class_name": ..., "config": ...} of Keras 2
        cls = (custom_objects or {}).get(name["class_name"]) or ALL_OBJECTS[name["class_name"]]
        if isinstance(cls, type):
            return cls.from_config(name.get("config") or {})
        return cls
    from pellucid.keras.saving.serialization import deserialize_keras_object

    return deserialize_keras_object(name, custom_objects=custom_objects)


def get(identifier: Any) -> Any:
    """Returns the loss that a name, dict, class, object or function stands for.

    Args:
        identifier: 'mse', 'MeanSquaredError', a config dict, a `Loss`, a function, or None.

    Returns:
        A `Loss`, a function or None.

    Raises:
        ValueError: for anything else.

    Example:
        >>> tf.keras.losses.get("mse")  # the function mean_squared_error
    """
    if identifier is None:
        return None
    return interpret(identifier, ALL_OBJECTS, deserialize, "loss", "tf.keras.losses.get")


__all__ = ["ALIASES", "ALL_OBJECTS", "Loss", "deserialize", "get", "serialize"]
