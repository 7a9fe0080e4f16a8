"""Data: arrays, PyDatasets, generators, dataset-like objects, splits, class weights."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

import pellucid as tf
from pellucid import keras
from pellucid.keras.training import arrays
from pellucid.keras.training.data_adapter import ArrayAdapter, make_adapter
from pellucid.keras.training.epochs import EpochIterator

X = np.arange(20, dtype="float32").reshape(10, 2)
Y = np.arange(10)


def rows(adapter: object) -> list[int]:
    return [int(label) for _, y in adapter.batches() for label in y.numpy()]


def test_batches_of_arrays() -> None:
    batches = list(ArrayAdapter(X, Y, batch_size=4).batches())
    assert [len(y) for _, y in batches] == [4, 4, 2]
    np.testing.assert_array_equal(batches[1][0].numpy(), X[4:8])
    assert batches[0][1].dtype == tf.int64


def test_shuffling() -> None:
    adapter = ArrayAdapter(X, Y, batch_size=4, shuffle=True)
    first, second = rows(adapter), rows(adapter)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    x, y = next(adapter.batches())
    np.testing.assert_array_equal(x.numpy()[:, 0], 2.0 * y.numpy())


def test_shuffling_whole_batches() -> None:
    order = rows(ArrayAdapter(X, Y, batch_size=5, shuffle="batch"))
    assert order in ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [5, 6, 7, 8, 9, 0, 1, 2, 3, 4])


def test_structures_and_dtypes() -> None:
    data = {"a": X.astype("float64"), "b": tf.constant(X)}
    (x, y), *_ = ArrayAdapter(data, Y, batch_size=4).batches()
    assert set(x) == {"a", "b"}
    assert x["a"].dtype == tf.float32
    assert y.shape == (4,)
    only = next(ArrayAdapter(X, batch_size=4).batches())
    assert isinstance(only, tf.Tensor)


def test_strings_and_ragged_tensors() -> None:
    words = np.array(["a", "bb", "ccc"])
    assert next(ArrayAdapter(words, batch_size=2).batches()).numpy().tolist() == [b"a", b"bb"]


def test_generator_goes_on_and_ends() -> None:
    adapter = make_adapter((x, y) for x, y in [(X[:2], Y[:2]), (X[2:4], Y[2:4])])
    assert adapter.first_batch()[1].numpy().tolist() == [0, 1]
    assert rows(adapter) == [0, 1, 2, 3]
    assert rows(adapter) == []
    with pytest.raises(ValueError, match="at least one batch"):
        make_adapter(x for x in ())


class Squares(keras.utils.PyDataset):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.threads: set[int] = set()
        self.ends = 0

    def __len__(self) -> int:
        return 5

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        self.threads.add(threading.get_ident())
        return X[index * 2 : index * 2 + 2], Y[index * 2 : index * 2 + 2]

    def on_epoch_end(self) -> None:
        self.ends += 1


@pytest.mark.parametrize("workers", [1, 3])
def test_py_dataset_keeps_its_order(workers: int) -> None:
    dataset = Squares(workers=workers)
    assert rows(make_adapter(dataset)) == list(range(10))
    mine = threading.get_ident() in dataset.threads
    assert mine == (workers == 1)


def test_py_dataset_in_fit() -> None:
    dataset = Squares()
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(dataset, epochs=2, verbose=0)
    assert dataset.ends == 2
    assert model.predict(Squares(), verbose=0).shape == (10, 1)


def test_py_dataset_of_keras_2_without_super_init() -> None:
    class Old(keras.utils.Sequence):
        def __init__(self) -> None:
            self.n = 2

        def __len__(self) -> int:
            return self.n

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            return X[:2], Y[:2]

    assert rows(make_adapter(Old())) == [0, 1, 0, 1]


class Endless:
    """Looks like a dataset."""

    element_spec = (tf.TensorSpec((None, 2)), tf.TensorSpec((None,), tf.int64))

    def cardinality(self) -> int:
        return -1

    def __iter__(self) -> Iterator[tuple[tf.Tensor, tf.Tensor]]:
        i = 0
        while True:
            yield tf.constant(X[:2]), tf.constant([i, i])
            i += 1


def test_endless_datasets_go_on_from_epoch_to_epoch() -> None:
    epochs = EpochIterator(make_adapter(Endless()), steps_per_epoch=2)
    seen = [[int(b[1][0]) for _, group in epochs.epoch() for b in group] for _ in range(2)]
    assert seen == [[0, 1], [2, 3]]


def test_groups_of_steps() -> None:
    epochs = EpochIterator(ArrayAdapter(X, Y, batch_size=2), steps_per_execution=2)
    assert [(step, len(group)) for step, group in epochs.epoch()] == [(0, 2), (2, 2), (4, 1)]


def test_split_takes_the_end() -> None:
    (x, y, _), (vx, vy, _) = arrays.split((X, Y, None), 0.3)
    assert len(x) == 7
    np.testing.assert_array_equal(vy, [7, 8, 9])
    np.testing.assert_array_equal(vx, X[7:])
    assert len(y) == 7


def test_class_weights() -> None:
    weights = {0: 2.0, 2: 5.0}
    labels = np.array([0, 1, 2])
    expected = [2.0, 1.0, 5.0]
    np.testing.assert_array_equal(arrays.class_weight_to_sample_weight(labels, weights), expected)
    one_hot = np.eye(3, dtype="float32")
    np.testing.assert_array_equal(arrays.class_weight_to_sample_weight(one_hot, weights), expected)
    column = labels[:, None].astype("float32")
    np.testing.assert_array_equal(arrays.class_weight_to_sample_weight(column, weights), expected)


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="part of what x yields"):
        make_adapter(Endless(), Y)
    with pytest.raises(ValueError, match="unknown kind"):
        make_adapter(object())
    with pytest.raises(ValueError, match="ambiguous"):
        make_adapter(X, Y[:3])
