"""Configs of Keras 1 and 2: what changed since then is brought up to date while they are read.

Functions: model_from, compile_model, training_config, plain.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

# arguments of layers that said how to compute, not what
_GONE = ("time_major", "implementation", "ragged_input", "batch_size")
_OPTIMIZER_NAMES = {"lr": "learning_rate"}


def model_from(data: dict[str, Any], custom_objects: Any = None) -> Any:
    """The model of a `model_config`: Sequential, Functional (once 'Model'), or a user's class."""
    from pellucid.keras.models.functional import Functional
    from pellucid.keras.models.sequential import Sequential

    name, config = data["class_name"], data["config"]
    if name == "Sequential":
        settings = {} if isinstance(config, list) else config
        layers = config if isinstance(config, list) else config["layers"]
        model = Sequential(
            [_layer(layer, custom_objects) for layer in layers], name=settings.get("name")
        )
        shape = settings.get("build_input_shape")
        if not model.built and shape:
            model.build(tuple(shape))
        return model
    if name in ("Model", "Functional") and "layers" in config:
        inputs, outputs = _graph(config, custom_objects)
        return Functional(inputs, outputs, name=config.get("name"))
    return deserialize_keras_object(data, custom_objects=custom_objects)


def _layer(data: dict[str, Any], custom_objects: Any) -> Any:
    name, config = data["class_name"], dict(data["config"])
    if name in ("Sequential", "Model", "Functional"):
        return model_from(data, custom_objects)
    for key in _GONE:
        config.pop(key, None)
    if name == "GRU":
        config.setdefault("reset_after", False)  # before Keras 2.1 there was no other way
    if name == "DepthwiseConv2D" and config.get("groups") == 1:
        del config["groups"]
    if name == "InputLayer" and "batch_input_shape" in config:
        config["batch_shape"] = config.pop("batch_input_shape")
    for key in ("layer", "backward_layer", "cell"):
        if isinstance(config.get(key), dict) and "module" not in config[key]:
            config[key] = serialize_keras_object(_layer(config[key], custom_objects))
    return deserialize_keras_object(
        {"class_name": name, "config": config}, custom_objects=custom_objects
    )


def _graph(config: dict[str, Any], custom_objects: Any) -> tuple[Any, Any]:
    """Inputs and outputs, made by calling the layers as they were called."""
    layers = {data["name"]: _layer(data, custom_objects) for data in config["layers"]}
    results: dict[tuple[str, int], list[Any]] = {}
    pending = []
    for data in config["layers"]:
        name, nodes = data["name"], data.get("inbound_nodes") or []
        if not nodes:
            results[name, 0] = _flat(layers[name].output)
        pending += [(name, index, node) for index, node in enumerate(nodes)]
    while pending:
        ready = [item for item in pending if _sources(item[2]) <= set(results)]
        if not ready:
            raise ValueError(
                f"The model config is not complete: no inputs for {[item[0] for item in pending]}."
            )
        for name, index, node in ready:
            args, kwargs = _arguments(node, results)
            results[name, index] = _flat(layers[name](*args, **kwargs))
        pending = [item for item in pending if item not in ready]

    def tensors(places: Any) -> Any:
        if places and isinstance(places[0], str):
            return results[places[0], places[1]][places[2]]
        found = [results[name, node][i] for name, node, i in places]
        return found[0] if len(found) == 1 else found

    return tensors(config["input_layers"]), tensors(config["output_layers"])


def _flat(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


def _history(value: Any) -> Any:
    """The place of a tensor that Keras 3 wrote, else None."""
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        name, node, index = value["config"]["keras_history"]
        return name, node, index
    return None


def _sources(node: Any) -> set[tuple[str, int]]:
    """The calls whose results a call needs."""
    if isinstance(node, dict):
        found = _history(node)
        if found is not None:
            return {found[:2]}
        return set().union(*[_sources(value) for value in node.values()])
    if isinstance(node, list | tuple):
        if len(node) >= 3 and isinstance(node[0], str) and isinstance(node[1], int):
            return {(node[0], node[1])}
        return set().union(*[_sources(value) for value in node])
    return set()


def _arguments(node: Any, results: dict[tuple[str, int], list[Any]]) -> tuple[list[Any], dict]:
    """Arguments of a call, from Keras 3's args and kwargs or Keras 2's list of tensors."""
    if isinstance(node, dict):
        return _filled(node["args"], results), _filled(node["kwargs"], results)
    if node and isinstance(node[0], str):
        node = [node]
    tensors = [results[place[0], place[1]][place[2]] for place in node]
    kwargs = dict(node[0][3]) if node and len(node[0]) > 3 else {}
    return [tensors[0] if len(tensors) == 1 else tensors], _filled(kwargs, results)


def _filled(value: Any, results: dict[tuple[str, int], list[Any]]) -> Any:
    found = _history(value)
    if found is not None:
        return results[found[0], found[1]][found[2]]
    if isinstance(value, dict):
        return {key: _filled(one, results) for key, one in value.items()}
    if isinstance(value, list):
        if len(value) >= 3 and isinstance(value[0], str) and (value[0], value[1]) in results:
            return results[value[0], value[1]][value[2]]
        return [_filled(one, results) for one in value]
    return value


# ------------------------------------------------------------------- compile settings


def compile_model(model: Any, settings: dict[str, Any], custom_objects: Any = None) -> None:
    """Compile as a `training_config` says."""
    data = settings["optimizer_config"]
    config = {_OPTIMIZER_NAMES.get(key, key): value for key, value in data["config"].items()}
    if not config.get("decay"):
        config.pop("decay", None)
    optimizer = deserialize_keras_object(
        {"class_name": data["class_name"], "config": config}, custom_objects=custom_objects
    )

    def current(value: Any) -> Any:
        if isinstance(value, dict) and {"class_name", "config"} <= set(value):
            return deserialize_keras_object(value, custom_objects=custom_objects)
        if isinstance(value, dict):
            return {key: current(one) for key, one in value.items()}
        return [current(one) for one in value] if isinstance(value, list) else value

    model.compile(
        optimizer=optimizer,
        loss=current(settings.get("loss")),
        metrics=current(settings.get("metrics")),
        loss_weights=settings.get("loss_weights"),
        weighted_metrics=current(settings.get("weighted_metrics")),
    )


def training_config(model: Any) -> dict[str, Any] | None:
    """The compile settings as Keras 2 wrote them; None for a model that is not compiled."""
    settings = model.get_compile_config() if hasattr(model, "get_compile_config") else None
    if not settings:
        return None
    optimizer = model.optimizer
    rest = {key: value for key, value in settings.items() if key != "optimizer"}
    data = {"class_name": type(optimizer).__name__, "config": optimizer.get_config()}
    return plain({**rest, "optimizer_config": data})


def plain(value: Any) -> Any:
    """What JSON can write: objects by their configs, NumPy values as Python's."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return serialize_keras_object(value)
