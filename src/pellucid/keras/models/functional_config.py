"""The config of Functional models: layers, and for each its calls ('inbound_nodes').

Reads the form of Keras 3 and that of Keras 2 (lists `[layer, node, tensor, kwargs]`).
"""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_layer import InputLayer
from pellucid.keras.saving import object_registry
from pellucid.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from pellucid.keras.symbolic.keras_tensor import KerasTensor


def get_config(model: Any) -> dict[str, Any]:
    """The config of a Functional model."""
    places: dict[tuple[int, int], int] = {}
    by_operation: dict[int, list[Any]] = {id(op): [] for op in model._operations}
    members = {id(node) for node in model._nodes}
    for operation in model._operations:
        for index, node in enumerate(operation._inbound_nodes):
            if id(node) in members:
                places[id(operation), index] = len(by_operation[id(operation)])
                by_operation[id(operation)].append(node)

    def reference(x: KerasTensor) -> list[Any]:
        operation, node_index, tensor_index = x._keras_history
        return [operation.name, places[id(operation), node_index], tensor_index]

    layers = []
    for operation in model._operations:
        data = serialize_keras_object(operation)
        data["name"] = operation.name
        nodes = [node for node in by_operation[id(operation)] if not node.is_input]
        data["inbound_nodes"] = [
            {"args": _plain(node.args, reference), "kwargs": _plain(node.kwargs, reference)}
            for node in nodes
        ]
        layers.append(data)
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": layers,
        "input_layers": tf.nest.map_structure(reference, model._inputs_struct),
        "output_layers": tf.nest.map_structure(reference, model._outputs_struct),
    }


def _plain(value: Any, reference: Any) -> Any:
    if isinstance(value, KerasTensor):
        config = {"shape": value.shape, "dtype": value.dtype, "keras_history": reference(value)}
        return {"class_name": "__keras_tensor__", "config": config}
    if isinstance(value, dict):
        return {key: _plain(x, reference) for key, x in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(x, reference) for x in value)
    if isinstance(value, list):
        return [_plain(x, reference) for x in value]
    return serialize_keras_object(value)


def rebuild(config: dict[str, Any], custom_objects: Any = None) -> tuple[Any, Any]:
    """Make the layers of `config` and call them again.

    Returns: the input and output structures of KerasTensors.
    """
    layers: dict[str, Any] = {}
    pending: list[tuple[Any, Any]] = []
    with object_registry.custom_object_scope(custom_objects):
        for data in config["layers"]:
            layer = _make_layer(data)
            layers[data.get("name") or layer.name] = layer
            pending.extend((layer, node) for node in data.get("inbound_nodes") or [])
        while pending:
            waiting = [(layer, node) for layer, node in pending if not _call(layer, node, layers)]
            if len(waiting) == len(pending):
                raise ValueError(
                    "keras.Model.from_config [config]: calls cannot be ordered. The inputs of "
                    f"{[layer.name for layer, _ in waiting]} are never made."
                )
            pending = waiting
        inputs = _lookup(config["input_layers"], layers)
        outputs = _lookup(config["output_layers"], layers)
    return inputs, outputs


def _make_layer(data: dict[str, Any]) -> Any:
    if data.get("class_name") == "InputLayer" and "module" not in data:
        settings = dict(data["config"])
        return InputLayer(**{k: v for k, v in settings.items() if k not in ("trainable",)})
    return deserialize_keras_object(data)


def _call(layer: Any, node: Any, layers: dict[str, Any]) -> bool:
    """Call `layer` as `node` says; False when an input is not there yet."""
    try:
        if isinstance(node, dict):
            args = tuple(_restore(x, layers) for x in node["args"])
            kwargs = {k: _restore(v, layers) for k, v in node["kwargs"].items()}
        else:
            args, kwargs = _restore_keras2(node, layers)
    except LookupError:
        return False
    layer(*args, **kwargs)
    return True


def _tensor(reference: Any, layers: dict[str, Any]) -> KerasTensor:
    name, node_index, tensor_index = reference[:3]
    return layers[name]._inbound_nodes[node_index].output_tensors[tensor_index]


def _restore(value: Any, layers: dict[str, Any]) -> Any:
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        return _tensor(value["config"]["keras_history"], layers)
    if isinstance(value, dict) and "class_name" not in value:
        return {key: _restore(x, layers) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_restore(x, layers) for x in value)
    if isinstance(value, str):
        return value
    return deserialize_keras_object(value)


def _restore_keras2(node: Any, layers: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    single = bool(node) and isinstance(node[0], str)
    entries = [node] if single else node
    tensors = [_tensor(entry, layers) for entry in entries]
    kwargs = dict(entries[0][3]) if len(entries[0]) > 3 else {}
    inputs = tensors[0] if len(tensors) == 1 else tensors
    return (inputs,), {k: _restore(v, layers) for k, v in kwargs.items()}


def _lookup(references: Any, layers: dict[str, Any]) -> Any:
    """KerasTensors in the structure of `references`, whose leaves are [name, node, tensor]."""
    if isinstance(references, dict):
        return {key: _lookup(value, layers) for key, value in references.items()}
    if len(references) >= 3 and isinstance(references[0], str):
        return _tensor(references, layers)
    found = [_lookup(value, layers) for value in references]
    return tuple(found) if isinstance(references, tuple) else found
