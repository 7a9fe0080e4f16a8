"""Whole models in HDF5 (`.h5`, `.hdf5`), the format of Keras 1 and 2, which Keras 3 writes too.

The file's attributes hold the model's config and compile settings as JSON; the group model_weights
has a group for each layer with its weights by name, optimizer_weights the optimizer's state.
Functions: save_model, load_model, load_weights, is_hdf5_name.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np

from pellucid.keras.saving import legacy_config
from pellucid.keras.saving.weights_file import check_saveable, h5py_module, replacing
from pellucid.keras.version import __version__


def is_hdf5_name(path: str) -> bool:
    """Whether a file name is that of a whole model in HDF5."""
    return path.endswith((".h5", ".hdf5")) and not path.endswith(".weights.h5")


def save_model(
    model: Any, filepath: Any, overwrite: bool = True, include_optimizer: bool = True
) -> None:
    """Save config, weights, compile settings and the optimizer's state; whole or not at all.

    Args:
        model: a built Sequential or Functional model.
        filepath: name that ends in '.h5' or '.hdf5'.
        overwrite: whether an existing file may be replaced.
        include_optimizer: whether to save compile settings and the optimizer's state.

    Raises:
        ValueError: a model that is not built, or a subclass of Model without get_config.
        FileExistsError: the file exists and `overwrite` is False.
    """
    import json

    path = str(filepath)
    check_saveable(model, path, overwrite)
    with replacing(path) as temporary, h5py_module().File(temporary, "w") as file:
        file.attrs["keras_version"] = __version__
        file.attrs["backend"] = "tensorflow"
        config = {"class_name": type(model).__name__, "config": model.get_config()}
        file.attrs["model_config"] = json.dumps(legacy_config.plain(config))
        _write_layers(model, file.create_group("model_weights"))
        optimizer = getattr(model, "optimizer", None)
        if not include_optimizer or optimizer is None:
            return
        settings = legacy_config.training_config(model)
        if settings is not None:
            file.attrs["training_config"] = json.dumps(settings)
            _write(file.create_group("optimizer_weights"), optimizer.variables)


def _write_layers(model: Any, group: Any) -> None:
    group.attrs["keras_version"], group.attrs["backend"] = __version__, "tensorflow"
    _write_names(group, "layer_names", [layer.name for layer in model.layers])
    for layer in sorted(model.layers, key=lambda layer: layer.name):
        _write(group.create_group(layer.name), _weights_of(layer))


def _write(group: Any, variables: list[Any]) -> None:
    names = [getattr(v, "path", v.name) for v in variables]
    _write_names(group, "weight_names", names)
    for name, variable in zip(names, variables, strict=True):
        group.create_dataset(name, data=variable.numpy())


def _write_names(group: Any, key: str, names: list[str]) -> None:
    """Names as an attribute; in parts where it would be longer than HDF5 allows (64 KiB)."""
    encoded = [name.encode() for name in names]
    size = 64512 // max([len(name) for name in encoded], default=1)
    if len(encoded) <= size:
        group.attrs[key] = encoded
        return
    for i, start in enumerate(range(0, len(encoded), size)):
        group.attrs[f"{key}{i}"] = encoded[start : start + size]


def _read_names(group: Any, key: str) -> list[str]:
    found = list(group.attrs[key]) if key in group.attrs else []
    i = 0
    while (not found and f"{key}{i}" in group.attrs) or (found and f"{key}{i}" in group.attrs):
        found.extend(group.attrs[f"{key}{i}"])
        i += 1
    return [name.decode() if isinstance(name, bytes) else str(name) for name in found]


def _weights_of(layer: Any) -> list[Any]:
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def load_model(filepath: Any, custom_objects: Any = None, compile: bool = True) -> Any:
    """The model in an HDF5 file that Keras 1, 2, 3 or `save_model` wrote.

    Args:
        filepath: the file.
        custom_objects: name → class or function, for what is not registered.
        compile: whether to compile the model as it was and load the optimizer's state.

    Raises:
        ValueError: no such file, no model in it, or weights that do not fit.
    """
    import json

    path = str(filepath)
    if not os.path.exists(path):
        raise ValueError(f"File not found: filepath={filepath}. Expected an HDF5 file of a model.")
    try:
        file = h5py_module().File(path, "r")
    except OSError as error:
        raise ValueError(f"Not an HDF5 file: filepath={filepath}. {error}") from error
    with file:
        if "model_config" not in file.attrs:
            raise ValueError(
                f"No model config found in the file {filepath}. Expected one of model.save(); "
                "files with weights alone are read by model.load_weights()."
            )
        model = legacy_config.model_from(json.loads(file.attrs["model_config"]), custom_objects)
        _read_layers(model, file["model_weights"])
        if compile and "training_config" in file.attrs:
            settings = json.loads(file.attrs["training_config"])
            legacy_config.compile_model(model, settings, custom_objects)
            if "optimizer_weights" in file and model.optimizer is not None:
                _read_optimizer(model, file["optimizer_weights"])
    return model


def _values(group: Any) -> list[np.ndarray]:
    return [np.asarray(group[name]) for name in _read_names(group, "weight_names")]


def _read_layers(model: Any, group: Any, skip_mismatch: bool = False) -> None:
    """Weights by the order of the layers that have some."""
    names = [n for n in _read_names(group, "layer_names") if len(_values(group[n]))]
    layers = [layer for layer in model.layers if _weights_of(layer)]
    if len(names) != len(layers):
        raise ValueError(
            "Layer count mismatch when loading weights from file. Model expected "
            f"{len(layers)} layers, found {len(names)} saved layers."
        )
    for name, layer in zip(names, layers, strict=True):
        _assign(layer, _values(group[name]), name, skip_mismatch)


def _assign(layer: Any, values: list[np.ndarray], name: str, skip_mismatch: bool) -> None:
    variables = _weights_of(layer)
    wanted = [tuple(v.shape) for v in variables]
    received = [tuple(v.shape) for v in values]
    if wanted != received:
        problem = (
            f"Weight mismatch for layer '{layer.name}' (in the file '{name}'): expected shapes "
            f"{wanted}, received {received}."
        )
        if not skip_mismatch:
            raise ValueError(problem)
        warnings.warn(f"Skipping: {problem}", stacklevel=4)
        return
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
    if hasattr(layer, "finalize_state"):
        layer.finalize_state()


def _read_optimizer(model: Any, group: Any) -> None:
    optimizer = model.optimizer
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    values, variables = _values(group), optimizer.variables
    if [v.shape for v in values] != [tuple(v.shape) for v in variables]:
        warnings.warn(
            "The optimizer's state in the file does not fit this optimizer (older versions of "
            "Keras kept another one); it begins anew.",
            stacklevel=3,
        )
        return
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def load_weights(
    model: Any, filepath: Any, skip_mismatch: bool = False, by_name: bool = False
) -> None:
    """Read the weights of a whole model, or of `save_weights` of Keras 2, into `model`.

    Args:
        model: a built model.
        filepath: the HDF5 file.
        skip_mismatch: leave layers alone whose weights do not fit, with a warning.
        by_name: into the layers of the same names, whatever their order; others stay.

    Raises:
        ValueError: weights that do not fit.
        FileNotFoundError: no such file.
    """
    path = str(filepath)
    if not os.path.exists(path):
        raise FileNotFoundError(f"No such file: {path}. Expected an HDF5 file with weights.")
    with h5py_module().File(path, "r") as file:
        group = file["model_weights"] if "model_weights" in file else file
        if not by_name:
            _read_layers(model, group, skip_mismatch)
            return
        saved = set(_read_names(group, "layer_names"))
        for layer in model.layers:
            if layer.name in saved and _weights_of(layer):
                _assign(layer, _values(group[layer.name]), layer.name, skip_mismatch)
