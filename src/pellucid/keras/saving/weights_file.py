"""Weights in HDF5 (`.weights.h5`), in the layout of Keras 3.

Each layer is a group with its weights in `vars/0`, `vars/1`, …; sublayers are inner groups, called
as the attribute that holds them; in a list or dict of layers, as their class (`dense`, `dense_1`).
Functions: save_weights, load_weights, write_state, read_state.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from pellucid.keras.naming import to_snake_case

# attributes that repeat what `layers` holds
_SKIPPED = frozenset({"_functional", "_inputs", "_inputs_struct", "_nodes", "_operations"}) | {
    "_outputs",
    "_outputs_struct",
    "_sequence",
}


def h5py_module() -> Any:
    """The h5py package; ImportError says what to install."""
    try:
        import h5py
    except ImportError as error:
        raise ImportError(
            "Saving and loading weights needs the package h5py. Fix: pip install h5py"
        ) from error
    return h5py


def save_weights(
    model: Any, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None
) -> None:
    """Write the weights (and the optimizer's state) to a `.weights.h5` file, whole or not at all.

    Args:
        model: a built model.
        filepath: name that ends in '.weights.h5'.
        overwrite: whether an existing file may be replaced.
        max_shard_size: only None.

    Raises:
        ValueError: wrong file name, or a model that is not built.
        FileExistsError: the file exists and `overwrite` is False.
    """
    if max_shard_size is not None:
        raise ValueError(
            "save_weights [max_shard_size]: expected None, weights are one file here. "
            f"Received: {max_shard_size}"
        )
    path = str(filepath)
    if not path.endswith(".weights.h5"):
        raise ValueError(f"The filename must end in `.weights.h5`. Received: filepath={filepath}")
    check_saveable(model, path, overwrite)
    h5py = h5py_module()
    with replacing(path) as temporary, h5py.File(temporary, "w") as file:
        write_state(model, file)


def check_saveable(model: Any, path: str, overwrite: bool) -> None:
    """Raise if the model is not built or the file may not be replaced."""
    if not getattr(model, "built", True):
        raise ValueError(
            "You are saving a model that has not yet been built. Try building the model first by "
            "calling it on some data or by using `build()`."
        )
    if not overwrite and os.path.exists(path):
        raise FileExistsError(
            f"The file {path} exists. Expected overwrite=True or a new name, received "
            "overwrite=False."
        )


class replacing:
    """A context: gives a temporary name in the same folder, which replaces `path` on success."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.temporary = ""

    def __enter__(self) -> str:
        import tempfile
        from pathlib import Path

        folder = os.path.dirname(os.path.abspath(self.path))
        handle, self.temporary = tempfile.mkstemp(
            prefix=".", suffix=Path(self.path).suffix, dir=folder
        )
        os.close(handle)
        # mkstemp makes private files; a saved model gets the permissions of any new file
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(self.temporary, 0o666 & ~mask)
        return self.temporary

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            os.replace(self.temporary, self.path)
        else:
            os.unlink(self.temporary)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
    """Read weights that `save_weights` or `save` wrote, here or in Keras 3.

    Args:
        model: a model that is built like the one that was saved.
        filepath: a '.weights.h5' or '.keras' file, or '.h5' and '.hdf5' ones of Keras 2.
        skip_mismatch: leave layers alone whose weights do not fit, with a warning.
        kwargs: `by_name`: layers find their weights by name (`.h5` files of Keras 2 only).

    Raises:
        ValueError: wrong file name, or weights that do not fit.
        FileNotFoundError: no such file.
    """
    by_name = kwargs.pop("by_name", False)
    path = str(filepath)
    if kwargs or (by_name and not path.endswith((".h5", ".hdf5"))):
        raise ValueError(f"Invalid keyword arguments: {kwargs or {'by_name': True}}")
    if path.endswith((".h5", ".hdf5")) and not path.endswith(".weights.h5"):
        from pellucid.keras.saving import hdf5

        hdf5.load_weights(model, path, skip_mismatch, by_name)
        return
    if not path.endswith((".weights.h5", ".keras")):
        raise ValueError(
            f"File format not supported: filepath={filepath}. Expected a `.weights.h5` file or a "
            "`.keras` file."
        )
    if not os.path.exists(path):
        raise FileNotFoundError(f"No such file: {path}. Expected a file written by save_weights.")
    h5py = h5py_module()
    if path.endswith(".keras"):
        import zipfile

        with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as stream:
            with h5py.File(stream, "r") as file:
                read_state(model, file, skip_mismatch)
    else:
        with h5py.File(path, "r") as file:
            read_state(model, file, skip_mismatch)


def write_state(model: Any, file: Any) -> None:
    """Write the weights of a model and all it holds into an open HDF5 file."""
    for path, item in walk(model):
        group = file.require_group(f"{path}/vars" if path else "vars")
        group.attrs["name"] = item.name
        item.save_own_variables(_Store(group))


def read_state(model: Any, file: Any, skip_mismatch: bool = False) -> None:
    """Read what `write_state` wrote.

    Raises:
        ValueError: naming the first layer whose weights do not fit.
    """
    problems = []
    for path, item in walk(model):
        name = f"{path}/vars" if path else "vars"
        store = _Store(file[name] if name in file else {})
        if not _holds_variables(item) and not store.keys():
            continue
        try:
            item.load_own_variables(store)
        except ValueError as error:
            if path == "optimizer":
                warnings.warn(f"The optimizer's state was not loaded: {error}", stacklevel=2)
                continue
            problems.append(f"{path or model.name}: {error}")
    if problems and not skip_mismatch:
        raise ValueError(
            f"A total of {len(problems)} objects could not be loaded. The first: {problems[0]} "
            "Fix: make the model as it was saved, or skip_mismatch=True."
        )
    if problems:
        warnings.warn(
            "Weights left alone, as they do not fit: " + "; ".join(problems), stacklevel=2
        )


def _holds_variables(item: Any) -> bool:
    return bool(item._own_weights() if hasattr(item, "_own_weights") else item.variables)


def walk(item: Any, path: str = "", seen: set[int] | None = None) -> Iterator[tuple[str, Any]]:
    """All layers in a layer (and a model's optimizer), each once, with their group names."""
    seen = set() if seen is None else seen
    if id(item) in seen:
        return
    seen.add(id(item))
    yield path, item
    if not hasattr(item, "_tracked"):
        return
    names = {name for name in item._tracked if name not in _SKIPPED}
    is_model = hasattr(item, "get_layer")
    if is_model:
        names.add("layers")
        if getattr(item, "optimizer", None) is not None:
            names.add("optimizer")
    for name in sorted(names):
        value = getattr(item, name, None)
        inner = f"{path}/{name}" if path else name
        if isinstance(value, list | tuple | dict):
            yield from _walk_container(value, inner, seen)
        elif _is_saveable(value):
            yield from walk(value, inner, seen)


def _walk_container(values: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    used: dict[str, int] = {}
    for value in _flat(values):
        if id(value) in seen:
            continue
        name = to_snake_case(type(value).__name__)
        count = used[name] = used.get(name, -1) + 1
        yield from walk(value, f"{path}/{name}_{count}" if count else f"{path}/{name}", seen)


def _flat(values: Any) -> Iterator[Any]:
    for value in values.values() if isinstance(values, dict) else values:
        if isinstance(value, list | tuple | dict):
            yield from _flat(value)
        elif _is_saveable(value):
            yield value


def _is_saveable(value: Any) -> bool:
    methods = ("save_own_variables", "load_own_variables")
    known = hasattr(value, "_tracked") or hasattr(value, "apply_gradients")
    return known and all(hasattr(value, method) for method in methods)


class _Store:
    """A dictionary of arrays in an HDF5 group; bfloat16 as raw bytes with a note, as Keras does."""

    def __init__(self, group: Any) -> None:
        self.group = group

    def keys(self) -> list[str]:
        """Names of the arrays."""
        return list(self.group.keys())

    def __contains__(self, key: str) -> bool:
        return key in self.group

    def __len__(self) -> int:
        return len(self.group.keys())

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __setitem__(self, key: str, value: Any) -> None:
        value = np.asarray(value)
        if value.dtype.name == "bfloat16":
            data = self.group.create_dataset(key, data=value.view("V2"))
            data.attrs["dtype"] = "bfloat16"
        else:
            self.group.create_dataset(key, data=value)

    def __getitem__(self, key: str) -> np.ndarray:
        data = self.group[key]
        value = np.asarray(data[()])
        if getattr(data, "attrs", {}).get("dtype") == "bfloat16":
            import ml_dtypes

            value = value.view(ml_dtypes.bfloat16)
        return value
