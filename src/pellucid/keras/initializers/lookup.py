"""Initializers by name: get, serialize, deserialize."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.initializers.constant import Constant, Identity, Ones, Zeros
from pellucid.keras.initializers.initializer import Initializer
from pellucid.keras.initializers.random import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
)
from pellucid.keras.initializers.stft import STFT
from pellucid.keras.naming import to_snake_case
from pellucid.keras.saving import serialization
from pellucid.keras.saving.identifiers import interpret

_CLASSES = (
    Constant,
    Identity,
    Ones,
    Zeros,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    STFT,
)
_BY_NAME: dict[str, type[Initializer]] = {
    **{cls.__name__: cls for cls in _CLASSES},
    **{to_snake_case(cls.__name__): cls for cls in _CLASSES},
    "uniform": RandomUniform,
    "normal": RandomNormal,
    "one": Ones,
    "zero": Zeros,
    "IdentityInitializer": Identity,
    "OrthogonalInitializer": Orthogonal,
    "STFTInitializer": STFT,
}


def get(identifier: Any) -> Callable[..., Any] | None:
    """The initializer that `identifier` names.

    Args:
        identifier: None (gives None), a name such as 'he_normal', a class, an instance, any
            callable `(shape, dtype)`, an array (its value), or a config dict.

    Raises:
        ValueError: for anything else.
    Example: `keras.initializers.get('zeros')((2,))` gives `[0., 0.]`.
    """
    if identifier is None:
        return None
    if isinstance(identifier, np.ndarray | tf.Tensor):
        return _from_value(identifier)
    return interpret(identifier, _BY_NAME, deserialize, "initializer", "tf.keras.initializers.get")


def _from_value(value: Any) -> Callable[..., Any]:
    def initialize_fn(shape: Any, dtype: Any = None) -> tf.Tensor:
        if tuple(shape) != tuple(value.shape):
            raise ValueError(
                f"keras.initializers.get [identifier]: shape of the given value differs. Expected "
                f"{tuple(shape)}, received {tuple(value.shape)}."
            )
        return tf.cast(tf.convert_to_tensor(value), dtype or "float32")

    return initialize_fn


def serialize(initializer: Any) -> Any:
    """The initializer as a config dict."""
    return serialization.serialize_keras_object(initializer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The initializer that `serialize` described."""
    return serialization.deserialize_keras_object(
        config,
        custom_objects=custom_objects,
        module_objects=_BY_NAME,
        printable_module_name="initializer",
    )
