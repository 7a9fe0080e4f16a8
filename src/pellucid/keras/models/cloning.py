"""clone_model: the same layers and graph with new weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_layer import InputLayer
from pellucid.keras.layers.layer import Layer
from pellucid.keras.models.functional import Functional
from pellucid.keras.models.sequential import Sequential
from pellucid.keras.symbolic.keras_tensor import KerasTensor


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable[[Any], Any] | None = None,
    call_function: Callable[..., Any] | None = None,
    recursive: bool = False,
) -> Any:
    """A new model with the layers of `model` and new weights.

    Args:
        model: Functional, Sequential, or (without the other arguments) any model with get_config.
        input_tensors: KerasTensors to build on, instead of new inputs.
        clone_function: makes the copy of a layer, default `from_config(get_config())`.
        call_function: `(layer, *args, **kwargs)`, calls the new layer, default calls it.
        recursive: whether inner models are cloned with the same functions.

    Returns: the new model.
    Example: `keras.models.clone_model(model).set_weights(model.get_weights())`.
    """
    plain = clone_function is None and call_function is None

    def clone(layer: Any) -> Any:
        if recursive and isinstance(layer, Functional | Sequential):
            return clone_model(layer, None, clone_function, call_function, recursive)
        if clone_function is not None and isinstance(layer, Layer):
            return clone_function(layer)
        return type(layer).from_config(layer.get_config())

    if isinstance(model, Sequential):
        return _clone_sequential(model, input_tensors, clone, call_function)
    if isinstance(model, Functional) and type(model).__init__ is Functional.__init__:
        return _clone_functional(model, input_tensors, clone, call_function)
    if not plain or input_tensors is not None:
        raise ValueError(
            "Arguments `clone_function`, `call_function` and `input_tensors` are only supported "
            f"for Sequential models or Functional models. Received model of type "
            f"'{type(model).__name__}'."
        )
    return type(model).from_config(model.get_config())


def _clone_sequential(model: Any, input_tensors: Any, clone: Any, call_function: Any) -> Any:
    if call_function is not None:
        raise ValueError(
            "`call_function` argument is not supported with Sequential models. In a Sequential "
            "model, layers aren't called at model-construction time (they're merely listed). "
            "Use `call_function` with Functional models only."
        )
    copies = [clone(layer) for layer in model.layers]
    first = model._sequence[:1]
    if input_tensors is not None:
        tensor = tf.nest.flatten(input_tensors)[0]
        if not isinstance(tensor, KerasTensor):
            raise ValueError(
                f"clone_model [input_tensors]: expected a KerasTensor, received {tensor!r}."
            )
        operation = tensor._keras_history.operation
        start: list[Any] = [operation] if isinstance(operation, InputLayer) else []
    elif first and isinstance(first[0], InputLayer):
        start = [InputLayer.from_config(first[0].get_config())]
    else:
        start = []
    return Sequential([*start, *copies], name=model.name, trainable=model.trainable)


def _clone_functional(model: Any, input_tensors: Any, clone: Any, call_function: Any) -> Any:
    flat = tf.nest.flatten(input_tensors) if input_tensors is not None else []
    if input_tensors is not None and len(flat) != len(model.inputs):
        raise ValueError(
            f"clone_model [input_tensors]: expected {len(model.inputs)} tensors, received "
            f"{len(flat)}."
        )
    tensors: dict[int, Any] = {}
    for i, x in enumerate(model.inputs):
        if flat:
            tensors[id(x)] = flat[i]
        else:
            layer = x._keras_history.operation
            tensors[id(x)] = InputLayer.from_config(layer.get_config()).output
    copies: dict[int, Any] = {}
    for node in model._nodes:
        if node.is_input:
            continue
        operation = copies.setdefault(id(node.operation), None) or clone(node.operation)
        copies[id(node.operation)] = operation
        args, kwargs = node.fill_in(tensors)
        call = call_function or (lambda layer, *a, **k: layer(*a, **k))
        results = tf.nest.flatten(call(operation, *args, **kwargs))
        for x, y in zip(node.output_tensors, results, strict=True):
            tensors[id(x)] = y
    inputs = tf.nest.map_structure(lambda x: tensors[id(x)], model.input)
    outputs = tf.nest.map_structure(lambda x: tensors[id(x)], model.output)
    return Functional(inputs, outputs, name=model.name, trainable=model.trainable)
