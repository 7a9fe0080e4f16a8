"""Schedules to and from config dicts."""

from __future__ import annotations

from typing import Any

from pellucid.keras.optimizers.schedules import decay
from pellucid.keras.optimizers.schedules.schedule import LearningRateSchedule

ALL_OBJECTS: dict[str, type[LearningRateSchedule]] = {
    "ExponentialDecay": decay.ExponentialDecay,
    "InverseTimeDecay": decay.InverseTimeDecay,
    "PolynomialDecay": decay.PolynomialDecay,
    "PiecewiseConstantDecay": decay.PiecewiseConstantDecay,
    "CosineDecay": decay.CosineDecay,
    "CosineDecayRestarts": decay.CosineDecayRestarts,
}


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """Returns a schedule as a dict that `deserialize` reads."""
    from pellucid.keras.saving.serialization import serialize_keras_object

    return serialize_keras_object(learning_rate_schedule)


def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """Makes a schedule of a dict `{"class_name": ..., "config": ...}`.

    Args:
        config: a dict of `serialize`, of Keras 2 or 3.
        custom_objects: more names.

    Returns:
        A schedule.
    """
    name = str(config.get("class_name"))
    found = (custom_objects or {}).get(name) or ALL_OBJECTS.get(name)
    if found is not None:
        return found.from_config(config.get("config") or {})
    from pellucid.keras.saving.serialization import deserialize_keras_object

    return deserialize_keras_object(config, custom_objects=custom_objects)
