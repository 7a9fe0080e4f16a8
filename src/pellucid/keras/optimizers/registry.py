"""Optimizers by name: what `compile(optimizer="adam")` means."""

from __future__ import annotations

from typing import Any

from pellucid.keras.optimizers.adadelta import Adadelta
from pellucid.keras.optimizers.adafactor import Adafactor
from pellucid.keras.optimizers.adagrad import Adagrad
from pellucid.keras.optimizers.adam import Adam, AdamW
from pellucid.keras.optimizers.adamax import Adamax
from pellucid.keras.optimizers.ftrl import Ftrl
from pellucid.keras.optimizers.lamb import Lamb
from pellucid.keras.optimizers.lion import Lion
from pellucid.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
from pellucid.keras.optimizers.muon import Muon
from pellucid.keras.optimizers.nadam import Nadam
from pellucid.keras.optimizers.optimizer import Optimizer
from pellucid.keras.optimizers.rmsprop import RMSprop
from pellucid.keras.optimizers.schedule_free_adamw import ScheduleFreeAdamW
from pellucid.keras.optimizers.sgd import SGD
from pellucid.keras.saving.identifiers import examples

ALL_OBJECTS: dict[str, type[Optimizer]] = {
    cls.__name__.lower(): cls
    for cls in (
        Adadelta,
        Adafactor,
        Adagrad,
        Adam,
        AdamW,
        Adamax,
        Ftrl,
        Lamb,
        Lion,
        LossScaleOptimizer,
        Muon,
        Nadam,
        RMSprop,
        ScheduleFreeAdamW,
        SGD,
    )
}


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """Returns an optimizer as a dict that `deserialize` reads."""
    from pellucid.keras.saving.serialization import serialize_keras_object

    return serialize_keras_object(optimizer)


def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """Makes an optimizer of a dict `{"class_name": ..., "config": ...}`.

    Args:
        config: a dict of `serialize`, of Keras 2 or 3.
        custom_objects: more names.

    Returns:
        An `Optimizer`.
    """
    name = str(config.get("class_name"))
    found = (custom_objects or {}).get(name) or ALL_OBJECTS.get(name.lower())
    if found is not None:
        return found.from_config(config.get("config") or {})
    from pellucid.keras.saving.serialization import deserialize_keras_object

    return deserialize_keras_object(config, custom_objects=custom_objects)


def get(identifier: Any) -> Any:
    """Returns the optimizer that a name, dict or object stands for.

    Args:
        identifier: 'adam' (any case), a config dict, an `Optimizer`, or None.

    Returns:
        An `Optimizer`, or None.

    Raises:
        ValueError: for anything else.

    Example:
        >>> tf.keras.optimizers.get("sgd").learning_rate  # 0.01
    """
    if identifier is None or isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        from pellucid.keras.saving.object_registry import get_registered_object

        found = ALL_OBJECTS.get(identifier.lower()) or get_registered_object(identifier)
        if found is not None:
            return found()
    if isinstance(identifier, type) and issubclass(identifier, Optimizer):
        return identifier()
    raise ValueError(
        f"tf.keras.optimizers.get [identifier]: could not interpret optimizer identifier "
        f"{identifier!r}. Expected a name such as {examples(identifier, ALL_OBJECTS)}, an "
        "Optimizer, its class or a dict."
    )
