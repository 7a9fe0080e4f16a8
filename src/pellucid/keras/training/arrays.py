"""Arrays given to `fit`: what counts as one, dtypes, numbers of rows, splits, class weights."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf


def is_array_like(data: Any) -> bool:
    """Whether data are an array, or a structure (list, tuple, dict) of arrays."""
    if isinstance(data, dict):
        return all(is_array_like(value) for value in data.values())
    if isinstance(data, (list, tuple)):
        return all(is_array_like(value) for value in data)
    return _is_array(data)


def _is_array(value: Any) -> bool:
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return True
    if isinstance(value, (np.ndarray, tf.Tensor, tf.RaggedTensor, tf.SparseTensor, tf.Variable)):
        return True
    return hasattr(value, "__array__") or hasattr(value, "toarray") or hasattr(value, "to_numpy")


def to_array(value: Any) -> Any:
    """Returns an array-like as a NumPy array (floats as floatx), or a composite tensor as it is."""
    if value is None or isinstance(value, (tf.RaggedTensor, tf.SparseTensor)):
        return value
    if hasattr(value, "toarray") and hasattr(value, "nnz"):
        value = value.toarray()
    elif hasattr(value, "to_numpy"):
        frame = value
        value = frame.to_numpy()
        if getattr(frame, "ndim", 2) == 1:
            value = value[:, None]
    elif hasattr(value, "numpy"):
        value = value.numpy()
    elif type(value).__module__.startswith("torch"):
        value = value.detach().cpu().numpy()
    value = np.asarray(value)
    if value.dtype == np.float64:
        from pellucid.keras import config

        value = value.astype(config.floatx())
    elif value.dtype.kind == "U":
        value = value.astype(object)
    return value


def standardize(name: str, data: Any) -> Any:
    """Returns a structure of arrays as one of NumPy arrays; refuses lists of plain numbers."""
    if isinstance(data, dict):
        return {key: standardize(name, value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        if any(isinstance(value, (bool, int, float, str, bytes)) for value in data):
            raise ValueError(
                f"fit [{name}]: unrecognized data, a list of plain Python values. Expected an "
                f"array. Fix: {name}=np.array({name})."
            )
        return tuple(standardize(name, value) for value in data)
    array = to_array(data)
    if isinstance(array, np.ndarray) and array.ndim == 0 and data is not None:
        raise ValueError(
            f"fit [{name}]: expected an array whose first axis is the samples, received a scalar."
        )
    return array


def rows_of(array: Any) -> int:
    """Returns the length of the first axis."""
    size: Any
    if isinstance(array, tf.SparseTensor):
        size = array.dense_shape[0]
    else:
        size = array.nrows() if isinstance(array, tf.RaggedTensor) else len(array)
    return int(size)


def check_cardinality(x: Any, y: Any, sample_weight: Any) -> int:
    """Returns the number of samples; refuses arrays that disagree about it."""
    sizes = {
        name: [rows_of(leaf) for leaf in tf.nest.flatten(data) if leaf is not None]
        for name, data in (("x", x), ("y", y), ("sample_weight", sample_weight))
    }
    distinct = {size for found in sizes.values() for size in found}
    if len(distinct) > 1:
        received = ", ".join(
            f"{name}: {', '.join(map(str, found))}" for name, found in sizes.items() if found
        )
        raise ValueError(
            "fit [x, y]: data cardinality is ambiguous. Expected the same number of samples in "
            f"all arrays, received {received}. Fix: check the first axis of each."
        )
    if not distinct:
        raise ValueError("fit [x]: no data. Expected at least one array, received None.")
    return distinct.pop()


def take(array: Any, rows: Any) -> Any:
    """Returns rows (a slice, or indices) of an array as a tensor."""
    if isinstance(array, np.ndarray):
        part = array[rows] if isinstance(rows, slice) else array.take(rows, 0)
        return tf.convert_to_tensor(part)
    if array is None:
        return None
    if isinstance(rows, slice):
        rows = np.arange(rows.start, min(rows.stop, rows_of(array)))
    if isinstance(array, tf.SparseTensor):
        parts = [tf.sparse.slice(array, *_sparse_row(array, row)) for row in rows]
        return tf.sparse.concat(0, parts)
    return tf.gather(array, rows)


def _sparse_row(array: tf.SparseTensor, row: int) -> tuple[list[int], list[int]]:
    known: Any = array.dense_shape
    shape = known.numpy().tolist()
    return [int(row)] + [0] * (len(shape) - 1), [1, *shape[1:]]


def split(arrays: Any, validation_split: float) -> tuple[Any, Any]:
    """Cuts the last share of all arrays off, for validation.

    Args:
        arrays: a structure of arrays, `(x, y, sample_weight)`.
        validation_split: the share, in (0, 1).

    Returns:
        The same structure twice: for training, for validation.

    Raises:
        ValueError: where one of them would be empty, or data are no arrays.
    """
    if not is_array_like(arrays):
        kinds = [type(leaf).__name__ for leaf in tf.nest.flatten(arrays) if leaf is not None]
        raise ValueError(
            "fit [validation_split]: is only possible with arrays. Expected arrays or tensors, "
            f"received {', '.join(kinds)}. Fix: pass validation_data."
        )
    arrays = tuple(
        standardize(name, part) for name, part in zip(("x", "y", "sample_weight"), arrays)
    )
    total = check_cardinality(*arrays)
    at = int(np.floor(total * (1.0 - validation_split)))
    if at == 0 or at == total:
        raise ValueError(
            f"fit [validation_split]: {total} samples cannot be split by {validation_split} into "
            "two parts. Fix: more data, or another share."
        )

    def part(start: int, stop: int) -> Any:
        def cut(array: Any) -> Any:
            if array is None or isinstance(array, np.ndarray):
                return None if array is None else array[start:stop]
            return take(array, slice(start, stop))

        return tf.nest.map_structure(cut, arrays)

    return part(0, at), part(at, total)


def class_weight_to_sample_weight(y: Any, class_weight: dict[int, float]) -> Any:
    """Returns a weight for each sample by its class.

    Args:
        y: integer labels `(n,)` or `(n, 1)`, or one-hot labels `(n, classes)`.
        class_weight: weights by class; missing classes count 1.
    """
    if tf.nest.is_nested(y):
        raise ValueError(
            "fit [class_weight]: is only possible with a single target. Fix: sample_weight, one "
            "array for each output."
        )
    if y is None:
        raise ValueError("fit [class_weight]: needs targets y, received None.")
    on_host = isinstance(y, np.ndarray) or tf.executing_eagerly()
    if not on_host:
        return _class_weight_in_graph(y, class_weight)
    labels = y if isinstance(y, np.ndarray) else y.numpy()
    if labels.ndim >= 2:
        labels = labels.argmax(-1) if labels.shape[-1] > 1 else labels[..., 0]
    labels = np.round(labels).astype("int64")
    table = np.ones(max([*class_weight, int(labels.max(initial=0))]) + 1, "float32")
    for label, weight in class_weight.items():
        table[int(label)] = weight
    weights = table[labels]
    return weights if isinstance(y, np.ndarray) else tf.convert_to_tensor(weights)


def _class_weight_in_graph(y: Any, class_weight: dict[int, float]) -> tf.Tensor:
    labels = y
    if y.shape.rank >= 2:
        labels = tf.argmax(y, axis=-1) if y.shape[-1] != 1 else tf.squeeze(y, -1)
    labels = tf.cast(tf.round(tf.cast(labels, "float32")), "int64")
    weights = tf.ones_like(labels, "float32")
    for label, weight in class_weight.items():
        weights = tf.where(tf.equal(labels, int(label)), tf.constant(weight, "float32"), weights)
    return weights
