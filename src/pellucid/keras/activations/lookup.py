"""Activations by name: get, serialize, deserialize."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from pellucid.keras.activations import functions
from pellucid.keras.saving import serialization
from pellucid.keras.saving.identifiers import interpret

_BUILTIN: dict[str, Callable[..., Any]] = {
    name: fn
    for name, fn in vars(functions).items()
    if isinstance(fn, types.FunctionType) and not name.startswith("_")
}


def get(identifier: Any) -> Callable[..., Any]:
    """The activation that `identifier` names.

    Args:
        identifier: None (linear), a name such as 'relu', a callable, or a config dict.

    Raises:
        ValueError: for an unknown name.
    Example: `keras.activations.get('tanh')(0.)` gives 0.
    """
    if identifier is None:
        return functions.linear
    where = "tf.keras.activations.get"
    return interpret(identifier, _BUILTIN, deserialize, "activation function", where)


def serialize(activation: Callable[..., Any]) -> Any:
    """The name of a built-in activation, a config dict for any other."""
    name = getattr(activation, "__name__", None)
    if name in _BUILTIN:
        return name
    return serialization.serialize_keras_object(activation)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The activation that `serialize` described."""
    if config is None:
        return functions.linear
    return serialization.deserialize_keras_object(
        config,
        custom_objects=custom_objects,
        module_objects=_BUILTIN,
        printable_module_name="activation function",
    )
