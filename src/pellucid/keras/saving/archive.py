"""`.keras` archives: metadata.json, config.json and model.weights.h5 in a zip, as of Keras 3."""

from __future__ import annotations

import io
import os
from typing import Any

from pellucid.keras.saving import hdf5, weights_file
from pellucid.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from pellucid.keras.version import __version__


def save_model(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    zipped: bool | None = None,
    **kwargs: Any,
) -> None:
    """Save layers, weights, compile settings and optimizer state; whole or not at all.

    Args:
        model: a built model.
        filepath: name that ends in '.keras', or '.h5' or '.hdf5' for the format of Keras 2.
        overwrite: whether an existing file may be replaced.
        zipped: only True (or None).
        kwargs: `include_optimizer=False` leaves the compile settings and optimizer state out;
            `save_format='keras'` is welcome.

    Raises:
        ValueError: wrong name, unknown arguments, a model that is not built.
        FileExistsError: the file exists and `overwrite` is False.
    """
    include_optimizer = kwargs.pop("include_optimizer", True)
    save_format = kwargs.pop("save_format", None)
    if kwargs:
        raise ValueError(f"The following argument(s) are not supported: {list(kwargs)}")
    path = str(filepath)
    if hdf5.is_hdf5_name(path) and save_format in (None, "h5") and not zipped:
        hdf5.save_model(model, path, overwrite, include_optimizer)
        return
    if not path.endswith(".keras") or save_format not in (None, "keras") or zipped is False:
        raise ValueError(
            "Invalid filepath extension for saving. Expected a file name that ends in `.keras` "
            f"(native Keras format, one zip file). Received: filepath={filepath}, "
            f"save_format={save_format}, zipped={zipped}."
        )
    weights_file.check_saveable(model, path, overwrite)
    config = serialize_keras_object(model)
    optimizer = getattr(model, "optimizer", None)
    if not include_optimizer:
        config["compile_config"] = {}
        model.optimizer = None
    try:
        with weights_file.replacing(path) as temporary:
            _write(model, config, temporary)
    finally:
        if not include_optimizer:
            model.optimizer = optimizer


def _write(model: Any, config: dict[str, Any], path: str) -> None:
    import datetime
    import json
    import zipfile

    now = datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
    metadata = {"keras_version": __version__, "date_saved": now}
    weights = io.BytesIO()
    with weights_file.h5py_module().File(weights, "w") as file:
        weights_file.write_state(model, file)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps(metadata))
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", weights.getvalue())


def load_model(
    filepath: Any,
    custom_objects: dict[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """The model in a `.keras` file that `save` wrote, here or in Keras 3.

    Args:
        filepath: the file.
        custom_objects: name → class or function, for what is not registered.
        compile: whether to compile the model as it was and load the optimizer's state.
        safe_mode: refuse Python lambdas in the file.

    Raises:
        ValueError: no such file, not a `.keras` file, or one that does not fit together.
    """
    import json
    import zipfile

    path = str(filepath)
    if hdf5.is_hdf5_name(path):
        return hdf5.load_model(path, custom_objects, compile)
    if not path.endswith(".keras"):
        raise ValueError(
            f"File format not supported: filepath={filepath}. Expected a `.keras` file (native "
            "Keras format)."
        )
    if not os.path.exists(path):
        raise ValueError(
            f"File not found: filepath={filepath}. Please ensure the file is an accessible "
            "`.keras` zip file."
        )
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"Not a `.keras` zip file: filepath={filepath}. Expected a file written by "
            "model.save(); it may be cut off or of another format."
        )
    with zipfile.ZipFile(path) as archive:
        try:
            config = json.loads(archive.read("config.json"))
            weights = io.BytesIO(archive.read("model.weights.h5"))
        except KeyError as error:
            raise ValueError(
                f"Incomplete `.keras` file: filepath={filepath}. Expected config.json and "
                f"model.weights.h5 inside; {error}"
            ) from error
    if not compile:
        config["compile_config"] = None
    model = deserialize_keras_object(config, custom_objects, safe_mode=safe_mode)
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and not optimizer.built:
        optimizer.build(model.trainable_variables)
    with weights_file.h5py_module().File(weights, "r") as file:
        weights_file.read_state(model, file)
    return model
