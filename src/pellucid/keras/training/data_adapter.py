"""Data adapters: whatever `fit` is given becomes batches of tensors.

`make_adapter` chooses: arrays (sliced by a permutation), a dataset, a PyDataset, a generator or
any iterable. An adapter yields `x`, `(x, y)` or `(x, y, sample_weight)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.training.arrays import (
    check_cardinality,
    class_weight_to_sample_weight,
    is_array_like,
    standardize,
    take,
)
from pellucid.keras.training.py_dataset import PyDataset, fetch_in_order, warn_about_processes
from pellucid.keras.utils.sample_weight import pack_x_y_sample_weight, unpack_x_y_sample_weight


class DataAdapter:
    """Batches of one data source.

    Attributes: `num_batches` and `batch_size`, None where unknown; `endless`, whether there is
    no last batch.
    """

    num_batches: int | None = None
    batch_size: int | None = None
    endless = False

    def batches(self) -> Iterator[Any]:
        """Yields the batches of an epoch."""
        raise NotImplementedError

    def first_batch(self) -> Any:
        """Returns a first batch, without taking it away."""
        return next(self.batches(), None)

    def on_epoch_begin(self) -> None:
        """Called before every epoch."""

    def on_epoch_end(self) -> None:
        """Called after every epoch."""


class ArrayAdapter(DataAdapter):
    """Arrays in memory: a permutation of rows, cut into batches.

    Args:
        x: arrays, or a structure of them.
        y: targets, or None.
        sample_weight: weights, or None.
        batch_size: rows in a batch; 32 by default.
        shuffle: whether rows are permuted each epoch; 'batch' permutes whole batches.
    """

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        shuffle: bool | str = False,
    ) -> None:
        x, y = standardize("x", x), standardize("y", y)
        sample_weight = standardize("sample_weight", sample_weight)
        if y is not None and sample_weight is not None:
            sample_weight = _spread(sample_weight, y)
        self.size = check_cardinality(x, y, sample_weight)
        self._rows = min(int(batch_size or 32), max(self.size, 1))
        self.batch_size = self._rows
        self.shuffle = shuffle
        self.num_batches = -(-self.size // self._rows)
        self._data = pack_x_y_sample_weight(x, y, sample_weight)
        # flattened once: a batch is one slice of each array, not a walk through the structure
        self._flat = tf.nest.flatten(self._data)
        self._simple = (
            isinstance(self._data, tuple)
            and all(part is leaf for part, leaf in zip(self._data, self._flat))
            and len(self._data) == len(self._flat)
        )
        self._random: np.random.Generator | None = None

    def _order(self) -> np.ndarray | None:
        """The order of the rows in this epoch; None where it is their own."""
        if not self.shuffle:
            return None
        if self._random is None:
            self._random = _generator()
        if self.shuffle != "batch":
            return self._random.permutation(self.size)
        order = np.arange(self.size)
        whole = self.size // self._rows * self._rows
        blocks = order[:whole].reshape(-1, self._rows)
        return np.concatenate([self._random.permutation(blocks).reshape(-1), order[whole:]])

    def batches(self) -> Iterator[Any]:
        """Yields the batches of an epoch."""
        order, size = self._order(), self._rows
        flat, simple, data = self._flat, self._simple, self._data
        for start in range(0, self.size, size):
            rows: Any = slice(start, start + size) if order is None else order[start : start + size]
            leaves = [take(array, rows) for array in flat]
            if simple:
                yield tuple(leaves)
            elif len(leaves) == 1 and data is flat[0]:
                yield leaves[0]
            else:
                yield tf.nest.pack_sequence_as(data, leaves)

    def first_batch(self) -> Any:
        """Returns a first batch, without a permutation."""
        if not self.size:
            return None
        leaves = [take(array, slice(0, self._rows)) for array in self._flat]
        return tf.nest.pack_sequence_as(self._data, leaves)


def _spread(sample_weight: Any, y: Any) -> Any:
    """One array of weights counts for every output."""
    if tf.nest.is_nested(y) and not tf.nest.is_nested(sample_weight):
        return tf.nest.map_structure(lambda _: sample_weight, y)
    return sample_weight


def _generator() -> np.random.Generator:
    """Returns a generator that `tf.random.set_seed` makes repeatable."""
    seed: Any = tf.random.uniform((), 0, 2**31 - 1, dtype=tf.int32)
    return np.random.default_rng(int(seed))


class DatasetAdapter(DataAdapter):
    """A `tf.data.Dataset`, or what looks like one (`element_spec` and `cardinality`).

    Args:
        dataset: batches.
        class_weight: weights of classes, or None.
    """

    def __init__(self, dataset: Any, class_weight: dict[int, float] | None = None) -> None:
        self._dataset, self._class_weight = dataset, class_weight
        given: Any = dataset.cardinality
        size: Any = given() if callable(given) else given
        count = int(size)
        self.num_batches = count if count >= 0 else None
        self.endless = count == -1

    def batches(self) -> Iterator[Any]:
        """Yields the batches of an epoch."""
        for data in self._dataset:
            yield _weighted(data, self._class_weight)


class PyDatasetAdapter(DataAdapter):
    """A `PyDataset` (or `Sequence`): batches by index, fetched by threads.

    Args:
        dataset: the data.
        class_weight: weights of classes, or None.
        shuffle: whether the order of batches changes each epoch.
    """

    def __init__(
        self, dataset: PyDataset, class_weight: dict[int, float] | None, shuffle: bool
    ) -> None:
        self._dataset, self._class_weight, self._shuffle = dataset, class_weight, shuffle
        self.num_batches = dataset.num_batches
        self.endless = self.num_batches is None

    def _indices(self) -> Iterator[int]:
        if self.num_batches is None:
            index = 0
            while True:
                yield index
                index += 1
        order = np.arange(self.num_batches)
        if self._shuffle:
            order = _generator().permutation(order)
        yield from order.tolist()

    def batches(self) -> Iterator[Any]:
        """Yields the batches of an epoch."""
        dataset = self._dataset
        if dataset.use_multiprocessing:
            warn_about_processes()
        if dataset.workers > 1:
            source = fetch_in_order(
                dataset.__getitem__, self._indices(), dataset.workers, dataset.max_queue_size
            )
        else:
            source = (dataset[index] for index in self._indices())
        for data in source:
            yield _weighted(_tensors(data), self._class_weight)

    def first_batch(self) -> Any:
        """Returns batch 0."""
        return _weighted(_tensors(self._dataset[0]), self._class_weight)

    def on_epoch_begin(self) -> None:
        """Tells the dataset."""
        self._dataset.on_epoch_begin()

    def on_epoch_end(self) -> None:
        """Tells the dataset."""
        self._dataset.on_epoch_end()


class IterableAdapter(DataAdapter):
    """A generator, or any iterable of batches; an iterator goes on from epoch to epoch.

    Args:
        source: the batches.
        class_weight: weights of classes, or None.
    """

    def __init__(self, source: Iterable[Any], class_weight: dict[int, float] | None) -> None:
        self._source, self._class_weight = source, class_weight
        self._once = iter(source) if isinstance(source, Iterator) else None
        self._peeked: list[Any] = []
        if self._once is not None:
            try:
                self._peeked.append(next(self._once))
            except StopIteration:
                raise ValueError(
                    "fit [x]: the generator must yield at least one batch, received an empty one."
                ) from None
        elif hasattr(source, "__len__"):
            self.num_batches = len(source)  # type: ignore[arg-type]

    def batches(self) -> Iterator[Any]:
        """Yields batches."""
        if self._once is None:
            for data in self._source:
                yield _weighted(_tensors(data), self._class_weight)
            return
        while True:
            try:
                data = self._peeked.pop() if self._peeked else next(self._once)
            except StopIteration:
                return
            yield _weighted(_tensors(data), self._class_weight)

    def first_batch(self) -> Any:
        """Returns a first batch, without taking it away."""
        if self._once is not None and self._peeked:
            return _weighted(_tensors(self._peeked[0]), self._class_weight)
        return super().first_batch()


def _tensors(data: Any) -> Any:
    """Returns a batch of a Python source as tensors, floats as floatx."""
    if isinstance(data, list):
        data = tuple(data)
    return tf.nest.map_structure(_tensor, data)


def _tensor(value: Any) -> Any:
    if value is None or isinstance(value, (tf.Tensor, tf.RaggedTensor, tf.SparseTensor)):
        return value
    from pellucid.keras.training.arrays import to_array

    return tf.convert_to_tensor(to_array(value))


def _weighted(data: Any, class_weight: dict[int, float] | None) -> Any:
    if class_weight is None:
        return data
    x, y, sample_weight = unpack_x_y_sample_weight(data)
    if sample_weight is not None:
        raise ValueError(
            "fit [class_weight]: cannot be combined with sample weights, which the data yield."
        )
    return x, y, class_weight_to_sample_weight(y, class_weight)


def make_adapter(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    shuffle: bool | str = False,
    class_weight: dict[int, float] | None = None,
) -> DataAdapter:
    """Returns the adapter for a source of data.

    Args:
        x: arrays or a structure of them, a dataset, a PyDataset, a generator or an iterable.
        y: targets; only with arrays.
        sample_weight: weights; only with arrays.
        batch_size: rows in a batch; only with arrays (other sources come in batches).
        shuffle: whether arrays and PyDatasets are shuffled.
        class_weight: weights of classes, or None.

    Raises:
        ValueError: for data of no known kind, or what contradicts its kind.
    """
    if isinstance(x, DataAdapter):
        return x
    if is_array_like(x):
        if class_weight is not None and y is not None:
            if sample_weight is not None:
                raise ValueError(
                    "fit [class_weight]: cannot be combined with sample_weight. "
                    "Fix: multiply them into sample_weight."
                )
            sample_weight = class_weight_to_sample_weight(standardize("y", y), class_weight)
        return ArrayAdapter(x, y, sample_weight, batch_size, shuffle)
    kind = _kind(x)
    if y is not None or sample_weight is not None:
        name = "y" if y is not None else "sample_weight"
        raise ValueError(
            f"fit [{name}]: must not be given where x is {kind}; it is part of what x yields."
        )
    if kind == "a PyDataset":
        return PyDatasetAdapter(x, class_weight, bool(shuffle))
    if kind == "a dataset":
        return DatasetAdapter(x, class_weight)
    return IterableAdapter(x, class_weight)


def _kind(x: Any) -> str:
    if isinstance(x, PyDataset):
        return "a PyDataset"
    if hasattr(x, "element_spec") and hasattr(x, "cardinality"):
        return "a dataset"
    if isinstance(x, Iterator):
        return "a generator"
    if isinstance(x, Iterable) and not isinstance(x, (str, bytes)):
        return "an iterable"
    raise ValueError(
        f"fit [x]: data of an unknown kind. Expected arrays, a dataset, a PyDataset or a "
        f"generator, received {type(x).__name__}."
    )
